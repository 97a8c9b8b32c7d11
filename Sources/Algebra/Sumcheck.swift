/// Where the challenges of a sumcheck come from: a transcript, in practice.
///
/// The claimed sum and the shape must be bound by the transcript before the first round.
public protocol SumcheckChallenger {
    /// Absorbs the message of one round.
    mutating func absorb(round: [CubicExtension])
    /// The next challenge, which depends on everything absorbed so far.
    mutating func challenge() -> CubicExtension
}

/// What both sides know before a sumcheck: how many rounds, and the degree of each.
public struct SumcheckShape: Sendable, Hashable {
    /// n, the number of rounds.
    public let variableCount: Int
    /// d, the degree of each round polynomial.
    public let degree: Int

    /// Bounds that no honest statement meets; they cap the verifier's work.
    public static let maximumVariableCount = 63
    public static let maximumDegree = 64

    public init(variableCount: Int, degree: Int) throws(SumcheckError) {
        guard variableCount >= 0, variableCount <= SumcheckShape.maximumVariableCount else {
            throw .unsupportedVariableCount(variableCount)
        }
        guard degree >= 1, degree <= SumcheckShape.maximumDegree else { throw .unsupportedDegree(degree) }
        self.variableCount = variableCount
        self.degree = degree
    }
}

/// The prover's messages.
///
/// Round polynomial s has degree d and is sent as its values at 0, 2, 3, …, d. The value at 1 is left
/// out: it is the running claim less s(0), so a round cannot contradict the claim before it, and a
/// false claim shows at the end.
public struct SumcheckProof: Sendable, Hashable {
    /// `[n, d]`.
    public let rounds: [[CubicExtension]]

    public init(rounds: [[CubicExtension]]) { self.rounds = rounds }
}

/// What a sumcheck reduces a sum to: that the summed expression has this value at this point.
public struct SumcheckClaim: Sendable, Hashable {
    /// The challenges in order; point[0] is the first variable, the most significant index bit.
    public let point: [CubicExtension]
    public let value: CubicExtension

    public init(point: [CubicExtension], value: CubicExtension) {
        self.point = point
        self.value = value
    }
}

/// Why a sumcheck was refused.
public enum SumcheckError: Error, Hashable, Sendable {
    case unsupportedVariableCount(Int)
    case unsupportedDegree(Int)
    /// The proof has the wrong number of rounds.
    case wrongRoundCount(expected: Int, found: Int)
    /// A round has the wrong number of values; d of them fix the degree bound.
    case wrongRoundLength(round: Int, expected: Int, found: Int)
}
