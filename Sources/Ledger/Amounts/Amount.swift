import Transcript

/// An amount of the ledger's one currency in its smallest units. Never negative, never rounded; how many
/// units a displayed coin has is the shell's matter.
public struct Amount: Sendable, Hashable {
    public let units: UInt128

    public static let zero = Amount(0)

    public init(_ units: UInt128) { self.units = units }

    /// - Throws: `Rejection.amountOverflow` beyond 2^128 − 1.
    func plus(_ other: Amount) throws(Stop) -> Amount {
        let (sum, overflow) = units.addingReportingOverflow(other.units)
        guard !overflow else { throw .rejected(.amountOverflow) }
        return Amount(sum)
    }

    /// - Throws: `LedgerFault.negativeAmount`: callers compare first, so a shortfall is a broken invariant.
    func minus(_ other: Amount) throws(Stop) -> Amount {
        guard units >= other.units else { throw .fault(.negativeAmount) }
        return Amount(units - other.units)
    }

    /// - Throws: `Rejection.amountOverflow` beyond 2^128 − 1.
    func times(_ factor: UInt64) throws(Stop) -> Amount {
        let (product, overflow) = units.multipliedReportingOverflow(by: UInt128(factor))
        guard !overflow else { throw .rejected(.amountOverflow) }
        return Amount(product)
    }

    /// The smaller and the larger half; together the whole.
    var halves: (smaller: Amount, larger: Amount) { (Amount(units / 2), Amount(units - units / 2)) }
}

extension Amount: Comparable, CustomStringConvertible {
    public static func < (left: Amount, right: Amount) -> Bool { left.units < right.units }

    public var description: String { String(units) }
}

extension Amount: CanonicalCodable {
    /// 16 bytes, little endian.
    public func encode(into encoder: inout CanonicalEncoder) { encoder.append(units) }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> Amount {
        Amount(try decoder.integer("amount", as: UInt128.self))
    }
}
