import Algebra
import Transcript

/// The prover's messages of a batched sumcheck. All lengths follow from the batch.
public struct BatchedSumcheckProof: Sendable, Hashable {
    /// `[N, degree of the round]`: the values at 0, 2, 3, …, d; the value at 1 follows from the claim.
    public let rounds: [[CubicExtension]]
    /// `[instance, committed polynomial]`: values at the instance's point.
    public let evaluations: [[CubicExtension]]

    public init(rounds: [[CubicExtension]], evaluations: [[CubicExtension]]) {
        self.rounds = rounds
        self.evaluations = evaluations
    }

    /// Writes the rounds, then the evaluations, 24 bytes an element and nothing between them.
    public func encode(into encoder: inout CanonicalEncoder) {
        for round in rounds { encoder.append(cubics: round) }
        for values in evaluations { encoder.append(cubics: values) }
    }

    /// Reads the proof of `batch`. There is exactly one encoding; no length is read from the bytes.
    ///
    /// - Throws: `truncated`, `nonCanonical`. Bytes that follow are left to the caller.
    public static func decode(
        from decoder: inout CanonicalDecoder, for batch: SumcheckBatch
    ) throws(CanonicalError) -> BatchedSumcheckProof {
        var rounds: [[CubicExtension]] = []
        for degree in batch.roundDegrees { rounds.append(try decoder.cubics("sumcheck round", count: degree)) }
        var evaluations: [[CubicExtension]] = []
        for instance in batch.instances {
            evaluations.append(try decoder.cubics("sumcheck evaluations", count: instance.committedCount))
        }
        return BatchedSumcheckProof(rounds: rounds, evaluations: evaluations)
    }
}

/// What a batched sumcheck leaves to be checked: the values of the committed polynomials.
public struct BatchedSumcheckReduction: Sendable, Hashable {
    /// All N challenges in order.
    public let point: [CubicExtension]
    /// `[instance, committed polynomial]`. The caller checks each against its commitment.
    public let evaluations: [[CubicExtension]]

    public init(point: [CubicExtension], evaluations: [[CubicExtension]]) {
        self.point = point
        self.evaluations = evaluations
    }

    /// The point of an instance in n variables: the last n challenges.
    public func point(variableCount: Int) -> [CubicExtension] { Array(point.suffix(variableCount)) }
}

/// Why a batched sumcheck was refused.
public enum BatchedSumcheckError: Error, Hashable, Sendable {
    /// The batch is empty or has too many instances.
    case unsupportedInstanceCount(Int)
    /// This instance is above a bound or names a polynomial that is not there.
    case unsupportedInstance(Int)
    /// The proof has the wrong number of rounds.
    case wrongRoundCount(expected: Int, found: Int)
    /// A round has the wrong number of values.
    case wrongRoundLength(round: Int, expected: Int, found: Int)
    /// The proof has evaluations for the wrong number of instances.
    case wrongInstanceCount(expected: Int, found: Int)
    /// An instance has the wrong number of committed evaluations.
    case wrongEvaluationCount(instance: Int, expected: Int, found: Int)
    /// The caller gave the wrong number of public values for an instance.
    case wrongPublicCount(instance: Int, expected: Int, found: Int)
    /// The expressions at the point do not have the value that the rounds lead to.
    case finalValueMismatch
}
