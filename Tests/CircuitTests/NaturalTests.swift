import Circuit
import TestSupport
import Testing

/// The integers behind the tables, by the laws that define them.
@Suite struct NaturalTests {
    private func draw(_ random: inout SeededGenerator, limbs: Int) -> Natural {
        Natural(
            limbs: (0..<limbs).map { _ in
                // Limbs of all ones and zeros reach the rare branches of division.
                switch random.next() % 4 {
                case 0: .max
                case 1: 0
                default: UInt32(truncatingIfNeeded: random.next())
                }
            })
    }

    @Test func ringLawsAndFloors() {
        var random = SeededGenerator(seed: 0x0A7)
        for _ in 0..<5000 {
            let a = draw(&random, limbs: Int(random.next() % 12)), b = draw(&random, limbs: Int(random.next() % 8))
            let c = draw(&random, limbs: Int(random.next() % 5))
            #expect(a + b == b + a && a * b == b * a)
            #expect((a + b) * c == a * c + b * c)
            #expect((a + b) - b == a)
            #expect(a >= b || (a - b).isZero)
            let shift = Int(random.next() % 100)
            #expect((a << shift) >> shift == a)
            #expect(a << shift == a * (Natural(1) << shift))
            #expect(a >> shift == a / (Natural(1) << shift))
            if b.isZero { continue }
            let quotient = a / b
            #expect(quotient * b <= a && a < (quotient + Natural(1)) * b)
            #expect((a * b) / b == a)
            let root = a.squareRoot
            #expect(root * root <= a && a < (root + Natural(1)) * (root + Natural(1)))
        }
    }

    @Test func divisionAddsBackWhenItsDigitIsOneTooLarge() {
        // The case of Warren's Hacker's Delight (9-2) for the rare step, widened to 32-bit limbs.
        let a = Natural(limbs: [0, 0, 0x8000_0000, 0x7FFF_FFFF]), b = Natural(limbs: [1, 0, 0x8000_0000])
        let quotient = a / b
        #expect(quotient * b <= a && a < (quotient + Natural(1)) * b)
        #expect(quotient == Natural(0xFFFF_FFFE))
        #expect(Natural(5) / Natural(0) == Natural(0))
        #expect(Natural(limbs: [1, 2, 3]).clampedWord == .max && Natural(7).clampedWord == 7)
    }
}
