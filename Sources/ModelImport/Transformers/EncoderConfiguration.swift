/// The shape of a BERT-like encoder, as its `config.json` gives it.
public struct EncoderConfiguration: Equatable, Sendable {
    public let vocabulary: Int
    public let positions: Int
    public let width: Int
    public let layers: Int
    public let heads: Int
    public let inner: Int
    public let epsilon: Double

    /// - Throws: `missingKey`, or `badHeader` for what no encoder of this family has.
    public init(configuration json: JSONValue) throws(ArchiveError) {
        func number(_ key: String, _ range: ClosedRange<Int>) throws(ArchiveError) -> Int {
            guard let value = json[key] else { throw .missingKey(key) }
            guard let value = value.integer, range.contains(value) else { throw .wrongType(key: key, expected: "an integer within \(range)") }
            return value
        }
        guard json["model_type"]?.text == "bert" else { throw .badHeader("model_type is not bert") }
        guard json["hidden_act"]?.text == "gelu" else { throw .badHeader("hidden_act is not gelu") }
        vocabulary = try number("vocab_size", 1...1 << 20)
        positions = try number("max_position_embeddings", 1...1 << 16)
        width = try number("hidden_size", 1...1 << 14)
        layers = try number("num_hidden_layers", 1...1 << 10)
        heads = try number("num_attention_heads", 1...1 << 10)
        inner = try number("intermediate_size", 1...1 << 16)
        guard width % heads == 0 else { throw .badHeader("\(width) is no multiple of \(heads) heads") }
        guard let epsilon = json["layer_norm_eps"]?.real, (0...1).contains(epsilon) else { throw .missingKey("layer_norm_eps") }
        self.epsilon = epsilon
    }
}
