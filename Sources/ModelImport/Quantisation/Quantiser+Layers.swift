import Circuit

extension Quantiser {
    /// y = W·x + b as int8 products in int32. A row longer than a one-step check may read is split
    /// into parts that are then added.
    mutating func appendDense(
        _ dense: FloatDense, _ layer: FloatLayer, _ position: Int, to held: Held
    ) throws(ModelImportError) -> Held {
        let (value, input) = try activation(held)
        var quantised = QuantisedLayer(dense.weights, dense.bias, input: input)
        if let flattened {
            // The picture lies [height][width][channels] where the file's weights expect channels first.
            quantised.weights = QuantisedTensor.channelsLast(
                quantised.weights, inputs: flattened.channels, area: flattened.area)
        }
        flattened = nil
        let (weight, bias) = try declare(quantised, [dense.outputs, dense.inputs], layer.node)
        let label = labels.unique(UniqueLabels.title(layer.node))

        let part = Footprint.maximumMultiplyAdds
        guard dense.inputs > part else {
            let product = MatrixProduct(accumulator: .int32)
            let result = try append(.matrixProduct(product), [value, weight, bias], label, layer.node)
            return finish(quantised, result, label, layer, position)
        }
        var sum: CircuitBuilder.Value?
        for start in stride(from: 0, to: dense.inputs, by: part) {
            let product = MatrixProduct(
                accumulator: .int32, start: UInt32(start),
                count: UInt32(min(part, dense.inputs - start)))
            let partLabel = labels.unique("\(label) from \(start)")
            guard let before = sum else {
                sum = try append(.matrixProduct(product), [value, weight, bias], partLabel, layer.node)
                continue
            }
            let next = try append(.matrixProduct(product), [value, weight], partLabel, layer.node)
            sum = try append(
                .elementwise(Elementwise(.add, to: .int32)), [before, next],
                labels.unique("\(label) sum"), layer.node)
        }
        guard let sum else { throw .circuitRefused(node: layer.node, reason: "an empty product") }
        return finish(quantised, sum, label, layer, position)
    }

    mutating func appendConvolution(
        _ convolution: FloatConvolution, _ layer: FloatLayer, _ position: Int, to held: Held
    ) throws(ModelImportError) -> Held {
        let (value, input) = try activation(held)
        let window = convolution.window
        var quantised = QuantisedLayer(convolution.weights, convolution.bias, input: input)
        quantised.weights = QuantisedTensor.channelsLast(
            quantised.weights, inputs: convolution.inputs, area: window.count)
        let (weight, bias) = try declare(
            quantised, [convolution.outputs, window.height, window.width, convolution.inputs], layer.node)
        let padded = try pad(value, window, with: 0, layer.node)
        let label = labels.unique(UniqueLabels.title(layer.node))
        let operation = Convolution(
            strideY: try small(window.strideY, layer.node),
            strideX: try small(window.strideX, layer.node), accumulator: .int32)
        let result = try append(.convolution(operation), [padded, weight, bias], label, layer.node)
        return finish(quantised, result, label, layer, position)
    }

    /// Maxima of integers are the integers of maxima: the scale stays.
    mutating func appendMaximumPool(
        _ window: Window, _ layer: FloatLayer, to held: Held
    ) throws(ModelImportError) -> Held {
        let (value, input) = try activation(held)
        // The least value that an entry can have, so that padding never wins alone.
        let padded = try pad(value, window, with: input.isNonNegative ? 0 : -127, layer.node)
        let result = try append(
            .pooling(try pooling(.maximum, window, layer.node)), [padded],
            labels.unique(UniqueLabels.title(layer.node)), layer.node)
        return .activation(result, input)
    }

    /// A mean is a sum whose step is smaller by the window's size.
    mutating func appendSumPool(
        _ window: Window, _ layer: FloatLayer, _ position: Int, to held: Held
    ) throws(ModelImportError) -> Held {
        let (value, input) = try activation(held)
        let padded = try pad(value, window, with: 0, layer.node)
        let label = labels.unique(UniqueLabels.title(layer.node))
        let result = try append(
            .pooling(try pooling(.sum, window, layer.node)), [padded], label, layer.node)
        let accumulator = Accumulator(
            numerator: Double(input.maximum), divisor: Double(window.count), layer: position)
        reports.append(
            PendingReport(
                label: label, inputStep: input.step, outputStep: accumulator.step,
                position: origins.count - 1))
        return .accumulator(result, accumulator)
    }

    /// On an accumulator the rectifier is the clamp of the requantisation; on an int8 activation it
    /// is a requantisation by one (2^15 / 2^15, which is exact) with that clamp.
    mutating func appendRelu(
        _ upper: Float?, _ layer: FloatLayer, _ position: Int, to held: Held
    ) throws(ModelImportError) -> Held {
        switch held {
        case .accumulator(let value, let accumulator):
            let maximum = maxima[position]
            let (result, activation) = try rescale(
                value, accumulator, to: maximum, rectified: true,
                upper: Self.bound(upper, maximum: maximum), layer.node)
            return .activation(result, activation)
        case .activation(let value, let activation):
            guard let identity = FixedPointRatio(1, dividedBy: 1) else { return held }
            let label = labels.unique(UniqueLabels.title(layer.node))
            let result = try requantise(
                value, identity, lower: 0,
                upper: Self.bound(upper, maximum: activation.maximum), label, layer.node)
            return .activation(result, Activation(maximum: activation.maximum, isNonNegative: true))
        }
    }

