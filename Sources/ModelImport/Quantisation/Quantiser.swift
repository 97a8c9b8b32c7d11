import Circuit

/// Writes a float network as an integer circuit of program `a8`.
///
/// Real numbers are integers times a step. An int8 activation with bound M has the step M / 127. An
/// accumulator's step is kept as `numerator / (127 · divisor)`, both exact, so that a requantisation
/// ratio to bound M is `numerator / (divisor · M)`: one division of exact products.
struct Quantiser {
    let graph: FloatGraph
    let maxima: [Float]
    let options: ImportOptions
    var builder: CircuitBuilder
    var labels = UniqueLabels()
    /// The node behind each operator of the circuit, to name it when the circuit refuses.
    var origins: [NodeName] = []
    var reports: [PendingReport] = []
    /// The layout of a vector that was a picture: [height][width][channels], until a dense layer.
    var flattened: (channels: Int, area: Int)?
    let calibrationImages: Int

    enum Held {
        case activation(CircuitBuilder.Value, Activation)
        case accumulator(CircuitBuilder.Value, Accumulator)
    }

    struct Activation {
        let maximum: Float
        let isNonNegative: Bool
        var step: Double { Double(maximum) / 127 }
    }

    struct Accumulator {
        /// A product of at most two Floats.
        let numerator: Double
        let divisor: Double
        /// The layer whose output this is.
        let layer: Int
        var step: Double { numerator / (127 * divisor) }
    }

    /// A report whose bits are known once the circuit is built.
    struct PendingReport {
        let label: String
        let inputStep: Double
        let outputStep: Double
        var ratio: FixedPointRatio?
        var weights: WeightReport?
        var multiplyAdds = 0
        let position: Int
    }

    init(_ graph: FloatGraph, _ calibration: Calibration, options: ImportOptions) {
        self.graph = graph
        maxima = calibration.maxima
        calibrationImages = calibration.images
        self.options = options
        let name = UniqueLabels.printable(options.name ?? graph.name)
        builder = CircuitBuilder(name: name.isEmpty ? "model" : name, limbWidth: options.limbWidth)
    }

    mutating func run() throws(ModelImportError) -> ImportedModel {
        var held = try encodeInput()
        for (position, layer) in graph.layers.enumerated() {
            held = try append(layer, at: position, to: held)
        }
        try appendHead(held)
        let built: (circuit: Circuit, weights: Weights)
        do { built = try builder.build() } catch { throw refusal(error, nil) }
        return ImportedModel(
            circuit: built.circuit, weights: built.weights, graph: graph, report: report(built))
    }

    private func report(_ built: (circuit: Circuit, weights: Weights)) -> ImportReport {
        let layers = reports.map { pending in
            LayerReport(
                label: pending.label, inputStep: pending.inputStep, outputStep: pending.outputStep,
                ratio: pending.ratio, weights: pending.weights, multiplyAdds: pending.multiplyAdds,
                bits: built.circuit.intervals[pending.position].first?.bits ?? 0)
        }
        return ImportReport(
            layers: layers, calibrationImages: calibrationImages,
            multiplyAdds: graph.multiplications, maximumBits: built.circuit.maximumBits,
            weightBytes: built.weights.bytes.count)
    }

    /// Bytes 0...255 to int8 0...127: the step of the bytes is maximum / 255.
    private mutating func encodeInput() throws(ModelImportError) -> Held {
        let dimensions: [Int] =
            switch graph.inputShape {
            case .vector(let count): [1, count]
            case .picture(let channels, let height, let width): [height, width, channels]
            }
        let node = NodeName(name: graph.inputName, operatorType: "input", index: 0)
        let bytes: CircuitBuilder.Value
        do { bytes = builder.input("image", try TensorType(.uint8, dimensions), range: 0...255) } catch {
            throw refusal(error, node)
        }
        let maximum = options.encoding.maximum
        guard let ratio = FixedPointRatio(127, dividedBy: 255) else {
            throw .ratioOutOfRange(node: node, ratio: 127.0 / 255)
        }
        let activation = Activation(maximum: maximum, isNonNegative: true)
        let label = labels.unique("encode \(graph.inputName)")
        let value = try requantise(bytes, ratio, lower: 0, upper: 127, label, node)
        reports.append(
            PendingReport(
                label: label, inputStep: Double(maximum) / 255, outputStep: activation.step,
                ratio: ratio, position: origins.count - 1))
        return .activation(value, activation)
    }

