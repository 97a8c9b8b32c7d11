import Foundation
import ModelImport
import TestSupport

/// An encoder of two layers with seeded weights, as a safetensors file and as numbers.
struct SmallEncoder {
    static let width = 32, heads = 4, inner = 64, vocabulary = 50, positions = 12, layers = 2

    static let configuration = """
        {"model_type": "bert", "hidden_act": "gelu", "vocab_size": \(vocabulary), "max_position_embeddings": \(positions),
         "hidden_size": \(width), "num_hidden_layers": \(layers), "num_attention_heads": \(heads), "intermediate_size": \(inner),
         "layer_norm_eps": 1e-12}
        """

    let tensors: [(name: String, shape: [Int], values: [Float])]

    init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var tensors: [(String, [Int], [Float])] = []
        func uniform(_ size: Float) -> Float { .random(in: -size...size, using: &generator) }
        func add(_ name: String, _ shape: [Int], _ value: () -> Float) {
            tensors.append((name, shape, (0..<shape.reduce(1, *)).map { _ in value() }))
        }
        func linear(_ name: String, _ outputs: Int, _ inputs: Int) {
            add("\(name).weight", [outputs, inputs]) { uniform(2 / Float(inputs).squareRoot()) }
            add("\(name).bias", [outputs]) { uniform(0.1) }
        }
        func norm(_ name: String) {
            // Gains of both signs: a gain that a multiplier cannot hold.
            add("\(name).weight", [Self.width]) { 1 + uniform(0.5) }
            tensors[tensors.count - 1].2[3] = -0.7
            add("\(name).bias", [Self.width]) { uniform(0.2) }
        }
        add("embeddings.word_embeddings.weight", [Self.vocabulary, Self.width]) { uniform(0.3) }
        add("embeddings.position_embeddings.weight", [Self.positions, Self.width]) { uniform(0.1) }
        add("embeddings.token_type_embeddings.weight", [2, Self.width]) { uniform(0.1) }
        norm("embeddings.LayerNorm")
        for layer in 0..<Self.layers {
            let name = "encoder.layer.\(layer)"
            for part in ["query", "key", "value"] { linear("\(name).attention.self.\(part)", Self.width, Self.width) }
            linear("\(name).attention.output.dense", Self.width, Self.width)
            norm("\(name).attention.output.LayerNorm")
            linear("\(name).intermediate.dense", Self.inner, Self.width)
            linear("\(name).output.dense", Self.width, Self.inner)
            norm("\(name).output.LayerNorm")
        }
        self.tensors = tensors
    }

    var reference: FloatEncoder {
        FloatEncoder(
            width: Self.width, heads: Self.heads, layers: Self.layers,
            tensors: Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.values.map { Double($0) }) }))
    }

    /// The file, with one tensor left out or renamed where asked.
    func file(renaming old: String? = nil) -> [UInt8] {
        var entries: [String] = [], data: [UInt8] = []
        for tensor in tensors {
            let start = data.count
            for value in tensor.values { data += GGUFWriter.number(UInt64(value.bitPattern), 4) }
            let name = tensor.name == old ? "other" : tensor.name
            entries.append(#""\#(name)":{"dtype":"F32","shape":\#(tensor.shape),"data_offsets":[\#(start),\#(data.count)]}"#)
        }
        let header = "{" + entries.joined(separator: ",") + "}"
        return safetensors(header, data: 0) + data
    }
}
