import ModelImport
import Testing

/// One file that must be refused, and how.
private struct Refusal: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let bytes: [UInt8]
    let isExpected: @Sendable (ModelImportError) -> Bool

    init(
        _ title: String, _ model: ModelFixture, _ isExpected: @escaping @Sendable (ModelImportError) -> Bool
    ) {
        testDescription = title
        bytes = model.bytes
        self.isExpected = isExpected
    }

    /// Refused for an attribute of the first node.
    static func attribute(
        _ name: String, _ value: AttributeFixture, _ node: NodeFixture,
        tensors: [TensorFixture] = [], input: [Int64?] = [nil, 1, 4, 4]
    ) -> Refusal {
        var node = node
        node.attributes.append((name, value))
        let model = ModelFixture(
            nodes: [node, NodeFixture("Flatten", ["a"], ["y"])], tensors: tensors, inputShape: input)
        return Refusal("\(node.type) \(name)", model) {
            guard case .unsupportedAttribute(_, name, _, _) = $0 else { return false }
            return true
        }
    }
}

private let filter = TensorFixture.floats("w", [1, 1, 2, 2], [1, 2, 3, 4])
private let convolution = NodeFixture("Conv", ["x", "w"], ["a"])
private let maximumPool = NodeFixture("MaxPool", ["x"], ["a"], [("kernel_shape", .integers([2, 2]))])
private let averagePool = NodeFixture("AveragePool", ["x"], ["a"], [("kernel_shape", .integers([2, 2]))])
private let product = NodeFixture("MatMul", ["x", "w"], ["y"])
private let matrix = TensorFixture.floats("w", [2, 1], [1, 2])

private func one(_ node: NodeFixture, _ tensors: [TensorFixture] = [matrix]) -> ModelFixture {
    ModelFixture(nodes: [node], tensors: tensors)
}

private let attributeRefusals: [Refusal] = [
    .attribute("group", .integer(2), convolution, tensors: [filter]),
    .attribute("dilations", .integers([2, 1]), convolution, tensors: [filter]),
    .attribute("strides", .integers([0, 1]), convolution, tensors: [filter]),
    .attribute("strides", .integers([1]), convolution, tensors: [filter]),
    .attribute("pads", .integers([-1, 0, 0, 0]), convolution, tensors: [filter]),
    .attribute("pads", .integers([1 << 40, 0, 0, 0]), convolution, tensors: [filter]),
    .attribute("pads", .float(1), convolution, tensors: [filter]),
    .attribute("auto_pad", .string("SOMETIMES"), convolution, tensors: [filter]),
    .attribute("surprise", .integer(1), convolution, tensors: [filter]),
    .attribute("body", .graph, convolution, tensors: [filter]),
    .attribute("ceil_mode", .integer(1), maximumPool),
    .attribute("storage_order", .integer(1), maximumPool),
    .attribute("kernel_shape", .integers([2, 2]), maximumPool),
    .attribute("count_include_pad", .integer(2), averagePool),
    .attribute("axis", .integer(2), NodeFixture("Flatten", ["x"], ["a"])),
    .attribute("transA", .integer(1), NodeFixture("Gemm", ["x", "w"], ["a"]), tensors: [matrix], input: [1, 2]),
    .attribute("transB", .integer(2), NodeFixture("Gemm", ["x", "w"], ["a"]), tensors: [matrix], input: [1, 2]),
    .attribute("alpha", .float(.nan), NodeFixture("Gemm", ["x", "w"], ["a"]), tensors: [matrix], input: [1, 2]),
]

