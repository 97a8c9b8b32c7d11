/// A non-negative real number known to lie in `[lower, upper] / 2^bits`, where `bits` is the
/// arithmetic's. Every operation rounds outwards, so that no error analysis of sums is needed: the
/// width of an enclosure is its error bound.
struct Enclosure {
    var lower: Natural
    var upper: Natural

    init(_ lower: Natural, _ upper: Natural) {
        self.lower = lower
        self.upper = upper
    }

    init(exactly value: Natural) { self.init(value, value) }
}

/// Interval arithmetic on fixed-point numbers with this many fractional bits.
///
/// - Source: Moore, Interval Analysis, 1966: outward rounding.
struct EnclosureArithmetic {
    let bits: Int
    let one: Natural
    /// π and √(2π), ln 2.
    let pi: Enclosure
    let rootOfTwoPi: Enclosure
    let logarithmOf2: Enclosure

    init(bits: Int) {
        self.bits = bits
        one = Natural(1) << bits
        let plain = SeriesArithmetic(bits: bits)
        // Machin 1706: π = 16·arctan(1/5) − 4·arctan(1/239).
        let a = plain.inverseTangent(ofInverse: 5), b = plain.inverseTangent(ofInverse: 239)
        pi = Enclosure((a.lower << 4) - (b.upper << 2), (a.upper << 4) - (b.lower << 2))
        rootOfTwoPi = Enclosure(
            (pi.lower << (bits + 1)).squareRoot, (pi.upper << (bits + 1)).squareRoot + Natural(1))
        // ln 2 = 2·artanh(1/3).
        let third = plain.inverseHyperbolicTangent(of: 1, over: 3)
        logarithmOf2 = Enclosure(third.lower << 1, third.upper << 1)
    }

    /// `value / 2^shift`, exactly; shift at most `bits`.
    func exactly(_ value: Natural, shift: Int) -> Enclosure { Enclosure(exactly: value << (bits - shift)) }

    func sum(_ a: Enclosure, _ b: Enclosure) -> Enclosure { Enclosure(a.lower + b.lower, a.upper + b.upper) }

    /// `a − b`, known to be at least 0.
    func difference(_ a: Enclosure, _ b: Enclosure) -> Enclosure {
        Enclosure(a.lower - b.upper, a.upper - b.lower)
    }

    func product(_ a: Enclosure, _ b: Enclosure) -> Enclosure {
        Enclosure((a.lower * b.lower) >> bits, ((a.upper * b.upper) >> bits) + Natural(1))
    }

    func multiple(_ a: Enclosure, _ factor: Natural) -> Enclosure {
        Enclosure(a.lower * factor, a.upper * factor)
    }

    /// `a / b`, b known to be above 0.
    func quotient(_ a: Enclosure, _ b: Enclosure) -> Enclosure {
        Enclosure((a.lower << bits) / b.upper, ((a.upper << bits) / b.lower) + Natural(1))
    }

    func quotient(_ a: Enclosure, by divisor: UInt64) -> Enclosure {
        Enclosure(a.lower / Natural(divisor), (a.upper / Natural(divisor)) + Natural(1))
    }

    func half(_ a: Enclosure, times count: Int = 1) -> Enclosure {
        Enclosure(a.lower >> count, (a.upper >> count) + Natural(1))
    }
}

/// Series of rational arguments, needed before any constant is known.
struct SeriesArithmetic {
    let bits: Int

    /// arctan(1/n) = Σ (−1)^k / ((2k + 1)·n^(2k+1)), n ≥ 2; the tail is below its first term.
    func inverseTangent(ofInverse n: UInt64) -> Enclosure {
        let square = Natural(n * n)
        var power = (Natural(1) << bits) / Natural(n)
        var positive = Natural(0), negative = Natural(0), k: UInt64 = 0
        while !power.isZero {
            let term = power / Natural(2 * k + 1)
            if k % 2 == 0 { positive = positive + term } else { negative = negative + term }
            power = power / square
            k += 1
        }
        // Each truncated power and quotient errs by less than 2 units, the tail by less than 1.
        let value = positive - negative, error = Natural(2 * k + 2)
        return Enclosure(value - error, value + error)
    }

    /// artanh(a/b) = Σ (a/b)^(2k+1) / (2k + 1) for 0 ≤ a/b ≤ 1/3; the tail is below its first term.
    func inverseHyperbolicTangent(of a: UInt64, over b: UInt64) -> Enclosure {
        let up = Natural(a) * Natural(a), down = Natural(b) * Natural(b)
        var power = (Natural(a) << bits) / Natural(b)
        var value = Natural(0), k: UInt64 = 0
        while !power.isZero {
            value = value + power / Natural(2 * k + 1)
            power = power * up / down
            k += 1
        }
        return Enclosure(value, value + Natural(2 * k + 2))
    }
}
