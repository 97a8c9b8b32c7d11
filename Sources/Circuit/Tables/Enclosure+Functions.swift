// Functions of enclosures, each by a series with a stated tail.

extension EnclosureArithmetic {
    /// e^(−y), for y up to about 2^16.
    ///
    /// t = y / 2^k below 2^−8, e^t = Σ t^n / n! (terms at least halve, so the tail is below the last
    /// term), then the inverse, squared k times.
    func exponential(minus y: Enclosure) -> Enclosure {
        let halvings = max(0, y.upper.bitCount - bits + 8)
        let t = half(y, times: halvings)
        var term = Enclosure(exactly: one), sum = Enclosure(exactly: one), n: UInt64 = 1
        repeat {
            term = quotient(product(term, t), by: n)
            sum = self.sum(sum, term)
            n += 1
        } while term.lower > Natural(1)
        sum.upper = sum.upper + term.upper + Natural(1)
        var value = quotient(Enclosure(exactly: one), sum)
        for _ in 0..<halvings { value = product(value, value) }
        value.upper = min(value.upper, one)
        return value
    }

    /// ln n for n ≥ 1: k·ln 2 + 2·artanh((n − 2^k) / (n + 2^k)) with 2^k ≤ n < 2^(k+1).
    func logarithm(of n: UInt32) -> Enclosure {
        let k = 31 - n.leadingZeroBitCount
        let power = UInt64(1) << UInt64(k)
        let series = SeriesArithmetic(bits: bits).inverseHyperbolicTangent(
            of: UInt64(n) - power, over: UInt64(n) + power)
        return sum(
            multiple(logarithmOf2, Natural(UInt64(k))), Enclosure(series.lower << 1, series.upper << 1))
    }

    /// 1 − Φ(x), the upper tail of the normal distribution, for 0 ≤ x ≤ 16.
    ///
    /// Φ(x) = 1/2 + φ(x)·(x + x³/3 + x⁵/(3·5) + …), all terms positive. Once x²/(2k + 3) ≤ 1/2 the
    /// tail is below the last term.
    ///
    /// - Source: Abramowitz and Stegun, 26.2.11.
    func normalTail(_ x: Enclosure) -> Enclosure {
        let square = product(x, x)
        var term = x, sum = x, k: UInt64 = 0
        while true {
            term = quotient(product(term, square), by: 2 * k + 3)
            sum = self.sum(sum, term)
            k += 1
            if term.lower <= Natural(1), square.upper << 1 <= one * Natural(2 * k + 3) { break }
        }
        sum.upper = sum.upper + term.upper + Natural(1)
        let density = quotient(exponential(minus: half(square)), rootOfTwoPi)
        return difference(Enclosure(exactly: one >> 1), product(density, sum))
    }

    /// Sine and cosine of 0 ≤ r ≤ 1 by their alternating series: the tail is below its first term.
    private func smallSineAndCosine(_ r: Enclosure) -> (sine: Enclosure, cosine: Enclosure) {
        var sums = [Enclosure](repeating: Enclosure(exactly: Natural(0)), count: 4)
        var term = Enclosure(exactly: one), n: UInt64 = 0
        // r^n / n! goes to the cosine, the sine, minus the cosine, minus the sine, in turn.
        repeat {
            sums[Int(n % 4)] = sum(sums[Int(n % 4)], term)
            n += 1
            term = quotient(product(term, r), by: n)
        } while term.lower > Natural(1)
        let tail = term.upper + Natural(1)
        func closed(_ plus: Enclosure, _ minus: Enclosure) -> Enclosure {
            let value = difference(plus, minus)
            return Enclosure(value.lower - tail, value.upper + tail)
        }
        return (closed(sums[1], sums[3]), closed(sums[0], sums[2]))
    }

    /// Sine or cosine of a ≥ 0, with its sign; nil when the enclosure is too wide to know the sign.
    ///
    /// a = k·π/2 ± r with 0 ≤ r ≤ about π/4.
    func circular(_ a: Enclosure, isSine: Bool) -> (isNegative: Bool, size: Enclosure)? {
        let right = half(pi)
        var k = a.lower / right.upper
        var r = Enclosure(a.lower - k * right.upper, a.upper - k * right.lower)
        var isBelow = false
        if r.lower << 1 > right.upper {
            guard right.lower >= r.upper else { return nil }
            r = Enclosure(right.lower - r.upper, right.upper - r.lower)
            k = k + Natural(1)
            isBelow = true
        }
        guard r.upper <= one else { return nil }
        let (sine, cosine) = smallSineAndCosine(r)
        // cos(a) = sin(a + π/2).
        switch ((k.limbs.first ?? 0) &+ (isSine ? 0 : 1)) % 4 {
        case 0: return (isBelow, sine)
        case 1: return (false, cosine)
        case 2: return (!isBelow, sine)
        default: return (true, cosine)
        }
    }
}