private let graphRefusals: [Refusal] = [
    Refusal("unsupported operator", one(NodeFixture("Sin", ["x"], ["y"], name: "wave"))) {
        $0 == .unsupportedOperator(node: NodeName(name: "wave", operatorType: "Sin", index: 0))
    },
    Refusal("operator of another domain", one(NodeFixture("Relu", ["x"], ["y"], domain: "com.example"))) {
        if case .unsupportedOperator = $0 { true } else { false }
    },
    Refusal(
        "operator set 12",
        {
            var model = one(product)
            model.operatorSet = 12
            return model
        }()
    ) { $0 == .unsupportedOperatorSet(version: 12) },
    Refusal(
        "operator set 18",
        {
            var model = one(product)
            model.operatorSet = 18
            return model
        }()
    ) { $0 == .unsupportedOperatorSet(version: 18) },
    Refusal(
        "no operator set",
        {
            var model = one(product)
            model.operatorSet = nil
            return model
        }()
    ) { $0 == .unsupportedOperatorSet(version: nil) },
    Refusal("cycle", ModelFixture(nodes: [
        NodeFixture("Add", ["x", "y"], ["a"]), NodeFixture("Relu", ["a"], ["y"]),
    ])) { if case .notInOrder(_, "y") = $0 { true } else { false } },
    Refusal("node that reads itself", one(NodeFixture("Relu", ["y"], ["y"]))) {
        if case .notInOrder(_, "y") = $0 { true } else { false }
    },
    Refusal("missing input", one(NodeFixture("Relu", ["nowhere"], ["y"]))) {
        if case .missingInput(_, "nowhere") = $0 { true } else { false }
    },
    Refusal("value made twice", ModelFixture(nodes: [
        NodeFixture("Relu", ["x"], ["y"]), NodeFixture("Relu", ["x"], ["y"]),
    ])) { $0 == .duplicateName("y") },
    Refusal("initialiser twice", one(product, [matrix, matrix])) { $0 == .duplicateName("w") },
    Refusal("output that nothing makes", ModelFixture(nodes: [], output: "z")) { $0 == .unknownOutput("z") },
    Refusal("skip connection", ModelFixture(nodes: [
        NodeFixture("Relu", ["x"], ["a"]), NodeFixture("Add", ["a", "x"], ["y"]),
    ])) { if case .notFoldable = $0 { true } else { false } },
    Refusal("branch", ModelFixture(nodes: [
        NodeFixture("Relu", ["x"], ["a"]), NodeFixture("MatMul", ["x", "w"], ["b"]),
        NodeFixture("Dropout", ["b", "", "a"], ["y"]),
    ], tensors: [matrix])) { if case .branching(_, "x") = $0 { true } else { false } },
    Refusal("softmax before the end", ModelFixture(nodes: [
        NodeFixture("MatMul", ["x", "w"], ["a"]), NodeFixture("Softmax", ["a"], ["b"]),
        NodeFixture("Relu", ["b"], ["y"]),
    ], tensors: [matrix])) {
        $0 == .headNotLast(node: NodeName(name: "", operatorType: "Softmax", index: 1))
    },
    Refusal("picture as output", ModelFixture(
        nodes: [NodeFixture("Relu", ["x"], ["y"])], inputShape: [nil, 1, 2, 2])) {
            $0 == .outputNotVector("y")
        },
    Refusal("batch normalisation without weights before", ModelFixture(
        nodes: [NodeFixture("BatchNormalization", ["x", "v", "v", "v", "v"], ["y"])],
        tensors: [.floats("v", [2], [1, 1])])) { if case .notFoldable = $0 { true } else { false } },
    Refusal("weights that are activations", ModelFixture(nodes: [
        NodeFixture("Relu", ["x"], ["a"]), NodeFixture("MatMul", ["a", "x"], ["y"]),
    ])) { if case .notConstant(_, "x") = $0 { true } else { false } },
    Refusal("matrix of another width", one(product, [.floats("w", [3, 1], [1, 2, 3])])) {
        if case .shapeMismatch = $0 { true } else { false }
    },
    Refusal("bias of another length", one(
        NodeFixture("Gemm", ["x", "w", "b"], ["y"]), [matrix, .floats("b", [2], [1, 2])])) {
            if case .shapeMismatch = $0 { true } else { false }
        },
    Refusal("window larger than its input", ModelFixture(
        nodes: [convolution], tensors: [filter], inputShape: [nil, 1, 1, 1], output: "a")) {
            if case .shapeMismatch = $0 { true } else { false }
        },
    Refusal("pooling without a window", ModelFixture(
        nodes: [NodeFixture("MaxPool", ["x"], ["y"])], inputShape: [nil, 1, 4, 4])) {
            if case .missingAttribute(_, "kernel_shape") = $0 { true } else { false }
        },
    Refusal("padding as wide as the window", ModelFixture(
        nodes: [
            NodeFixture(
                "MaxPool", ["x"], ["y"],
                [("kernel_shape", .integers([2, 2])), ("pads", .integers([2, 0, 0, 0]))])
        ], inputShape: [nil, 1, 4, 4])) { if case .shapeMismatch = $0 { true } else { false } },
    Refusal("clip without a minimum", one(NodeFixture("Clip", ["x"], ["y"]))) {
        if case .unsupportedAttribute(_, "min", _, _) = $0 { true } else { false }
    },
    Refusal("clip to nothing", ModelFixture(
        nodes: [NodeFixture("Clip", ["x", "zero", "zero"], ["y"])], tensors: [.floats("zero", [], [0])])) {
            if case .unsupportedAttribute(_, "max", _, _) = $0 { true } else { false }
        },
    Refusal("reshape that mixes the batch", one(
        NodeFixture("Reshape", ["x", "s"], ["y"]), [.integers("s", [2, 1])])) {
            if case .shapeMismatch = $0 { true } else { false }
        },
    Refusal("reshape with two unknown sizes", one(
        NodeFixture("Reshape", ["x", "s"], ["y"]), [.integers("s", [1, -1, -1])])) {
            if case .shapeMismatch = $0 { true } else { false }
        },
]

