import Algebra
import Transcript

/// The verifier of several sumchecks that share rounds, challenges and one final check.
///
/// An instance in n variables takes part in the last n of the N rounds ("late entry"), so its point is
/// the last n coordinates of the shared point. The protocol, with tags:
///
/// 1. Absorb `sc-batch`: the batch as words (see ``SumcheckBatch``), as field elements: shapes,
///    expressions and claimed sums.
/// 2. Challenge `sc-batching`: ρ. Instance i has the weight ρ^i. The running claim starts at zero.
/// 3. For each round j = 0 … N − 1: the instances with N − n = j enter, their weighted claims are added
///    to the running claim in the order of the batch. Absorb `sc-round`: s(0), s(2), …, s(d), where d
///    is the largest degree of the instances that have entered. Challenge `sc-point`: r_j. The running
///    claim becomes s(r_j), where s(1) = claim − s(0).
/// 4. The instances with n = 0 enter.
/// 5. Absorb `sc-values`: all evaluations of committed polynomials, instance by instance.
/// 6. Check: the running claim equals the weighted sum of the expressions at the evaluations.
///
/// Late entry is the textbook batching in disguise. There, an instance is a polynomial in all N variables
/// that ignores the first N − n, its sum is 2^(N−n) times its claim, and each dummy round halves that:
/// a constant which both sides know. We leave the constants out of the messages.
///
/// Soundness: for fixed messages before ρ, Σ 2^(N−n_i)·ρ^i·error_i is a non-zero polynomial in ρ as soon
/// as one claim is false, so batching errs with probability at most (instances − 1)/p³. Each round then
/// errs with probability d_j/p³: the error polynomial of the textbook round, s's own error plus those
/// constants, is not zero because its values at 0 and 1 add up to an error that is not. The caller still
/// has to check every evaluation in the reduction, and must have absorbed all commitments before.
public enum BatchedSumcheckVerifier {
    /// Reduces the claims of `batch` to evaluations of its committed polynomials.
    ///
    /// - Parameter publicValues: the values of an instance's public polynomials at its point.
    /// - Throws: `BatchedSumcheckError`; all lengths are checked before any work.
    /// - Complexity: O(Σ d_j + terms) extension products and one base-field inversion a round.
    /// - Source: Lund, Fortnow, Karloff and Nisan 1992.
    public static func reduce(
        _ batch: SumcheckBatch, proof: BatchedSumcheckProof, transcript: inout Transcript,
        publicValues: (_ instance: Int, _ point: [CubicExtension]) -> [CubicExtension]
    ) throws(BatchedSumcheckError) -> BatchedSumcheckReduction {
        try checkLengths(batch, proof)
        let weights = begin(batch, &transcript)
        var claim = CubicExtension.zero
        var point: [CubicExtension] = []
        for (round, values) in proof.rounds.enumerated() {
            claim += entering(batch, weights, at: round)
            transcript.absorb(round: values)
            let challenge: CubicExtension = transcript.challenge()
            claim = try value(of: values, claim: claim, round: round, at: challenge)
            point.append(challenge)
        }
        claim += entering(batch, weights, at: batch.roundCount, afterRounds: true)
        transcript.absorb("sc-values", Array(proof.evaluations.joined()))

        let reduction = BatchedSumcheckReduction(point: point, evaluations: proof.evaluations)
        var expected = CubicExtension.zero
        for (index, instance) in batch.instances.enumerated() {
            let known = publicValues(index, reduction.point(variableCount: instance.variableCount))
            guard known.count == instance.publicCount else {
                throw .wrongPublicCount(instance: index, expected: instance.publicCount, found: known.count)
            }
            guard let value = instance.expression.evaluate(known + proof.evaluations[index]) else {
                throw .unsupportedInstance(index)
            }
            expected += weights[index] * value
        }
        guard expected == claim else { throw .finalValueMismatch }
        return reduction
    }

    /// Steps 1 and 2, for both sides: binds the batch and draws the weights of the instances.
    package static func begin(_ batch: SumcheckBatch, _ transcript: inout Transcript) -> [CubicExtension] {
        transcript.absorb("sc-batch", fieldElements: batch.words)
        let challenge = transcript.challenge("sc-batching")
        var weights = [CubicExtension.one]
        for index in 1..<max(1, batch.instances.count) { weights.append(weights[index - 1] * challenge) }
        return weights
    }

    /// An instance without variables enters after the last round, which is also where round N would be.
    private static func entering(
        _ batch: SumcheckBatch, _ weights: [CubicExtension], at round: Int, afterRounds: Bool = false
    ) -> CubicExtension {
        var sum = CubicExtension.zero
        for (index, instance) in batch.instances.enumerated()
        where batch.entry(of: index) == round && (instance.variableCount == 0) == afterRounds {
            sum += weights[index] * instance.claimedSum
        }
        return sum
    }

    private static func value(
        of values: [CubicExtension], claim: CubicExtension, round: Int, at challenge: CubicExtension
    ) throws(BatchedSumcheckError) -> CubicExtension {
        guard let atZero = values.first,
            let polynomial = RoundPolynomial(values: [atZero, claim - atZero] + values.dropFirst())
        else { throw .wrongRoundLength(round: round, expected: 1, found: 0) }
        return polynomial.evaluate(at: challenge)
    }

    private static func checkLengths(
        _ batch: SumcheckBatch, _ proof: BatchedSumcheckProof
    ) throws(BatchedSumcheckError) {
        guard proof.rounds.count == batch.roundCount else {
            throw .wrongRoundCount(expected: batch.roundCount, found: proof.rounds.count)
        }
        for (round, values) in proof.rounds.enumerated() where values.count != batch.roundDegrees[round] {
            throw .wrongRoundLength(round: round, expected: batch.roundDegrees[round], found: values.count)
        }
        guard proof.evaluations.count == batch.instances.count else {
            throw .wrongInstanceCount(expected: batch.instances.count, found: proof.evaluations.count)
        }
        for (index, instance) in batch.instances.enumerated()
        where proof.evaluations[index].count != instance.committedCount {
            throw .wrongEvaluationCount(
                instance: index, expected: instance.committedCount, found: proof.evaluations[index].count)
        }
    }
}

extension SumcheckBatch {
    /// The probability over the challenges that a batch with a false claim survives, as terms that are
    /// each numerator / p³: batching, and the degrees of all rounds.
    ///
    /// - Source: Schwartz–Zippel; see ``BatchedSumcheckVerifier``. Proven.
    public var soundnessTerms: [(name: String, numerator: UInt64)] {
        [
            ("sumcheck batching", UInt64(instances.count - 1)),
            ("sumcheck rounds", UInt64(roundDegrees.reduce(0, +))),
        ]
    }
}
