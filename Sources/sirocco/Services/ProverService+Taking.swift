import Circuit
import Claims
import Ledger
import Node
import Transcript
import Verifier

extension ProverService {
    /// Whether a posted job is taken.
    fileprivate enum Decision {
        case take(JobTask, WorkCost)
        /// Not for this prover: nothing is said.
        case pass
        /// Not now.
        case wait(reason: String, String)
        /// Never.
        case decline(reason: String, String)
    }

    /// Takes the first job that can surely be finished.
    func takeOne() throws -> Bool {
        for id in board.jobs {
            guard let job = state.job(id), case .posted = job.status else { continue }
            switch try consider(job) {
            case .pass: continue
            case .wait(let reason, let words):
                if reason == "funds" { tally.lacksFunds = true }
                if reason == "mail" { tally.lacksData = true }
                try wait(id, reason, words)
            case .decline(let reason, let words):
                try journal.append(id, .declined)
                tally.declined += 1
                try log.say("declined", job: id, [("reason", .text(reason)), ("why", .text(words))], words)
            case .take(let task, let cost): return try take(task, cost)
            }
        }
        return false
    }

    private func take(_ task: JobTask, _ cost: WorkCost) throws -> Bool {
        try journal.append(task.id, .taking)
        let sent = try seat.send(.takeJob(task.id)) { state in
            if case .posted? = state.job(task.id)?.status { true } else { false }
        }
        switch sent {
        case .applied:
            tally.taken += 1
            try log.say(
                "taken", job: task.id,
                [
                    ("model", .text(task.order.model.description)), ("reward", task.order.reward.json),
                    ("bond", task.order.proverBond.json), ("promise_ms", .wide(cost.promise)),
                    ("lease_ms", .wide(task.order.lease)),
                ], "reward \(task.order.reward), promised within \(duration(Double(cost.promise) * 1e-3))")
        case .refused(let rejection):
            let failure = Failure(rejection)
            tally.lacksFunds = tally.lacksFunds || failure.status == .fundsMissing
            try wait(task.id, "refused", failure.why)
            return false
        // Somebody else was first; or a block that cannot fail failed.
        case .failed, nil: return true
        }
        return true
    }

    private func consider(_ job: Job) throws -> Decision {
        let order = job.order
        guard journal[job.id] != .declined, journal[job.id] != .abandoned else { return .pass }
        guard order.reservedFor == nil || order.reservedFor == seat.address, now <= order.deadline,
            order.reward >= terms.leastReward, let asset = state.model(order.model)
        else { return .pass }
        guard let (circuit, weights) = shelf.model(asset.commitment) else { return .pass }
        if let words = impossible(order, asset) { return .decline(reason: "unsupported", words) }
        let opened: (inputs: [Tensor], salts: [CommitmentSalt])
        switch try inputs(of: job, circuit) {
        case .success(let found): opened = found
        case .failure(let refusal): return refusal.decision
        }
        let task = JobTask(
            id: job.id, order: order, commitment: asset.commitment, circuit: circuit, weights: weights,
            inputs: opened.inputs, salts: opened.salts)
        let memory: UInt64
        do throws(Failure) { memory = try task.predictedMemory() } catch {
            return .decline(reason: "unsupported", "\(error.what): \(error.why)")
        }
        if let largest = terms.largestMemory, memory > largest {
            return .decline(
                reason: "memory", "it may take \(byteSize(Int(clamping: memory))), \(byteSize(Int(clamping: largest))) are allowed")
        }
        switch try cost(of: task) {
        case .failure(let problem): return .decline(reason: "failed", problem.words)
        case .success(let cost): return try affordable(task, cost) ?? .take(task, cost)
        }
    }

    /// Why an order can never be done here; nil where it can.
    private func impossible(_ order: JobOrder, _ asset: ModelAsset) -> String? {
        guard order.steps == 1 else { return "it is of \(order.steps) steps, this release does one" }
        switch order.assurance {
        case .proved(let id):
            guard let profile = SecurityProfile.named(id), !profile.isInsecure else { return "this release has no profile \(id)" }
            guard asset.commitment.oracleRoots.map({ $0.profile }) == [id] else {
                return "the model is registered under several profiles, proofs of this release name one"
            }
        case .optimistic:
            guard asset.isDisputable else { return "claims about the model cannot be disputed" }
            guard order.sealedInput == nil else { return "a claim about a private input cannot be disputed in this release" }
        }
        return nil
    }

    /// Whether time, memory and money suffice.
    ///
    /// - Returns: nil where they do.
    private func affordable(_ task: JobTask, _ cost: WorkCost) throws -> Decision? {
        let order = task.order, parameters = seat.node.genesis.parameters
        if let largest = terms.largestMemory, cost.peakBytes > largest {
            return .decline(
                reason: "memory",
                "such a job took \(byteSize(Int(clamping: cost.peakBytes))), \(byteSize(Int(clamping: largest))) are allowed")
        }
        guard cost.promise <= order.lease else {
            return .decline(
                reason: "lease",
                "it may take \(duration(Double(cost.promise) * 1e-3)), the lease is \(duration(Double(order.lease) * 1e-3))")
        }
        // While it works, it answers nobody.
        if hasClaims, cost.promise > parameters.asserterAllowance / 2 {
            return .wait(reason: "claims", "it may take longer than an open claim can go without an answer")
        }
        let price = max(1, state.gasPrice.units)
        let (fee, overflow) = (UInt128(cost.gas) + 2_000_000).multipliedReportingOverflow(by: 2 * price)
        let (needed, isTooMuch) = order.proverBond.units.addingReportingOverflow(overflow ? .max : fee)
        let balance = (state.account(seat.address)?.balance ?? .zero).units
        guard !overflow, !isTooMuch, balance >= needed else {
            return .wait(reason: "funds", "bond and fees may come to \(needed), the balance is \(balance)")
        }
        return nil
    }

