import Claims
import Dispute
import Ledger
import Transcript

extension ProverService {
    /// Does the job in hand and brings the result.
    ///
    /// - Returns: true: each way it ends, the job is not in hand any more.
    func finish(_ job: Job) throws -> Bool {
        guard case .taken(_, let until) = job.status else { return true }
        guard now <= until else { return try abandon(job, "late", "the lease ended before the result was brought") }
        let result: JobResult
        if let kept = work.result(of: job.id), kept.claim.prover == seat.address {
            result = kept
        } else {
            guard journal.count(job.id, where: { $0 == .starting }) < Self.maximumStarts else {
                return try abandon(job, "failed", WorkProblem.neverEnded.words)
            }
            guard let task = try task(job) else {
                return try abandon(job, "data", "the model or the input that was there when it was taken is gone")
            }
            try journal.append(job.id, .starting)
            switch try made(task) {
            case .failure(let problem): return try abandon(job, "failed", problem.words)
            case .success(let made): result = made
            }
            try journal.append(job.id, .made)
        }
        let prover = seat.address
        let sent = try seat.send(result.action) { state in
            if case .taken(prover, _)? = state.job(job.id)?.status { true } else { false }
        }
        switch sent {
        case nil: return true
        case .refused(.leaseExpired): return try abandon(job, "late", "the lease ended before the result was brought")
        case .refused(let rejection):
            let failure = Failure(rejection)
            guard failure.status == .fundsMissing else { return try abandon(job, "refused", failure.why) }
            tally.lacksFunds = true
            try wait(job.id, "funds", failure.why)
            return false
        case .failed(let failure): return try abandon(job, "refused", Failure(failure).why)
        case .applied(let events): return try brought(job, result, events)
        }
    }

    private func brought(_ job: Job, _ result: JobResult, _ events: [Event]) throws -> Bool {
        try journal.append(job.id, .sent)
        var members: [(String, JSON)] = [("claim_id", .text(result.claim.id.description))]
        for case .executed(_, _, _, let gas, let fee) in events { members += [("gas_used", .wide(gas)), ("fee", fee.json)] }
        switch result {
        case .proof(_, let bytes):
            tally.proved += 1
            try log.say(
                "proved", job: job.id, members + [("proof_bytes", .integer(bytes.count))],
                "a proof of \(byteSize(bytes.count)) was verified")
        case .claim(let file, _):
            tally.claimed += 1
            for case .claimed(_, _, _, let windowEnd) in events { members.append(("window_end", .wide(windowEnd))) }
            try log.say(
                "claimed", job: job.id, members, "level \(file.commitment.level.name), open to challenges")
        }
        return true
    }

    /// The job as it was when it was taken; nil where model or input are not at hand.
    func task(_ job: Job) throws -> JobTask? {
        guard let asset = state.model(job.order.model), let (circuit, weights) = shelf.model(asset.commitment),
            case .success(let opened) = try inputs(of: job, circuit)
        else { return nil }
        return JobTask(
            id: job.id, order: job.order, commitment: asset.commitment, circuit: circuit, weights: weights,
            inputs: opened.inputs, salts: opened.salts)
    }

    private func abandon(_ job: Job, _ reason: String, _ words: String) throws -> Bool {
        try journal.append(job.id, .abandoned)
        work.remove(job.id)
        tally.abandoned += 1
        try log.say("abandoned", job: job.id, [("reason", .text(reason)), ("why", .text(words))], words)
        return true
    }
}
