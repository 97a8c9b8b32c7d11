/// −log2 of an error probability: a lower bound, in units of 2^−24 bit.
///
/// Every operation rounds down, so what is printed is never more than the formula gives; the loss is
/// below 2^−20 bit an operation.
public struct SecurityBits: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// 2^24 times the number of bits; negative for a bound above 1, which says nothing.
    public let units: Int

    package init(units: Int) { self.units = units }

    /// A whole number of bits.
    public init(_ bits: Int) { units = bits << BinaryLogarithm.fractionBits }

    /// The bits of the sum of all errors; of an empty sum, the most that this type is used for.
    package static func ofSum(_ terms: [SecurityBits]) -> SecurityBits {
        guard let least = terms.min() else { return SecurityBits(1 << 20) }
        var total: UInt64 = 0
        for term in terms {
            total += BinaryLogarithm.ceilingOfInversePower(units: term.units - least.units)
        }
        // The sum is scaled by 2^40.
        return SecurityBits(units: least.units - (BinaryLogarithm.ceiling(total) - 40 * BinaryLogarithm.one))
    }

    public static func < (left: SecurityBits, right: SecurityBits) -> Bool { left.units < right.units }

    /// Hundredths of bits, rounded down: negative bounds round away from zero.
    public var hundredths: Int { (units * 100) >> BinaryLogarithm.fractionBits }

    /// Bits with two decimals, rounded down.
    public var description: String {
        let hundredths = hundredths
        let magnitude = hundredths.magnitude
        let fraction = magnitude % 100
        return (hundredths < 0 ? "-" : "") + "\(magnitude / 100)." + (fraction < 10 ? "0" : "") + "\(fraction)"
    }
}