    /// There are claims that somebody may still ask about.
    private var hasClaims: Bool {
        board.jobs.contains { id in
            if case .claimed(let claim, _, _)? = state.job(id)?.status { claim.prover == seat.address } else { false }
        }
    }

    /// What a job of this kind costs: known, or measured by doing this one before it is taken.
    private func cost(of task: JobTask) throws -> Result<WorkCost, WorkProblem> {
        let kind = WorkCosts.kind(task.commitment.id, task.order)
        if let known = costs[kind] { return .success(known) }
        guard journal.count(kind, where: { $0 == .measuring }) < Self.maximumStarts else { return .failure(.neverEnded) }
        try journal.append(kind, .measuring)
        if case .failure(let problem) = try made(task) { return .failure(problem) }
        let cost = costs[kind] ?? .zero
        try log.say(
            "measured", job: task.id, [("ms", .wide(cost.milliseconds)), ("peak_bytes", .wide(cost.peakBytes))],
            "such a job takes \(duration(Double(cost.milliseconds) * 1e-3))")
        return .success(cost)
    }

    /// Does the work, keeps the result and learns what it cost.
    ///
    /// - Returns: a problem where the work itself cannot be done; what the disk refuses is thrown.
    func made(_ task: JobTask) throws(Failure) -> Result<JobResult, WorkProblem> {
        let watch = Stopwatch()
        let result: JobResult
        do throws(Failure) {
            result = try task.result(chain: seat.chain, by: seat.signer, lie: terms.lie, threads: threads)
        } catch { return .failure(.refused(error)) }
        try work.keep(result, of: task.id)
        let tables = state.modelTables(task.order.model)?.registered.count ?? 0
        try costs.learn(
            WorkCosts.kind(task.commitment.id, task.order),
            WorkCost(
                milliseconds: UInt64(watch.milliseconds) + 1, peakBytes: UInt64(peakMemory()),
                gas: result.gas(seat.node.genesis.parameters, tables: tables)))
        return .success(result)
    }
}

/// Why the work of a job came to nothing.
enum WorkProblem: Error {
    /// It ended the process each time.
    case neverEnded
    case refused(Failure)

    var words: String {
        switch self {
        case .neverEnded: "the work was begun \(ProverService.maximumStarts) times and never ended"
        case .refused(let failure): "\(failure.what): \(failure.why)"
        }
    }
}

extension ProverService {
    /// Why a job's inputs are not at hand.
    enum InputRefusal: Error {
        case notThere(String)
        /// The order's ciphertext or bytes are not what the order says: nobody has to take it.
        case contradicts(String)

        fileprivate var decision: Decision {
            switch self {
            case .notThere(let words): .wait(reason: "mail", words)
            case .contradicts(let words): .decline(reason: "unopened", words)
            }
        }
    }

    /// A job's inputs: public ones from the order's block, private ones from the mail, opened and compared with the
    /// order's commitments. So nothing is taken that does not open, and leaving costs neither side anything.
    func inputs(of job: Job, _ circuit: Circuit) throws -> Result<(inputs: [Tensor], salts: [CommitmentSalt]), InputRefusal> {
        guard let hash = job.order.sealedInput else {
            let bytes = try seat.turn { node in try onLedger { () throws(NodeError) in try node.publicInputs(of: job.id) } }
            let tensors = zip(circuit.inputs, bytes ?? []).compactMap { try? Tensor($0.type, bytes: $1, name: $0.name) }
            guard tensors.count == circuit.inputs.count, (try? circuit.check(inputs: tensors)) != nil,
                tensors.map({ TensorCommitment(public: $0) }) == job.order.inputs
            else { return .failure(.contradicts("the inputs in the order's block are not those that it commits to")) }
            return .success((tensors, []))
        }
        guard let mail = terms.mail else { return .failure(.notThere("its input is sealed; --mail says where prompts arrive")) }
        guard let ciphertext = try mail.ciphertext(hash) else {
            return .failure(.notThere("its sealed prompt has not arrived at \(mail.file(hash))"))
        }
        do {
            let order = JobOrderInputs(job: job.id, commitments: job.order.inputs, sealedInput: hash)
            let prompt = try SealedPrompt(opening: ciphertext, of: order, circuit) { try seat.signer.identity.opening.open($0) }
            return .success((prompt.tensors, prompt.salts))
        } catch {
            // Anybody may put another file into the mail: that says nothing about the order.
            if case .otherHash = error { return .failure(.notThere("\(mail.file(hash)): \(error.words)")) }
            return .failure(.contradicts(error.words))
        }
    }
}
