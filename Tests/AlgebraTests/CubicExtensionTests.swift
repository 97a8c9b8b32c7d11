import Algebra
import TestSupport
import Testing

@Suite struct CubicExtensionTests {
    @Test func vectorsFromPython() throws {
        for vector in try AlgebraVectors.load().cubic {
            let a = vector.a.cubic
            #expect(a * vector.b.cubic == vector.product.cubic)
            #expect((a.inverse() ?? .zero) == vector.inverse.cubic)
            #expect(a.frobenius() == vector.frobenius.cubic)
        }
    }

    @Test func fieldAxioms() {
        let seed: UInt64 = 41
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let a = random.cubic()
            let b = random.cubic()
            let c = random.cubic()
            #expect(a + b == b + a && a * b == b * a, "seed \(seed)")
            #expect((a * b) * c == a * (b * c) && a * (b + c) == a * b + a * c, "seed \(seed)")
            #expect(a - b == a + -b && a * .one == a && a.squared() == a * a, "seed \(seed)")
            #expect(a * c.c0 == a * CubicExtension(c.c0) && a + c.c0 == a + CubicExtension(c.c0), "seed \(seed)")
            if let inverse = a.inverse() { #expect(a * inverse == .one, "seed \(seed)") } else { #expect(a == .zero) }
        }
    }

    @Test func twoIsNoCubeAndXIsItsCubeRoot() {
        let x = CubicExtension(.zero, .one, .zero)
        #expect(x.power(3) == 2)
        let omega = Goldilocks(reducing: 2).power((Goldilocks.modulus - 1) / 3)
        #expect(omega != .one && omega.power(3) == .one)
        #expect(CubicExtension.omega == omega && CubicExtension.omegaSquared == omega * omega)
    }

    @Test func frobeniusIsThePowerP() {
        var random = SeededGenerator(seed: 42)
        for _ in 0..<20 {
            let a = random.cubic()
            #expect(a.frobenius() == a.power(Goldilocks.modulus))
            #expect(a.frobenius().frobenius().frobenius() == a)
            #expect(a * a.frobenius() * a.frobenius().frobenius() == CubicExtension(a.norm))
        }
    }

    @Test func limbsMustBeCanonical() {
        #expect(CubicExtension(canonicalLimbs: 1, 2, 3) == CubicExtension(1, 2, 3))
        for place in 0..<3 {
            var limbs: [UInt64] = [1, 2, 3]
            limbs[place] = Goldilocks.modulus
            #expect(CubicExtension(canonicalLimbs: limbs[0], limbs[1], limbs[2]) == nil)
        }
    }

    @Test func vectorsAgreeWithElements() {
        var random = SeededGenerator(seed: 43)
        for count in [0, 1, 7, 40] {
            let a = random.cubics(count)
            let b = random.cubics(count)
            let base = random.elements(count + 2)
            let factor = random.cubic()
            var values = CubicExtensionVector(a)
            let other = CubicExtensionVector(b)
            #expect(values.elements == a && values.sum() == a.reduce(.zero, +))
            #expect(values.dot(other) == zip(a, b).map(*).reduce(.zero, +))
            #expect(values.dot(base, from: 2) == zip(a, base.dropFirst(2)).map { $0 * $1 }.reduce(.zero, +))
            values.multiply(by: other)
            #expect(values.elements == zip(a, b).map(*))
            values.add(other)
            values.subtract(CubicExtensionVector(a))
            values.scale(by: factor)
            #expect(values.elements == zip(a, b).map { ($0 * $1 + $1 - $0) * factor })
            #expect(CubicExtensionVector(base).elements == base.map { CubicExtension($0) })
        }
    }
}