    private mutating func append(
        _ layer: FloatLayer, at position: Int, to held: Held
    ) throws(ModelImportError) -> Held {
        switch layer.operation {
        case .dense(let dense): return try appendDense(dense, layer, position, to: held)
        case .convolution(let convolution):
            return try appendConvolution(convolution, layer, position, to: held)
        case .maximumPool(let window): return try appendMaximumPool(window, layer, to: held)
        case .averagePool(let window): return try appendSumPool(window, layer, position, to: held)
        case .relu(let upper): return try appendRelu(upper, layer, position, to: held)
        case .flatten:
            if case .picture(let channels, let height, let width) = layer.inputShape {
                flattened = (channels, height * width)
            }
            let row = [1, layer.outputShape.count]
            switch held {
            case .activation(let value, let activation):
                return .activation(try view(value, row, layer.node), activation)
            case .accumulator(let value, let accumulator):
                return .accumulator(try view(value, row, layer.node), accumulator)
            }
        }
    }

    /// The int8 activation for the next layer; accumulators are rescaled to their layer's range.
    mutating func activation(
        _ held: Held
    ) throws(ModelImportError) -> (CircuitBuilder.Value, Activation) {
        switch held {
        case .activation(let value, let activation): return (value, activation)
        case .accumulator(let value, let accumulator):
            let node = graph.layers[accumulator.layer].node
            return try rescale(
                value, accumulator, to: maxima[accumulator.layer], rectified: false, upper: 127, node)
        }
    }

    /// Requantises an accumulator to int8 with the bound `maximum`.
    mutating func rescale(
        _ value: CircuitBuilder.Value, _ accumulator: Accumulator, to maximum: Float,
        rectified: Bool, upper: Int64, _ node: NodeName
    ) throws(ModelImportError) -> (CircuitBuilder.Value, Activation) {
        guard maximum > 0 else { throw .silentLayer(node: node) }
        let denominator = accumulator.divisor * Double(maximum)
        guard let ratio = FixedPointRatio(accumulator.numerator, dividedBy: denominator) else {
            throw .ratioOutOfRange(node: node, ratio: accumulator.numerator / denominator)
        }
        let result = Activation(maximum: maximum, isNonNegative: rectified)
        let label = labels.unique("\(UniqueLabels.title(node)) requantise")
        let rescaled = try requantise(
            value, ratio, lower: rectified ? 0 : -127, upper: upper, label, node, endsLayer: true)
        reports.append(
            PendingReport(
                label: label, inputStep: accumulator.step, outputStep: result.step, ratio: ratio,
                position: origins.count - 1))
        return (rescaled, result)
    }

    mutating func requantise(
        _ value: CircuitBuilder.Value, _ ratio: FixedPointRatio, lower: Int64, upper: Int64,
        _ label: String, _ node: NodeName, endsLayer: Bool = false
    ) throws(ModelImportError) -> CircuitBuilder.Value {
        let operation = Requantise(
            to: .int8, multiplier: .constant(ratio.multiplier), shift: ratio.shift, lower: lower,
            upper: upper)
        return try append(.requantise(operation), [value], label, node, endsLayer: endsLayer)
    }

    /// Appends an operator and gives its first result.
    mutating func append(
        _ kind: OperatorKind, _ operands: [CircuitBuilder.Value], _ label: String, _ node: NodeName,
        endsLayer: Bool = false
    ) throws(ModelImportError) -> CircuitBuilder.Value {
        let results = try appendAll(kind, operands, label, node, endsLayer: endsLayer)
        guard let first = results.first else {
            throw .circuitRefused(node: node, reason: "an operator without a result")
        }
        return first
    }

    mutating func appendAll(
        _ kind: OperatorKind, _ operands: [CircuitBuilder.Value], _ label: String, _ node: NodeName,
        endsLayer: Bool = false
    ) throws(ModelImportError) -> [CircuitBuilder.Value] {
        do {
            let results = try builder.append(kind, operands, label: label, isCheckpoint: endsLayer)
            origins.append(node)
            return results
        } catch { throw refusal(error, node) }
    }

    func view(
        _ value: CircuitBuilder.Value, _ dimensions: [Int], _ node: NodeName
    ) throws(ModelImportError) -> CircuitBuilder.Value {
        do { return try value.viewed(as: Shape(dimensions)) } catch { throw refusal(error, node) }
    }

    /// The circuit's refusal with the node that caused it.
    func refusal(_ error: CircuitError, _ node: NodeName?) -> ModelImportError {
        guard case .operatorRefused(let position, _, let problem) = error else {
            return .circuitRefused(node: node, reason: "\(error)")
        }
        let origin = node ?? (origins.indices.contains(position) ? origins[position] : nil)
        if case .couldWrap(_, let bits, 32) = problem, let origin {
            return .accumulatorOverflow(node: origin, bits: bits)
        }
        return .circuitRefused(node: origin, reason: "\(problem)")
    }
}
