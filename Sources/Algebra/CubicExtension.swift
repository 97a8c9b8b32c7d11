import CKernels

/// An element c0 + c1·X + c2·X² of F_p[X]/(X³ − 2), the field of p³ ≈ 2^192 elements.
///
/// 2 is not a cube in F_p (2^((p−1)/3) ≠ 1), so the polynomial is irreducible, and reduction is a
/// doubling. Challenges live here: the base field is too small for 100-bit soundness.
/// Arithmetic is constant time.
@frozen
public struct CubicExtension: Sendable, Hashable {
    public var c0: Goldilocks
    public var c1: Goldilocks
    public var c2: Goldilocks

    @inlinable
    public init(_ c0: Goldilocks, _ c1: Goldilocks, _ c2: Goldilocks) {
        self.c0 = c0
        self.c1 = c1
        self.c2 = c2
    }

    /// The embedding of the base field.
    @inlinable
    public init(_ base: Goldilocks) { self.init(base, .zero, .zero) }

    /// The element with these canonical limbs, or nil when a limb is not below p.
    @inlinable
    public init?(canonicalLimbs c0: UInt64, _ c1: UInt64, _ c2: UInt64) {
        guard let c0 = Goldilocks(canonical: c0), let c1 = Goldilocks(canonical: c1),
            let c2 = Goldilocks(canonical: c2)
        else { return nil }
        self.init(c0, c1, c2)
    }

    @inlinable public static var zero: CubicExtension { CubicExtension(.zero) }
    @inlinable public static var one: CubicExtension { CubicExtension(.one) }

    /// Whether the element lies in the base field.
    @inlinable public var isBase: Bool { c1 == .zero && c2 == .zero }

    @inlinable
    package init(_ c: goldilocks_cubic) {
        self.init(Goldilocks(unchecked: c.c0), Goldilocks(unchecked: c.c1), Goldilocks(unchecked: c.c2))
    }

    @inlinable
    package var kernelForm: goldilocks_cubic {
        goldilocks_cubic(c0: c0.canonical, c1: c1.canonical, c2: c2.canonical)
    }
}

extension CubicExtension: ExpressibleByIntegerLiteral {
    @inlinable
    public init(integerLiteral value: UInt64) { self.init(Goldilocks(reducing: value)) }
}

extension CubicExtension: CustomStringConvertible {
    public var description: String { "(\(c0), \(c1), \(c2))" }
}
