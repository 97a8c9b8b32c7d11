import Algebra
import CGMP
import TestSupport
import Testing

@Suite struct TransformTests {
    @Test func vectorsFromPython() throws {
        for vector in try AlgebraVectors.load().transforms {
            let plan = try #require(NumberTheoreticTransform(sizeLog2: vector.sizeLog2))
            var values = vector.coefficients.elements
            plan.forward(&values)
            #expect(values == vector.values.elements)
            plan.inverse(&values)
            #expect(values == vector.coefficients.elements)
        }
    }

    @Test func codesFromPython() throws {
        for vector in try AlgebraVectors.load().codes {
            let code = try #require(LowDegreeExtension(sizeLog2: vector.sizeLog2, rateLog2: vector.rateLog2))
            #expect(code.encode(vector.coefficients.elements) == vector.codeword.elements)
        }
    }

    /// One transform layer at each instruction set, through the public plan.
    @Test func everyLevelGivesTheSameValues() throws {
        var random = SeededGenerator(seed: 51)
        let plan = try #require(NumberTheoreticTransform(sizeLog2: 13))
        let coefficients = random.elements(plan.size)
        var first: [Goldilocks] = []
        InstructionSets.forEach { level in
            var values = coefficients
            plan.forward(&values)
            if first.isEmpty { first = values }
            #expect(values == first, "level \(level)")
            plan.inverse(&values)
            #expect(values == coefficients, "level \(level)")
        }
    }

    @Test func outputIsBitReversed() throws {
        var random = SeededGenerator(seed: 52)
        let plan = try #require(NumberTheoreticTransform(sizeLog2: 6))
        let root = try #require(Goldilocks.rootOfUnity(orderLog2: 6))
        let coefficients = random.elements(64)
        var values = coefficients
        plan.forward(&values)
        NumberTheoreticTransform.bitReverse(&values)
        for (index, value) in values.enumerated() {
            let point = root.power(UInt64(index))
            #expect(value == coefficients.reversed().reduce(.zero) { $0 * point + $1 })
        }
    }

    @Test func productsOfPolynomialsAgreeWithGMP() throws {
        let seed: UInt64 = 53
        var random = SeededGenerator(seed: seed)
        for sizeLog2 in [1, 4, 8, 11] {
            let count = 1 << (sizeLog2 - 1)
            let a = random.elements(count)
            let b = random.elements(count)
            let plan = try #require(NumberTheoreticTransform(sizeLog2: sizeLog2))
            let padding = [Goldilocks](repeating: .zero, count: count)
            var product = a + padding
            var other = b + padding
            plan.forward(&product)
            plan.forward(&other)
            product.multiply(by: other)
            plan.inverse(&product)
            #expect(product == kroneckerProduct(a, b), "seed \(seed)")
        }
    }

    @Test func codewordsAreEvaluationsOnTheCoset() throws {
        var random = SeededGenerator(seed: 54)
        let code = try #require(LowDegreeExtension(sizeLog2: 5, rateLog2: 2))
        let coefficients = random.cubics(32)
        let codeword = code.encode(CubicExtensionVector(coefficients))
        #expect(code.codewordCount == 128 && codeword.count == 128)
        var seen = Set<Goldilocks>()
        for index in 0..<128 {
            let point = code.point(at: index)
            #expect(seen.insert(point).inserted && point.power(128) == Goldilocks.generator.power(128))
            #expect(codeword[index] == coefficients.reversed().reduce(.zero) { $0 * point + $1 })
        }
    }

    @Test func unsupportedSizesAreNil() {
        #expect(NumberTheoreticTransform(sizeLog2: -1) == nil && NumberTheoreticTransform(sizeLog2: 33) == nil)
        #expect(LowDegreeExtension(sizeLog2: 3, rateLog2: 30) == nil)
        #expect(LowDegreeExtension(sizeLog2: 3, rateLog2: -1) == nil && LowDegreeExtension(sizeLog2: -1, rateLog2: 1) == nil)
        #expect(LowDegreeExtension(sizeLog2: 3, rateLog2: .max) == nil)
    }

    /// The product of two polynomials as one GMP product: coefficients in slots of 192 bits.
    private func kroneckerProduct(_ a: [Goldilocks], _ b: [Goldilocks]) -> [Goldilocks] {
        let packedA: [UInt64] = a.flatMap { [$0.canonical, 0, 0] as [UInt64] }
        let packedB: [UInt64] = b.flatMap { [$0.canonical, 0, 0] as [UInt64] }
        var words = [UInt64](repeating: 0, count: 3 * (a.count + b.count))
        let integers = UnsafeMutablePointer<__mpz_struct>.allocate(capacity: 3)
        defer { unsafe integers.deallocate() }
        for index in 0..<3 { unsafe __gmpz_init(integers + index) }
        unsafe __gmpz_import(integers, packedA.count, -1, 8, 0, 0, packedA)
        unsafe __gmpz_import(integers + 1, packedB.count, -1, 8, 0, 0, packedB)
        unsafe __gmpz_mul(integers + 2, integers, integers + 1)
        unsafe _ = __gmpz_export(&words, nil, -1, 8, 0, 0, integers + 2)
        var result: [Goldilocks] = []
        for start in stride(from: 0, to: words.count, by: 3) {
            unsafe __gmpz_import(integers, 3, -1, 8, 0, 0, Array(words[start..<start + 3]))
            result.append(Goldilocks(reducing: UInt64(unsafe __gmpz_fdiv_ui(integers, UInt(Goldilocks.modulus)))))
        }
        for index in 0..<3 { unsafe __gmpz_clear(integers + index) }
        return result
    }
}
