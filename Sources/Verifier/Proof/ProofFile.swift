import Circuit
import Claims
import Transcript

/// What a proof file holds before its body: everything that `verify` needs, each part bound to the claim.
public struct ProofHeader: Sendable {
    public let claim: Claim
    public let model: ModelCommitment
    public let circuit: Circuit
    /// The public tensors, in the circuit's order; the claim says which they are.
    public let inputs: [Tensor]
    public let outputs: [Tensor]
    /// Root of the run's witness oracle.
    public let witnessRoot: Digest

    public init(
        claim: Claim, model: ModelCommitment, circuit: Circuit, inputs: [Tensor], outputs: [Tensor], witnessRoot: Digest
    ) {
        self.claim = claim
        self.model = model
        self.circuit = circuit
        self.inputs = inputs
        self.outputs = outputs
        self.witnessRoot = witnessRoot
    }
}

extension ProofHeader {
    /// "SIRP" and the format's number.
    static let mark: [UInt8] = [0x53, 0x49, 0x52, 0x50]
    public static let formatVersion: UInt16 = 1
    static let claimLimit = 1 << 20
    static let circuitLimit = 1 << 24

    /// mark (4), version (2), claim, model and circuit (byte strings), the bytes of each public input and output
    /// (lengths follow from the circuit), witness root (32).
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(raw: Self.mark)
        encoder.append(Self.formatVersion)
        encoder.append(byteString: claim.canonicalBytes)
        encoder.append(byteString: model.canonicalBytes)
        encoder.append(byteString: circuit.canonicalBytes)
        for tensor in inputs + outputs { encoder.append(raw: tensor.bytes) }
        encoder.append(witnessRoot)
    }

    /// - Throws: `ProofError`; sizes are bounded before anything is allocated for them.
    static func decode(from decoder: inout CanonicalDecoder) throws(ProofError) -> ProofHeader {
        let claim: Claim, model: ModelCommitment, circuitBytes: [UInt8]
        do throws(CanonicalError) {
            guard try decoder.raw("mark", count: 4) == mark else { throw decoder.refusal("mark", at: 0, "SIRP") }
            let version = try decoder.uint16("version")
            guard version == formatVersion else { throw decoder.refusal("version", at: 4, "\(version)") }
            claim = try Claim(canonicalBytes: try decoder.byteString("claim", limit: claimLimit))
            model = try ModelCommitment(canonicalBytes: try decoder.byteString("model", limit: claimLimit))
            circuitBytes = try decoder.byteString("circuit", limit: circuitLimit)
        } catch {
            switch error {
            case .nonCanonical("mark", _, _), .truncated("mark", _, _, _): throw .notAProof
            case .nonCanonical("version", _, let found): throw .unsupportedVersion(UInt16(found) ?? 0)
            default: throw .malformed(error)
            }
        }
        let circuit: Circuit
        do { circuit = try Circuit(canonicalBytes: circuitBytes) } catch { throw .circuit("\(error)") }
        let inputs = try tensors(circuit.inputs.map { $0.type }, claim.inputs, "input", from: &decoder)
        let outputs = try tensors(circuit.outputs.map { $0.operand.type }, claim.outputs, "output", from: &decoder)
        do {
            return ProofHeader(
                claim: claim, model: model, circuit: circuit, inputs: inputs, outputs: outputs,
                witnessRoot: try decoder.digest("witness root"))
        } catch { throw .malformed(error) }
    }

    private static func tensors(
        _ types: [TensorType], _ commitments: [TensorCommitment], _ field: String, from decoder: inout CanonicalDecoder
    ) throws(ProofError) -> [Tensor] {
        guard types.count == commitments.count else { throw .wrongTensorCount(field + "s") }
        var tensors: [Tensor] = []
        for (type, commitment) in zip(types, commitments) where !commitment.isPrivate {
            let bytes: [UInt8]
            do { bytes = try decoder.raw(field, count: type.byteCount) } catch { throw .malformed(error) }
            do { tensors.append(try Tensor(type, bytes: bytes)) } catch { throw .circuit("\(error)") }
        }
        return tensors
    }
}
