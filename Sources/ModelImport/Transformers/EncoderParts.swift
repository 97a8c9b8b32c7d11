/// An encoder's float weights, read and checked before anything is composed.
struct EncoderParts {
    struct Norm {
        let gain: [Float]
        let shift: [Float]
    }

    struct Layer {
        let query: LinearWeights
        let key: LinearWeights
        let value: LinearWeights
        let attentionOutput: LinearWeights
        let attentionNorm: Norm
        let up: LinearWeights
        let down: LinearWeights
        let outputNorm: Norm
    }

    /// [vocabulary][width].
    let words: [Float]
    /// [tokens][width]: the position's row and the first token type's.
    let places: [Float]
    let embeddingNorm: Norm
    let layers: [Layer]

    init(_ configuration: EncoderConfiguration, _ tensors: NamedTensors, tokens: Int) throws(ArchiveError) {
        let width = configuration.width, inner = configuration.inner
        // Some files name everything below the model's class.
        let root = tensors.has("bert.embeddings.word_embeddings.weight") ? "bert." : ""
        func norm(_ name: String) throws(ArchiveError) -> Norm {
            Norm(gain: try tensors.values("\(name).weight", [width]), shift: try tensors.values("\(name).bias", [width]))
        }
        words = try tensors.values("\(root)embeddings.word_embeddings.weight", [configuration.vocabulary, width])
        let types = try tensors.values("\(root)embeddings.token_type_embeddings.weight", [2, width])
        let positions = try tensors.values("\(root)embeddings.position_embeddings.weight", [configuration.positions, width])
        places = (0..<tokens * width).map { positions[$0] + types[$0 % width] }
        embeddingNorm = try norm("\(root)embeddings.LayerNorm")
        var layers: [Layer] = []
        for index in 0..<configuration.layers {
            let name = "\(root)encoder.layer.\(index)"
            layers.append(
                Layer(
                    query: try tensors.linear("\(name).attention.self.query", inputs: width, outputs: width),
                    key: try tensors.linear("\(name).attention.self.key", inputs: width, outputs: width),
                    value: try tensors.linear("\(name).attention.self.value", inputs: width, outputs: width),
                    attentionOutput: try tensors.linear("\(name).attention.output.dense", inputs: width, outputs: width),
                    attentionNorm: try norm("\(name).attention.output.LayerNorm"),
                    up: try tensors.linear("\(name).intermediate.dense", inputs: width, outputs: inner),
                    down: try tensors.linear("\(name).output.dense", inputs: inner, outputs: width),
                    outputNorm: try norm("\(name).output.LayerNorm")))
        }
        self.layers = layers
    }
}
