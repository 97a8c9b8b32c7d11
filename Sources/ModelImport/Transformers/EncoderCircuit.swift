import Circuit

/// A sentence encoder of BERT's family as an integer circuit of a fixed number of tokens.
///
/// Inputs: `tokens`, uint16 [tokens]; `mask`, int8 [tokens], 1 for a token and 0 for padding. Output: `embedding`,
/// int16 [1, width]: the mean of the last layer over the tokens, divided by its length, in units of 2^−15. It depends on
/// the tokens that the mask keeps alone: not on the bucket, nor on what stands in the padding.
public struct EncoderCircuit: Sendable {
    public let circuit: Circuit
    public let weights: Weights

    /// - Parameter tokens: the bucket: texts are padded to it.
    public init(
        _ configuration: EncoderConfiguration, _ file: SafetensorsFile, tokens: Int, program: ActivationProgram,
        name: String = "encoder"
    ) throws(TransformerImportError) {
        guard (1...configuration.positions).contains(tokens) else { throw .tokens(tokens, limit: configuration.positions) }
        guard configuration.vocabulary <= 1 << 16 else { throw .vocabulary(configuration.vocabulary, limit: 1 << 16) }
        let parts: EncoderParts
        do { parts = try EncoderParts(configuration, NamedTensors(file), tokens: tokens) } catch { throw .archive(error) }
        var assembly = EncoderAssembly(
            composer: LayerComposer(builder: CircuitBuilder(name: name), program: program), configuration: configuration,
            tokens: tokens)
        do { (circuit, weights) = try assembly.build(parts) } catch { throw .circuit(error) }
    }
}

/// Why a transformer's file was not made a circuit.
public enum TransformerImportError: Error, Equatable, Sendable {
    case archive(ArchiveError)
    case circuit(CircuitError)
    case tokens(Int, limit: Int)
    case vocabulary(Int, limit: Int)
}

private struct EncoderAssembly {
    typealias Value = CircuitBuilder.Value

    var composer: LayerComposer
    let configuration: EncoderConfiguration
    let tokens: Int

    mutating func build(_ parts: EncoderParts) throws(CircuitError) -> (Circuit, Weights) {
        let ids = composer.builder.input(
            "tokens", try TensorType(.uint16, [tokens]), range: 0...Int64(configuration.vocabulary - 1))
        let mask = composer.builder.input("mask", try TensorType(.int8, [tokens]), range: 0...1)
        let bias = try keyBias(mask)

        var stream = try embedding(ids, parts)
        for (index, layer) in parts.layers.enumerated() {
            stream = try encoderLayer(stream, layer, mask, bias, "layer\(index)")
        }
        composer.builder.output("embedding", try pooled(stream, mask))
        return try composer.builder.build()
    }

    /// 0 for a token, `blocked` for padding.
    private mutating func keyBias(_ mask: Value) throws(CircuitError) -> Value {
        let ones = try composer.builder.weight(
            "mask.one", try TensorType(.int8, [tokens]), values: [Int64](repeating: 1, count: tokens), range: 1...1)
        let missing = try composer.subtract(mask, ones, "mask.missing")
        let blocked = try composer.builder.weight(
            "mask.blocked", try TensorType(.int32, [tokens]), values: [Int64](repeating: -LayerComposer.blocked, count: tokens),
            range: -LayerComposer.blocked ... -LayerComposer.blocked)
        return try composer.multiply(missing, blocked, to: .int32, "mask.bias")
    }

