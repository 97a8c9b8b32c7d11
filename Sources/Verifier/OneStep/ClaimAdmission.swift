import Circuit
import Claims
import Transcript

/// Why an optimistic claim is not taken at all: what is checked before anybody could dispute it.
public enum AdmissionError: Error, Equatable, Sendable {
    case notOptimistic
    case otherModel(expected: Digest, found: Digest)
    case inputCount(expected: Int, found: Int)
    case outputCount(expected: Int, found: Int)
    /// Only runs whose inputs and outputs are public are disputed by slices.
    case notPublic(slot: Int)
    /// The claim is about another input than the job's.
    case otherInput(slot: Int)
    /// A circuit without state is one step; more steps than are revealed at once are not disputed.
    case steps(UInt32, limit: UInt32)
}

/// The link and form of a claim that its bytes alone show.
public enum ClaimAdmission {
    /// Most steps, whose roots are revealed at once.
    public static let maximumSteps: UInt32 = 256

    /// - Parameter inputs: what the job says of each of the circuit's inputs.
    /// - Throws: `AdmissionError`. A claim that passes can be refuted exactly when its trace is not the
    ///   circuit's own run on `inputs`, or its outputs are not that run's.
    public static func check(
        _ claim: Claim, model: DisputedModel, inputs: [TensorCommitment]
    ) throws(AdmissionError) {
        guard case .optimistic = claim.assurance else { throw .notOptimistic }
        let id = model.commitment.id
        guard claim.model == id else { throw .otherModel(expected: id, found: claim.model) }
        let expected = model.inputByteCounts.count
        guard claim.inputs.count == expected else { throw .inputCount(expected: expected, found: claim.inputs.count) }
        guard inputs.count == expected else { throw .inputCount(expected: expected, found: inputs.count) }
        guard claim.outputs.count == model.outputs.count else {
            throw .outputCount(expected: model.outputs.count, found: claim.outputs.count)
        }
        for list in [claim.inputs, claim.outputs] {
            if let slot = list.firstIndex(where: { $0.isPrivate }) { throw .notPublic(slot: slot) }
        }
        for slot in inputs.indices where claim.inputs[slot] != inputs[slot] { throw .otherInput(slot: slot) }
        let limit: UInt32 = model.hasStates ? maximumSteps : 1
        guard claim.steps <= limit else { throw .steps(claim.steps, limit: limit) }
    }
}
