import CKernels
import TestSupport
import Testing

/// Every vector kernel over the base field, at every level, against GMP, with every tail.
@Suite(.serialized) struct GoldilocksVectorTests {
    @Test(arguments: GoldilocksSamples.lengths) func elementwiseKernelsAgreeWithGMP(count: Int) {
        var samples = GoldilocksSamples(seed: UInt64(100 + count))
        let a = samples.next(count)
        let b = samples.next(count)
        let c = samples.next(count)
        let scalar = samples.next()
        let sums = zip(a, b).map { (GoldilocksOracle($0) + GoldilocksOracle($1)).residue }
        let differences = zip(a, b).map { (GoldilocksOracle($0) - GoldilocksOracle($1)).residue }
        let products = zip(a, b).map { (GoldilocksOracle($0) * GoldilocksOracle($1)).residue }
        let scaled = a.map { (GoldilocksOracle($0) * GoldilocksOracle(scalar)).residue }
        let accumulated = zip(c, products).map { (GoldilocksOracle($0) + GoldilocksOracle($1)).residue }
        let scaledSums = zip(c, scaled).map { (GoldilocksOracle($0) + GoldilocksOracle($1)).residue }
        InstructionSets.forEach { level in
            var out = [UInt64](repeating: 7, count: count)
            unsafe goldilocks_vector_add(&out, a, b, count)
            #expect(out == sums, "level \(level)")
            unsafe goldilocks_vector_sub(&out, a, b, count)
            #expect(out == differences, "level \(level)")
            unsafe goldilocks_vector_mul(&out, a, b, count)
            #expect(out == products, "level \(level)")
            unsafe goldilocks_vector_scale(&out, a, scalar, count)
            #expect(out == scaled, "level \(level)")
            out = c
            unsafe goldilocks_vector_multiply_accumulate(&out, a, b, count)
            #expect(out == accumulated, "level \(level)")
            out = c
            unsafe goldilocks_vector_scaled_accumulate(&out, a, scalar, count)
            #expect(out == scaledSums, "level \(level)")
        }
    }

    @Test(arguments: GoldilocksSamples.lengths) func reductionsAgreeWithGMP(count: Int) {
        var samples = GoldilocksSamples(seed: UInt64(200 + count))
        let a = samples.next(count)
        let b = samples.next(count)
        var sum = GoldilocksOracle()
        var dot = GoldilocksOracle()
        for (x, y) in zip(a, b) {
            sum = sum + GoldilocksOracle(x)
            dot = dot + GoldilocksOracle(x) * GoldilocksOracle(y)
        }
        InstructionSets.forEach { level in
            #expect(unsafe goldilocks_vector_sum(a, count) == sum.residue, "level \(level)")
            #expect(unsafe goldilocks_vector_dot(a, b, count) == dot.residue, "level \(level)")
        }
    }

    @Test func dotProductsOfTheLargestResiduesKeepEveryCarry() {
        let count = 100_003
        let a = [UInt64](repeating: GoldilocksSamples.modulus - 1, count: count)
        InstructionSets.forEach { level in
            // (−1)·(−1) each.
            #expect(unsafe goldilocks_vector_dot(a, a, count) == UInt64(count), "level \(level)")
            #expect(unsafe goldilocks_vector_sum(a, count) == GoldilocksSamples.modulus - UInt64(count), "level \(level)")
        }
    }

    @Test(arguments: GoldilocksSamples.lengths) func foldsAgreeWithGMP(half: Int) {
        var samples = GoldilocksSamples(seed: UInt64(300 + half))
        let v = samples.next(2 * half)
        let r = samples.next()
        let folded = (0..<half).map { i in
            (GoldilocksOracle(v[i]) + GoldilocksOracle(r) * (GoldilocksOracle(v[i + half]) - GoldilocksOracle(v[i])))
                .residue
        }
        InstructionSets.forEach { level in
            var out = [UInt64](repeating: 0, count: half)
            unsafe goldilocks_vector_fold(&out, v, r, half)
            #expect(out == folded, "level \(level)")
            var inPlace = v
            unsafe inPlace.withUnsafeMutableBufferPointer { buffer in
                unsafe goldilocks_vector_fold(buffer.baseAddress, buffer.baseAddress, r, half)
            }
            #expect(Array(inPlace.prefix(half)) == folded, "in place, level \(level)")
        }
    }
}
