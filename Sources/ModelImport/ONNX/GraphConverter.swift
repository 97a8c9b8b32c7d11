/// Turns an ONNX graph into a `FloatGraph`: checks names and order, then appends one layer a node.
///
/// The supported operators all read one activation, so what reaches the output is a chain: `current`
/// is the name of its latest value and every node must read it.
struct GraphConverter {
    let limits: ImportLimits
    /// Initialisers, and the outputs of `Constant` and of `Identity` behind a constant.
    var constants: [String: ONNXTensor] = [:]
    var current = ""
    var shape = ActivationShape.vector(0)
    var layers: [FloatLayer] = []
    var head = ClassifierHead.logits
    private var weightElements = 0
    private var multiplications = 0

    init(limits: ImportLimits) { self.limits = limits }

    mutating func convert(_ model: ONNXModel) throws(ModelImportError) -> FloatGraph {
        try Self.checkOperatorSet(model)
        guard let graph = model.graph else { throw .noGraph }
        let input = try takeInput(graph)
        let inputShape = shape
        guard graph.outputs.count == 1, let output = graph.outputs.first else {
            throw .wrongNumberOfOutputs(graph.outputs.map(\.name))
        }
        try GraphOrder.check(graph, input: input.name)

        current = input.name
        for (node, name) in GraphOrder.nodesReaching(output.name, in: graph) {
            try append(node, name)
        }
        guard current == output.name else { throw .unknownOutput(output.name) }
        try checkOutput(output)
        return FloatGraph(
            name: graph.name, inputName: input.name, inputShape: inputShape, layers: layers, head: head)
    }

    private static func checkOperatorSet(_ model: ONNXModel) throws(ModelImportError) {
        let versions = model.operatorSets.filter { $0.domain == "" || $0.domain == "ai.onnx" }
        guard versions.count == 1 else { throw .unsupportedOperatorSet(version: nil) }
        guard (13...17).contains(versions[0].version) else {
            throw .unsupportedOperatorSet(version: versions[0].version)
        }
    }

    /// Files before format 4 list initialisers among the inputs too: the others are the real ones.
    private mutating func takeInput(_ graph: ONNXGraph) throws(ModelImportError) -> ONNXValueInfo {
        for tensor in graph.initialisers {
            guard !tensor.name.isEmpty, constants.updateValue(tensor, forKey: tensor.name) == nil
            else { throw .duplicateName(tensor.name) }
        }
        let inputs = graph.inputs.filter { constants[$0.name] == nil }
        guard inputs.count == 1, let input = inputs.first, !input.name.isEmpty else {
            throw .wrongNumberOfInputs(inputs.map(\.name))
        }
        guard input.elementType == ONNXTensor.float32 else {
            throw .unsupportedInput(name: input.name, reason: "its element type is not float32")
        }
        guard let axes = input.shape, axes.count == 2 || axes.count == 4 else {
            throw .unsupportedInput(name: input.name, reason: "its shape is not [N, C, H, W] or [N, K]")
        }
        if let batch = axes[0], batch != 1 { throw .fixedBatch(value: input.name, size: batch) }
        var sizes: [Int] = []
        for axis in 1..<axes.count {
            guard let size = axes[axis] else { throw .dynamicShape(value: input.name, axis: axis) }
            guard size >= 1, size <= Int64(limits.dimension) else {
                throw .unsupportedInput(name: input.name, reason: "axis \(axis) has size \(size)")
            }
            sizes.append(Int(size))
        }
        shape = sizes.count == 1
            ? .vector(sizes[0]) : .picture(channels: sizes[0], height: sizes[1], width: sizes[2])
        guard ImportLimits.product(sizes, atMost: limits.activationElements) != nil else {
            throw .limitExceeded(quantity: "the size of the input is", limit: limits.activationElements)
        }
        return input
    }

    /// A declared output shape must agree with the computed one where it is fixed.
    private func checkOutput(_ output: ONNXValueInfo) throws(ModelImportError) {
        guard case .vector(let count) = shape, let last = layers.last else {
            throw .outputNotVector(output.name)
        }
        guard head != .argmax, let axes = output.shape else { return }
        let fits = axes.count == 2 && (axes[1] ?? Int64(count)) == Int64(count)
        guard fits else {
            throw .shapeMismatch(
                node: last.node, reason: "the graph declares another output shape than [N, \(count)]")
        }
        if let batch = axes[0], batch != 1 { throw .fixedBatch(value: output.name, size: batch) }
    }

    private mutating func append(_ source: ONNXNode, _ node: NodeName) throws(ModelImportError) {
        guard source.domain == "" || source.domain == "ai.onnx" else {
            throw .unsupportedOperator(node: node)
        }
        var attributes = try NodeAttributes(source, node: node)
        let reader = ConvertedNode(source: source, name: node)
        switch source.operatorType {
        case "Constant": try appendConstant(reader, &attributes)
        case "Identity" where source.inputs.count == 1 && constants[source.inputs[0]] != nil:
            constants[try reader.onlyOutput()] = constants[source.inputs[0]]
        default:
            if head != .logits, source.operatorType != "ArgMax", source.operatorType != "Identity",
                let last = layers.last
            {
                throw .headNotLast(node: headNode ?? last.node)
            }
            try checkActivation(reader)
            try appendLayer(reader, &attributes)
            current = try reader.onlyOutput()
        }
        try attributes.finish()
    }

    /// The node that set `head`.
    var headNode: NodeName?

