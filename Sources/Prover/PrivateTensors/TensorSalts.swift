import Algebra
import Circuit
import Claims
import Transcript
import Verifier

/// Which tensors of a run are private, and the salt that hides each.
public struct TensorSalts: Sendable {
    /// By slot; nil, and slots beyond the end, are public.
    public let inputs: [CommitmentSalt?]
    public let outputs: [CommitmentSalt?]

    /// Everything is public.
    public static let none = TensorSalts(inputs: [], outputs: [])

    public init(inputs: [CommitmentSalt?], outputs: [CommitmentSalt?]) {
        self.inputs = inputs
        self.outputs = outputs
    }

    public var privacy: StatementPrivacy {
        StatementPrivacy(inputs: inputs.map { $0 != nil }, outputs: outputs.map { $0 != nil })
    }

    /// What a claim says of the inputs.
    public func commitments(inputs tensors: [Tensor], job: Digest) -> [TensorCommitment] {
        Self.commitments(tensors, inputs, job: job)
    }

    /// What a claim says of tensors: a commitment where there is a salt, else the root.
    static func commitments(_ tensors: [Tensor], _ salts: [CommitmentSalt?], job: Digest) -> [TensorCommitment] {
        tensors.enumerated().map { slot, tensor in
            if salts.indices.contains(slot), let salt = salts[slot] {
                .private(PrivateCommitment(tensor, job: job, salt: salt))
            } else {
                TensorCommitment(public: tensor)
            }
        }
    }

    /// The messages that private tensors' commitments hash: inputs by slot, then outputs.
    package func messages(inputs values: [Tensor], outputs results: [Tensor], job: Digest) -> [[Goldilocks]] {
        (Array(zip(values, inputs)) + Array(zip(results, outputs))).compactMap { tensor, salt in
            salt.map { PrivateMessage(tensor.type).elements(tensor, job: job, salt: $0) }
        }
    }
}
