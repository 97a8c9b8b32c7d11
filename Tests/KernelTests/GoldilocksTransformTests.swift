import CKernels
import TestSupport
import Testing

/// Transforms at every level: against the definition for small sizes, against the portable form for
/// sizes that reach every path of the vector forms.
@Suite(.serialized) struct GoldilocksTransformTests {
    static func root(_ orderLog2: Int) -> UInt64 {
        goldilocks_power(7, (GoldilocksSamples.modulus - 1) >> UInt64(orderLog2))
    }

    static func table(_ sizeLog2: Int, inverse: Bool = false) -> [UInt64] {
        var table = [UInt64](repeating: 1, count: 1 << sizeLog2)
        for layer in 0..<sizeLog2 {
            let root = root(layer + 1)
            let step = inverse ? goldilocks_inverse(root) : root
            for j in 1..<max(1 << layer, 1) { table[(1 << layer) + j] = goldilocks_mul(table[(1 << layer) + j - 1], step) }
        }
        return table
    }

    static func reversed(_ index: Int, _ bits: Int) -> Int {
        (0..<bits).reduce(0) { $0 | (index >> $1 & 1) << (bits - 1 - $1) }
    }

    @Test(arguments: 0...9) func forwardIsTheNaiveTransform(sizeLog2: Int) {
        var samples = GoldilocksSamples(seed: UInt64(900 + sizeLog2))
        let n = 1 << sizeLog2
        let coefficients = samples.next(n)
        let expected = (0..<n).map { index in
            let point = goldilocks_power(
                GoldilocksTransformTests.root(sizeLog2), UInt64(GoldilocksTransformTests.reversed(index, sizeLog2)))
            return coefficients.reversed().reduce(0) { goldilocks_mul_add($0, point, $1) }
        }
        let roots = GoldilocksTransformTests.table(sizeLog2)
        InstructionSets.forEach { level in
            var values = coefficients
            unsafe goldilocks_ntt_forward(&values, n, roots)
            #expect(values == expected, "level \(level)")
        }
    }

    @Test(arguments: 0...15) func inverseUndoesForwardAndLevelsAgree(sizeLog2: Int) {
        var samples = GoldilocksSamples(seed: UInt64(1000 + sizeLog2))
        let n = 1 << sizeLog2
        let coefficients = samples.next(n)
        // One table for a larger size serves as well.
        let roots = GoldilocksTransformTests.table(sizeLog2 + 1)
        let inverseRoots = GoldilocksTransformTests.table(sizeLog2 + 1, inverse: true)
        let multiplied = coefficients.map { goldilocks_mul($0, UInt64(n)) }
        var portable: [UInt64] = []
        InstructionSets.forEach { level in
            var values = coefficients
            unsafe goldilocks_ntt_forward(&values, n, roots)
            if portable.isEmpty { portable = values }
            #expect(values == portable, "level \(level)")
            unsafe goldilocks_ntt_inverse(&values, n, inverseRoots)
            #expect(values == multiplied, "level \(level)")
        }
    }

    @Test(arguments: [1, 2, 4, 8, 16, 64]) func layersAgreeWithGMP(half: Int) {
        var samples = GoldilocksSamples(seed: UInt64(1100 + half))
        let count = 6 * half
        let input = samples.next(count)
        let roots = samples.next(half)
        var forward = input
        var inverse = input
        for start in stride(from: 0, to: count, by: 2 * half) {
            for j in 0..<half {
                let u = GoldilocksOracle(input[start + j])
                let v = GoldilocksOracle(input[start + half + j])
                let w = GoldilocksOracle(roots[j])
                forward[start + j] = (u + v).residue
                forward[start + half + j] = ((u - v) * w).residue
                inverse[start + j] = (u + v * w).residue
                inverse[start + half + j] = (u - v * w).residue
            }
        }
        InstructionSets.forEach { level in
            var values = input
            unsafe goldilocks_ntt_forward_layer(&values, count, half, roots)
            #expect(values == forward, "level \(level)")
            values = input
            unsafe goldilocks_ntt_inverse_layer(&values, count, half, roots)
            #expect(values == inverse, "level \(level)")
        }
    }
}
