import ModelImport
import TestSupport

/// Small networks with seeded weights that use every operator between them.
enum SmallModels {
    static let names = ["dense", "picture", "normalised", "averaged", "pooled", "long", "heads"]

    static func model(_ name: String) -> ModelFixture {
        var generator = SeededGenerator(seed: 7)
        func floats(_ tensor: String, _ shape: [Int64], _ bound: Float = 1) -> TensorFixture {
            let count = shape.reduce(1, *)
            return .floats(
                tensor, shape, (0..<count).map { _ in Float.random(in: -bound...bound, using: &generator) })
        }
        let flatten = NodeFixture("Flatten", ["f"], ["v"], name: "flatten")
        switch name {
        case "dense":
            return ModelFixture(
                nodes: [
                    NodeFixture("Gemm", ["x", "w1", "b1"], ["a"], [("transB", .integer(1))], name: "fc"),
                    NodeFixture("Relu", ["a"], ["b"]),
                    NodeFixture("MatMul", ["b", "w2"], ["c"], name: "fc"),
                    NodeFixture("Add", ["c", "b2"], ["y"]),
                ],
                tensors: [
                    floats("w1", [9, 6]), floats("b1", [9]), floats("w2", [9, 4]), floats("b2", [4]),
                ], inputShape: [nil, 6], outputShape: [nil, 4])
        case "picture":
            // Three channels in, padding, strides, and a Flatten of several channels and places.
            return ModelFixture(
                nodes: [
                    NodeFixture(
                        "Conv", ["x", "w1", "b1"], ["a"],
                        [("pads", .integers([1, 2, 0, 1])), ("strides", .integers([1, 2]))], name: "conv1"),
                    NodeFixture(
                        "MaxPool", ["a"], ["b"],
                        [("kernel_shape", .integers([2, 2])), ("pads", .integers([1, 0, 0, 1]))]),
                    NodeFixture("Relu", ["b"], ["f"]), flatten,
                    NodeFixture("Gemm", ["v", "w2", "b2"], ["y"], [("transB", .integer(1))], name: "fc"),
                ],
                tensors: [
                    floats("w1", [5, 3, 3, 2]), floats("b1", [5]), floats("w2", [6, 150], 0.2),
                    floats("b2", [6]),
                ], inputShape: [1, 3, 7, 8])
        case "normalised":
            return ModelFixture(
                nodes: [
                    NodeFixture("Conv", ["x", "w1"], ["a"], [("auto_pad", .string("SAME_UPPER"))]),
                    NodeFixture("BatchNormalization", ["a", "scale", "shift", "mean", "variance"], ["b"]),
                    NodeFixture("Clip", ["b", "zero", "six"], ["f"]), flatten,
                    NodeFixture("MatMul", ["v", "w2"], ["y"]),
                ],
                tensors: [
                    floats("w1", [4, 2, 3, 3]), floats("scale", [4], 2), floats("shift", [4]),
                    floats("mean", [4]), .floats("variance", [4], [1, 2, 0.5, 1]),
                    .floats("zero", [], [0]), .floats("six", [], [1.5]), floats("w2", [80, 3], 0.3),
                ], inputShape: [nil, 2, 4, 5])
        case "averaged":
            return ModelFixture(
                nodes: [
                    NodeFixture("Conv", ["x", "w1"], ["a"]),
                    NodeFixture(
                        "AveragePool", ["a"], ["b"],
                        [
                            ("kernel_shape", .integers([2, 3])), ("pads", .integers([1, 1, 0, 1])),
                            ("count_include_pad", .integer(1)),
                        ]),
                    NodeFixture("Relu", ["b"], ["c"]),
                    NodeFixture("Conv", ["c", "w2"], ["d"]),
                    NodeFixture("GlobalAveragePool", ["d"], ["f"]), flatten,
                    NodeFixture("Identity", ["v"], ["y"]),
                ],
                tensors: [floats("w1", [6, 2, 2, 2]), floats("w2", [5, 6, 1, 1])],
                inputShape: [nil, 2, 5, 5])
        case "pooled":
            // Rectifiers that fuse with nothing, and logits that leave the picture layout.
            return ModelFixture(
                nodes: [
                    NodeFixture("Relu", ["x"], ["a"]),
                    NodeFixture("MaxPool", ["a"], ["b"], [("kernel_shape", .integers([2, 2]))]),
                    NodeFixture("Relu", ["b"], ["c"]),
                    NodeFixture("Conv", ["c", "w1"], ["f"], [("kernel_shape", .integers([2, 1]))]), flatten,
                    NodeFixture("Dropout", ["v"], ["y"]),
                ],
                tensors: [floats("w1", [3, 2, 2, 1])], inputShape: [nil, 2, 5, 5])
        case "long":
            // More products a row than one step of a dispute may read.
            return ModelFixture(
                nodes: [NodeFixture("Gemm", ["x", "w", "b"], ["y"], [("transB", .integer(1))], name: "fc")],
                tensors: [floats("w", [2, 9000], 0.1), floats("b", [2], 3)], inputShape: [nil, 9000])
        default:
            return ModelFixture(
                nodes: [
                    NodeFixture("Constant", [], ["s"], [("value", .tensor(.integers("", [-1, 12])))]),
                    NodeFixture("Constant", [], ["t"], [("value_ints", .integers([0, -1]))]),
                    NodeFixture("Reshape", ["x", "s"], ["a"], [("allowzero", .integer(0))]),
                    NodeFixture("Reshape", ["a", "t"], ["b"]),
                    NodeFixture("Gemm", ["b", "w"], ["c"], [("alpha", .float(0.5))]),
                    NodeFixture("LogSoftmax", ["c"], ["d"]),
                    NodeFixture("ArgMax", ["d"], ["y"], [("axis", .integer(-1))]),
                ],
                tensors: [floats("w", [12, 5])], inputShape: [nil, 3, 2, 2])
        }
    }

    /// Seeded pictures for a network.
    static func images(_ graph: FloatGraph, count: Int, seed: UInt64 = 11) -> [[UInt8]] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in generator.bytes(graph.inputShape.count) }
    }
}
