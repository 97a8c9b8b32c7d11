import Transcript

/// The bytes behind a model's commitment, for the check at registration.
public struct ModelOpening: Sendable, Hashable {
    /// Canonical bytes.
    public let circuit: [UInt8]
    /// Canonical bytes of an open model, from which weights root and oracle roots are recomputed. Without them
    /// the model stays unlinked.
    public let weights: [UInt8]?

    public init(circuit: [UInt8], weights: [UInt8]?) {
        self.circuit = circuit
        self.weights = weights
    }
}

extension ModelOpening: CanonicalCodable {
    /// circuit (byte string), flag and weights (byte string).
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(byteString: circuit)
        encoder.append(optional: weights) { $1.append(byteString: $0) }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> ModelOpening {
        ModelOpening(
            circuit: try decoder.byteString("circuit", limit: Action.maximumByteString),
            weights: try decoder.optional("weights flag") { (decoder) throws(CanonicalError) in
                try decoder.byteString("weights", limit: Action.maximumByteString)
            })
    }
}