    private mutating func appendLayer(
        _ node: ConvertedNode, _ attributes: inout NodeAttributes
    ) throws(ModelImportError) {
        switch node.source.operatorType {
        case "Gemm": try appendGemm(node, &attributes)
        case "MatMul": try appendMatMul(node)
        case "Add": try foldAdd(node)
        case "Conv": try appendConvolution(node, &attributes)
        case "BatchNormalization": try foldBatchNormalisation(node, &attributes)
        case "MaxPool": try appendMaximumPool(node, &attributes)
        case "AveragePool": try appendAveragePool(node, &attributes)
        case "GlobalAveragePool": try appendGlobalAveragePool(node)
        case "Relu": appendRelu(node, upper: nil)
        case "Clip": try appendClip(node)
        case "Flatten": try appendFlatten(node, &attributes)
        case "Reshape": try appendReshape(node, &attributes)
        case "Identity": break
        case "Dropout": try skipDropout(node, &attributes)
        case "Softmax", "LogSoftmax", "ArgMax": try appendHead(node, &attributes)
        default: throw .unsupportedOperator(node: node.name)
        }
    }

    /// The activation is the first operand, except that an Add may have it second.
    private func checkActivation(_ node: ConvertedNode) throws(ModelImportError) {
        let inputs = node.source.inputs
        guard let first = inputs.first, !first.isEmpty else {
            throw .wrongOperands(node: node.name, expected: "an activation first")
        }
        if first == current { return }
        if node.source.operatorType == "Add", inputs.count == 2, inputs[1] == current { return }
        // An unknown operator is the more helpful report than what it reads.
        guard Self.operators.contains(node.source.operatorType) else {
            throw .unsupportedOperator(node: node.name)
        }
        if constants[first] != nil {
            throw .wrongOperands(node: node.name, expected: "an activation first and constants behind it")
        }
        throw .branching(node: node.name, value: first)
    }

    private static let operators: Set<String> = [
        "Gemm", "MatMul", "Add", "Conv", "BatchNormalization", "MaxPool", "AveragePool",
        "GlobalAveragePool", "Relu", "Clip", "Flatten", "Reshape", "Identity", "Dropout", "Softmax",
        "LogSoftmax", "ArgMax",
    ]

    /// Adds a layer and makes its output the current shape, within the limits.
    mutating func add(
        _ operation: FloatOperation, _ node: ConvertedNode, giving output: ActivationShape
    ) throws(ModelImportError) {
        guard ImportLimits.product(output.dimensions, atMost: limits.activationElements) != nil else {
            throw .limitExceeded(
                quantity: "the size of an activation is", limit: limits.activationElements)
        }
        let layer = FloatLayer(
            node: node.name, operation: operation, inputShape: shape, outputShape: output)
        let work: [Int] =
            switch operation {
            case .dense(let dense): [dense.inputs, dense.outputs]
            case .convolution(let convolution):
                [convolution.inputs, convolution.window.height, convolution.window.width]
                    + output.dimensions
            case .maximumPool(let window), .averagePool(let window):
                [window.height, window.width] + output.dimensions
            case .relu, .flatten: output.dimensions
            }
        guard let cost = ImportLimits.product(work, atMost: limits.multiplications),
            cost <= limits.multiplications - multiplications
        else {
            throw .limitExceeded(
                quantity: "the number of multiplications is", limit: limits.multiplications)
        }
        multiplications += cost
        layers.append(layer)
        shape = output
    }

    /// The values of a constant float operand with its shape, counted against the limit.
    mutating func floats(
        _ name: String, _ node: NodeName
    ) throws(ModelImportError) -> (values: [Float], shape: [Int]) {
        guard let tensor = constants[name] else { throw .notConstant(node: node, value: name) }
        let count = try tensor.elementCount(limits, for: node)
        guard count <= limits.weightElements - weightElements else {
            throw .limitExceeded(quantity: "the number of weights is", limit: limits.weightElements)
        }
        weightElements += count
        return (try tensor.floatValues(limits, for: node), tensor.dimensions.map(Int.init))
    }

    func integers(_ name: String, _ node: NodeName) throws(ModelImportError) -> [Int64] {
        guard let tensor = constants[name] else { throw .notConstant(node: node, value: name) }
        return try tensor.integerValues(limits, for: node)
    }
}

/// A node while it is converted.
struct ConvertedNode {
    let source: ONNXNode
    let name: NodeName

    /// The operand at `index`, nil where it is left out.
    func operand(_ index: Int) -> String? {
        guard index < source.inputs.count, !source.inputs[index].isEmpty else { return nil }
        return source.inputs[index]
    }

    /// - Throws: `wrongOperands` unless the number of operands, omitted ones included, is in `range`.
    func checkOperands(_ range: ClosedRange<Int>, _ expected: String) throws(ModelImportError) {
        guard range.contains(source.inputs.count) else {
            throw .wrongOperands(node: name, expected: expected)
        }
    }

    func require(_ index: Int, _ expected: String) throws(ModelImportError) -> String {
        guard let operand = operand(index) else {
            throw .wrongOperands(node: name, expected: expected)
        }
        return operand
    }

    /// The one output that later nodes may read. Masks and indices are supported only when nobody
    /// asks for them by name, except Dropout's, which the graph's order check keeps unread.
    func onlyOutput() throws(ModelImportError) -> String {
        let named = source.outputs.filter { !$0.isEmpty }
        guard let first = source.outputs.first, !first.isEmpty,
            named.count == 1 || source.operatorType == "Dropout"
        else {
            throw .wrongOperands(node: name, expected: "made for one output")
        }
        return first
    }
}
