import Claims
import Transcript

/// The ledger's money, shares, attestations and disputes, added up from the records alone.
struct Books {
    private var supply: Supply?
    private var total = Amount.zero
    private var hasOverflowed = false
    private var models = SortedMap<Digest, ModelAsset>()
    private var pools = SortedMap<Digest, RevenuePool>()
    /// By model: shares, and claims in units of 1 / pool.shares.
    private var holdings: [Holding] = []
    private var attestations: [Attestation] = []
    private var disputes: [Dispute] = []
    private var jobs = SortedMap<Digest, Job>()
    private var tables = SortedMap<Digest, Bool>()

    /// Enters a record.
    mutating func enter(_ key: Digest, _ value: [UInt8]) -> InvariantViolation? {
        let entered: Digest?
        switch RecordKind(rawValue: value.first ?? 0) {
        case .supply:
            supply = Supply(stateValue: value)
            entered = supply?.stateKey
        case .account:
            let record = Account(stateValue: value)
            add(record?.balance)
            entered = record?.stateKey
        case .model:
            let record = ModelAsset(stateValue: value)
            if let record { models.set(record.id, to: record) }
            entered = record?.stateKey
        case .revenuePool:
            let record = RevenuePool(stateValue: value)
            if let record {
                pools.set(record.model, to: record)
                if record.collected > record.revenue { return .dividendsNotRevenue(model: record.model) }
                add(Amount(record.revenue.units - record.collected.units))
            }
            entered = record?.stateKey
        case .holding:
            let record = Holding(stateValue: value)
            if let record { holdings.append(record) }
            entered = record?.stateKey
        case .attestation:
            let record = Attestation(stateValue: value)
            if let record { attestations.append(record) }
            add(record?.bond)
            entered = record?.stateKey
        case .job:
            let record = Job(stateValue: value)
            if let record {
                jobs.set(record.id, to: record)
                if record.status.holdsEscrow {
                    add(record.order.reward)
                    add(record.order.licenceFee)
                }
                if record.status.holdsBond { add(record.order.proverBond) }
            }
            entered = record?.stateKey
        case .dispute:
            let record = Dispute(stateValue: value)
            if let record { disputes.append(record) }
            add(record?.bond)
            entered = record?.stateKey
        case .modelTables:
            let record = ModelTables(stateValue: value)
            if let record { tables.set(record.model, to: true) }
            entered = record?.stateKey
        case nil: entered = nil
        }
        return entered == key ? nil : .unreadable(key: key)
    }

    private mutating func add(_ amount: Amount?) {
        let (sum, overflow) = total.units.addingReportingOverflow(amount?.units ?? 0)
        total = Amount(sum)
        hasOverflowed = hasOverflowed || overflow
    }

    /// The first law that does not hold.
    func violation() -> InvariantViolation? {
        guard let supply, !hasOverflowed else { return hasOverflowed ? .overflow : .supplyChanged }
        guard supply.burned <= supply.issued else { return .burnedMoreThanIssued }
        let expected = Amount(supply.issued.units - supply.burned.units)
        guard total == expected else { return .valueNotConserved(found: total, expected: expected) }
        return sharesViolation() ?? lineageViolation() ?? countViolation()
    }

    /// Σ shares = pool.shares, and Σ (owed·S + fraction + shares·(revenue − settled)) + collected·S = revenue·S.
    private func sharesViolation() -> InvariantViolation? {
        var shares = SortedMap<Digest, UInt64>()
        var claims = SortedMap<Digest, WideSum>()
        for holding in holdings {
            guard let pool = pools[holding.model], holding.settledRevenue <= pool.revenue,
                holding.fraction < pool.shares
            else { return .dividendsNotRevenue(model: holding.model) }
            let (sum, overflow) = (shares[holding.model] ?? 0).addingReportingOverflow(holding.shares)
            if overflow { return .sharesNotConstant(model: holding.model) }
            shares.set(holding.model, to: sum)
            var claim = claims[holding.model] ?? WideSum()
            claim.add(holding.owed.units, times: pool.shares)
            claim.add(UInt128(holding.fraction), times: 1)
            claim.add(pool.revenue.units - holding.settledRevenue.units, times: holding.shares)
            claims.set(holding.model, to: claim)
        }
        for (model, pool) in pools.entries {
            guard shares[model] == pool.shares else { return .sharesNotConstant(model: model) }
            var claim = claims[model] ?? WideSum()
            claim.add(pool.collected.units, times: pool.shares)
            var revenue = WideSum()
            revenue.add(pool.revenue.units, times: pool.shares)
            guard claim == revenue else { return .dividendsNotRevenue(model: model) }
        }
        return nil
    }

    private func lineageViolation() -> InvariantViolation? {
        for (id, model) in models.entries {
            guard pools[id] != nil else { return .sharesNotConstant(model: id) }
            guard model.ancestors.reduce(UInt64(0), { $0 + UInt64($1.parts) }) <= Lineage.whole else {
                return .lineage(model: id)
            }
            for parent in model.parents {
                guard let parent = models[parent.model], parent.depth < model.depth else { return .lineage(model: id) }
            }
            if model.parents.isEmpty != (model.depth == 0) { return .lineage(model: id) }
        }
        return nil
    }

    private func countViolation() -> InvariantViolation? {
        var attested = SortedMap<Digest, UInt32>()
        for attestation in attestations {
            attested.set(attestation.model, to: (attested[attestation.model] ?? 0) + 1)
        }
        for (id, model) in models.entries where model.attestations != attested[id] ?? 0 {
            return .attestationsMiscounted(model: id)
        }
        for (id, model) in models.entries where (model.isLinked || model.isDisputable) && tables[id] == nil {
            return .tablesMissing(model: id)
        }
        for (id, _) in tables.entries where models[id] == nil { return .tablesMissing(model: id) }
        var inHand = SortedMap<Digest, UInt32>()
        for (_, job) in jobs.entries where job.order.isOptimistic && job.status.holdsBond {
            inHand.set(job.order.model, to: (inHand[job.order.model] ?? 0) + 1)
        }
        for (id, model) in models.entries where model.jobsInHand != inHand[id] ?? 0 {
            return .jobsMiscounted(model: id)
        }
        var open = SortedMap<Digest, UInt32>()
        for dispute in disputes {
            switch jobs[dispute.job]?.status {
            case .claimed: open.set(dispute.job, to: (open[dispute.job] ?? 0) + 1)
            case .refuted: break
            default: return .strayDispute(job: dispute.job)
            }
        }
        for (id, job) in jobs.entries {
            if case .claimed(_, _, let disputes) = job.status, disputes != open[id] ?? 0 {
                return .disputesMiscounted(job: id)
            }
        }
        return nil
    }
}

/// A sum of products of 128 by 64 bits; 256 bits hold 2^64 of them.
struct WideSum: Equatable {
    private var high: UInt128 = 0
    private var low: UInt128 = 0

    mutating func add(_ value: UInt128, times factor: UInt64) {
        let product = value.multipliedFullWidth(by: UInt128(factor))
        let (sum, carry) = low.addingReportingOverflow(product.low)
        low = sum
        high &+= product.high &+ (carry ? 1 : 0)
    }
}
