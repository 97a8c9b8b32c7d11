import Algebra
import TestSupport
import Testing

@Suite struct MultilinearTests {
    @Test func vectorsFromPython() throws {
        for vector in try AlgebraVectors.load().multilinear {
            let point = vector.point.map(\.cubic)
            let base = try MultilinearPolynomial(evaluations: vector.base.elements)
            let extended = try CubicMultilinearPolynomial(
                evaluations: CubicExtensionVector(vector.extended.map(\.cubic)))
            #expect(try base.evaluate(at: point) == vector.baseValue.cubic)
            #expect(try extended.evaluate(at: point) == vector.extendedValue.cubic)
            #expect(EqualityPolynomial.table(at: point).elements == vector.table.map(\.cubic))
            #expect(
                try EqualityPolynomial.evaluate(at: point, vector.other.map(\.cubic)) == vector.equality.cubic)
        }
    }

    @Test func bindingTheVariablesInOrderIsEvaluation() throws {
        let seed: UInt64 = 61
        var random = SeededGenerator(seed: seed)
        for n in 1...9 {
            let polynomial = try MultilinearPolynomial(evaluations: random.elements(1 << n))
            let point = random.cubics(n)
            var bound = try #require(polynomial.binding(point[0]))
            for challenge in point.dropFirst() { bound = try #require(bound.binding(challenge)) }
            #expect(bound.variableCount == 0)
            #expect(try bound.evaluations[0] == polynomial.evaluate(at: point), "seed \(seed)")
            #expect(bound.binding(.one) == nil)
        }
    }

    @Test func bindingOverTheBaseFieldStaysThere() throws {
        var random = SeededGenerator(seed: 62)
        let polynomial = try MultilinearPolynomial(evaluations: random.elements(64))
        let point = random.elements(6)
        let bound = try #require(polynomial.binding(point[0]))
        #expect(
            try bound.evaluate(at: point.dropFirst().map { CubicExtension($0) })
                == polynomial.evaluate(at: point.map { CubicExtension($0) }))
    }

    @Test func theFirstVariableIsTheTopIndexBit() throws {
        let polynomial = try MultilinearPolynomial(evaluations: [0, 1, 2, 3, 4, 5, 6, 7])
        #expect(try polynomial.evaluate(at: [.one, .zero, .zero]) == 4)
        #expect(try polynomial.evaluate(at: [.zero, .zero, .one]) == 1)
        // This one is 4·x₀ + 2·x₁ + x₂ everywhere.
        let x = CubicExtension(3, 5, 7)
        #expect(try polynomial.evaluate(at: [x, .zero, x]) == x * Goldilocks(reducing: 5))
        #expect(polynomial.binding(Goldilocks.one)?.evaluations == [4, 5, 6, 7])
    }

    @Test func wrongShapesAreRefused() throws {
        for count in [0, 3, 6, 7] {
            #expect(throws: MultilinearError.countIsNotAPowerOfTwo(count)) {
                try MultilinearPolynomial(evaluations: [Goldilocks](repeating: .one, count: count))
            }
        }
        let polynomial = try MultilinearPolynomial(evaluations: [1, 2])
        #expect(throws: MultilinearError.wrongVariableCount(expected: 1, found: 2)) {
            try polynomial.evaluate(at: [.one, .one])
        }
        #expect(throws: MultilinearError.wrongVariableCount(expected: 1, found: 0)) {
            try EqualityPolynomial.evaluate(at: [.one], [])
        }
    }

    @Test func interpolationGoesThroughItsValuesAndMatchesPowers() {
        var random = SeededGenerator(seed: 63)
        #expect(RoundPolynomial(values: []) == nil)
        for degree in 0...9 {
            let coefficients = random.cubics(degree + 1)
            func direct(_ x: CubicExtension) -> CubicExtension { coefficients.reversed().reduce(.zero) { $0 * x + $1 } }
            let nodes = (0...degree).map { CubicExtension(Goldilocks(reducing: UInt64($0))) }
            guard let polynomial = RoundPolynomial(values: nodes.map(direct)) else { continue }
            for x in nodes + random.cubics(5) { #expect(polynomial.evaluate(at: x) == direct(x)) }
        }
    }
}
