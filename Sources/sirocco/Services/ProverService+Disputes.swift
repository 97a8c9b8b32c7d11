import Circuit
import Claims
import Dispute
import Ledger
import Transcript
import Verifier

extension ProverService {
    /// Answers one question about a claim of this prover's, ends a challenge whose clock ran out, or has a claim paid
    /// whose window is over.
    ///
    /// - Returns: false where there was nothing of the kind.
    func defend() throws -> Bool {
        for id in board.jobs {
            guard let job = state.job(id), case .claimed(let claim, let windowEnd, let disputes) = job.status,
                claim.prover == seat.address
            else { continue }
            for challenger in board.challengers[id] ?? [] {
                guard let dispute = state.dispute(id, by: challenger) else { continue }
                if try play(job, claim, dispute) { return true }
            }
            if disputes == 0, now > windowEnd, try settle(job) { return true }
        }
        return false
    }

    private func settle(_ job: Job) throws -> Bool {
        switch try seat.send(.settleJob(job.id)) {
        case .applied, nil: return true
        case .refused(let rejection):
            try wait(job.id, "refused", Failure(rejection).why)
            return false
        case .failed(let failure):
            try wait(job.id, "refused", Failure(failure).why)
            return false
        }
    }

    private func play(_ job: Job, _ claim: Claim, _ dispute: Ledger.Dispute) throws -> Bool {
        switch dispute.turn {
        case .challenger:
            guard now > dispute.turnEnd else { return false }
            return try send(.callTime(job: job.id, challenger: dispute.challenger), job, dispute, "time_called")
        case .asserter:
            guard now <= dispute.turnEnd, !refusedAnswers.contains(Self.key(dispute)) else { return false }
            guard let action = try answer(job, claim, dispute) else {
                refusedAnswers.insert(Self.key(dispute))
                tally.lacksData = true
                try wait(
                    job.id, "trace", "a question cannot be answered: the claimed run is not at hand",
                    [("looked_at", .list([.text(work.path)]))])
                return false
            }
            return try send(action, job, dispute, "answered")
        }
    }

    private func answer(_ job: Job, _ claim: Claim, _ dispute: Ledger.Dispute) throws -> Action? {
        guard let (file, found) = try asserter(job, claim), let game = dispute.game(file),
            let question = dispute.questionBytes(game)
        else { return nil }
        var asserter = found
        guard let move = try? asserter.answer(game) else { return nil }
        return .answer(
            job: job.id, challenger: dispute.challenger, question: question, answer: move.canonicalBytes)
    }

    /// Whoever answers for a claim: from the trace on disk, or, where that is gone, from the run made again.
    private func asserter(_ job: Job, _ claim: Claim) throws -> (ClaimFile, Asserter)? {
        guard let task = try task(job) else { return nil }
        if case .claim(let file, let trace)? = work.result(of: job.id), file.claim == claim,
            let asserter = try? trace.asserter(file, task.weights)
        {
            return (file, asserter)
        }
        let result = try task.result(chain: seat.chain, by: seat.signer, lie: terms.lie, threads: threads)
        guard case .claim(let file, let trace) = result, file.claim == claim else { return nil }
        try work.keep(result, of: job.id)
        return (try? trace.asserter(file, task.weights)).map { (file, $0) }
    }

    private func send(_ action: Action, _ job: Job, _ dispute: Ledger.Dispute, _ event: String) throws -> Bool {
        let challenger = dispute.challenger
        let sent = try seat.send(action) { $0.dispute(job.id, by: challenger) == dispute }
        let problem: String
        switch sent {
        case nil: return true
        case .applied:
            if event == "answered" { tally.answered += 1 }
            try log.say(
                event, job: job.id,
                [("challenger", .text(challenger.description)), ("question", .integer(Int(dispute.questions)))],
                "challenger \(shortened(challenger.description)), question \(dispute.questions)")
            return true
        case .refused(let rejection): problem = Failure(rejection).why
        case .failed(let failure): problem = Failure(failure).why
        }
        refusedAnswers.insert(Self.key(dispute))
        try wait(job.id, "refused", problem)
        return false
    }

    /// Names one question of one dispute.
    private static func key(_ dispute: Ledger.Dispute) -> Digest {
        BLAKE3.hash(
            derivedFrom: "sirocco answered question v1",
            dispute.job.bytes + dispute.challenger.bytes.bytes + [dispute.questions] + dispute.question.bytes)
    }
}
