// Layers without weights: activations, changes of shape, and the head.
extension GraphConverter {
    /// A rectifier behind a maximum pool or a Flatten moves in front of it: the result is the same,
    /// since it is monotone and works element by element, and it then fuses with the weighted layer.
    mutating func appendRelu(_ node: ConvertedNode, upper: Float?) {
        var place = layers.count
        while place > 0, layers[place - 1].isMonotone { place -= 1 }
        if place == 0 || !layers[place - 1].hasWeights { place = layers.count }
        let shape = place > 0 ? layers[place - 1].outputShape : shape
        layers.insert(
            FloatLayer(
                node: node.name, operation: .relu(upper: upper), inputShape: shape, outputShape: shape),
            at: place)
    }

    /// Clip from 0, with or without an upper bound: Relu and Relu6.
    mutating func appendClip(_ node: ConvertedNode) throws(ModelImportError) {
        try node.checkOperands(1...3, "an activation, a minimum and perhaps a maximum")
        func bound(_ index: Int) throws(ModelImportError) -> Float? {
            guard let name = node.operand(index) else { return nil }
            let values = try floats(name, node.name).values
            guard values.count == 1 else {
                throw .wrongElementCount(
                    tensor: name, expected: 1, found: values.count, node: node.name)
            }
            return values[0]
        }
        let lower = try bound(1)
        guard lower == 0 else {
            throw .unsupportedAttribute(
                node: node.name, attribute: "min", value: lower.map { "\($0)" } ?? "absent",
                supported: "0")
        }
        let upper = try bound(2)
        if let upper, upper <= 0 {
            throw .unsupportedAttribute(
                node: node.name, attribute: "max", value: "\(upper)", supported: "above 0")
        }
        appendRelu(node, upper: upper)
    }

    mutating func appendFlatten(
        _ node: ConvertedNode, _ attributes: inout NodeAttributes
    ) throws(ModelImportError) {
        try node.checkOperands(1...1, "one activation")
        let axis = try attributes.integer("axis", default: 1)
        let rank = Int64(shape.dimensions.count + 1)
        guard axis == 1 || axis == 1 - rank else {
            throw attributes.unsupported("axis", .integer(axis), "1")
        }
        try flatten(node)
    }

    private mutating func flatten(_ node: ConvertedNode) throws(ModelImportError) {
        guard case .picture = shape else { return }
        try add(.flatten, node, giving: .vector(shape.count))
    }

    /// Reshape to [batch, everything else], or to the shape it has.
    mutating func appendReshape(
        _ node: ConvertedNode, _ attributes: inout NodeAttributes
    ) throws(ModelImportError) {
        try node.checkOperands(2...2, "an activation and a shape")
        let copiesZero = try attributes.integer("allowzero", default: 0) == 0
        let target = try integers(node.require(1, "an activation and a shape"), node.name)
        let source = shape.dimensions
        let refusal = ModelImportError.shapeMismatch(
            node: node.name,
            reason: "it reshapes \(source) to \(target.prefix(8)); only [batch, everything else] is supported")

        // The batch is 1 or symbolic, so -1 leaves it alone when all other sizes are given.
        guard let batch = target.first, target.count >= 2,
            batch == 1 || batch == -1 || (batch == 0 && copiesZero)
        else { throw refusal }
        var sizes: [Int] = []
        var unknown: Int?
        for (position, size) in target.dropFirst().enumerated() {
            switch size {
            case 0 where copiesZero && position < source.count: sizes.append(source[position])
            case -1 where unknown == nil && batch != -1:
                unknown = position
                sizes.append(1)
            case 1...Int64(limits.dimension): sizes.append(Int(size))
            default: throw refusal
            }
        }
        guard let known = ImportLimits.product(sizes, atMost: shape.count), known >= 1,
            shape.count % known == 0
        else { throw refusal }
        if let unknown { sizes[unknown] = shape.count / known }
        if sizes == source { return }
        guard sizes == [shape.count] else { throw refusal }
        try flatten(node)
    }

    /// Dropout does nothing at inference. Its mask and its training flag must be absent or false,
    /// which only a constant could say; the ratio does not matter.
    func skipDropout(
        _ node: ConvertedNode, _ attributes: inout NodeAttributes
    ) throws(ModelImportError) {
        try node.checkOperands(1...3, "an activation, perhaps a ratio and a training flag")
        _ = attributes.take("seed")
        guard let flag = node.operand(2) else { return }
        guard let tensor = constants[flag], tensor.isFalse else {
            throw .unsupportedAttribute(
                node: node.name, attribute: "training_mode", value: "set", supported: "false")
        }
    }

    mutating func appendHead(
        _ node: ConvertedNode, _ attributes: inout NodeAttributes
    ) throws(ModelImportError) {
        try node.checkOperands(1...1, "one activation")
        guard case .vector = shape else {
            throw .shapeMismatch(node: node.name, reason: "its input is a picture; Flatten it first")
        }
        guard head != .argmax, !layers.isEmpty else { throw .headNotLast(node: node.name) }
        // The default differs: ArgMax counts axes from the batch, Softmax from the end.
        let isArgMax = node.source.operatorType == "ArgMax"
        let axis = try attributes.integer("axis", default: isArgMax ? 0 : -1)
        guard axis == 1 || axis == -1 else {
            throw attributes.unsupported("axis", .integer(axis), "1")
        }
        if isArgMax {
            _ = try attributes.integer("keepdims", default: 1)
            try attributes.require("select_last_index", 0)
        }
        head = isArgMax ? .argmax : .softmax
        headNode = node.name
    }

    mutating func appendConstant(
        _ node: ConvertedNode, _ attributes: inout NodeAttributes
    ) throws(ModelImportError) {
        var tensor = ONNXTensor()
        switch attributes.takeFirst(["value", "value_float", "value_floats", "value_int", "value_ints"]) {
        case .tensor(let value)?: tensor = value
        case .float(let value)?:
            tensor.elementType = ONNXTensor.float32
            tensor.floats = [value]
        case .floats(let values)?:
            tensor.elementType = ONNXTensor.float32
            tensor.floats = values
            tensor.dimensions = [Int64(values.count)]
        case .integer(let value)?:
            tensor.elementType = ONNXTensor.int64
            tensor.integers = [value]
        case .integers(let values)?:
            tensor.elementType = ONNXTensor.int64
            tensor.integers = values
            tensor.dimensions = [Int64(values.count)]
        case .string?, .other?, nil: throw .missingAttribute(node: node.name, attribute: "value")
        }
        let output = try node.onlyOutput()
        tensor.name = output
        constants[output] = tensor
    }
}

extension NodeAttributes {
    fileprivate mutating func takeFirst(_ names: [String]) -> ONNXAttribute.Value? {
        for name in names {
            if let value = take(name) { return value }
        }
        return nil
    }
}

extension ONNXTensor {
    /// A boolean scalar that is false.
    fileprivate var isFalse: Bool {
        guard elementType == 9, !isExternal else { return false }
        return raw.map { $0.elementsEqual([0]) && smallIntegers.isEmpty } ?? (smallIntegers == [0])
    }
}

extension FloatLayer {
    fileprivate var isMonotone: Bool {
        switch operation {
        case .maximumPool, .flatten: true
        case .dense, .convolution, .averagePool, .relu: false
        }
    }

    package var hasWeights: Bool {
        switch operation {
        case .dense, .convolution: true
        case .maximumPool, .averagePool, .relu, .flatten: false
        }
    }
}
