/// A non-negative integer of any size, for tables that must be rounded correctly: schoolbook
/// arithmetic on 32-bit limbs, least significant first, no limb of zero at the top.
///
/// Only public numbers pass through here, and few of them: clarity before speed.
package struct Natural: Sendable, Hashable {
    package private(set) var limbs: [UInt32]

    package init(_ value: UInt64) {
        self.init(limbs: [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)])
    }

    package init(limbs: [UInt32]) {
        self.limbs = limbs
        while self.limbs.last == 0 { self.limbs.removeLast() }
    }

    package var isZero: Bool { limbs.isEmpty }

    /// Bits up to the highest one set.
    package var bitCount: Int {
        limbs.last.map { 32 * limbs.count - $0.leadingZeroBitCount } ?? 0
    }

    /// The value, or `UInt64.max` when it is larger.
    package var clampedWord: UInt64 {
        guard limbs.count <= 2 else { return .max }
        return limbs.reversed().reduce(0) { $0 << 32 | UInt64($1) }
    }

    package static func + (a: Natural, b: Natural) -> Natural {
        var sum: [UInt32] = []
        sum.reserveCapacity(max(a.limbs.count, b.limbs.count) + 1)
        var carry: UInt64 = 0
        for i in 0..<max(a.limbs.count, b.limbs.count) {
            carry += UInt64(i < a.limbs.count ? a.limbs[i] : 0) + UInt64(i < b.limbs.count ? b.limbs[i] : 0)
            sum.append(UInt32(truncatingIfNeeded: carry))
            carry >>= 32
        }
        sum.append(UInt32(carry))
        return Natural(limbs: sum)
    }

    /// `max(a − b, 0)`.
    package static func - (a: Natural, b: Natural) -> Natural {
        guard a > b else { return Natural(0) }
        var difference = a.limbs
        var borrow: Int64 = 0
        for i in 0..<a.limbs.count {
            let rest = Int64(a.limbs[i]) - (i < b.limbs.count ? Int64(b.limbs[i]) : 0) + borrow
            difference[i] = UInt32(truncatingIfNeeded: rest)
            borrow = rest >> 32
        }
        return Natural(limbs: difference)
    }

    package static func * (a: Natural, b: Natural) -> Natural {
        var product = [UInt32](repeating: 0, count: a.limbs.count + b.limbs.count)
        for i in 0..<a.limbs.count {
            var carry: UInt64 = 0
            for j in 0..<b.limbs.count {
                carry += UInt64(a.limbs[i]) * UInt64(b.limbs[j]) + UInt64(product[i + j])
                product[i + j] = UInt32(truncatingIfNeeded: carry)
                carry >>= 32
            }
            product[i + b.limbs.count] = UInt32(carry)
        }
        return Natural(limbs: product)
    }

    package static func << (a: Natural, count: Int) -> Natural {
        let (words, bits) = (count / 32, UInt64(count % 32))
        var shifted = [UInt32](repeating: 0, count: words)
        var carry: UInt64 = 0
        for limb in a.limbs {
            carry |= UInt64(limb) << bits
            shifted.append(UInt32(truncatingIfNeeded: carry))
            carry >>= 32
        }
        shifted.append(UInt32(carry))
        return Natural(limbs: shifted)
    }

    /// Rounded down.
    package static func >> (a: Natural, count: Int) -> Natural {
        let (words, bits) = (count / 32, UInt64(count % 32))
        guard words < a.limbs.count else { return Natural(0) }
        return Natural(
            limbs: (words..<a.limbs.count).map { i in
                let next = i + 1 < a.limbs.count ? UInt64(a.limbs[i + 1]) : 0
                return UInt32(truncatingIfNeeded: (next << 32 | UInt64(a.limbs[i])) >> bits)
            })
    }
}

extension Natural: Comparable {
    package static func < (a: Natural, b: Natural) -> Bool {
        guard a.limbs.count == b.limbs.count else { return a.limbs.count < b.limbs.count }
        for i in a.limbs.indices.reversed() where a.limbs[i] != b.limbs[i] { return a.limbs[i] < b.limbs[i] }
        return false
    }
}

extension Natural {
    /// `⌊a / b⌋`; 0 when b is 0.
    ///
    /// - Source: Knuth, The Art of Computer Programming 2, 4.3.1, Algorithm D.
    package static func / (a: Natural, b: Natural) -> Natural {
        guard a >= b, let top = b.limbs.last else { return Natural(0) }
        guard b.limbs.count > 1 else { return a.divided(byLimb: top) }
        let shift = top.leadingZeroBitCount
        let divisor = (b << shift).limbs
        var rest = (a << shift).limbs
        while rest.count <= a.limbs.count { rest.append(0) }
        let n = divisor.count
        var quotient = [UInt32](repeating: 0, count: rest.count - n)
        for j in stride(from: rest.count - n - 1, through: 0, by: -1) {
            let head = UInt64(rest[j + n]) << 32 | UInt64(rest[j + n - 1])
            var digit = head / UInt64(divisor[n - 1])
            var remainder = head % UInt64(divisor[n - 1])
            while digit >> 32 != 0 || digit * UInt64(divisor[n - 2]) > remainder << 32 | UInt64(rest[j + n - 2]) {
                digit -= 1
                remainder += UInt64(divisor[n - 1])
                if remainder >> 32 != 0 { break }
            }
            var borrow: Int64 = 0, carry: UInt64 = 0
            for i in 0..<n {
                carry += digit * UInt64(divisor[i])
                let difference = Int64(rest[j + i]) - Int64(carry & 0xFFFF_FFFF) + borrow
                rest[j + i] = UInt32(truncatingIfNeeded: difference)
                borrow = difference >> 32
                carry >>= 32
            }
            let difference = Int64(rest[j + n]) - Int64(carry) + borrow
            rest[j + n] = UInt32(truncatingIfNeeded: difference)
            if difference < 0 {
                // One too many: put a divisor back.
                digit -= 1
                var carry: UInt64 = 0
                for i in 0..<n {
                    carry += UInt64(rest[j + i]) + UInt64(divisor[i])
                    rest[j + i] = UInt32(truncatingIfNeeded: carry)
                    carry >>= 32
                }
                rest[j + n] &+= UInt32(carry)
            }
            quotient[j] = UInt32(digit)
        }
        return Natural(limbs: quotient)
    }

    /// `divisor` is not 0.
    private func divided(byLimb divisor: UInt32) -> Natural {
        var quotient = limbs
        var rest: UInt64 = 0
        for i in limbs.indices.reversed() {
            let head = rest << 32 | UInt64(limbs[i])
            quotient[i] = UInt32(head / UInt64(divisor))
            rest = head % UInt64(divisor)
        }
        return Natural(limbs: quotient)
    }

    /// `⌊√self⌋`, by Newton's iteration from above.
    package var squareRoot: Natural {
        guard !isZero else { return self }
        var root = Natural(1) << ((bitCount + 1) / 2)
        while true {
            let next = (root + self / root) >> 1
            if next >= root { return root }
            root = next
        }
    }
}
