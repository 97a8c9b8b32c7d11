/// A positive ratio as multiplier / 2^shift, as the operator `Requantise` applies it.
public struct FixedPointRatio: Equatable, Sendable {
    /// In [2^15, 2^16): sixteen significant bits, the most that the operator takes.
    public let multiplier: UInt16
    /// In 1...62.
    public let shift: UInt8

    /// The nearest ratio of this form to `numerator / denominator`, both positive.
    ///
    /// The quotient is rounded once by the Double division, then its significand is rounded to 16
    /// bits, half up, on its bit pattern: the relative error is below 2^-16 + 2^-53. Callers pass
    /// exact products of two Floats, so the division is the only inexact step before.
    /// - Returns: nil when the quotient is no positive normal number, or the shift leaves 1...62.
    public init?(_ numerator: Double, dividedBy denominator: Double) {
        let ratio = numerator / denominator
        guard ratio > 0, ratio.isNormal else { return nil }
        // ratio = significand · 2^(exponent − 52), and multiplier ≈ significand / 2^37.
        let significand = ratio.significandBitPattern | (1 << 52)
        var multiplier = (significand + (1 << 36)) >> 37
        var shift = 15 - Int(ratio.exponent)
        if multiplier == 1 << 16 {
            multiplier >>= 1
            shift -= 1
        }
        guard (1...62).contains(shift) else { return nil }
        self.multiplier = UInt16(truncatingIfNeeded: multiplier)
        self.shift = UInt8(truncatingIfNeeded: shift)
    }

    /// As a real number; exact.
    public var value: Double { Double(multiplier) / Double(UInt64(1) << UInt64(shift)) }
}
