import Circuit
import Claims
import Dispute
import Foundation
import Ledger
import Node
import Transcript
import Verifier

/// Looks at every claim on a ledger, by a run of its own, and disputes those that are wrong: opens the challenge, asks
/// until one element is left, proves it, calls time where nobody answers.
///
/// What it has decided is in its journal; how a dispute stands, on the ledger. A line is written before the journal:
/// after a crash it may come again, and is never lost.
final class LedgerAuditor {
    private let seat: LedgerSeat
    private let threads: Int
    private let log: ServiceLog
    private var journal: ServiceJournal<AuditVerdict>
    private var shelf: ModelShelf
    private var board: JobBoard
    /// Why a claim is not decided or a move not made, so that it is said once.
    private var said: [Digest: String] = [:]
    /// Moves that the ledger did not take: they are not paid for again.
    private var refused: Set<Digest> = []
    private(set) var tally = Tally()

    /// How the claims stand that were looked at.
    struct Tally {
        var right: Set<Digest> = []
        var wrong: Set<Digest> = []
        var missing: Set<Digest> = []
        /// Claims that fell by this auditor's hand.
        var refuted = 0
        var lost = 0
        var lacksFunds = false

        /// The worst that was found.
        var status: ExitStatus {
            !wrong.isEmpty || lost > 0 ? .refuted : lacksFunds ? .fundsMissing : missing.isEmpty ? .done : .dataUnavailable
        }

        var json: [(String, JSON)] {
            [
                ("claims", .integer(right.count + wrong.count + missing.count)), ("right", .integer(right.count)),
                ("wrong", .integer(wrong.count)), ("missing", .integer(missing.count)), ("refuted", .integer(refuted)),
                ("lost", .integer(lost)),
            ]
        }
    }

