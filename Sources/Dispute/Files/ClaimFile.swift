import Circuit
import Claims
import Transcript
import Verifier

/// An optimistic claim as it is handed around: with its model's commitment and circuit, so that a
/// referee needs nothing else. Weights and inputs are named by their roots and lie elsewhere.
public struct ClaimFile: Sendable {
    /// "SIRC".
    static let mark: [UInt8] = [0x53, 0x49, 0x52, 0x43]
    public static let formatVersion: UInt16 = 1
    static let claimLimit = 1 << 20
    static let circuitLimit = 1 << 24
    /// The most that is read at all.
    public static let maximumByteCount = 2 * claimLimit + circuitLimit + 64

    public let claim: Claim
    public let circuit: Circuit
    /// What the referee keeps of the model; holds its commitment.
    public let model: DisputedModel

    /// - Throws: `model` unless the circuit is the commitment's and can be disputed; `admission` unless the
    ///   claim is an optimistic one about it, with public inputs and outputs.
    public init(_ claim: Claim, _ circuit: Circuit, commitment: ModelCommitment) throws(DisputeFileError) {
        let model: DisputedModel
        do throws(DisputedModelError) { model = try DisputedModel(circuit, commitment: commitment) } catch {
            throw .model(error)
        }
        // Whose inputs they are is for the job to say: here the claim's own.
        do throws(AdmissionError) { try ClaimAdmission.check(claim, model: model, inputs: claim.inputs) } catch {
            throw .admission(error)
        }
        self.claim = claim
        self.circuit = circuit
        self.model = model
    }

    /// The claim's trace commitment.
    public var commitment: TraceCommitment {
        guard case .optimistic(let commitment) = claim.assurance else { preconditionFailure("admission has seen it") }
        return commitment
    }
}

extension ClaimFile {
    /// mark (4), version (2), claim, model commitment, circuit (byte strings).
    public var bytes: [UInt8] {
        var encoder = CanonicalEncoder()
        encoder.append(raw: Self.mark)
        encoder.append(Self.formatVersion)
        encoder.append(byteString: claim.canonicalBytes)
        encoder.append(byteString: model.commitment.canonicalBytes)
        encoder.append(byteString: circuit.canonicalBytes)
        return encoder.bytes
    }

    /// - Throws: `DisputeFileError`. Lengths are bounded before anything is allocated for them.
    public init(_ bytes: [UInt8]) throws(DisputeFileError) {
        var decoder = CanonicalDecoder(bytes)
        try decoder.mark(Self.mark, version: Self.formatVersion)
        let claim: Claim, commitment: ModelCommitment, record: [UInt8]
        do throws(CanonicalError) {
            claim = try Claim(canonicalBytes: try decoder.byteString("claim", limit: Self.claimLimit))
            commitment = try ModelCommitment(canonicalBytes: try decoder.byteString("model", limit: Self.claimLimit))
            record = try decoder.byteString("circuit", limit: Self.circuitLimit)
            try decoder.finish()
        } catch { throw .malformed(error) }
        let circuit: Circuit
        do throws(CircuitError) { circuit = try Circuit(canonicalBytes: record) } catch { throw .circuit(error) }
        try self.init(claim, circuit, commitment: commitment)
    }
}
