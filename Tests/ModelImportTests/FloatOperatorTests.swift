import ModelImport
import Testing

/// The logits that a one-image model of `nodes` gives.
private func evaluate(
    _ nodes: [NodeFixture], _ tensors: [TensorFixture], input: [Int64?], _ values: [Float]
) throws -> [Float] {
    let model = ModelFixture(nodes: nodes, tensors: tensors, inputShape: input)
    return try FloatEvaluator(FloatGraph(onnx: model.bytes)).logits([values])[0]
}

private let flatten = NodeFixture("Flatten", ["a"], ["y"])

@Suite struct FloatOperatorTests {
    @Test func gemmAppliesAlphaBetaAndTransposition() throws {
        let weights = TensorFixture.floats("w", [3, 2], [1, 2, 3, 4, 5, 6])
        let turned = TensorFixture.floats("w", [2, 3], [1, 3, 5, 2, 4, 6])
        let bias = TensorFixture.floats("b", [3], [10, 20, 30])
        let scaling: [(String, AttributeFixture)] = [("alpha", .float(2)), ("beta", .float(0.5))]
        let expected: [Float] = [2 * -1 + 5, 2 * -1 + 10, 2 * -1 + 15]
        #expect(
            try evaluate(
                [NodeFixture("Gemm", ["x", "w", "b"], ["y"], scaling + [("transB", .integer(1))])],
                [weights, bias], input: [1, 2], [1, -1]) == expected)
        #expect(
            try evaluate(
                [NodeFixture("Gemm", ["x", "w", "b"], ["y"], scaling)], [turned, bias],
                input: [1, 2], [1, -1]) == expected)
    }

    @Test func matMulTakesABiasFromAdd() throws {
        let nodes = [
            NodeFixture("MatMul", ["x", "w"], ["a"]), NodeFixture("Add", ["b", "a"], ["y"]),
        ]
        let tensors: [TensorFixture] = [
            .floats("w", [2, 2], [1, 2, 3, 4]), .floats("b", [1, 2], [100, 200]),
        ]
        #expect(try evaluate(nodes, tensors, input: [nil, 2], [1, 10]) == [131, 242])
    }

    @Test func convolutionMatchesItsDefinition() throws {
        // Five outputs, so that a block of four and a short block both occur.
        let (inputs, outputs, height, width) = (2, 5, 4, 5)
        let (kernelY, kernelX, strideY, strideX) = (3, 2, 2, 1)
        let pads = [1, 0, 0, 1]
        let x = (0..<inputs * height * width).map { Float(($0 * 7) % 11) - 5 }
        let w = (0..<outputs * inputs * kernelY * kernelX).map { Float(($0 * 5) % 13) - 6 }
        let b = (0..<outputs).map { Float($0) }
        let outHeight = (height + pads[0] + pads[2] - kernelY) / strideY + 1
        let outWidth = (width + pads[1] + pads[3] - kernelX) / strideX + 1
        var expected: [Float] = []
        for o in 0..<outputs {
            for y in 0..<outHeight {
                for column in 0..<outWidth {
                    var sum = b[o]
                    for c in 0..<inputs {
                        for dy in 0..<kernelY {
                            for dx in 0..<kernelX {
                                let (row, place) = (y * strideY + dy - pads[0], column * strideX + dx - pads[1])
                                guard (0..<height).contains(row), (0..<width).contains(place) else { continue }
                                sum += x[(c * height + row) * width + place]
                                    * w[((o * inputs + c) * kernelY + dy) * kernelX + dx]
                            }
                        }
                    }
                    expected.append(sum)
                }
            }
        }
        let node = NodeFixture(
            "Conv", ["x", "w", "b"], ["a"],
            [
                ("strides", .integers([2, 1])), ("pads", .integers([1, 0, 0, 1])),
                ("kernel_shape", .integers([3, 2])), ("dilations", .integers([1, 1])),
                ("group", .integer(1)),
            ])
        let tensors: [TensorFixture] = [.floats("w", [5, 2, 3, 2], w), .floats("b", [5], b)]
        #expect(try evaluate([node, flatten], tensors, input: [nil, 2, 4, 5], x) == expected)
    }

    @Test func automaticPaddingKeepsTheSize() throws {
        let x: [Float] = [1, 2, 3, 4]
        let weights = TensorFixture.floats("w", [1, 1, 2, 2], [1, 10, 100, 1000])
        func run(_ mode: String) throws -> [Float] {
            let node = NodeFixture("Conv", ["x", "w"], ["a"], [("auto_pad", .string(mode))])
            return try evaluate([node, flatten], [weights], input: [nil, 1, 2, 2], x)
        }
        #expect(try run("VALID") == [4321])
        #expect(try run("SAME_UPPER") == [4321, 402, 43, 4])
        #expect(try run("SAME_LOWER") == [1000, 2100, 3010, 4321])
    }

    @Test func poolingsMatchTheirDefinitions() throws {
        let x: [Float] = [1, 2, -3, 4, 5, 6, 7, -8, 9]
        func run(_ type: String, _ attributes: [(String, AttributeFixture)]) throws -> [Float] {
            try evaluate(
                [NodeFixture(type, ["x"], ["a"], attributes), flatten], [], input: [nil, 1, 3, 3], x)
        }
        let two: (String, AttributeFixture) = ("kernel_shape", .integers([2, 2]))
        #expect(try run("MaxPool", [two]) == [5, 6, 7, 9])
        #expect(try run("MaxPool", [two, ("pads", .integers([1, 1, 0, 0]))])[0] == 1)
        #expect(try run("AveragePool", [two]) == [3, 2.5, 2, 3])
        #expect(
            try run(
                "AveragePool",
                [two, ("pads", .integers([1, 1, 0, 0])), ("count_include_pad", .integer(1))])[0] == 0.25)
        #expect(try run("GlobalAveragePool", []) == [23 / 9])
    }

    @Test func rectifiersClampAndMoveInFrontOfPools() throws {
        let nodes = [
            NodeFixture("Conv", ["x", "w"], ["c"]),
            NodeFixture("MaxPool", ["c"], ["p"], [("kernel_shape", .integers([1, 2]))]),
            NodeFixture("Clip", ["p", "zero", "six"], ["a"]), flatten,
        ]
        let tensors: [TensorFixture] = [
            .floats("w", [1, 1, 1, 1], [2]), .floats("zero", [], [0]), .floats("six", [], [6]),
        ]
        let model = ModelFixture(nodes: nodes, tensors: tensors, inputShape: [nil, 1, 1, 4])
        let graph = try FloatGraph(onnx: model.bytes)
        #expect(graph.layers[1].operation == .relu(upper: 6))
        #expect(try FloatEvaluator(graph).logits([[-3, -1, 2, 5]]) == [[0, 4, 6]])
    }

    @Test func batchNormalisationFoldsIntoTheLayerBefore() throws {
        let nodes = [
            NodeFixture("Conv", ["x", "w", "b"], ["c"]),
            NodeFixture(
                "BatchNormalization", ["c", "scale", "shift", "mean", "variance"], ["a"],
                [("epsilon", .float(1)), ("momentum", .float(0.5))]),
            flatten,
        ]
        let tensors: [TensorFixture] = [
            .floats("w", [2, 1, 1, 1], [2, 3]), .floats("b", [2], [1, 5]),
            .floats("scale", [2], [4, 1]), .floats("shift", [2], [7, -1]),
            .floats("mean", [2], [3, 1]), .floats("variance", [2], [3, 0]),
        ]
        // (2x + 1 − 3)·4/2 + 7 and (3x + 5 − 1)·1/1 − 1
        #expect(try evaluate(nodes, tensors, input: [nil, 1, 1, 1], [10]) == [43, 33])
    }

    @Test func constantsIdentityDropoutAndDeadNodesPassThrough() throws {
        let nodes = [
            NodeFixture("Constant", [], ["w0"], [("value", .tensor(.floats("", [2, 1], [1, 2])))]),
            NodeFixture("Identity", ["w0"], ["w"]),
            NodeFixture("Sin", ["x"], ["unused"]),
            NodeFixture("Identity", ["x"], ["a"]),
            NodeFixture("Dropout", ["a", "ratio"], ["b", "mask"]),
            NodeFixture("MatMul", ["b", "w"], ["c"]),
            NodeFixture("Softmax", ["c"], ["d"], [("axis", .integer(-1))]),
            NodeFixture("ArgMax", ["d"], ["y"], [("axis", .integer(1)), ("keepdims", .integer(0))]),
        ]
        let model = ModelFixture(nodes: nodes, tensors: [.floats("ratio", [], [0.5])])
        let graph = try FloatGraph(onnx: model.bytes)
        #expect(graph.head == .argmax)
        #expect(try FloatEvaluator(graph).logits([[3, 4]]) == [[11]])
    }

    @Test(arguments: [[1, -1], [-1, 12], [0, 12], [0, -1], [-1, 3, 2, 2]] as [[Int64]])
    func reshapesThatKeepTheBatchAreAccepted(target: [Int64]) throws {
        let nodes = [
            NodeFixture("Reshape", ["x", "s"], ["a"]), NodeFixture("Flatten", ["a"], ["b"]),
            NodeFixture("MatMul", ["b", "w"], ["y"]),
        ]
        let tensors: [TensorFixture] = [
            .integers("s", target), .floats("w", [12, 1], (0..<12).map { Float($0) }),
        ]
        let x = [Float](repeating: 1, count: 12)
        #expect(try evaluate(nodes, tensors, input: [nil, 3, 2, 2], x) == [66])
    }

    @Test func initialisersMayBeListedAsInputs() throws {
        var model = ModelFixture(
            nodes: [NodeFixture("MatMul", ["x", "w"], ["y"])], tensors: [.floats("w", [2, 1], [1, 2])])
        model.listsInitialisersAsInputs = true
        #expect(try FloatGraph(onnx: model.bytes).layers.count == 1)
    }

    @Test func neighboursInABatchDoNotChangeAnImage() throws {
        let model = ModelFixture(
            nodes: [NodeFixture("MatMul", ["x", "w"], ["y"])],
            tensors: [.floats("w", [2, 3], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6])])
        let evaluator = FloatEvaluator(try FloatGraph(onnx: model.bytes))
        let images = (0..<19).map { [Float($0) / 3, Float($0) / 7] }
        let together = try evaluator.logits(images)
        for (image, row) in zip(images, together) { #expect(try evaluator.logits([image]) == [row]) }
    }
}
