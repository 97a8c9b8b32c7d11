import Claims
import Transcript

extension Execution {
    func job(_ id: Digest) throws(Stop) -> Job {
        guard let job = try journal.read(Job.self, id.bytes) else { throw .rejected(.unknownJob(id)) }
        return job
    }

    mutating func postJob(_ order: JobOrder, _ publicInputs: [[UInt8]]) throws(Stop) {
        let model = try model(order.model)
        let due = model.pricePerCall ?? .zero
        guard order.licenceFee == due else { throw .rejected(.wrongLicenceFee(due: due)) }
        guard order.proverBond >= parameters.minimumProverBond else {
            throw .rejected(.bondTooLow(needed: parameters.minimumProverBond))
        }
        let latest = try after(parameters.maximumDuration)
        guard order.deadline > time, order.deadline <= latest, order.lease > 0,
            order.lease <= parameters.maximumDuration
        else { throw .rejected(.durationOutOfRange) }
        let isPrivate = order.inputs.contains { $0.isPrivate }
        guard isPrivate == (order.sealedInput != nil) else { throw .rejected(.sealedInputExpected(isPrivate)) }
        let isProved: Bool
        switch order.assurance {
        case .proved(let profile):
            isProved = true
            guard model.isLinked else { throw .rejected(.unlinked(order.model)) }
            guard parameters.acceptedProfiles.contains(profile) else { throw .rejected(.profileNotAccepted(profile)) }
            guard model.commitment.oracleRoots.contains(where: { $0.profile == profile }) else {
                throw .rejected(.noOracle(profile))
            }
        case .optimistic:
            isProved = false
            guard model.isDisputable else { throw .rejected(.notDisputable(order.model)) }
            try requireAuditors(order, model, isPrivate: isPrivate)
        }
        let escrow = try order.reward.plus(order.licenceFee)
        try debit(sender, escrow)
        // Whatever may be refused without a fee was refused before this.
        _ = try require(
            PrecompileID.checkOrder,
            .order(
                registered: try tables(order.model), inputs: order.inputs, steps: order.steps, isProved: isProved,
                publicInputs: publicInputs))
        let job = Job(
            id: Job.id(chain: parameters.chain, poster: sender, nonce: nonce), poster: sender, order: order,
            status: .posted)
        journal.write(job)
        events.append(.jobPosted(job: job.id, poster: sender, model: order.model, escrow: escrow))
    }

    /// An optimistic claim is worth something only where somebody can check it: enough auditors hold the
    /// model, and the input is public or sealed to enough of them.
    private func requireAuditors(_ order: JobOrder, _ model: ModelAsset, isPrivate: Bool) throws(Stop) {
        let needed = parameters.minimumAuditors
        guard model.attestations >= needed else {
            throw .rejected(.tooFewAttestations(found: model.attestations, needed: needed))
        }
        guard !isPrivate || order.auditors.count >= Int(needed) else {
            throw .rejected(.tooFewAuditors(found: order.auditors.count, needed: needed))
        }
        for auditor in order.auditors
        where try journal.read(Attestation.self, order.model.bytes + auditor.bytes.bytes) == nil {
            throw .rejected(.auditorHoldsNothing(auditor))
        }
    }

    /// Gives the escrow back to the poster.
    private mutating func refund(_ job: Job) throws(Stop) -> Amount {
        let escrow = try job.order.reward.plus(job.order.licenceFee)
        try credit(job.poster, escrow)
        return escrow
    }

    mutating func cancelJob(_ id: Digest) throws(Stop) {
        var job = try job(id)
        guard job.poster == sender else { throw .rejected(.notPoster) }
        guard case .posted = job.status else { throw .rejected(.wrongStatus) }
        job.status = .cancelled
        journal.write(job)
        events.append(.jobCancelled(job: id, refund: try refund(job)))
    }

    mutating func takeJob(_ id: Digest) throws(Stop) {
        var job = try job(id)
        guard case .posted = job.status else { throw .rejected(.wrongStatus) }
        guard job.order.reservedFor == nil || job.order.reservedFor == sender else { throw .rejected(.reserved) }
        guard time <= job.order.deadline else { throw .rejected(.deadlinePassed) }
        let until = try after(job.order.lease)
        if job.order.isOptimistic {
            // Auditors may have left since the order was posted; from here on they may not.
            let model = try model(job.order.model)
            try requireAuditors(job.order, model, isPrivate: job.order.inputs.contains { $0.isPrivate })
            try countInHand(job.order.model, +1)
        }
        try debit(sender, job.order.proverBond)
        job.status = .taken(prover: sender, until: until)
        journal.write(job)
        events.append(.jobTaken(job: id, prover: sender, bond: job.order.proverBond, until: until))
    }

