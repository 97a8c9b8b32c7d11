import Algebra

/// The prover's messages about the commitments of private tensors.
public struct PrivateTensorProof: Sendable, Hashable {
    /// The share of secret message elements in the sponges' relation: a linear form of committed cells.
    public let message: CubicExtension
    /// Over the S-boxes of all permutations.
    public let sponges: BatchedSumcheckProof

    public init(message: CubicExtension, sponges: BatchedSumcheckProof) {
        self.message = message
        self.sponges = sponges
    }
}
