import Algebra
import TestSupport
import Testing

@Suite struct GoldilocksTests {
    @Test func vectorsFromPython() throws {
        for vector in try AlgebraVectors.load().field {
            let a = vector.a.element
            let b = vector.b.element
            #expect(a + b == vector.sum.element)
            #expect(a - b == vector.difference.element)
            #expect(a * b == vector.product.element)
            #expect((a.inverse() ?? .zero) == vector.inverse.element)
        }
    }

    @Test func ringAxioms() {
        let seed: UInt64 = 31
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let a = random.element()
            let b = random.element()
            let c = random.element()
            #expect(a + b == b + a && a * b == b * a, "seed \(seed)")
            #expect((a + b) + c == a + (b + c) && (a * b) * c == a * (b * c), "seed \(seed)")
            #expect(a * (b + c) == a * b + a * c, "seed \(seed)")
            #expect(a - b == a + -b && a - a == .zero && a * .one == a, "seed \(seed)")
            #expect(a.multiplied(by: b, adding: c) == a * b + c && a.squared() == a * a, "seed \(seed)")
        }
    }

    @Test func onlyCanonicalWordsDecode() {
        #expect(Goldilocks(canonical: Goldilocks.modulus) == nil)
        #expect(Goldilocks(canonical: .max) == nil)
        #expect(Goldilocks(canonical: Goldilocks.modulus - 1) == -Goldilocks.one)
        #expect(Goldilocks(reducing: Goldilocks.modulus) == .zero)
        #expect(Goldilocks(reducing: .max) == Goldilocks(reducing: 0xFFFF_FFFE))
        #expect(Goldilocks(reducingHigh: 1, low: 0) == Goldilocks(reducing: 0xFFFF_FFFF))
    }

    @Test func signedIntegersEmbed() {
        for value: Int64 in [0, 1, -1, 127, -128, .max / 2, .min / 2, 1 << 40, -(1 << 40)] {
            let element = Goldilocks(embedding: value)
            #expect(element.centered == value)
            #expect(element + Goldilocks(embedding: -value) == .zero)
        }
        #expect(Goldilocks(embedding: -1).canonical == Goldilocks.modulus - 1)
        #expect(Goldilocks(embedding: .min).canonical == Goldilocks.modulus - Int64.min.magnitude)
        #expect(Goldilocks(embedding: .max).canonical == Int64.max.magnitude)
        let half = (Goldilocks.modulus - 1) / 2
        #expect(Goldilocks(reducing: half).centered == Int64(half))
        #expect(Goldilocks(reducing: half + 1).centered == -Int64(half))
    }

    @Test func batchInversionLeavesZeros() {
        var random = SeededGenerator(seed: 32)
        for count in [0, 1, 2, 50] {
            let values = random.elements(count)
            var inverses = values
            Goldilocks.invertAll(&inverses)
            for (value, inverse) in zip(values, inverses) { #expect(inverse == (value.inverse() ?? .zero)) }
        }
    }

    @Test func rootsOfUnityHaveTheirOrder() throws {
        let roots = try AlgebraVectors.load().roots
        for (order, root) in roots.enumerated() {
            let found = try #require(Goldilocks.rootOfUnity(orderLog2: order))
            #expect(found == root.element)
            #expect(found.power(1 << UInt64(order)) == .one)
            if order > 0 { #expect(found.power(1 << UInt64(order - 1)) == -Goldilocks.one) }
        }
        #expect(Goldilocks.rootOfUnity(orderLog2: 33) == nil && Goldilocks.rootOfUnity(orderLog2: -1) == nil)
        for prime: UInt64 in [2, 3, 5, 17, 257, 65537] {
            #expect(Goldilocks.generator.power((Goldilocks.modulus - 1) / prime) != .one)
        }
    }

    @Test func arrayOperationsAgreeWithElements() {
        var random = SeededGenerator(seed: 33)
        for count in [0, 1, 9, 100] {
            let a = random.elements(count)
            let b = random.elements(count)
            let factor = random.element()
            var values = a
            values.add(b)
            #expect(values == zip(a, b).map(+))
            values.subtract(b)
            #expect(values == a)
            values.multiply(by: b)
            #expect(values == zip(a, b).map(*))
            values = a
            values.scale(by: factor)
            #expect(values == a.map { $0 * factor })
            values = a
            values.accumulate(a, times: b)
            values.accumulate(b, times: factor)
            #expect(values == zip(a, b).map { $0 + $0 * $1 + $1 * factor })
            #expect(a.sum() == a.reduce(.zero, +))
            #expect(a.dot(b) == zip(a, b).map(*).reduce(.zero, +))
            #expect(factor.powers(count: count, from: 5) == (0..<count).map { factor.power(UInt64($0)) * 5 })
        }
    }
}
