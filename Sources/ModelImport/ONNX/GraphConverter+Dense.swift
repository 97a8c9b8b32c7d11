// Gemm, MatMul, and what folds into the layer before: Add of a bias, BatchNormalization.
extension GraphConverter {
    /// Y = alpha·A·B + beta·C, with A the activation; alpha and beta are multiplied into the weights.
    mutating func appendGemm(
        _ node: ConvertedNode, _ attributes: inout NodeAttributes
    ) throws(ModelImportError) {
        let expected = "A, B and perhaps C"
        try node.checkOperands(2...3, expected)
        let alpha = try attributes.float("alpha", default: 1)
        let beta = try attributes.float("beta", default: 1)
        try attributes.require("transA", 0)
        let transposed = try attributes.integer("transB", default: 0)
        guard transposed == 0 || transposed == 1 else {
            throw attributes.unsupported("transB", .integer(transposed), "0 or 1")
        }
        let weightName = try node.require(1, expected)
        let matrix = try floats(weightName, node.name)
        var dense = try denseLayer(
            matrix.values, matrix.shape, rowsAreOutputs: transposed == 1, weightName, node.name)
        for index in dense.weights.indices { dense.weights[index] *= alpha }
        try Self.checkFinite(dense.weights, weightName, node.name)
        if let biasName = node.operand(2) {
            let bias = try floats(biasName, node.name)
            dense.bias = try Self.spread(bias.values, bias.shape, over: dense.outputs, picture: false, node.name)
            for index in dense.bias.indices { dense.bias[index] *= beta }
            try Self.checkFinite(dense.bias, biasName, node.name)
        }
        try add(.dense(dense), node, giving: .vector(dense.outputs))
    }

    /// Y = A·B, with A the activation and B [inputs, outputs].
    mutating func appendMatMul(_ node: ConvertedNode) throws(ModelImportError) {
        try node.checkOperands(2...2, "an activation and a matrix")
        let weightName = try node.require(1, "an activation and a matrix")
        let matrix = try floats(weightName, node.name)
        let dense = try denseLayer(
            matrix.values, matrix.shape, rowsAreOutputs: false, weightName, node.name)
        try add(.dense(dense), node, giving: .vector(dense.outputs))
    }

    private func denseLayer(
        _ values: [Float], _ dimensions: [Int], rowsAreOutputs: Bool, _ name: String, _ node: NodeName
    ) throws(ModelImportError) -> FloatDense {
        guard case .vector(let inputs) = shape else {
            throw .shapeMismatch(node: node, reason: "its input is a picture; Flatten it first")
        }
        guard dimensions.count == 2, dimensions[rowsAreOutputs ? 1 : 0] == inputs,
            dimensions[rowsAreOutputs ? 0 : 1] >= 1
        else {
            throw .shapeMismatch(
                node: node, reason: "its weights are \(dimensions), its input has \(inputs) values")
        }
        let outputs = dimensions[rowsAreOutputs ? 0 : 1]
        var weights = values
        if !rowsAreOutputs {
            for output in 0..<outputs {
                for input in 0..<inputs {
                    weights[output * inputs + input] = values[input * outputs + output]
                }
            }
        }
        return FloatDense(
            inputs: inputs, outputs: outputs, weights: weights,
            bias: [Float](repeating: 0, count: outputs))
    }

    /// Adds a constant to the bias of the layer before.
    mutating func foldAdd(_ node: ConvertedNode) throws(ModelImportError) {
        let expected = "an activation and a bias"
        try node.checkOperands(2...2, expected)
        let biasName = try node.require(node.source.inputs[0] == current ? 1 : 0, expected)
        guard constants[biasName] != nil else {
            throw .notFoldable(
                node: node.name, reason: "it adds two activations; only a constant bias can be added")
        }
        let bias = try floats(biasName, node.name)
        try changeWeightedLayer(node) {
            (weights, layerBias, isPicture) throws(ModelImportError) in
            let added = try Self.spread(
                bias.values, bias.shape, over: layerBias.count, picture: isPicture, node.name)
            for index in layerBias.indices { layerBias[index] += added[index] }
            try Self.checkFinite(layerBias, biasName, node.name)
        }
    }

