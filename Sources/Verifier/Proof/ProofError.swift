import Circuit
import Claims
import Transcript

/// Why a proof was refused. One case a check.
public enum ProofError: Error, Equatable, Sendable {
    /// The first bytes are not a proof's.
    case notAProof
    case unsupportedVersion(UInt16)
    case malformed(CanonicalError)
    /// The circuit in the file is refused; in words.
    case circuit(String)
    /// The claim names another model than the file's.
    case otherModel
    /// The model names another circuit than the file's.
    case otherCircuit
    /// The claim is not one that a proof supports.
    case notProved
    case unknownProfile(ProfileID)
    /// A profile for tests, which the caller did not allow.
    case insecureProfile
    /// The model has no oracle root for this profile.
    case noOracle(ProfileID)
    /// The claim is about several steps.
    case severalSteps(UInt32)
    case wrongTensorCount(String)
    /// A tensor is not the one that the claim commits to.
    case otherTensor(String)
    /// A tensor's values are not what the circuit allows.
    case tensorOutOfRange(String)
    /// No proof can be made of this circuit in this version.
    case plan(StatementError)
    /// Outputs have to be index and score of the circuit's argmax.
    case outputs
    case parameters(WHIRParameterError)
    /// The computed security is below the profile's floor.
    case belowFloor
    case statement(StatementFailure)
    case commitment(WHIRError)
}
