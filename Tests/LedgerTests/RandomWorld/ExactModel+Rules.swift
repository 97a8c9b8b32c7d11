extension ExactModel {
    /// Three operations of four aim at something that may succeed; the others at anything.
    private func isAimed(_ operation: Operation) -> Bool { operation.amount % 4 > 0 }

    /// The job that an operation means.
    func jobIndex(_ operation: Operation) -> Int? {
        let fitting: [Int]
        switch operation.kind {
        case .cancel, .take: fitting = jobs.indices.filter { jobs[$0].status == .posted }
        case .prove, .claim:
            fitting = jobs.indices.filter { jobs[$0].status == .taken && jobs[$0].isOptimistic == (operation.kind == .claim) }
        case .challenge, .settle: fitting = jobs.indices.filter { jobs[$0].status == .claimed }
        case .answer, .ask, .refute, .callTime:
            fitting = jobs.indices.filter { jobs[$0].status == .claimed && !jobs[$0].disputes.isEmpty }
        case .withdrawChallenge:
            fitting = jobs.indices.filter { jobs[$0].status == .refuted && !jobs[$0].disputes.isEmpty }
        default: fitting = []
        }
        let choice = isAimed(operation) && !fitting.isEmpty ? fitting : Array(jobs.indices)
        return choice.isEmpty ? nil : choice[choice.count - 1 - operation.first % choice.count]
    }

    /// Who tries it.
    func actor(_ operation: Operation) -> Int {
        let anybody = operation.actor % balances.count
        guard isAimed(operation), let job = jobIndex(operation).map({ jobs[$0] }) else { return anybody }
        switch operation.kind {
        case .cancel: return job.poster
        case .claim: return job.prover < 0 ? anybody : job.prover
        case .ask, .refute, .withdrawChallenge: return challenger(operation)
        default: return anybody
        }
    }

    func modelIndex(_ operation: Operation) -> Int? { models.isEmpty ? nil : operation.first % models.count }

    /// What a fake check says: 1 yes, 0 no, 2 nonsense.
    func verdict(_ operation: Operation) -> UInt8 { [1, 1, 1, 0, 2][operation.second % 5] }

    /// Whose challenge an operation means.
    func challenger(_ operation: Operation) -> Int {
        let open = isAimed(operation) ? jobIndex(operation).map { jobs[$0].disputes.keys.sorted() } ?? [] : []
        let number = operation.second / 5
        return open.isEmpty ? number % balances.count : open[number % open.count]
    }

    /// Carries out what an actor tries, after the fee for all of the gas was put aside.
    mutating func perform(_ operation: Operation, actor: Int, rank: (Int) -> Int) -> Outcome {
        let amount = UInt128(operation.amount)
        switch operation.kind {
        case .wait: return .rejected
        case .transfer:
            guard amount > 0, take(amount, from: actor) else { return .rejected }
            balances[operation.second % balances.count] += amount
        case .register: return register(operation, actor)
        case .setPrice, .transferShares, .collect, .attest, .withdrawAttestation:
            guard let model = modelIndex(operation) else { return .rejected }
            return performOnModel(operation, actor, model)
        case .post:
            guard let model = modelIndex(operation) else { return .rejected }
            return post(operation, actor, model)
        case .challenge, .answer, .ask, .refute, .callTime, .withdrawChallenge:
            guard let job = jobIndex(operation) else { return .rejected }
            return performOnDispute(operation, actor, job)
        case .cancel, .take, .prove, .claim, .expire, .settle:
            guard let job = jobIndex(operation) else { return .rejected }
            return performOnJob(operation, actor, job, rank: rank)
        }
        return .applied
    }

    /// Up to two parents, with two and three tenths of the revenue.
    func parents(_ operation: Operation) -> [(model: Int, tenths: Int)] {
        guard !models.isEmpty, operation.amount % 3 > 0 else { return [] }
        let first = operation.first % models.count
        let second = operation.second % models.count
        return operation.amount % 3 == 1 || first == second ? [(first, 2)] : [(first, 2), (second, 3)]
    }

    /// Two holders, or one where both are the same.
    func holders(_ operation: Operation, _ actor: Int) -> [Int: UInt128] {
        var shares: [Int: UInt128] = [:]
        shares[actor, default: 0] += UInt128(operation.amount % 97 + 1)
        shares[operation.second % balances.count, default: 0] += UInt128(operation.amount % 89 + 1)
        return shares
    }

    private mutating func register(_ operation: Operation, _ actor: Int) -> Outcome {
        guard models.count < 12 else { return .rejected }
        let parents = parents(operation)
        let depth = (parents.map { models[$0.model].depth }.max() ?? -1) + 1
        guard depth <= rules.depth else { return .rejected }
        extraGas += rules.checkGas
        let shares = holders(operation, actor)
        models.append(
            Model(
                registrant: actor, parents: parents, depth: depth, price: price(operation), shares: shares,
                allShares: shares.values.reduce(0, +)))
        return .applied
    }

    func price(_ operation: Operation) -> UInt128? {
        operation.second % 4 == 0 ? nil : UInt128(operation.amount % 10_007)
    }

    private mutating func performOnModel(_ operation: Operation, _ actor: Int, _ model: Int) -> Outcome {
        switch operation.kind {
        case .setPrice:
            guard models[model].registrant == actor else { return .rejected }
            models[model].price = price(operation)
        case .transferShares:
            let count = UInt128(operation.amount % 60)
            guard count > 0, models[model].shares[actor, default: 0] >= count else { return .rejected }
            models[model].shares[actor, default: 0] -= count
            models[model].shares[operation.second % balances.count, default: 0] += count
        case .collect:
            let units = models[model].claims[actor, default: 0] / models[model].allShares
            guard units > 0 else { return .rejected }
            models[model].claims[actor, default: 0] -= units * models[model].allShares
            balances[actor] += units
        case .attest:
            guard !models[model].auditors.contains(actor), take(rules.attestationBond, from: actor) else {
                return .rejected
            }
            models[model].auditors.insert(actor)
        default:
            // Nobody leaves while a job is in hand that counted on auditors.
            guard !jobs.contains(where: { $0.model == model && $0.isOptimistic && [.taken, .claimed].contains($0.status) }),
                models[model].auditors.remove(actor) != nil
            else { return .rejected }
            balances[actor] += rules.attestationBond
        }
        return .applied
    }

    private mutating func post(_ operation: Operation, _ actor: Int, _ model: Int) -> Outcome {
        let isOptimistic = operation.second % 2 == 0
        guard !isOptimistic || !models[model].auditors.isEmpty else { return .rejected }
        let fee = models[model].price ?? 0
        guard take(UInt128(operation.amount) + fee, from: actor) else { return .rejected }
        extraGas += rules.checkGas
        jobs.append(
            Job(
                poster: actor, model: model, isOptimistic: isOptimistic, reward: UInt128(operation.amount), fee: fee,
                deadline: time + 1 + UInt64(operation.second), lease: 1 + UInt64(operation.second / 2)))
        return .applied
    }

    private mutating func performOnJob(
        _ operation: Operation, _ actor: Int, _ job: Int, rank: (Int) -> Int
    ) -> Outcome {
        let found = jobs[job]
        switch operation.kind {
        case .cancel:
            guard found.status == .posted, found.poster == actor else { return .rejected }
            jobs[job].status = .cancelled
            balances[actor] += found.reward + found.fee
        case .take:
            guard found.status == .posted, time <= found.deadline,
                !found.isOptimistic || !models[found.model].auditors.isEmpty, take(rules.proverBond, from: actor) else {
                return .rejected
            }
            jobs[job].status = .taken
            jobs[job].prover = actor
            jobs[job].until = time + found.lease
        case .prove:
            guard found.status == .taken, !found.isOptimistic, time <= found.until else { return .rejected }
            extraGas += rules.checkGas
            guard verdict(operation) == 1 else { return .failed }
            pay(job, rank: rank)
        case .claim:
            guard found.status == .taken, found.isOptimistic, time <= found.until, found.prover == actor else {
                return .rejected
            }
            extraGas += rules.checkGas
            jobs[job].status = .claimed
            jobs[job].until = time + rules.window
        case .expire:
            switch found.status {
            case .posted where time > found.deadline: break
            case .taken where time > found.until:
                forfeit(rules.proverBond, to: found.poster)
                jobs[job].status = .posted
            default: return .rejected
            }
            if time > found.deadline {
                jobs[job].status = .expired
                balances[found.poster] += found.reward + found.fee
            }
        default:
            guard found.status == .claimed, time > found.until, found.disputes.isEmpty else { return .rejected }
            pay(job, rank: rank)
        }
        return .applied
    }

    private mutating func performOnDispute(_ operation: Operation, _ actor: Int, _ job: Int) -> Outcome {
        let found = jobs[job]
        if operation.kind == .withdrawChallenge {
            guard found.status == .refuted, found.disputes[actor] != nil else { return .rejected }
            jobs[job].disputes[actor] = nil
            balances[actor] += rules.challengeBond
            return .applied
        }
        guard found.status == .claimed else { return .rejected }
        if operation.kind == .challenge {
            guard time <= found.until, actor != found.prover, found.disputes[actor] == nil,
                take(rules.challengeBond, from: actor)
            else { return .rejected }
            extraGas += rules.checkGas
            jobs[job].disputes[actor] = Dispute(
                openedAt: height, asserterMoves: true, since: time, asserterTime: rules.asserterTime,
                challengerTime: rules.challengerTime, questions: 1)
            return .applied
        }
        let names = operation.kind == .answer || operation.kind == .callTime
        let challenger = names ? challenger(operation) : actor
        guard var dispute = found.disputes[challenger] else { return .rejected }
        switch operation.kind {
        case .answer:
            guard dispute.asserterMoves, time <= dispute.end else { return .rejected }
            extraGas += rules.checkGas
            guard verdict(operation) == 1 else { return .failed }
            dispute.asserterTime -= time - dispute.since
            dispute.asserterMoves = false
            dispute.since = time
            jobs[job].disputes[challenger] = dispute
        case .ask:
            guard !dispute.asserterMoves, time <= dispute.end, dispute.questions < rules.questions else {
                return .rejected
            }
            extraGas += rules.checkGas
            dispute.questions += 1
            dispute.challengerTime -= time - dispute.since
            dispute.asserterMoves = true
            dispute.since = time
            jobs[job].disputes[challenger] = dispute
        case .refute:
            guard height > dispute.openedAt, dispute.asserterMoves || time <= dispute.end else { return .rejected }
            extraGas += rules.checkGas
            switch verdict(operation) {
            case 1: claimFalls(job, winner: actor)
            case 0: challengeFalls(job, loser: actor)
            default: return .failed
            }
        default:
            guard time > dispute.end else { return .rejected }
            if dispute.asserterMoves {
                claimFalls(job, winner: challenger)
            } else {
                challengeFalls(job, loser: challenger)
            }
        }
        return .applied
    }
}
