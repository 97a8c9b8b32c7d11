import Algebra
import Verifier

/// The sumcheck of a polynomial against its weight, round by round.
struct WHIRSumcheck {
    private(set) var polynomial: CubicExtensionVector
    private(set) var weight: CubicExtensionVector
    /// Σ polynomial · weight, when the prover is honest.
    private(set) var claim: CubicExtension

    init(polynomial: CubicExtensionVector, weight: CubicExtensionVector, claim: CubicExtension) {
        self.polynomial = polynomial
        self.weight = weight
        self.claim = claim
    }

    /// s(0) and s(2): s(X) = A + (B − A − D)·X + D·X² with A and B the sums over the halves, B the claim less
    /// A, and D that of the differences.
    ///
    /// - Complexity: two dot products over half the vertices.
    func message() -> WHIRProof.SumcheckRound {
        let atZero = polynomial.dotOfLowHalves(weight)
        let leading = polynomial.differenceOfHalves().dot(weight.differenceOfHalves())
        let atOne = claim - atZero
        return WHIRProof.SumcheckRound(atZero: atZero, atTwo: atOne + atOne - atZero + leading + leading)
    }

    /// Binds the first variable.
    mutating func bind(_ challenge: CubicExtension, after round: WHIRProof.SumcheckRound) {
        claim = round.evaluate(at: challenge, claim: claim)
        polynomial = polynomial.binding(challenge)
        weight = weight.binding(challenge)
    }
}
