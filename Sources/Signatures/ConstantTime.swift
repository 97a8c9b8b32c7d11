import Csodium

/// Comparison of values that an adversary must not learn byte by byte.
public enum ConstantTime {
    /// Whether both have the same bytes.
    ///
    /// - Timing: depends on the two lengths, not on the bytes.
    public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        Sodium.start()
        return unsafe sodium_memcmp(left, right, left.count) == 0
    }
}
