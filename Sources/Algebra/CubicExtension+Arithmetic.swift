import CKernels

extension CubicExtension {
    @inlinable
    public static func + (a: CubicExtension, b: CubicExtension) -> CubicExtension {
        CubicExtension(a.c0 + b.c0, a.c1 + b.c1, a.c2 + b.c2)
    }

    @inlinable
    public static func - (a: CubicExtension, b: CubicExtension) -> CubicExtension {
        CubicExtension(a.c0 - b.c0, a.c1 - b.c1, a.c2 - b.c2)
    }

    @inlinable
    public static prefix func - (a: CubicExtension) -> CubicExtension {
        CubicExtension(-a.c0, -a.c1, -a.c2)
    }

    @inlinable
    public static func * (a: CubicExtension, b: CubicExtension) -> CubicExtension {
        CubicExtension(goldilocks_cubic_mul(a.kernelForm, b.kernelForm))
    }

    @inlinable
    public static func * (a: CubicExtension, b: Goldilocks) -> CubicExtension {
        CubicExtension(a.c0 * b, a.c1 * b, a.c2 * b)
    }

    @inlinable public static func * (a: Goldilocks, b: CubicExtension) -> CubicExtension { b * a }

    @inlinable
    public static func + (a: CubicExtension, b: Goldilocks) -> CubicExtension {
        CubicExtension(a.c0 + b, a.c1, a.c2)
    }

    @inlinable
    public static func - (a: CubicExtension, b: Goldilocks) -> CubicExtension {
        CubicExtension(a.c0 - b, a.c1, a.c2)
    }

    @inlinable public static func += (a: inout CubicExtension, b: CubicExtension) { a = a + b }
    @inlinable public static func -= (a: inout CubicExtension, b: CubicExtension) { a = a - b }
    @inlinable public static func *= (a: inout CubicExtension, b: CubicExtension) { a = a * b }

    @inlinable public func squared() -> CubicExtension { self * self }

    /// self^exponent, with a^0 = 1. Constant time in both: 128 products.
    public func power(_ exponent: UInt64) -> CubicExtension {
        var result = CubicExtension.one
        for bit in stride(from: 63, through: 0, by: -1) {
            result = result.squared()
            // 1 + bit · (self − 1): a product either way, and no branch.
            let selected = Goldilocks(unchecked: exponent >> UInt64(bit) & 1)
            result *= (self - Goldilocks.one) * selected + Goldilocks.one
        }
        return result
    }
}

extension CubicExtension {
    /// self^p: X ↦ ωX with ω = 2^((p−1)/3), a cube root of unity, so only c1 and c2 change.
    @inlinable
    public func frobenius() -> CubicExtension {
        CubicExtension(c0, c1 * CubicExtension.omega, c2 * CubicExtension.omegaSquared)
    }

    /// The norm self · self^p · self^(p²) in the base field: c0³ + 2·c1³ + 4·c2³ − 6·c0·c1·c2.
    @inlinable
    public var norm: Goldilocks {
        let product = c0 * c1 * c2
        let twiceC2Cubed = (c2 * c2 * c2) + (c2 * c2 * c2)
        let tail = (c1 * c1 * c1) + twiceC2Cubed - product - product - product
        return c0 * c0 * c0 + tail + tail
    }

    /// The inverse, or nil for zero: the adjugate divided by the norm. One inversion in the base field.
    public func inverse() -> CubicExtension? {
        guard let scale = norm.inverse() else { return nil }
        let twiceC2 = c2 + c2
        let adjugate = CubicExtension(
            c0 * c0 - c1 * twiceC2, c2 * twiceC2 - c0 * c1, c1 * c1 - c0 * c2)
        return adjugate * scale
    }

    /// 2^((p−1)/3) and its square. AlgebraTests recomputes both.
    @inlinable package static var omega: Goldilocks { Goldilocks(unchecked: 0xFFFF_FFFF) }
    @inlinable package static var omegaSquared: Goldilocks { Goldilocks(unchecked: 0xFFFF_FFFE_0000_0001) }
}
