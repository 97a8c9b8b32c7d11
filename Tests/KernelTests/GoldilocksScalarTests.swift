import CKernels
import Testing

@Suite struct GoldilocksScalarTests {
    @Test func everyPairOfEdgesAgreesWithGMP() {
        for a in GoldilocksSamples.edges {
            for b in GoldilocksSamples.edges { check(a, b) }
        }
    }

    @Test func randomPairsAgreeWithGMP() {
        var samples = GoldilocksSamples(seed: 11)
        for _ in 0..<5000 { check(samples.next(), samples.next()) }
    }

    @Test func anyWordIsReduced() {
        for word in [UInt64.max, .max - 1, GoldilocksSamples.modulus, GoldilocksSamples.modulus + 1] + GoldilocksSamples.edges {
            #expect(goldilocks_canonical(word) == word % GoldilocksSamples.modulus)
            for other in [UInt64.max, 0, 1, 1 << 32, GoldilocksSamples.modulus] {
                let wide = GoldilocksOracle(word) * GoldilocksOracle(other)
                #expect(goldilocks_mul(word, other) == wide.residue)
                #expect(goldilocks_mul_add(word, other, .max) == (wide + GoldilocksOracle(.max)).residue)
                let shifted = GoldilocksOracle(word) * GoldilocksOracle(1 << 32) * GoldilocksOracle(1 << 32)
                #expect(goldilocks_reduce(word, other) == (shifted + GoldilocksOracle(other)).residue)
            }
        }
    }

    @Test func powersAndInverses() {
        var samples = GoldilocksSamples(seed: 12)
        for a in GoldilocksSamples.edges + samples.next(100) {
            #expect(goldilocks_mul(a, goldilocks_inverse(a)) == (a == 0 ? 0 : 1))
            #expect(goldilocks_power(a, GoldilocksSamples.modulus - 2) == goldilocks_inverse(a))
            #expect(goldilocks_power(a, 0) == 1)
            #expect(goldilocks_power(a, 5) == goldilocks_mul(goldilocks_mul(a, a), goldilocks_mul(a, goldilocks_mul(a, a))))
        }
    }

    private func check(_ a: UInt64, _ b: UInt64) {
        let x = GoldilocksOracle(a)
        let y = GoldilocksOracle(b)
        #expect(goldilocks_add(a, b) == (x + y).residue)
        #expect(goldilocks_sub(a, b) == (x - y).residue)
        #expect(goldilocks_negate(a) == (GoldilocksOracle() - x).residue)
        #expect(goldilocks_mul(a, b) == (x * y).residue)
        #expect(goldilocks_mul_add(a, b, a) == (x * y + x).residue)
    }
}