    /// Rows of the word table, int8 with a scale a row, and the places' rows.
    private mutating func embedding(_ ids: Value, _ parts: EncoderParts) throws(CircuitError) -> Value {
        let width = configuration.width
        var rows: [Int64] = []
        rows.reserveCapacity(parts.words.count)
        var factors: [Double] = []
        let limit: Double = composer.program == .a8 ? 127 : 32_767
        for word in 0..<configuration.vocabulary {
            let row = parts.words[word * width..<(word + 1) * width]
            let largest = row.reduce(0) { max($0, $1.magnitude) }
            for value in row { rows.append(largest > 0 ? Int64((Double(value) * limit / Double(largest)).rounded()) : 0) }
            factors.append(Double(largest) / limit * Double(1 << LayerComposer.fraction))
        }
        let (multipliers, shift) = LayerComposer.multipliers(factors)
        let table = try composer.constant(
            "embedding.words", composer.program == .a8 ? .int8 : .int16, [configuration.vocabulary, width], rows)
        let scales = try composer.constant("embedding.scales", .uint16, [configuration.vocabulary], multipliers)
        let gathered = try composer.append(.gather(Gather()), [table, ids], "embedding.rows")
        let scale = try composer.append(.gather(Gather()), [scales, ids], "embedding.rowScales")
        let words = try composer.append(
            .requantise(
                Requantise(
                    to: .int32, multiplier: .row, shift: UInt8(shift), lower: -LayerComposer.streamLimit,
                    upper: LayerComposer.streamLimit)),
            [gathered, scale], "embedding.scaled")
        let places = try composer.constant(
            "embedding.places", .int32, [tokens, width], parts.places.map { LayerComposer.fixed($0) })
        let sum = try composer.add(words, places, "embedding.sum")
        return try composer.layerNorm(
            sum, gain: parts.embeddingNorm.gain, shift: parts.embeddingNorm.shift, epsilon: configuration.epsilon,
            "embedding.norm", isCheckpoint: true)
    }

    private mutating func encoderLayer(
        _ x: Value, _ layer: EncoderParts.Layer, _ mask: Value, _ bias: Value, _ name: String
    ) throws(CircuitError) -> Value {
        let (rows, magnitude) = try composer.quantisedRows(x, "\(name).attention")
        // Scores in base 2: 1/√width of a head and log₂ e go with the queries.
        let toBase2 = 1.4426950408889634 / Double(configuration.width / configuration.heads).squareRoot()
        let queries = try composer.linear(rows: rows, magnitude: magnitude, layer.query, scale: toBase2, "\(name).query")
        // Padding must not set the scale that keys and values share: a text's embedding is the same in every bucket.
        let keys = try composer.multiply(
            try composer.linear(rows: rows, magnitude: magnitude, layer.key, "\(name).key"), mask, by: .row, to: .int32,
            "\(name).keptKeys")
        let values = try composer.multiply(
            try composer.linear(rows: rows, magnitude: magnitude, layer.value, "\(name).value"), mask, by: .row, to: .int32,
            "\(name).keptValues")
        let context = try composer.attention(
            queries: queries, keys: keys, values: values, bias: bias, heads: configuration.heads, "\(name).attention")
        let attended = try composer.linear(context, layer.attentionOutput, "\(name).output")
        let middle = try composer.layerNorm(
            try composer.add(x, attended, "\(name).attended"), gain: layer.attentionNorm.gain, shift: layer.attentionNorm.shift,
            epsilon: configuration.epsilon, "\(name).attentionNorm")
        let up = try composer.gelu(try composer.linear(middle, layer.up, "\(name).up"), "\(name).gelu")
        let down = try composer.linear(up, layer.down, "\(name).down")
        return try composer.layerNorm(
            try composer.add(middle, down, "\(name).sum"), gain: layer.outputNorm.gain, shift: layer.outputNorm.shift,
            epsilon: configuration.epsilon, "\(name).norm", isCheckpoint: true)
    }

    /// The tokens' mean direction.
    private mutating func pooled(_ stream: Value, _ mask: Value) throws(CircuitError) -> Value {
        let kept = try composer.multiply(stream, mask, by: .row, to: .int32, "pool.kept")
        let columns = try composer.permuted(kept, [1, 0], "pool.columns")
        let sums = try composer.append(.reduction(.sum(.int64)), [columns], "pool.sums")
        let limit: Int64 = 1 << 24
        let row = try composer.clamped(sums.viewed(as: Shape([1, configuration.width])), -limit...limit, "pool.row")
        let squares = try composer.multiply(row, row, to: .int64, "pool.squares")
        let energy = try composer.append(.reduction(.sum(.int64)), [squares], "pool.energy")
        let length = try composer.append(.squareRoot(SquareRoot()), [energy], "pool.length")
        return try composer.append(
            .division(
                Division(factor: 1 << 15, rounding: .nearest, perRow: true, to: .int16, lower: -32_767, upper: 32_767)),
            [row, length], "pool.embedding", isCheckpoint: true)
    }
}
