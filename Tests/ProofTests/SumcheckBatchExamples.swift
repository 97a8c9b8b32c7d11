import Algebra
import Prover
import TestSupport
import Transcript
import Verifier

/// A batch with its polynomials; every claim is true unless a test bends it.
struct SumcheckExample {
    var instances: [SumcheckInstance]
    /// `[instance][polynomial]`, the public ones first.
    var polynomials: [[SumcheckPolynomial]]

    /// One instance for each shape, with random polynomials over both fields and random coefficients.
    ///
    /// - Parameter terms: the factors of each product.
    init(_ shapes: [(variableCount: Int, terms: [[Int]], publicCount: Int)], seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        instances = []
        polynomials = []
        for shape in shapes {
            let count = (shape.terms.joined().max() ?? 0) + 1
            let size = 1 << shape.variableCount
            let own = try (0..<count).map { index -> SumcheckPolynomial in
                if index % 2 == 0 {
                    return .base(try MultilinearPolynomial(evaluations: random.values(size, below: .max)))
                }
                let values = (0..<size).map { _ in random.cubic() }
                return .cubic(try CubicMultilinearPolynomial(evaluations: CubicExtensionVector(values)))
            }
            let expression = SumOfProducts(shape.terms.map { SumOfProducts.Term(random.cubic(), factors: $0) })
            polynomials.append(own)
            instances.append(
                SumcheckInstance(
                    variableCount: shape.variableCount, expression: expression, publicCount: shape.publicCount,
                    committedCount: count - shape.publicCount,
                    claimedSum: SumcheckExample.naiveSum(expression, own, size)))
        }
    }

    static func value(_ polynomial: SumcheckPolynomial, at vertex: Int) -> CubicExtension {
        switch polynomial {
        case .base(let polynomial): CubicExtension(polynomial.evaluations[vertex])
        case .cubic(let polynomial): polynomial.evaluations[vertex]
        }
    }

    /// Vertex by vertex, one product after another.
    static func naiveSum(
        _ expression: SumOfProducts, _ polynomials: [SumcheckPolynomial], _ size: Int
    ) -> CubicExtension {
        var sum = CubicExtension.zero
        for vertex in 0..<size {
            for term in expression.terms {
                sum += term.factors.reduce(term.coefficient) { $0 * value(polynomials[$1], at: vertex) }
            }
        }
        return sum
    }

    static func evaluate(_ polynomial: SumcheckPolynomial, at point: [CubicExtension]) throws -> CubicExtension {
        switch polynomial {
        case .base(let polynomial): try polynomial.evaluate(at: point)
        case .cubic(let polynomial): try polynomial.evaluate(at: point)
        }
    }

    func batch() throws -> SumcheckBatch { try SumcheckBatch(instances) }

    func transcript(_ claim: [UInt8] = [1]) -> Transcript {
        Transcript(protocol: "sirocco sumcheck test", claim: claim)
    }

    func prove() throws -> BatchedSumcheckProver.Output {
        var transcript = transcript()
        return BatchedSumcheckProver.prove(try batch(), over: polynomials, transcript: &transcript)
    }

    func verify(_ proof: BatchedSumcheckProof, _ claim: [UInt8] = [1]) throws -> BatchedSumcheckReduction {
        var transcript = transcript(claim)
        return try BatchedSumcheckVerifier.reduce(batch(), proof: proof, transcript: &transcript) { index, point in
            let known = polynomials[index].prefix(instances[index].publicCount)
            return known.compactMap { try? SumcheckExample.evaluate($0, at: point) }
        }
    }

    /// Whether every evaluation is that of the true polynomial: the caller's part.
    func claimsHold(_ reduction: BatchedSumcheckReduction) throws -> Bool {
        for (index, instance) in instances.enumerated() {
            let point = reduction.point(variableCount: instance.variableCount)
            let committed = polynomials[index].dropFirst(instance.publicCount)
            let values = try committed.map { try SumcheckExample.evaluate($0, at: point) }
            if values != reduction.evaluations[index] { return false }
        }
        return true
    }

    mutating func bendClaim(of index: Int, by error: CubicExtension) {
        let old = instances[index]
        instances[index] = SumcheckInstance(
            variableCount: old.variableCount, expression: old.expression, publicCount: old.publicCount,
            committedCount: old.committedCount, claimedSum: old.claimedSum + error)
    }

    /// One instance, equal ones, late ones, one without variables; degrees 1 to 4; public factors.
    static func gallery() throws -> [SumcheckExample] {
        [
            try SumcheckExample([(1, [[0]], 0)], seed: 1),
            try SumcheckExample([(0, [[0, 1]], 0)], seed: 2),
            try SumcheckExample([(5, [[0, 1, 2], [1, 3]], 1)], seed: 3),
            try SumcheckExample([(4, [[0, 1]], 0), (4, [[0, 1]], 1)], seed: 4),
            try SumcheckExample([(2, [[0, 1, 1, 2]], 0), (6, [[0, 1], [2]], 0)], seed: 5),
            try SumcheckExample(
                [
                    (3, [[0, 1, 2, 3]], 2), (9, [[0, 1]], 1), (0, [[0], [1, 2]], 1), (7, [[0, 0, 0], []], 0),
                    (9, [[0, 1, 2]], 0), (1, [[1]], 1),
                ], seed: 6),
        ]
    }
}
