import Transcript

/// What the precompiles want to know of a model's circuit, made once at registration: `RegisteredModel`'s bytes.
/// A record of its own, since payments and prices have no use for it.
public struct ModelTables: Sendable, Hashable {
    public let model: Digest
    public let registered: [UInt8]
}

extension ModelTables: StateRecord {
    static var kind: RecordKind { .modelTables }
    var identity: [UInt8] { model.bytes }

    /// model (32), registered model as a byte string.
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(model)
        encoder.append(byteString: registered)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> ModelTables {
        ModelTables(
            model: try decoder.digest("model"),
            registered: try decoder.byteString("registered model", limit: PrecompileInput.maximumRecord))
    }
}