    mutating func expireJob(_ id: Digest) throws(Stop) {
        var job = try job(id)
        switch job.status {
        case .posted:
            guard time > job.order.deadline else { throw .rejected(.notYet(until: job.order.deadline)) }
        case .taken(let prover, let until):
            guard time > until else { throw .rejected(.notYet(until: until)) }
            let lost = try forfeit(job.order.proverBond, to: job.poster)
            if job.order.isOptimistic { try countInHand(job.order.model, -1) }
            job.status = .posted
            events.append(.leaseExpired(job: id, prover: prover, toPoster: lost.paid, burned: lost.burned))
        default: throw .rejected(.wrongStatus)
        }
        if time > job.order.deadline {
            job.status = .expired
            events.append(.jobExpired(job: id, refund: try refund(job)))
        }
        journal.write(job)
    }

    /// An optimistic job was taken, or is so no more.
    private mutating func countInHand(_ id: Digest, _ change: Int32) throws(Stop) {
        var model = try model(id)
        let (count, overflow) = Int64(model.jobsInHand).addingReportingOverflow(Int64(change))
        guard !overflow, let count = UInt32(exactly: count) else { throw .fault(.negativeAmount) }
        model.jobsInHand = count
        journal.write(model)
    }

    /// A claim's job, when the claim is what the job asks for and comes from the one who took it, in time.
    private func jobTaken(for claim: Claim) throws(Stop) -> Job {
        let job = try job(claim.job)
        guard case .taken(let prover, let until) = job.status else { throw .rejected(.wrongStatus) }
        guard time <= until else { throw .rejected(.leaseExpired) }
        guard claim.chain == parameters.chain else { throw .rejected(.claimDiffers(field: .chain)) }
        guard claim.model == (try model(job.order.model)).commitment.id else { throw .rejected(.claimDiffers(field: .model)) }
        guard claim.steps == job.order.steps else { throw .rejected(.claimDiffers(field: .steps)) }
        guard claim.inputs == job.order.inputs else { throw .rejected(.claimDiffers(field: .inputs)) }
        guard claim.prover == prover else { throw .rejected(.claimDiffers(field: .prover)) }
        switch (claim.assurance, job.order.assurance) {
        case (.proved(let found), .proved(let asked)) where found == asked: break
        case (.optimistic(let found), .optimistic(let asked)) where found.level == asked: break
        default: throw .rejected(.claimDiffers(field: .assurance))
        }
        return job
    }

    mutating func submitProof(_ claim: Claim, _ evidence: [UInt8]) throws(Stop) {
        guard case .proved = claim.assurance else { throw .rejected(.claimDiffers(field: .assurance)) }
        let job = try jobTaken(for: claim)
        let model = try model(job.order.model)
        _ = try require(
            PrecompileID.verifyProof, .proof(claim: claim, model: model.commitment, evidence: evidence))
        events.append(.proofAccepted(job: job.id, claim: claim.id))
        try pay(job, claim)
    }

    mutating func submitClaim(_ claim: Claim, _ publication: [UInt8]) throws(Stop) {
        guard case .optimistic = claim.assurance else { throw .rejected(.claimDiffers(field: .assurance)) }
        var job = try jobTaken(for: claim)
        guard claim.prover == sender else { throw .rejected(.claimDiffers(field: .prover)) }
        let windowEnd = try after(parameters.challengeWindow)
        _ = try require(
            PrecompileID.oneStep,
            .admission(claim: claim, registered: try tables(job.order.model), inputs: job.order.inputs))
        job.status = .claimed(claim: claim, windowEnd: windowEnd, disputes: 0)
        journal.write(job)
        events.append(
            .claimed(
                job: job.id, claim: claim.id, publication: Dispute.digest(of: publication), windowEnd: windowEnd))
    }

    mutating func settleJob(_ id: Digest) throws(Stop) {
        let job = try job(id)
        guard case .claimed(let claim, let windowEnd, let disputes) = job.status else { throw .rejected(.wrongStatus) }
        guard time > windowEnd else { throw .rejected(.notYet(until: windowEnd)) }
        guard disputes == 0 else { throw .rejected(.disputesOpen(disputes)) }
        try pay(job, claim)
    }

    /// The only place where a prover is paid. The caller has seen that the job is taken or claimed.
    private mutating func pay(_ job: Job, _ claim: Claim) throws(Stop) {
        var job = job
        try credit(claim.prover, job.order.reward)
        try credit(claim.prover, job.order.proverBond)
        try payRevenue(job.order.licenceFee, to: job.order.model)
        if job.order.isOptimistic { try countInHand(job.order.model, -1) }
        job.status = .settled(prover: claim.prover, claim: claim.id)
        journal.write(job)
        events.append(
            .jobSettled(
                job: job.id, prover: claim.prover, reward: job.order.reward, licenceFee: job.order.licenceFee,
                bond: job.order.proverBond))
    }

    /// The claim fell. Called by disputes.
    mutating func refuted(_ job: Job, _ prover: Address, winner: Address) throws(Stop) {
        var job = job
        let lost = try forfeit(job.order.proverBond, to: winner)
        if job.order.isOptimistic { try countInHand(job.order.model, -1) }
        job.status = .refuted(prover: prover, winner: winner)
        journal.write(job)
        events.append(
            .refuted(
                job: job.id, winner: winner, toWinner: lost.paid, burned: lost.burned, refund: try refund(job)))
    }
}
