import CGMP
import Circuit
import TestSupport
import Testing

/// Requantise, division and square root against GMP's floor divisions and roots.
@Suite struct RoundingTests {
    /// A GMP integer with the handful of operations used here.
    @safe private final class Big {
        private var value = unsafe __mpz_struct()

        init(_ x: Int64) { unsafe __gmpz_init_set_si(&value, Int(x)) }
        deinit { unsafe __gmpz_clear(&value) }

        func times(_ other: Big) -> Big {
            let out = Big(0)
            unsafe __gmpz_mul(&out.value, &value, &other.value)
            return out
        }
        func plus(_ other: Big) -> Big {
            let out = Big(0)
            unsafe __gmpz_add(&out.value, &value, &other.value)
            return out
        }
        func floorDivided(by other: Big) -> Big {
            let out = Big(0)
            unsafe __gmpz_fdiv_q(&out.value, &value, &other.value)
            return out
        }
        func floorShifted(_ bits: Int) -> Big {
            let out = Big(0)
            unsafe __gmpz_fdiv_q_2exp(&out.value, &value, UInt(bits))
            return out
        }
        func root() -> Big {
            let out = Big(0)
            unsafe __gmpz_sqrt(&out.value, &value)
            return out
        }
        func clamped(_ range: ClosedRange<Int64>) -> Int64 {
            if unsafe __gmpz_cmp_si(&value, Int(range.lowerBound)) < 0 { return range.lowerBound }
            if unsafe __gmpz_cmp_si(&value, Int(range.upperBound)) > 0 { return range.upperBound }
            return unsafe Int64(__gmpz_get_si(&value))
        }
    }

    private func evaluate(_ kind: OperatorKind, _ operands: [(ElementType, Int64)]) throws -> Int64 {
        let op = try Operator(
            kind, try operands.enumerated().map { Operand(.input($0.offset), try TensorType($0.element.0, [1])) },
            label: "one")
        return op.evaluateAll(operands.map { [$0.1] })[0][0]
    }

    @Test func requantiseRoundsHalvesUp() throws {
        var random = SeededGenerator(seed: 0x9E_0001)
        let range: ClosedRange<Int64> = -(1 << 61)...(1 << 61)
        for _ in 0..<4000 {
            let shift = Int.random(in: 1...62, using: &random)
            let m = UInt16.random(in: 1...UInt16.max, using: &random)
            // Every product that does not wrap, halves often.
            let bound = Int64.max / Int64(m) / 2
            var x = Int64.random(in: -bound...bound, using: &random)
            if shift < 40, random.next() % 2 == 0 { x = (x >> Int64(shift)) << Int64(shift) | (1 << Int64(shift - 1)) }
            let found = try evaluate(
                .requantise(
                    Requantise(
                        to: .int64, multiplier: .constant(m), shift: UInt8(shift), lower: range.lowerBound,
                        upper: range.upperBound)), [(.int64, x)])
            let half = Big(1 << Int64(shift - 1))
            let expected = Big(x).times(Big(Int64(m))).plus(half).floorShifted(shift).clamped(range)
            #expect(found == expected, "\(x)·\(m) / 2^\(shift)")
        }
    }

    @Test(arguments: [(-3, -1), (-2, -1), (-1, 0), (0, 0), (1, 1), (2, 1), (3, 2)] as [(Int64, Int64)])
    func halvesOfEitherSignGoUp(x: Int64, expected: Int64) throws {
        let kind = OperatorKind.requantise(
            Requantise(to: .int8, multiplier: .constant(1), shift: 1, lower: -127, upper: 127))
        #expect(try evaluate(kind, [(.int8, x)]) == expected)
        let divide = OperatorKind.division(
            Division(rounding: .nearest, perRow: false, to: .int8, lower: -127, upper: 127))
        #expect(try evaluate(divide, [(.int8, x), (.int8, 2)]) == expected)
    }

    @Test func divisionFloorsOrRoundsExactly() throws {
        var random = SeededGenerator(seed: 0x9E_0002)
        for _ in 0..<4000 {
            let x = Int64(bitPattern: random.next()) >> Int64.random(in: 0...62, using: &random)
            let y = max(1, Int64(bitPattern: random.next() >> 1) >> Int64.random(in: 0...62, using: &random))
            let c = max(1, UInt32(truncatingIfNeeded: random.next()) >> UInt32.random(in: 0...31, using: &random))
            for rounding in Division.Rounding.allCases {
                let found = try evaluate(
                    .division(
                        Division(factor: c, rounding: rounding, perRow: false, to: .int64, lower: .min, upper: .max)),
                    [(.int64, x), (.int64, y)])
                let product = Big(x).times(Big(Int64(c)))
                let quotient =
                    switch rounding {
                    case .down: product.floorDivided(by: Big(y))
                    case .nearest: product.times(Big(2)).plus(Big(y)).floorDivided(by: Big(y).times(Big(2)))
                    }
                #expect(found == quotient.clamped(.min ... .max), "\(c)·\(x) / \(y), \(rounding)")
            }
        }
    }

    @Test func squareRootsAreBracketed() throws {
        var random = SeededGenerator(seed: 0x9E_0003)
        for _ in 0..<4000 {
            var x = Int64(bitPattern: random.next() >> 1) >> Int64.random(in: 0...62, using: &random)
            if random.next() % 2 == 0 {
                let root = SquareRoot.root(of: x)
                x = max(0, root * root - Int64(random.next() % 2))
            }
            let y = SquareRoot.root(of: x)
            #expect(y == Big(x).root().clamped(.min ... .max))
            #expect(Int128(y) * Int128(y) <= Int128(x) && Int128(x) < Int128(y + 1) * Int128(y + 1))
        }
    }
}
