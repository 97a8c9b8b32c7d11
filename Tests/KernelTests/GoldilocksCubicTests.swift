import CKernels
import TestSupport
import Testing

/// The extension kernels, at every level, against the schoolbook product over GMP integers.
@Suite(.serialized) struct GoldilocksCubicTests {
    typealias Element = [UInt64]

    /// Polynomials multiplied, then X³ replaced by 2.
    static func product(_ a: Element, _ b: Element) -> Element {
        var wide = (0..<5).map { _ in GoldilocksOracle() }
        for i in 0..<3 {
            for j in 0..<3 { wide[i + j] = wide[i + j] + GoldilocksOracle(a[i]) * GoldilocksOracle(b[j]) }
        }
        return [
            (wide[0] + wide[3] + wide[3]).residue, (wide[1] + wide[4] + wide[4]).residue, wide[2].residue,
        ]
    }

    static func sum(_ a: Element, _ b: Element) -> Element {
        zip(a, b).map { (GoldilocksOracle($0) + GoldilocksOracle($1)).residue }
    }

    static func difference(_ a: Element, _ b: Element) -> Element {
        zip(a, b).map { (GoldilocksOracle($0) - GoldilocksOracle($1)).residue }
    }

    static func structure(_ a: Element) -> goldilocks_cubic { goldilocks_cubic(c0: a[0], c1: a[1], c2: a[2]) }

    /// Planes `stride` apart, the gaps filled with a word that no kernel may touch.
    static func planes(_ elements: [Element], stride: Int) -> [UInt64] {
        var words = [UInt64](repeating: 0xDEAD, count: 3 * stride)
        for (index, element) in elements.enumerated() {
            for plane in 0..<3 { words[plane * stride + index] = element[plane] }
        }
        return words
    }

    static func samples(_ count: Int, seed: UInt64) -> [Element] {
        var samples = GoldilocksSamples(seed: seed)
        return (0..<count).map { _ in samples.next(3) }
    }

    @Test func scalarProductsAgreeWithGMP() {
        let all = GoldilocksCubicTests.samples(400, seed: 21)
        for (a, b) in zip(all, all.reversed()) {
            let product = goldilocks_cubic_mul(
                GoldilocksCubicTests.structure(a), GoldilocksCubicTests.structure(b))
            #expect([product.c0, product.c1, product.c2] == GoldilocksCubicTests.product(a, b))
        }
    }

    @Test(arguments: Array(0...33) + [100]) func vectorKernelsAgreeWithGMP(count: Int) {
        let stride = count + 3
        let a = GoldilocksCubicTests.samples(count, seed: UInt64(400 + count))
        let b = GoldilocksCubicTests.samples(count, seed: UInt64(500 + count))
        let scalar = GoldilocksCubicTests.samples(1, seed: UInt64(600 + count))[0]
        let first = GoldilocksCubicTests.planes(a, stride: stride)
        let second = GoldilocksCubicTests.planes(b, stride: stride)
        let products = GoldilocksCubicTests.planes(zip(a, b).map(GoldilocksCubicTests.product), stride: stride)
        let scaled = GoldilocksCubicTests.planes(
            a.map { GoldilocksCubicTests.product($0, scalar) }, stride: stride)
        let dot = zip(a, b).map(GoldilocksCubicTests.product).reduce([0, 0, 0], GoldilocksCubicTests.sum)
        let baseDot = zip(a, b).map { GoldilocksCubicTests.product([$0[0], 0, 0], $1) }
            .reduce([0, 0, 0], GoldilocksCubicTests.sum)
        InstructionSets.forEach { level in
            var out = [UInt64](repeating: 0xDEAD, count: 3 * stride)
            unsafe goldilocks_cubic_vector_mul(&out, stride, first, stride, second, stride, count)
            #expect(out == products, "level \(level)")
            out = first
            unsafe out.withUnsafeMutableBufferPointer { out in
                unsafe goldilocks_cubic_vector_scale(
                    out.baseAddress, stride, out.baseAddress, stride, GoldilocksCubicTests.structure(scalar), count)
            }
            #expect(out == scaled, "in place, level \(level)")
            let found = unsafe goldilocks_cubic_vector_dot(first, stride, second, stride, count)
            #expect([found.c0, found.c1, found.c2] == dot, "level \(level)")
            let foundBase = unsafe goldilocks_cubic_vector_dot_base(first, second, stride, count)
            #expect([foundBase.c0, foundBase.c1, foundBase.c2] == baseDot, "level \(level)")
        }
    }

    @Test(arguments: Array(0...33) + [100]) func foldsAgreeWithGMP(half: Int) {
        let stride = half + 5
        let wide = 2 * half + 1
        let v = GoldilocksCubicTests.samples(2 * half, seed: UInt64(700 + half))
        let r = GoldilocksCubicTests.samples(1, seed: UInt64(800 + half))[0]
        func fold(_ low: Element, _ high: Element) -> Element {
            GoldilocksCubicTests.sum(
                low, GoldilocksCubicTests.product(GoldilocksCubicTests.difference(high, low), r))
        }
        let folded = GoldilocksCubicTests.planes(
            (0..<half).map { fold(v[$0], v[$0 + half]) }, stride: stride)
        let foldedBase = GoldilocksCubicTests.planes(
            (0..<half).map { fold([v[$0][0], 0, 0], [v[$0 + half][0], 0, 0]) }, stride: stride)
        let planes = GoldilocksCubicTests.planes(v, stride: wide)
        InstructionSets.forEach { level in
            var out = [UInt64](repeating: 0xDEAD, count: 3 * stride)
            unsafe goldilocks_cubic_vector_fold(&out, stride, planes, wide, GoldilocksCubicTests.structure(r), half)
            #expect(out == folded, "level \(level)")
            unsafe goldilocks_cubic_vector_fold_base(&out, stride, planes, GoldilocksCubicTests.structure(r), half)
            #expect(out == foldedBase, "level \(level)")
        }
    }
}
