import Claims
import Transcript

extension Execution {
    /// A job with a claim that is open to dispute, and the claim.
    private struct Claimed {
        var job: Job
        let claim: Claim
        let windowEnd: UInt64
        var disputes: UInt32 {
            didSet { job.status = .claimed(claim: claim, windowEnd: windowEnd, disputes: disputes) }
        }
    }

    private func claimed(_ id: Digest) throws(Stop) -> Claimed {
        let job = try job(id)
        guard case .claimed(let claim, let windowEnd, let disputes) = job.status else { throw .rejected(.wrongStatus) }
        return Claimed(job: job, claim: claim, windowEnd: windowEnd, disputes: disputes)
    }

    private func dispute(_ job: Digest, _ challenger: Address) throws(Stop) -> Dispute {
        guard let dispute = try journal.read(Dispute.self, job.bytes + challenger.bytes.bytes) else {
            throw .rejected(.unknownDispute)
        }
        return dispute
    }

    mutating func challenge(_ id: Digest, _ question: [UInt8]) throws(Stop) {
        var claimed = try claimed(id)
        guard time <= claimed.windowEnd else { throw .rejected(.windowOver) }
        guard claimed.claim.prover != sender else { throw .rejected(.challengesOwnClaim) }
        guard try journal.read(Dispute.self, id.bytes + sender.bytes.bytes) == nil else {
            throw .rejected(.alreadyDisputing)
        }
        guard claimed.disputes < parameters.maximumDisputes else { throw .rejected(.tooManyDisputes) }
        try debit(sender, parameters.challengeBond)
        // Whatever may be refused without a fee was refused before this.
        let progress = try require(
            PrecompileID.oneStep,
            .question(
                claim: claimed.claim, registered: try tables(claimed.job.order.model), challenger: sender, progress: [],
                move: question))
        claimed.disputes += 1
        journal.write(claimed.job)
        let digest = Dispute.digest(of: question)
        journal.write(
            Dispute(
                job: id, challenger: sender, bond: parameters.challengeBond, openedAt: height, turn: .asserter,
                turnStart: time, asserterTime: parameters.asserterAllowance,
                challengerTime: parameters.challengerAllowance, questions: 1, question: digest,
                progress: try fitting(progress)))
        events.append(.challenged(job: id, challenger: sender, bond: parameters.challengeBond, question: digest))
    }

    mutating func answer(
        _ id: Digest, _ challenger: Address, _ question: [UInt8], _ answer: [UInt8]
    ) throws(Stop) {
        let claimed = try claimed(id)
        var dispute = try dispute(id, challenger)
        guard dispute.turn == .asserter else { throw .rejected(.notYourTurn) }
        guard time <= dispute.turnEnd else { throw .rejected(.clockRanOut) }
        guard Dispute.digest(of: question) == dispute.question else { throw .rejected(.wrongQuestion) }
        let progress = try ask(
            PrecompileID.oneStep,
            .answer(
                claim: claimed.claim, registered: try tables(claimed.job.order.model), challenger: challenger,
                progress: dispute.progress, move: answer))
        let digest = Dispute.digest(of: answer)
        guard let progress else {
            // What the asserter signed convicts it.
            events.append(.answered(job: id, challenger: challenger, answer: digest))
            return try claimFalls(claimed, dispute)
        }
        dispute.progress = try fitting(progress)
        dispute.asserterTime -= time - dispute.turnStart
        dispute.turn = .challenger
        dispute.turnStart = time
        journal.write(dispute)
        events.append(.answered(job: id, challenger: challenger, answer: digest))
    }

    mutating func ask(_ id: Digest, _ question: [UInt8]) throws(Stop) {
        let claimed = try claimed(id)
        var dispute = try dispute(id, sender)
        guard dispute.turn == .challenger else { throw .rejected(.notYourTurn) }
        guard time <= dispute.turnEnd else { throw .rejected(.clockRanOut) }
        guard dispute.questions < parameters.maximumQuestions else { throw .rejected(.tooManyQuestions) }
        let progress = try require(
            PrecompileID.oneStep,
            .question(
                claim: claimed.claim, registered: try tables(claimed.job.order.model), challenger: sender,
                progress: dispute.progress, move: question))
        dispute.progress = try fitting(progress)
        dispute.questions += 1
        dispute.question = Dispute.digest(of: question)
        dispute.challengerTime -= time - dispute.turnStart
        dispute.turn = .asserter
        dispute.turnStart = time
        journal.write(dispute)
        events.append(.asked(job: id, challenger: sender, question: dispute.question))
    }

    /// The end of a dispute: at the challenger's move, or at once where the claim published enough.
    mutating func refute(_ id: Digest, _ evidence: [UInt8]) throws(Stop) {
        let claimed = try claimed(id)
        let dispute = try dispute(id, sender)
        guard height > dispute.openedAt else { throw .rejected(.tooEarlyToRefute) }
        guard dispute.turn == .asserter || time <= dispute.turnEnd else { throw .rejected(.clockRanOut) }
        let shown = try ask(
            PrecompileID.oneStep,
            .refutation(
                claim: claimed.claim, registered: try tables(claimed.job.order.model), challenger: sender,
                progress: dispute.progress, evidence: evidence))
        if shown != nil {
            try claimFalls(claimed, dispute)
        } else {
            try challengeFalls(claimed, dispute)
        }
    }

    /// A dispute's progress as it is kept.
    private func fitting(_ progress: [UInt8]) throws(Stop) -> [UInt8] {
        guard progress.count <= PrecompileInput.maximumRecord else {
            throw .fault(.precompile(PrecompileID.oneStep, "the progress is too long"))
        }
        return progress
    }

    mutating func callTime(_ id: Digest, _ challenger: Address) throws(Stop) {
        let claimed = try claimed(id)
        let dispute = try dispute(id, challenger)
        guard time > dispute.turnEnd else { throw .rejected(.notYet(until: dispute.turnEnd)) }
        switch dispute.turn {
        case .asserter: try claimFalls(claimed, dispute)
        case .challenger: try challengeFalls(claimed, dispute)
        }
    }

    mutating func withdrawChallenge(_ id: Digest) throws(Stop) {
        let job = try job(id)
        let dispute = try dispute(id, sender)
        guard case .refuted = job.status else { throw .rejected(.wrongStatus) }
        journal.remove(dispute)
        try credit(sender, dispute.bond)
        events.append(.challengeWithdrawn(job: id, challenger: sender, bond: dispute.bond))
    }

    private mutating func claimFalls(_ claimed: Claimed, _ dispute: Dispute) throws(Stop) {
        journal.remove(dispute)
        try credit(dispute.challenger, dispute.bond)
        events.append(.challengeWithdrawn(job: dispute.job, challenger: dispute.challenger, bond: dispute.bond))
        try refuted(claimed.job, claimed.claim.prover, winner: dispute.challenger)
    }

    private mutating func challengeFalls(_ claimed: Claimed, _ dispute: Dispute) throws(Stop) {
        var claimed = claimed
        guard claimed.disputes > 0 else { throw .fault(.negativeAmount) }
        claimed.disputes -= 1
        journal.write(claimed.job)
        journal.remove(dispute)
        let lost = try forfeit(dispute.bond, to: claimed.claim.prover)
        events.append(
            .challengeLost(
                job: dispute.job, challenger: dispute.challenger, toProver: lost.paid, burned: lost.burned))
    }
}