    /// y = scale·(x − mean)/√(variance + ε) + shift, multiplied into the layer before. Computed in
    /// Double (the square root of IEEE 754 is correctly rounded) and rounded to Float once.
    mutating func foldBatchNormalisation(
        _ node: ConvertedNode, _ attributes: inout NodeAttributes
    ) throws(ModelImportError) {
        let expected = "an activation, scale, shift, mean and variance"
        try node.checkOperands(5...5, expected)
        let epsilon = Double(try attributes.float("epsilon", default: 1e-5))
        _ = try attributes.float("momentum", default: 0.9)
        try attributes.require("training_mode", 0)
        var parameters: [[Float]] = []
        for index in 1...4 {
            let values = try floats(node.require(index, expected), node.name)
            guard values.shape.count == 1 else {
                throw .shapeMismatch(node: node.name, reason: "a parameter is not one value a channel")
            }
            parameters.append(values.values)
        }
        try changeWeightedLayer(node) { (weights, bias, _) throws(ModelImportError) in
            for values in parameters where values.count != bias.count {
                throw .shapeMismatch(
                    node: node.name,
                    reason: "it has \(values.count) channels, the layer before \(bias.count)")
            }
            let fanIn = weights.count / bias.count
            for output in bias.indices {
                let spread = Double(parameters[3][output]) + epsilon
                guard spread > 0 else {
                    throw .shapeMismatch(node: node.name, reason: "variance + epsilon is not positive")
                }
                let factor = Double(parameters[0][output]) / spread.squareRoot()
                for index in output * fanIn..<(output + 1) * fanIn {
                    weights[index] = Float(Double(weights[index]) * factor)
                }
                let centred = Double(bias[output]) - Double(parameters[2][output])
                bias[output] = Float(centred * factor + Double(parameters[1][output]))
            }
            try Self.checkFinite(weights, "the folded weights", node.name)
            try Self.checkFinite(bias, "the folded bias", node.name)
        }
    }

    /// Changes weights and bias of the latest layer in place.
    /// - Throws: `notFoldable` when the latest layer has no weights.
    private mutating func changeWeightedLayer(
        _ node: ConvertedNode,
        _ change: (inout [Float], inout [Float], _ isPicture: Bool) throws(ModelImportError) -> Void
    ) throws(ModelImportError) {
        let reason = "it does not follow Conv, Gemm or MatMul, into which it could be folded"
        guard let last = layers.last else { throw .notFoldable(node: node.name, reason: reason) }
        switch last.operation {
        case .dense(var dense):
            try change(&dense.weights, &dense.bias, false)
            layers[layers.count - 1].operation = .dense(dense)
        case .convolution(var convolution):
            try change(&convolution.weights, &convolution.bias, true)
            layers[layers.count - 1].operation = .convolution(convolution)
        default: throw .notFoldable(node: node.name, reason: reason)
        }
    }

    /// A bias as one value an output: ONNX broadcasting from the right, over [N, outputs] or
    /// [N, outputs, H, W].
    static func spread(
        _ values: [Float], _ dimensions: [Int], over outputs: Int, picture: Bool, _ node: NodeName
    ) throws(ModelImportError) -> [Float] {
        if values.count == 1, dimensions.allSatisfy({ $0 == 1 }), dimensions.count <= (picture ? 4 : 2) {
            return [Float](repeating: values[0], count: outputs)
        }
        let accepted = picture ? [[outputs, 1, 1], [1, outputs, 1, 1]] : [[outputs], [1, outputs]]
        guard accepted.contains(dimensions) else {
            throw .shapeMismatch(
                node: node, reason: "its bias is \(dimensions), not one value for \(outputs) outputs")
        }
        return values
    }

    static func checkFinite(
        _ values: [Float], _ name: String, _ node: NodeName
    ) throws(ModelImportError) {
        for index in values.indices where !values[index].isFinite {
            throw .nonFiniteWeight(tensor: name, index: index, node: node)
        }
    }
}
