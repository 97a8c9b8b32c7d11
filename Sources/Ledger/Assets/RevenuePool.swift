import Claims
import Transcript

/// What a model has earned for its shareholders, who collect when they like: paying in touches this one
/// record, however many holders there are.
public struct RevenuePool: Sendable, Hashable {
    public let model: Digest
    /// Constant: shares change hands, none is made or destroyed.
    public let shares: UInt64
    /// All that was ever paid in.
    public internal(set) var revenue: Amount
    /// All that was ever collected; never above `revenue`.
    public internal(set) var collected: Amount
}

/// Somebody's shares of a model, and what they have earned.
///
/// The exact claim is owed + fraction / pool.shares, brought up to `settledRevenue`; fractions of a unit are
/// carried, never rounded away, so that over all holders claims and collections make up the revenue.
public struct Holding: Sendable, Hashable {
    public let model: Digest
    public let holder: Address
    public internal(set) var shares: UInt64
    /// The pool's revenue when `owed` was last brought up to date.
    public internal(set) var settledRevenue: Amount
    /// Whole units that can be collected.
    public internal(set) var owed: Amount
    /// In 0..<pool.shares.
    public internal(set) var fraction: UInt64
}

extension Holding {
    /// Brings `owed` and `fraction` up to the pool's revenue.
    ///
    /// - Throws: `LedgerFault` where the pool's revenue shrank or the shares are more than there are.
    mutating func settle(with pool: RevenuePool) throws(Stop) {
        let earned = try pool.revenue.minus(settledRevenue)
        guard shares <= pool.shares, fraction < pool.shares else { throw .fault(.sharesOutOfRange(model)) }
        // shares <= pool.shares and fraction < pool.shares, so the quotient is at most `earned`.
        let product = earned.units.multipliedFullWidth(by: UInt128(shares))
        let (low, carry) = product.low.addingReportingOverflow(UInt128(fraction))
        let (quotient, remainder) = UInt128(pool.shares).dividingFullWidth((product.high + (carry ? 1 : 0), low))
        owed = try owed.plus(Amount(quotient))
        fraction = UInt64(remainder)
        settledRevenue = pool.revenue
    }

    var isEmpty: Bool { shares == 0 && owed == .zero && fraction == 0 }
}

extension RevenuePool: StateRecord {
    static var kind: RecordKind { .revenuePool }
    var identity: [UInt8] { model.bytes }

    /// model (32), shares (8, not 0), revenue (16), collected (16).
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(model)
        encoder.append(shares)
        encoder.append(revenue)
        encoder.append(collected)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> RevenuePool {
        let model = try decoder.digest("model")
        let position = decoder.offset
        let shares = try decoder.uint64("shares")
        guard shares > 0 else { throw decoder.refusal("shares", at: position, "there are none") }
        return RevenuePool(
            model: model, shares: shares, revenue: try .decode(from: &decoder), collected: try .decode(from: &decoder))
    }
}

extension Holding: StateRecord {
    static var kind: RecordKind { .holding }
    var identity: [UInt8] { model.bytes + holder.bytes.bytes }

    /// model (32), holder (32), shares (8), settled revenue (16), owed (16), fraction (8).
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(model)
        encoder.append(holder.bytes)
        encoder.append(shares)
        encoder.append(settledRevenue)
        encoder.append(owed)
        encoder.append(fraction)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> Holding {
        Holding(
            model: try decoder.digest("model"), holder: try .decode(from: &decoder),
            shares: try decoder.uint64("shares"), settledRevenue: try .decode(from: &decoder),
            owed: try .decode(from: &decoder), fraction: try decoder.uint64("fraction"))
    }
}
