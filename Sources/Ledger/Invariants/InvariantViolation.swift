import Claims
import Transcript

/// A law of the ledger that a state breaks: a fault of the program, never of a transaction.
public enum InvariantViolation: Error, Equatable, Sendable {
    /// A value that is no record, or lies under another key than its own.
    case unreadable(key: Digest)
    /// Issued − burned differs from balances + escrows + bonds + uncollected revenue.
    case valueNotConserved(found: Amount, expected: Amount)
    case burnedMoreThanIssued
    case supplyChanged
    /// Holdings and pool disagree on the number of shares.
    case sharesNotConstant(model: Digest)
    /// More was collected than earned, or claims and collections do not make up the revenue.
    case dividendsNotRevenue(model: Digest)
    /// A parent is missing or not older, or shares of revenue exceed the whole.
    case lineage(model: Digest)
    /// A registered model was altered or removed.
    case modelChanged(model: Digest)
    case attestationsMiscounted(model: Digest)
    /// Optimistic jobs that are taken or claimed are more or fewer than their model says.
    case jobsMiscounted(model: Digest)
    /// A model that is linked or disputable has no tables, or tables have no model.
    case tablesMissing(model: Digest)
    case disputesMiscounted(job: Digest)
    /// A dispute whose job is neither claimed nor refuted.
    case strayDispute(job: Digest)
    /// A job went where no arrow leads, an ended one included: it could be paid twice.
    case jobMoved(job: Digest)
    /// An account's nonce fell.
    case nonceFell(Address)
    case overflow
}
