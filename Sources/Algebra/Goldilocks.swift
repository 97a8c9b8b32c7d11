import CKernels

/// An element of the Goldilocks field F_p, p = 2^64 − 2^32 + 1.
///
/// The stored word is always canonical, in `[0, p)`: equal elements have equal words, so equality,
/// hashing and encoding need no reduction. Arithmetic is constant time: neither instructions nor
/// addresses depend on values (the exceptions say so).
@frozen
public struct Goldilocks: Sendable, Hashable {
    /// The canonical representative, in `[0, p)`.
    public let canonical: UInt64

    /// p = 2^64 − 2^32 + 1.
    @inlinable public static var modulus: UInt64 { 0xFFFF_FFFF_0000_0001 }

    /// The element with this representative, or nil when `canonical` is not below p.
    ///
    /// Decoders use this form: each element then has exactly one encoding.
    @inlinable
    public init?(canonical: UInt64) {
        guard canonical < Goldilocks.modulus else { return nil }
        self.canonical = canonical
    }

    /// The residue of any word mod p.
    @inlinable
    public init(reducing word: UInt64) { canonical = goldilocks_canonical(word) }

    /// The residue of high · 2^64 + low mod p.
    @inlinable
    public init(reducingHigh high: UInt64, low: UInt64) { canonical = goldilocks_reduce(high, low) }

    /// The residue of a signed integer: `value` itself, or p + `value` when it is negative.
    ///
    /// Injective, because |value| ≤ 2^63 < p and p − 2^63 > 2^63 − 2^32; but only values of magnitude
    /// at most (p − 1)/2 keep their sign under ``centered``.
    @inlinable
    public init(embedding value: Int64) {
        // p + value = 2^64 + value − (2^32 − 1); the mask is all ones for a negative value.
        let mask = UInt64(bitPattern: value &>> 63)
        canonical = UInt64(bitPattern: value) &- (mask & 0xFFFF_FFFF)
    }

    /// Wraps a word that the caller knows to be below p.
    @inlinable
    package init(unchecked canonical: UInt64) {
        assert(canonical < Goldilocks.modulus)
        self.canonical = canonical
    }

    /// The representative of least magnitude, in `[−(p − 1)/2, (p − 1)/2]`. Variable time.
    @inlinable
    public var centered: Int64 {
        let half = (Goldilocks.modulus - 1) / 2
        if canonical <= half { return Int64(bitPattern: canonical) }
        return Int64(bitPattern: canonical &- Goldilocks.modulus)
    }

    @inlinable public static var zero: Goldilocks { Goldilocks(unchecked: 0) }
    @inlinable public static var one: Goldilocks { Goldilocks(unchecked: 1) }
}

extension Goldilocks: ExpressibleByIntegerLiteral {
    @inlinable
    public init(integerLiteral value: UInt64) { self.init(reducing: value) }
}

extension Goldilocks: CustomStringConvertible {
    public var description: String { String(canonical) }
}
