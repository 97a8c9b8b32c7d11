import Claims
import Transcript

/// The laws that hold after every block, checked over the whole state without trusting the code that made
/// it.
enum Invariants {
    /// The first law that `state` breaks, `before` being the state that it came from.
    static func violation(in state: LedgerState, after before: LedgerState) -> InvariantViolation? {
        var books = Books()
        for entry in state.records.entries {
            if let violation = books.enter(entry.key, entry.value) { return violation }
        }
        if let violation = books.violation() { return violation }
        for entry in before.records.entries {
            if let violation = violation(of: entry, in: state, before) { return violation }
        }
        return nil
    }

    /// What may not have happened to a record since the block before.
    private static func violation(
        of entry: (key: Digest, value: [UInt8]), in state: LedgerState, _ before: LedgerState
    ) -> InvariantViolation? {
        switch RecordKind(rawValue: entry.value.first ?? 0) {
        case .supply:
            guard let old = before.supply, let new = state.supply else { return .supplyChanged }
            let isSame = old.chain == new.chain && old.parameters == new.parameters && old.issued == new.issued
            return isSame && new.burned >= old.burned ? nil : .supplyChanged
        case .account:
            guard let old = Account(stateValue: entry.value) else { return .unreadable(key: entry.key) }
            guard let new = state.account(old.address), new.nonce >= old.nonce else { return .nonceFell(old.address) }
            return nil
        case .model:
            guard var old = ModelAsset(stateValue: entry.value) else { return .unreadable(key: entry.key) }
            guard let new = state.model(old.id) else { return .modelChanged(model: old.id) }
            old.pricePerCall = new.pricePerCall
            old.attestations = new.attestations
            old.jobsInHand = new.jobsInHand
            return old == new ? nil : .modelChanged(model: old.id)
        case .revenuePool:
            guard let old = RevenuePool(stateValue: entry.value) else { return .unreadable(key: entry.key) }
            guard let new = state.revenuePool(old.model), new.shares == old.shares, new.revenue >= old.revenue,
                new.collected >= old.collected
            else { return .dividendsNotRevenue(model: old.model) }
            return nil
        case .job:
            guard let old = Job(stateValue: entry.value) else { return .unreadable(key: entry.key) }
            guard let new = state.job(old.id), new.poster == old.poster, new.order == old.order,
                mayMove(old.status, new.status)
            else { return .jobMoved(job: old.id) }
            return nil
        case .modelTables:
            guard let old = ModelTables(stateValue: entry.value) else { return .unreadable(key: entry.key) }
            return state.modelTables(old.model) == old ? nil : .modelChanged(model: old.model)
        case .holding, .attestation, .dispute, nil: return nil
        }
    }

    /// Whether a job may be in the second status a block after the first. A block holds many transactions, so
    /// this is the arrows' closure; from a status without arrows, nothing but the very same.
    private static func mayMove(_ old: JobStatus, _ new: JobStatus) -> Bool {
        switch (old, new) {
        case (.posted, _), (.taken, _): true
        case (.claimed(let claim, let end, _), .claimed(let newClaim, let newEnd, _)): claim == newClaim && end == newEnd
        case (.claimed(let claim, _, _), .settled(let prover, let id)): prover == claim.prover && id == claim.id
        case (.claimed(let claim, _, _), .refuted(let prover, _)): prover == claim.prover
        default: old == new
        }
    }
}
