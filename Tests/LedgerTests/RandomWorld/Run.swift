import Claims
import Ledger
import Testing
import Transcript

/// Plays operations on the ledger and on the exact model until they differ.
final class Run {
    let world: World
    var model: ExactModel
    var difference: String?
    var receipts: [Receipt] = []
    var willApply: ([[UInt8]]) -> Void = { _ in }
    /// What is thrown in between, if anything.
    var noise: Noise?
    private(set) var applied = 0
    private(set) var failed = 0

    private let forgetsToBurn: Bool
    private var modelIDs: [Digest] = []
    private var commitments: [Digest] = []
    private var jobIDs: [Digest] = []
    private var registered: UInt64 = 0
    private var nonces: [UInt64]
    private var block: [(bytes: [UInt8], expected: ExactModel.Outcome)] = []

    init(_ actors: [Actor], forgetsToBurn: Bool = false) throws {
        world = try World(actors: actors, grants: RandomWorldTests.grants)
        model = ExactModel(balances: RandomWorldTests.grants, time: world.time)
        model.height = 1
        nonces = [UInt64](repeating: 0, count: actors.count)
        self.forgetsToBurn = forgetsToBurn
    }

    /// The statuses in which jobs are.
    var statuses: [String: Int] {
        model.jobs.reduce(into: [:]) { $0["\($1.status)", default: 0] += 1 }
    }

    func play(_ operations: [Operation]) throws {
        for operation in operations {
            guard difference == nil else { return }
            if operation.kind == .wait {
                // The clock moves between blocks.
                try endBlock()
                world.time += operation.amount % 150
                model.time = world.time
                continue
            }
            try attempt(operation)
            if operation.endsBlock { try endBlock() }
        }
        try endBlock()
    }

    private func attempt(_ operation: Operation) throws {
        let actor = model.actor(operation)
        guard let action = try action(operation, actor) else { return }
        let signed = world.transaction(actor, action, nonce: nonces[actor])
        let bytes = signed.canonicalBytes
        var next = model
        next.extraGas = 0
        let held = UInt128(World.gasLimit) + next.rules.flatFee
        let bytesGas = 21_000 + 16 * UInt128(bytes.count)
        var outcome = ExactModel.Outcome.rejected
        if next.take(held, from: actor) {
            outcome = next.perform(operation, actor: actor) { self.rank($0) }
            if outcome == .failed {
                let gas = next.extraGas
                next = model
                next.extraGas = gas
                _ = next.take(held, from: actor)
            }
            let due = next.rules.flatFee + bytesGas + next.extraGas
            next.balances[actor] += held - due
            if !forgetsToBurn { next.burned += due }
        }
        if outcome != .rejected {
            if next.models.count > model.models.count, case .registerModel(let registration) = action {
                modelIDs.append(ModelAsset.id(registration.model, registrant: world.actors[actor].address))
                commitments.append(registration.model.id)
            }
            if next.jobs.count > model.jobs.count {
                jobIDs.append(Job.id(chain: World.chain, poster: world.actors[actor].address, nonce: nonces[actor]))
            }
            nonces[actor] += 1
            model = next
        }
        block.append((bytes, outcome))
    }

    /// Models stand in order of their ids, as ties are broken.
    private func rank(_ model: Int) -> Int { modelIDs.sorted().firstIndex(of: modelIDs[model]) ?? 0 }

    private func action(_ operation: Operation, _ actor: Int) throws -> Action? {
        let somebody = world.actors[operation.second % world.actors.count].address
        let modelID = model.modelIndex(operation).map { modelIDs[$0] } ?? Sample.digest(404)
        let jobID = model.jobIndex(operation).map { jobIDs[$0] } ?? Sample.digest(405)
        let challenger = world.actors[model.challenger(operation)].address
        let verdict = model.verdict(operation)
        switch operation.kind {
        case .wait: return nil
        case .transfer: return .transfer(to: somebody, amount: Amount(UInt128(operation.amount)))
        case .register:
            guard model.models.count < 12 else { return nil }
            registered += 1
            return .registerModel(
                ModelRegistration(
                    try Sample.model(registered),
                    parents: model.parents(operation).map {
                        RevenueShare(model: modelIDs[$0.model], parts: UInt32($0.tenths) * 100_000_000)
                    },
                    model.holders(operation, actor).map { (world.actors[$0.key], UInt64($0.value)) },
                    price: model.price(operation)))
        case .setPrice: return .setPrice(model: modelID, price: model.price(operation).map { Amount($0) })
        case .transferShares: return .transferShares(model: modelID, to: somebody, count: operation.amount % 60)
        case .collect: return .collectDividends(model: modelID)
        case .attest: return .attest(model: modelID)
        case .withdrawAttestation: return .withdrawAttestation(model: modelID)
        case .post:
            let fee = model.modelIndex(operation).flatMap { model.models[$0].price } ?? 0
            return .postJob(
                Sample.order(
                    modelID, assurance: operation.second % 2 == 0 ? .optimistic(.full) : .proved(.p100),
                    reward: UInt128(operation.amount), fee: fee, deadline: world.time + 1 + UInt64(operation.second),
                    lease: 1 + UInt64(operation.second / 2)))
        case .cancel: return .cancelJob(jobID)
        case .take: return .takeJob(jobID)
        case .prove: return .submitProof(claim: try claim(operation, actor, .proved(.p100)), evidence: [verdict])
        case .claim:
            return .submitClaim(claim: try claim(operation, actor, .optimistic(Sample.trace)), publication: [])
        case .challenge: return .challenge(job: jobID, question: [1])
        case .answer: return .answer(job: jobID, challenger: challenger, question: [1], answer: [verdict])
        case .ask: return .ask(job: jobID, question: [1])
        case .refute: return .refute(job: jobID, evidence: [verdict])
        case .callTime: return .callTime(job: jobID, challenger: challenger)
        case .withdrawChallenge: return .withdrawChallenge(job: jobID)
        case .expire: return .expireJob(jobID)
        case .settle: return .settleJob(jobID)
        }
    }

