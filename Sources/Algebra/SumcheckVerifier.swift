/// The verifier of a sumcheck: reduces a claimed sum over {0, 1}^n to a claim at one random point.
///
/// It is total: no proof makes it trap, and its work is bounded by the shape.
///
/// Soundness: a false sum survives with probability at most n·d/p³ over the challenges. The caller still
/// has to (1) bind the claimed sum and the shape in the challenger before the call, and (2) check that
/// the summed expression has ``SumcheckClaim/value`` at ``SumcheckClaim/point``. Without (2) nothing has
/// been verified: a proof of the right lengths is always reduced, whatever it says.
public enum SumcheckVerifier {
    /// - Throws: `SumcheckError` for a wrong number of rounds or of values in a round.
    /// - Complexity: O(n·d) products and n base-field inversions.
    /// - Source: Lund, Fortnow, Karloff and Nisan 1992.
    public static func reduce(
        claimedSum: CubicExtension, shape: SumcheckShape, proof: SumcheckProof,
        challenger: inout some SumcheckChallenger
    ) throws(SumcheckError) -> SumcheckClaim {
        guard proof.rounds.count == shape.variableCount else {
            throw .wrongRoundCount(expected: shape.variableCount, found: proof.rounds.count)
        }
        // All lengths before any work.
        for (round, values) in proof.rounds.enumerated() where values.count != shape.degree {
            throw .wrongRoundLength(round: round, expected: shape.degree, found: values.count)
        }
        var claim = claimedSum
        var point: [CubicExtension] = []
        point.reserveCapacity(shape.variableCount)
        for values in proof.rounds {
            challenger.absorb(round: values)
            let challenge = challenger.challenge()
            claim = try nextClaim(claim, round: point.count, values: values, challenge: challenge)
            point.append(challenge)
        }
        return SumcheckClaim(point: point, value: claim)
    }

    /// s(challenge), where s(0), s(2), …, s(d) were sent and s(1) = claim − s(0).
    static func nextClaim(
        _ claim: CubicExtension, round: Int, values: [CubicExtension], challenge: CubicExtension
    ) throws(SumcheckError) -> CubicExtension {
        guard let atZero = values.first,
            let polynomial = RoundPolynomial(values: [atZero, claim - atZero] + values.dropFirst())
        else { throw .wrongRoundLength(round: round, expected: 1, found: 0) }
        return polynomial.evaluate(at: challenge)
    }
}
