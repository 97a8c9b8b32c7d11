import Circuit
import Transcript
import Verifier

/// Why a claim, trace or step file is refused. One case for each check, in the order of the checks.
public enum DisputeFileError: Error, Equatable, Sendable {
    /// The first bytes are not this kind of file's.
    case otherKind
    case unsupportedVersion(UInt16)
    /// The bytes are not a canonical encoding.
    case malformed(CanonicalError)
    case circuit(CircuitError)
    /// The circuit is not the model's, or could not be disputed within the caps.
    case model(DisputedModelError)
    /// The claim is not one that could be disputed.
    case admission(AdmissionError)
    /// The file is about another claim.
    case otherClaim(expected: Digest, found: Digest)
    /// The run has another number of steps than the claim.
    case stepCount(expected: UInt32, found: UInt32)
    /// The bytes are not those of the input that the claim commits to.
    case otherInput(slot: Int)
    /// What is revealed beyond the claim is not bound to it.
    case reveal(DisputeError)
}

extension DisputeFileError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .otherKind: "the first bytes are not those of this kind of file"
        case .unsupportedVersion(let version): "format version \(version) is not known here"
        case .malformed(let error): "\(error)"
        case .circuit(let error): "the circuit in it is refused: \(error)"
        case .model(let error): "the circuit in it cannot be disputed: \(error)"
        case .admission(let error): "the claim could not be disputed: \(error)"
        case .otherClaim(let expected, let found): "it is about claim \(found), not \(expected)"
        case .stepCount(let expected, let found): "it has \(found) steps, the claim \(expected)"
        case .otherInput(let slot): "its input \(slot) is not the one that the claim commits to"
        case .reveal(let error): "the roots that it reveals are not bound to the claim: \(error)"
        }
    }
}

extension CanonicalDecoder {
    /// Four bytes that name a kind of file, and its version.
    mutating func mark(_ mark: [UInt8], version: UInt16) throws(DisputeFileError) {
        guard let found = try? raw("mark", count: 4), found == mark else { throw .otherKind }
        let number: UInt16
        do throws(CanonicalError) { number = try uint16("version") } catch { throw .malformed(error) }
        guard number == version else { throw .unsupportedVersion(number) }
    }
}