    /// A proof names whoever took the job, a claim its sender.
    private func claim(_ operation: Operation, _ actor: Int, _ assurance: Assurance) throws -> Claim {
        guard let index = model.jobIndex(operation) else {
            return try Sample.claim(Sample.digest(405), Sample.digest(404), prover: world.actors[actor].address)
        }
        let job = model.jobs[index]
        let prover = if case .proved = assurance { job.prover < 0 ? actor : job.prover } else { actor }
        return try Sample.claim(
            jobIDs[index], commitments[job.model], prover: world.actors[prover].address, assurance: assurance)
    }

    private func endBlock() throws {
        willApply(block.map(\.bytes))
        let found = try applied(block.map(\.bytes))
        receipts += found
        for (place, receipt) in found.enumerated() {
            let outcome: ExactModel.Outcome
            switch receipt {
            case .applied: outcome = .applied
            case .failed: outcome = .failed
            case .rejected: outcome = .rejected
            }
            applied += outcome == .applied ? 1 : 0
            failed += outcome == .failed ? 1 : 0
            if outcome != block[place].expected {
                difference = difference ?? "block \(model.height), place \(place): \(receipt), expected \(block[place].expected)"
            }
        }
        block = []
        model.height += 1
        difference = difference ?? compare()
    }

    /// The receipts of a block's transactions, whatever stood between them.
    private func applied(_ transactions: [[UInt8]]) throws -> [Receipt] {
        guard noise != nil else { return try world.apply(transactions) }
        var mixed: [[UInt8]] = []
        var isNoise: [Bool] = []
        for bytes in transactions {
            let before = noise?.next(near: bytes) ?? []
            mixed += before + [bytes]
            isNoise += before.map { _ in true } + [false]
        }
        var receipts: [Receipt] = []
        for (place, receipt) in try world.apply(mixed).enumerated() {
            if !isNoise[place] {
                receipts.append(receipt)
                // A transaction that ran has used its nonce and can only be replayed.
                if case .rejected = receipt { continue }
                noise?.ran(mixed[place])
            } else if case .rejected(let reason) = receipt {
                noise?.refused(reason)
            } else {
                difference = difference ?? "noise ran: \(receipt)"
            }
        }
        return receipts
    }

    /// The first thing that ledger and model see differently.
    private func compare() -> String? {
        for actor in world.actors.indices where world.balance(actor) != model.balances[actor] {
            return "actor \(actor) has \(world.balance(actor)), expected \(model.balances[actor])"
        }
        if world.state.supply?.burned.units != model.burned {
            return "burned \(world.state.supply?.burned.units ?? 0), expected \(model.burned)"
        }
        for (index, job) in model.jobs.enumerated() {
            let found = world.state.job(jobIDs[index])?.status
            if !Self.isSame(found, job) { return "job \(index) is \(String(describing: found)), expected \(job)" }
        }
        for (index, expected) in model.models.enumerated() {
            for actor in world.actors.indices {
                let holding = world.state.holding(modelIDs[index], of: world.actors[actor].address)
                if UInt128(holding?.shares ?? 0) != expected.shares[actor, default: 0] {
                    return "shares of model \(index), actor \(actor): \(String(describing: holding))"
                }
                let revenue = world.state.revenuePool(modelIDs[index])?.revenue.units ?? 0
                let claim = holding.map {
                    $0.owed.units * expected.allShares + UInt128($0.fraction)
                        + (revenue - $0.settledRevenue.units) * UInt128($0.shares)
                } ?? 0
                if claim != expected.claims[actor, default: 0] {
                    return "claim of model \(index), actor \(actor): \(claim), expected \(expected.claims[actor, default: 0])"
                }
            }
        }
        return nil
    }

    private static func isSame(_ found: JobStatus?, _ job: ExactModel.Job) -> Bool {
        switch (found, job.status) {
        case (.posted, .posted), (.cancelled, .cancelled), (.expired, .expired), (.settled, .settled),
            (.refuted, .refuted):
            true
        case (.taken(_, let until), .taken): until == job.until
        case (.claimed(_, let end, let disputes), .claimed): end == job.until && Int(disputes) == job.disputes.count
        default: false
        }
    }
}
