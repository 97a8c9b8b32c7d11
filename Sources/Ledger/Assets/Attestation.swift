import Claims
import Transcript

/// An auditor's bonded statement: "I hold this model's bytes".
public struct Attestation: Sendable, Hashable {
    public let model: Digest
    public let auditor: Address
    /// Given back when the statement is withdrawn.
    public let bond: Amount
}

extension Attestation: StateRecord {
    static var kind: RecordKind { .attestation }
    var identity: [UInt8] { model.bytes + auditor.bytes.bytes }

    /// model (32), auditor (32), bond (16).
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(model)
        encoder.append(auditor.bytes)
        encoder.append(bond)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> Attestation {
        Attestation(
            model: try decoder.digest("model"), auditor: try .decode(from: &decoder), bond: try .decode(from: &decoder))
    }
}
