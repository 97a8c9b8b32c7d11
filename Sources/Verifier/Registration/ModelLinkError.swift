import Circuit
import Claims
import Transcript

/// Why roots are not one model's. One case a check, in the order of the checks.
public enum ModelLinkError: Error, Equatable, Sendable {
    /// The circuit's bytes are refused.
    case circuit(CircuitError)
    /// The circuit is not the one that the commitment names.
    case otherCircuit(expected: Digest, found: Digest)
    /// More bytes of weights than are recomputed at registration.
    case weightsTooLong(bytes: Int, limit: Int)
    /// The weights are not the circuit's: wrong length, a value outside its range, filling that is not zero.
    case weights(CircuitError)
    /// The weights are not those that the commitment names.
    case otherWeights(expected: Digest, found: Digest)
    /// No such profile, or one for tests that the caller did not allow.
    case profile(ProfileID)
    /// The circuit has no proof under this profile, so there is no oracle.
    case unprovable(ProfileID, ProofError)
    /// The caller does not admit the encoding of so many cells.
    case unpaid(cells: Int)
    /// The oracle is not that of these weights.
    case otherOracle(ProfileID, expected: Digest, found: Digest)
}
