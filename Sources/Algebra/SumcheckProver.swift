/// A multilinear polynomial of a sumcheck: over the base field, where the first round is three to nine
/// times cheaper, or over the extension.
public enum SumcheckPolynomial: Sendable {
    case base(MultilinearPolynomial)
    case cubic(CubicMultilinearPolynomial)

    public var variableCount: Int {
        switch self {
        case .base(let polynomial): polynomial.variableCount
        case .cubic(let polynomial): polynomial.variableCount
        }
    }
}

/// The prover of a sumcheck for a sum of products of multilinear polynomials.
public enum SumcheckProver {
    public struct Output: Sendable {
        public let proof: SumcheckProof
        /// The challenges in order.
        public let point: [CubicExtension]
        /// The value of each polynomial at `point`, in the order given.
        public let evaluations: [CubicExtension]
    }

    /// Proves the sum of `expression` over {0, 1}^n, without being told what it is.
    ///
    /// - Parameter polynomials: all in the same number n of variables; every factor names one.
    /// - Complexity: per round on 2^m pairs, (d·products + polynomials) extension products a pair.
    /// - Timing: independent of the values.
    /// - Source: Thaler 2013 (eprint 2013/351), the linear-time prover.
    public static func prove(
        _ expression: SumOfProducts, over polynomials: [SumcheckPolynomial],
        challenger: inout some SumcheckChallenger
    ) -> Output {
        let evaluator = evaluator(expression, over: polynomials)
        var rounds: [[CubicExtension]] = []
        var point: [CubicExtension] = []
        for _ in 0..<(polynomials.first?.variableCount ?? 0) {
            let values = evaluator.roundValues()
            challenger.absorb(round: values)
            let challenge = challenger.challenge()
            rounds.append(values)
            point.append(challenge)
            evaluator.bind(challenge)
        }
        return Output(
            proof: SumcheckProof(rounds: rounds), point: point, evaluations: evaluator.firstEvaluations)
    }

    /// The sum of `expression` over {0, 1}^n.
    ///
    /// - Complexity: one product of each term a vertex.
    public static func sum(
        _ expression: SumOfProducts, over polynomials: [SumcheckPolynomial]
    ) -> CubicExtension {
        evaluator(expression, over: polynomials).sum()
    }

    private static func evaluator(
        _ expression: SumOfProducts, over polynomials: [SumcheckPolynomial]
    ) -> SumcheckRoundEvaluator {
        let variableCount = polynomials.first?.variableCount ?? 0
        precondition(polynomials.allSatisfy { $0.variableCount == variableCount })
        precondition(expression.terms.allSatisfy { $0.factors.allSatisfy(polynomials.indices.contains) })
        return SumcheckRoundEvaluator(expression, over: polynomials, variableCount: variableCount)
    }
}
