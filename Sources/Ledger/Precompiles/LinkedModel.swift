import Transcript

/// What `linkModel` found out about a model.
public struct LinkedModel: Sendable, Hashable {
    /// Weights root and oracle roots were recomputed from the same bytes.
    public let isLinked: Bool
    /// Optimistic claims about it can be disputed.
    public let isDisputable: Bool
    /// What the other precompiles want to know of the model: its `RegisteredModel`'s bytes.
    public let registered: [UInt8]

    public init(isLinked: Bool, isDisputable: Bool, registered: [UInt8]) {
        self.isLinked = isLinked
        self.isDisputable = isDisputable
        self.registered = registered
    }
}

extension LinkedModel: CanonicalCodable {
    /// linked (1), disputable (1), registered model as a byte string.
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(isLinked)
        encoder.append(isDisputable)
        encoder.append(byteString: registered)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> LinkedModel {
        LinkedModel(
            isLinked: try decoder.boolean("linked"), isDisputable: try decoder.boolean("disputable"),
            registered: try decoder.byteString("registered model", limit: PrecompileInput.maximumRecord))
    }
}