private let inputRefusals: [Refusal] = [
    Refusal("symbolic height", ModelFixture(nodes: [product], tensors: [matrix], inputShape: [nil, 1, nil, 4])) {
        $0 == .dynamicShape(value: "x", axis: 2)
    },
    Refusal("fixed batch", ModelFixture(nodes: [product], tensors: [matrix], inputShape: [8, 2])) {
        $0 == .fixedBatch(value: "x", size: 8)
    },
    Refusal("three axes", ModelFixture(nodes: [product], tensors: [matrix], inputShape: [1, 2, 3])) {
        if case .unsupportedInput("x", _) = $0 { true } else { false }
    },
    Refusal("axis of size zero", ModelFixture(nodes: [product], tensors: [matrix], inputShape: [1, 0])) {
        if case .unsupportedInput("x", _) = $0 { true } else { false }
    },
    Refusal("negative axis", ModelFixture(nodes: [product], tensors: [matrix], inputShape: [1, -3])) {
        if case .unsupportedInput("x", _) = $0 { true } else { false }
    },
    Refusal("input above the limit", ModelFixture(
        nodes: [product], tensors: [matrix], inputShape: [1, 1 << 20, 1 << 20, 1 << 20])) {
            if case .limitExceeded = $0 { true } else { false }
        },
    Refusal("float64 input", ModelFixture(nodes: [product], tensors: [matrix], inputElementType: 11)) {
        if case .unsupportedInput("x", _) = $0 { true } else { false }
    },
    Refusal("declared output of another width", ModelFixture(
        nodes: [product], tensors: [matrix], outputShape: [nil, 5])) {
            if case .shapeMismatch = $0 { true } else { false }
        },
]