    /// The largest logit and its place. The logits of a picture go back to channels first.
    mutating func appendHead(_ held: Held) throws(ModelImportError) {
        guard let node = graph.layers.last?.node else {
            throw .outputNotVector(graph.inputName)
        }
        var logits: CircuitBuilder.Value
        switch held {
        case .activation(let value, _), .accumulator(let value, _): logits = value
        }
        if let flattened, flattened.channels > 1, flattened.area > 1 {
            let shape = logits.type.shape.dimensions
            let picture = try view(logits, [flattened.area, flattened.channels], node)
            let turned = try append(
                .permutation(Permutation(axes: [1, 0])), [picture], labels.unique("channels first"), node)
            logits = try view(turned, shape, node)
        }
        let best = try appendAll(
            .reduction(.maximum), [logits], labels.unique("class"), node, endsLayer: true)
        guard best.count == 2 else {
            throw .circuitRefused(node: node, reason: "a maximum without its place")
        }
        builder.output("class", best[1])
        builder.output("score", best[0])
        if options.showsLogits { builder.output("logits", logits) }
    }

    private mutating func finish(
        _ quantised: QuantisedLayer, _ result: CircuitBuilder.Value, _ label: String,
        _ layer: FloatLayer, _ position: Int
    ) -> Held {
        let accumulator = Accumulator(
            numerator: quantised.numerator, divisor: Double(QuantisedTensor.limit), layer: position)
        reports.append(
            PendingReport(
                label: label, inputStep: quantised.input.step, outputStep: accumulator.step,
                weights: WeightReport(
                    step: Double(quantised.maximum) / 127, quantised: quantised.weights),
                multiplyAdds: layer.multiplications, position: origins.count - 1))
        return .accumulator(result, accumulator)
    }

    /// Declares weights (int8, [−127, 127]) and bias (int32).
    private mutating func declare(
        _ layer: QuantisedLayer, _ dimensions: [Int], _ node: NodeName
    ) throws(ModelImportError) -> (weight: CircuitBuilder.Value, bias: CircuitBuilder.Value) {
        let (biases, bits) = QuantisedTensor.biases(
            layer.bias, numerator: layer.numerator, divisor: Double(QuantisedTensor.limit))
        guard let biases else { throw .accumulatorOverflow(node: node, bits: bits) }
        let title = UniqueLabels.title(node)
        do {
            let weight = try builder.weight(
                labels.unique("\(title).weight"), try TensorType(.int8, dimensions),
                values: layer.weights, range: -127...127)
            let bias = try builder.weight(
                labels.unique("\(title).bias"), try TensorType(.int32, [biases.count]), values: biases)
            return (weight, bias)
        } catch { throw refusal(error, node) }
    }

    private mutating func pad(
        _ value: CircuitBuilder.Value, _ window: Window, with filler: Int64, _ node: NodeName
    ) throws(ModelImportError) -> CircuitBuilder.Value {
        guard window.isPadded else { return value }
        let padding = Padding(
            before: [try small(window.padTop, node), try small(window.padLeft, node), 0],
            after: [try small(window.padBottom, node), try small(window.padRight, node), 0],
            value: filler)
        return try append(
            .padding(padding), [value], labels.unique("\(UniqueLabels.title(node)) pad"), node)
    }

    private func pooling(
        _ function: Pooling.Function, _ window: Window, _ node: NodeName
    ) throws(ModelImportError) -> Pooling {
        Pooling(
            function, windowY: try small(window.height, node), windowX: try small(window.width, node),
            strideY: try small(window.strideY, node), strideX: try small(window.strideX, node))
    }

    private func small(_ value: Int, _ node: NodeName) throws(ModelImportError) -> UInt16 {
        guard let result = UInt16(exactly: value) else {
            throw .circuitRefused(node: node, reason: "a window, stride or padding of \(value)")
        }
        return result
    }

    /// An upper bound in int8 steps, at least one and at most 127.
    private static func bound(_ upper: Float?, maximum: Float) -> Int64 {
        guard let upper, maximum > 0 else { return 127 }
        let scaled = (Double(upper) * 127 / Double(maximum)).rounded()
        return Int64(min(max(scaled, 1), 127))
    }
}

/// The integers of a layer with weights.
struct QuantisedLayer {
    var weights: [Int64]
    let bias: [Float]
    /// The largest |weight|; 1 when all weights are zero, so that the bias still has a step.
    let maximum: Float
    let input: Quantiser.Activation
    /// Of the accumulator's step: exact, as a product of two Floats.
    let numerator: Double

    init(_ values: [Float], _ bias: [Float], input: Quantiser.Activation) {
        let largest = QuantisedTensor.largestMagnitude(values)
        maximum = largest > 0 ? largest : 1
        weights = QuantisedTensor.weights(values, maximum: maximum)
        self.bias = bias
        self.input = input
        numerator = Double(input.maximum) * Double(maximum)
    }
}
