import Claims
import Circuit
import Transcript

/// What the ledger hands to its precompiles. Claims, models, the progress of a dispute and the sender come from
/// the state; only what is called evidence, move, circuit, weights or public inputs comes from the
/// transaction. A registered model is the bytes that `linkModel` made of it.
public enum PrecompileInput: Sendable, Hashable {
    /// For `verifyProof`.
    case proof(claim: Claim, model: ModelCommitment, evidence: [UInt8])
    /// For `oneStep`: whether this optimistic claim is of the form that its job asks for and can be disputed.
    case admission(claim: Claim, registered: [UInt8], inputs: [TensorCommitment])
    /// For `oneStep`: a challenger's question. `progress` is empty where the dispute begins.
    case question(claim: Claim, registered: [UInt8], challenger: Address, progress: [UInt8], move: [UInt8])
    /// For `oneStep`: an answer to the question that stands.
    case answer(claim: Claim, registered: [UInt8], challenger: Address, progress: [UInt8], move: [UInt8])
    /// For `oneStep`: a one-step proof.
    case refutation(claim: Claim, registered: [UInt8], challenger: Address, progress: [UInt8], evidence: [UInt8])
    /// For `openCommitment`.
    case opening(commitment: PrivateCommitment, job: Digest, salt: Digest, type: TensorType, bytes: [UInt8])
    /// For `linkModel`. Without weights only the circuit is looked at.
    case registration(model: ModelCommitment, circuit: [UInt8], weights: [UInt8]?)
    /// For `checkOrder`.
    case order(
        registered: [UInt8], inputs: [TensorCommitment], steps: UInt32, isProved: Bool, publicInputs: [[UInt8]])

    /// Bytes of anything that comes from a transaction.
    public static let maximumEvidence = 1 << 26
    /// Bytes of a registered model, and of a dispute's progress.
    public static let maximumRecord = 1 << 21
}
