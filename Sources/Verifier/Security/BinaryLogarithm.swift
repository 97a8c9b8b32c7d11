/// Base-2 logarithms by integer arithmetic alone, with a known direction of rounding: a verdict about
/// security must not depend on anybody's libm.
///
/// Values are fixed point with 24 fractional bits.
package enum BinaryLogarithm {
    package static let fractionBits = 24
    package static let one = 1 << fractionBits

    /// 2^24 · log2(x), rounded down; at most two units below the truth. 0 for x = 0.
    ///
    /// - Source: the bit-by-bit method, Knuth, "The Art of Computer Programming" 1, 1.2.2, exercise 25:
    ///   squaring the mantissa shifts the next bit of the logarithm out. A mantissa of 63 bits loses
    ///   2^−63 a step, doubled by each later one: below 2^−38 of a bit in all, always downwards.
    package static func floor(_ x: UInt64) -> Int {
        guard x > 0 else { return 0 }
        var result = (63 - x.leadingZeroBitCount) << fractionBits
        var mantissa = x << UInt64(x.leadingZeroBitCount)
        var bit = one / 2
        while bit > 0 {
            let square = mantissa.multipliedFullWidth(by: mantissa)
            if square.high >> 63 == 1 {
                result += bit
                mantissa = square.high
            } else {
                mantissa = square.high << 1 | square.low >> 63
            }
            bit /= 2
        }
        return result
    }

    /// 2^24 · log2(x), rounded up; exact for powers of two.
    package static func ceiling(_ x: UInt64) -> Int {
        x & (x &- 1) == 0 ? floor(x) : floor(x) + 2
    }

    /// 2^40 · 2^(−units / 2^24), rounded up; `units` not negative.
    package static func ceilingOfInversePower(units: Int) -> UInt64 {
        let whole = units >> fractionBits
        guard whole < 41 else { return 1 }
        var value: UInt64 = 1 << 32
        for (index, root) in inverseRoots.enumerated() where units >> (fractionBits - 1 - index) & 1 == 1 {
            // At most 2^32 · (2^32 − 1) + 2^32 − 1 < 2^64.
            value = (value &* root &+ 0xFFFF_FFFF) >> 32
        }
        return ((value << 8) >> UInt64(whole)) + 1
    }

    /// 2^32 · 2^(−1/2), 2^32 · 2^(−1/4), …: each the square root of the one before it, rounded up.
    private static let inverseRoots: [UInt64] = {
        var roots: [UInt64] = []
        var last: UInt64 = 1 << 31
        for _ in 0..<fractionBits {
            last = ceilingOfSquareRoot(last << 32)
            roots.append(last)
        }
        return roots
    }()

    private static func ceilingOfSquareRoot(_ x: UInt64) -> UInt64 {
        var root: UInt64 = 0
        var bit: UInt64 = 1 << 31
        while bit > 0 {
            let candidate = root | bit
            if candidate &* candidate <= x { root = candidate }
            bit >>= 1
        }
        return root &* root == x ? root : root + 1
    }
}
