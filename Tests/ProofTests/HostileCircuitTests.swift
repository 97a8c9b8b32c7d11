import Circuit
import TestSupport
import Testing
import Verifier

/// Circuits that a proof file may bring and that the two networks never show: each once made the planner trap, or
/// planned a relation that is not the circuit's.
struct HostileCircuitTests {
    static func circuit(_ body: (inout CircuitBuilder) throws -> Void) throws -> (circuit: Circuit, weights: Weights) {
        var builder = CircuitBuilder(name: "hostile")
        try body(&builder)
        return try builder.build()
    }

    /// Appends a product of one row and its argmax, so that the rest of the circuit has a proof's outputs.
    static func close(
        _ builder: inout CircuitBuilder, _ value: CircuitBuilder.Value, rows: Int = 3, range: ClosedRange<Int64>? = nil
    ) throws {
        let count = value.type.shape.count
        let weight = try builder.weight(
            "last", try TensorType(.int8, [rows, count]),
            values: (0..<rows * count).map { range == nil ? Int64($0 * 7 % 11) - 5 : range?.lowerBound ?? 0 }, range: range)
        let logits = try builder.append(
            .matrixProduct(MatrixProduct(accumulator: .int32)), [try value.viewed(as: try Shape([1, count])), weight],
            label: "logits")
        let top = try builder.append(.reduction(.maximum), logits, label: "argmax")
        builder.output("score", top[0])
        builder.output("class", top[1])
    }

    static func relu(_ to: ElementType = .int8) -> OperatorKind {
        .requantise(Requantise(to: to, multiplier: .constant(1), shift: 8, lower: 0, upper: 127))
    }

    static func filter(_ builder: inout CircuitBuilder, _ dimensions: [Int]) throws -> CircuitBuilder.Value {
        let count = dimensions.reduce(1, *)
        return try builder.weight(
            "filter", try TensorType(.int8, dimensions), values: (0..<count).map { Int64($0 % 5) - 2 })
    }

    /// A convolution contracts over the axes that it sees: an operand laid out by other axes has other coordinates.
    @Test(arguments: [([15], [3, 5, 1]), ([5, 3], [3, 5, 1]), ([64], [4, 4, 4]), ([2, 30], [12, 5, 1])])
    func convolutionsOfOtherViewsAreRefused(stored: [Int], seen: [Int]) throws {
        let (circuit, _) = try Self.circuit { builder in
            let x = builder.input("x", try TensorType(.uint8, stored))
            let w = try Self.filter(&builder, [2, 1, 1, seen[2]])
            let y = try builder.append(
                .convolution(Convolution()), [try x.viewed(as: try Shape(seen)), w], label: "conv")
            let z = try builder.append(Self.relu(), y, label: "relu")
            try Self.close(&builder, z[0])
        }
        Hostile.expectRefusedByPlan(circuit)
    }

    @Test(arguments: [([64], [8, 8, 1]), ([2, 32], [8, 8, 1]), ([4, 16], [8, 8, 1])])
    func poolingsOfOtherViewsAreRefused(stored: [Int], seen: [Int]) throws {
        let (circuit, _) = try Self.circuit { builder in
            let x = builder.input("x", try TensorType(.uint8, stored))
            let y = try builder.append(
                .pooling(Pooling(.maximum, windowY: 2, windowX: 2, strideY: 2, strideX: 2)),
                [try x.viewed(as: try Shape(seen))], label: "pool")
            try Self.close(&builder, y[0])
        }
        Hostile.expectRefusedByPlan(circuit)
    }

    /// What a convolution reads of a padding is the padded image, not another image of as many elements.
    @Test func paddingsSeenOtherwiseAreRefused() throws {
        let (circuit, _) = try Self.circuit { builder in
            let x = builder.input("x", try TensorType(.uint8, [4, 6, 1]))
            let padded = try builder.append(
                .padding(Padding(before: [1, 1, 0], after: [1, 1, 0], value: 0)), [x], label: "pad")
            let w = try Self.filter(&builder, [2, 3, 3, 1])
            let y = try builder.append(
                .convolution(Convolution()), [try padded[0].viewed(as: try Shape([8, 6, 1])), w], label: "conv")
            let z = try builder.append(Self.relu(), y, label: "relu")
            try Self.close(&builder, z[0])
        }
        Hostile.expectRefusedByPlan(circuit)
    }

    /// Logits that cannot differ have leads of no bits: nothing would bind score and index.
    @Test func argmaxOfConstantsIsRefused() throws {
        let (circuit, _) = try Self.circuit { builder in
            let x = builder.input("x", try TensorType(.uint8, [4]))
            try Self.close(&builder, x, range: 0...0)
        }
        Hostile.expectRefusedByPlan(circuit)
    }

    /// An index counts along a row. Over an image it would have to be split into places, which no gadget does.
    @Test func argmaxOverImagesIsRefused() throws {
        let (circuit, _) = try Self.circuit { builder in
            let x = builder.input("x", try TensorType(.uint8, [5, 4, 1]))
            let w = try Self.filter(&builder, [2, 3, 2, 1])
            let y = try builder.append(.convolution(Convolution()), [x, w], label: "conv")
            let row = try y[0].viewed(as: try Shape([1, y[0].type.shape.count]))
            let top = try builder.append(.reduction(.maximum), [row], label: "argmax")
            builder.output("score", top[0])
            builder.output("class", top[1])
        }
        Hostile.expectRefusedByPlan(circuit)
    }

    /// Axes of one element have no coordinates: windows belong to the axes that are left.
    @Test(arguments: [([1, 8, 3], 1, 2), ([8, 1, 3], 2, 1), ([1, 8, 1], 1, 4), ([6, 10, 2], 2, 2), ([12, 3, 1], 4, 1)])
    func poolingsAlongOneAxisAreProved(image: [Int], y: Int, x: Int) throws {
        let (circuit, weights) = try Self.circuit { builder in
            let input = builder.input("x", try TensorType(.uint8, image))
            let pooled = try builder.append(
                .pooling(
                    Pooling(
                        .maximum, windowY: UInt16(y), windowX: UInt16(x), strideY: UInt16(y), strideX: UInt16(x))),
                [input], label: "pool")
            try Self.close(&builder, pooled[0])
        }
        var random = SeededGenerator(seed: 8)
        try Hostile.proveAndVerify(circuit, weights, &random)
    }
}