    init(_ seat: LedgerSeat, shelf: ModelShelf, threads: Int, home: String, log: ServiceLog) throws(Failure) {
        self.seat = seat
        self.shelf = shelf
        self.threads = threads
        self.log = log
        let folder = "\(home)/audit/\(seat.address.bytes.hexadecimal.prefix(16))"
        do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
            throw Failure(
                .fileNotWritable, "the folder \(folder) cannot be made", why: error.localizedDescription,
                try: "another home with -C")
        }
        journal = try ServiceJournal("\(folder)/claims.journal")
        board = JobBoard(seat.address)
    }

    private var state: LedgerState { seat.node.state }
    private var now: UInt64 { LedgerSeat.now(state) }

    /// Decides about every claim that is new and makes one move in each dispute that waits for one.
    ///
    /// - Returns: false where there was nothing to do.
    func round() throws -> Bool {
        try seat.turn { try board.read($0) }
        var isBusy = false
        for id in board.jobs {
            guard let job = state.job(id) else { continue }
            switch job.status {
            case .claimed(let claim, let windowEnd, _):
                if try look(job, claim, windowEnd) { isBusy = true }
            case .refuted:
                if state.dispute(id, by: seat.address) != nil {
                    isBusy = try send(.withdrawChallenge(job: id), job, "withdrawn", "") || isBusy
                }
            default: continue
            }
        }
        return isBusy
    }

    /// Everything that an own run of a claim needs.
    private struct Material {
        let file: ClaimFile
        let own: TraceHolder
    }

    private func look(_ job: Job, _ claim: Claim, _ windowEnd: UInt64) throws -> Bool {
        let id = claim.id
        switch journal[id] {
        case .right:
            tally.right.insert(id)
            return false
        case .refuted, .malformed:
            tally.wrong.insert(id)
            return try play(job, claim, windowEnd)
        case nil: break
        }
        guard let material = try material(job, claim) else {
            tally.missing.insert(id)
            return false
        }
        tally.missing.remove(id)
        var verdict = AuditVerdict.refuted
        do throws(TraceHolderError) {
            if case .right = try ClaimAudit.audit(material.file, own: material.own) { verdict = .right }
        } catch {
            // One claim that cannot be looked at must not keep the auditor from the others.
            tally.missing.insert(id)
            try undecided(job, Failure(error, model: material.file.circuit.name))
            return false
        }
        let isRight = verdict == .right
        try log.say(
            isRight ? "right" : "wrong", job: job.id,
            [
                ("claim_id", .text(id.description)), ("prover", .text(claim.prover.description)),
                ("refuted", .bool(!isRight)),
            ], isRight ? "as it should be" : "the claim is not the run of this model on this input")
        try journal.append(id, verdict)
        if isRight { tally.right.insert(id) } else { tally.wrong.insert(id) }
        return true
    }

    /// - Returns: nil where something is missing, after saying what, and where it was looked for.
    private func material(_ job: Job, _ claim: Claim) throws -> Material? {
        guard let asset = state.model(job.order.model) else { return nil }
        guard let (circuit, weights) = shelf.model(asset.commitment) else {
            return try miss(
                job, claim, "the model with weights root \(asset.commitment.weightsRoot)", shelf.folders)
        }
        let bytes = try seat.turn { node in try onLedger { () throws(NodeError) in try node.publicInputs(of: job.id) } }
        let inputs = zip(circuit.inputs, bytes ?? []).compactMap { try? Tensor($0.type, bytes: $1, name: $0.name) }
        guard inputs.count == circuit.inputs.count, inputs.map({ TensorCommitment(public: $0) }) == claim.inputs else {
            return try miss(job, claim, "the input of job \(job.id)", ["the ledger's blocks"])
        }
        let file: ClaimFile
        do throws(DisputeFileError) { file = try ClaimFile(claim, circuit, commitment: asset.commitment) } catch {
            // The ledger admitted it; a circuit that is disputed there is one here.
            try undecided(
                job, Failure(.notDisputable, "the claim cannot be disputed", why: "\(error)", try: "report this line"))
            return nil
        }
        do throws(TraceHolderError) {
            return Material(file: file, own: try TraceHolder(circuit, weights, inputs: [inputs], threads: threads))
        } catch {
            try undecided(job, Failure(error, model: circuit.name))
            return nil
        }
    }

    private func undecided(_ job: Job, _ failure: Failure) throws(Failure) {
        guard said[job.id] != failure.why else { return }
        said[job.id] = failure.why
        try log.say(
            "undecided", job: job.id, [("refuted", .null), ("why", .text(failure.why))], "\(failure.what): \(failure.why)")
    }

    private func miss(_ job: Job, _ claim: Claim, _ what: String, _ places: [String]) throws -> Material? {
        guard said[claim.id] != what else { return nil }
        said[claim.id] = what
        try log.say(
            "missing", job: job.id,
            [
                ("claim_id", .text(claim.id.description)), ("refuted", .null), ("why", .text(what)),
                ("looked_at", .list(places.map { .text($0) })),
            ], "missing is \(what); looked at: \(places.joined(separator: ", "))")
        return nil
    }

    private func play(_ job: Job, _ claim: Claim, _ windowEnd: UInt64) throws -> Bool {
        guard claim.prover != seat.address else { return false }
        let dispute = state.dispute(job.id, by: seat.address)
        guard dispute != nil || now <= windowEnd else {
            try wait(job, "the challenge window is over")
            return false
        }
        if let dispute, dispute.turn == .asserter, now > dispute.turnEnd {
            return try send(.callTime(job: job.id, challenger: seat.address), job, "time_called", "nobody answered")
        }
        guard let material = try material(job, claim) else {
            tally.missing.insert(claim.id)
            return false
        }
        let parameters = seat.node.genesis.parameters
        let clocks = DisputeClocks(asserter: parameters.asserterAllowance, challenger: parameters.challengerAllowance)
        var challenger = Challenger(claim, model: material.file.model, own: material.own)
        guard let game = dispute.map({ $0.game(material.file) })
            ?? (try? DisputeGame(claim, model: material.file.model, challenger: seat.address, clocks: clocks, time: 0))
        else {
            try wait(job, "the dispute's record cannot be read")
            return false
        }
        let next: DisputeMove?
        do throws(TraceHolderError) { next = try challenger.next(game) } catch {
            try undecided(job, Failure(error, model: material.file.circuit.name))
            return false
        }
        guard let dispute else {
            // A claim that is refuted without a question is challenged with one all the same: a refutation that was
            // copied from the first block would come too late.
            var opening = next ?? .challengeStep(0)
            if case .prove = opening { opening = claim.steps > 1 ? .challengeRun : .challengeStep(0) }
            return try send(.challenge(job: job.id, question: opening.canonicalBytes), job, "challenged", "")
        }
        switch next {
        case .prove(let proof):
            return try send(.refute(job: job.id, evidence: proof), job, "proving", "\(byteSize(proof.count)) of evidence")
        case let move? where dispute.turn == .challenger:
            return try send(
                .ask(job: job.id, question: move.canonicalBytes), job, "asked", "question \(dispute.questions + 1)")
        default: return false
        }
    }

    private func wait(_ job: Job, _ words: String) throws(Failure) {
        guard said[job.id] != words else { return }
        said[job.id] = words
        try log.say("waiting", job: job.id, [("why", .text(words))], words)
    }

    private func send(_ action: Action, _ job: Job, _ event: String, _ words: String) throws -> Bool {
        let key = BLAKE3.hash(derivedFrom: "sirocco auditor's move v1", action.canonicalBytes)
        guard !refused.contains(key) else { return false }
        switch try seat.send(action, where: { $0.job(job.id)?.status == job.status }) {
        case nil: return true
        case .refused(let rejection):
            // What comes too early is tried again; everything else would be refused again.
            if case .notYet = rejection { return false }
            if case .tooEarlyToRefute = rejection { return false }
            let failure = Failure(rejection)
            tally.lacksFunds = tally.lacksFunds || failure.status == .fundsMissing
            if failure.status != .fundsMissing { refused.insert(key) }
            try wait(job, failure.why)
            return false
        case .failed(let failure):
            refused.insert(key)
            try wait(job, Failure(failure).why)
            return true
        case .applied(let events):
            try log.say(event, job: job.id, members(events), words)
            try end(job, events)
            return true
        }
    }

    private func members(_ events: [Event]) -> [(String, JSON)] {
        for case .executed(_, _, _, let gas, let fee) in events { return [("gas_used", .wide(gas)), ("fee", fee.json)] }
        return []
    }

    private func end(_ job: Job, _ events: [Event]) throws {
        for event in events {
            switch event {
            case .refuted(_, _, let toWinner, let burned, _):
                tally.refuted += 1
                try log.say(
                    "refuted", job: job.id,
                    [
                        ("refuted", true), ("paid", toWinner.json), ("burned", burned.json),
                        ("balance", (state.account(seat.address)?.balance ?? .zero).json),
                    ], "paid \(toWinner)")
            case .challengeLost:
                tally.lost += 1
                try log.say("lost", job: job.id, [], "the claim stands; the challenge bond is gone")
            default: continue
            }
        }
    }
}
