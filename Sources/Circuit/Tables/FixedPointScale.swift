/// What one step of a fixed-point number is worth: `numerator / 2^shift`.
///
/// Invariant: numerator at least 1 (and below 2^32), shift at most 40.
public struct FixedPointScale: Sendable, Hashable {
    public let numerator: UInt32
    public let shift: UInt8

    public static let maximumShift: UInt8 = 40

    /// - Throws: `CircuitError.tensorMismatch` when the numerator is 0 or the shift above 40.
    public init(numerator: UInt32 = 1, shift: UInt8) throws(CircuitError) {
        guard numerator >= 1, shift <= Self.maximumShift else {
            throw .tensorMismatch(
                name: "scale", reason: "\(numerator) / 2^\(shift): a numerator from 1, a shift to \(Self.maximumShift)")
        }
        self.numerator = numerator
        self.shift = shift
    }
}

extension FixedPointScale: CustomStringConvertible {
    public var description: String { "\(numerator)/2^\(shift)" }
}