private let tensorRefusals: [Refusal] = [
    Refusal("not a number", one(product, [.floats("w", [2, 1], [1, .nan])])) {
        if case .nonFiniteWeight("w", 1, _) = $0 { true } else { false }
    },
    Refusal("infinite weight", one(product, [.floats("w", [2, 1], [-.infinity, 1])])) {
        if case .nonFiniteWeight("w", 0, _) = $0 { true } else { false }
    },
    Refusal("overflow by alpha", one(
        NodeFixture("Gemm", ["x", "w"], ["y"], [("alpha", .float(1e30))]),
        [.floats("w", [2, 1], [1e30, 1])])) { if case .nonFiniteWeight = $0 { true } else { false } },
    Refusal("too few elements", one(product, [.floats("w", [2, 1], [1])])) {
        if case .wrongElementCount("w", 8, 4, _) = $0 { true } else { false }
    },
    Refusal("bytes behind the elements", one(product, [
        {
            var tensor = matrix
            tensor.extraRawBytes = 3
            return tensor
        }()
    ])) { if case .wrongElementCount("w", 8, 11, _) = $0 { true } else { false } },
    Refusal("negative dimension", one(product, [.floats("w", [-2, 1], [1, 2])])) {
        if case .badDimension("w", -2, _) = $0 { true } else { false }
    },
    Refusal("dimension above the limit", one(product, [.floats("w", [1 << 25, 1], [1])])) {
        if case .badDimension("w", _, _) = $0 { true } else { false }
    },
    Refusal("claimed size above the limit", one(product, [.floats("w", [1 << 20, 1 << 20], [1])])) {
        if case .limitExceeded = $0 { true } else { false }
    },
    Refusal("element type float16", one(product, [
        {
            var tensor = matrix
            tensor.elementType = 10
            return tensor
        }()
    ])) { if case .unsupportedElementType("w", 10, _) = $0 { true } else { false } },
    Refusal("external data", one(product, [
        {
            var tensor = matrix
            tensor.external = true
            return tensor
        }()
    ])) { if case .externalData("w", _) = $0 { true } else { false } },
]

@Suite struct RefusalTests {
    @Test(arguments: attributeRefusals + graphRefusals + inputRefusals + tensorRefusals)
    private func refusesWithTheExpectedError(refusal: Refusal) {
        do throws(ModelImportError) {
            _ = try FloatGraph(onnx: refusal.bytes)
            Issue.record("accepted")
        } catch {
            #expect(refusal.isExpected(error), "\(error)")
            // Each line of the message is there, and nothing in it controls a terminal.
            #expect(!error.what.isEmpty && !error.why.isEmpty && !error.suggestion.isEmpty)
        }
    }

    @Test func refusesAnEmptyFile() {
        #expect(throws: ModelImportError.unsupportedOperatorSet(version: nil)) { try FloatGraph(onnx: []) }
    }

    @Test func respectsLoweredLimits() {
        let bytes = one(product).bytes
        func refused(_ change: (inout ImportLimits) -> Void) -> Bool {
            var limits = ImportLimits()
            change(&limits)
            do throws(ModelImportError) { _ = try FloatGraph(onnx: bytes, limits: limits) } catch {
                switch error {
                case .limitExceeded, .fileTooLarge: return true
                default: return false
                }
            }
            return false
        }
        #expect(!refused { _ in })
        #expect(refused { $0.fileBytes = bytes.count - 1 })
        #expect(refused { $0.weightElements = 1 })
        #expect(refused { $0.activationElements = 1 })
        #expect(refused { $0.multiplications = 1 })
        #expect(refused { $0.entries = 0 })
        #expect(refused { $0.integers = 1 })
        #expect(refused { $0.nameBytes = 3 })
    }

    @Test func messagesNameTheNodeAndEscapeControlCharacters() {
        let model = one(NodeFixture("Sin", ["x"], ["y"], name: "evil\u{1B}[2J\u{202E}"))
        do throws(ModelImportError) { _ = try FloatGraph(onnx: model.bytes) } catch {
            #expect(error.what == #"node "evil\u{1b}[2J\u{202e}" (Sin) cannot be imported"#)
            #expect(error.why == #"operator "Sin" is not supported"#)
            #expect(error.node?.index == 0)
            #expect(error.description.contains("Softmax"))
        }
    }
}
