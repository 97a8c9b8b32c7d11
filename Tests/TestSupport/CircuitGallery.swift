import Circuit

/// Small circuits that together use every operator, attribute and kind of source.
package struct CircuitGallery {
    package let name: String
    package let circuit: Circuit
    package let weights: Weights

    package init(_ name: String, _ body: (inout CircuitBuilder) throws -> Void) throws {
        var builder = CircuitBuilder(name: name)
        try body(&builder)
        self.name = name
        (circuit, weights) = try builder.build()
    }

    /// Inputs drawn from the declared ranges, extremes often.
    package func inputs(_ random: inout SeededGenerator) throws -> [Tensor] {
        try circuit.inputs.map { try Self.tensor($0.type, $0.range, &random) }
    }

    private static func tensor(
        _ type: TensorType, _ range: ClosedRange<Int64>, _ random: inout SeededGenerator
    ) throws -> Tensor {
        let values = (0..<type.shape.count).map { _ in
            switch random.next() % 8 {
            case 0: range.lowerBound
            case 1: range.upperBound
            default: Int64.random(in: range, using: &random)
            }
        }
        return try Tensor(type, values: values)
    }

    private static func values(_ count: Int, _ range: ClosedRange<Int64>, _ seed: UInt64) -> [Int64] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in Int64.random(in: range, using: &random) }
    }

    package static func all() throws -> [CircuitGallery] {
        try [dense(), convolutional(), attention(), elementwise(), movement(), rowScales(), tables(), stateful(), wide()]
    }

    /// A multilayer perceptron's shape: uint8 and int8 products with and without bias, ReLU, argmax.
    package static func dense() throws -> CircuitGallery {
        try CircuitGallery("dense") { builder in
            let x = builder.input("x", try TensorType(.uint8, [3, 37]))
            let w = try builder.weight("w", try TensorType(.int8, [21, 37]), values: values(21 * 37, -127...127, 1))
            let b = try builder.weight("b", try TensorType(.int32, [21]), values: values(21, -5000...5000, 2))
            let h = try builder.append(.matrixProduct(MatrixProduct(accumulator: .int32)), [x, w, b], label: "fc1")
            let q = try builder.append(
                .requantise(Requantise(to: .int8, multiplier: .constant(40_000), shift: 29, lower: 0, upper: 127)), h,
                label: "relu", isCheckpoint: true)
            let v = try builder.weight("v", try TensorType(.int8, [10, 21]), values: values(210, -127...127, 3))
            let y = try builder.append(.matrixProduct(MatrixProduct(accumulator: .int32)), [q[0], v], label: "fc2")
            let top = try builder.append(.reduction(.maximum), y, label: "argmax")
            builder.output("score", top[0])
            builder.output("class", top[1])
        }
    }

    /// Padding, convolutions with strides, both poolings, a flattening view.
    package static func convolutional() throws -> CircuitGallery {
        try CircuitGallery("convolutional") { builder in
            let x = builder.input("x", try TensorType(.uint8, [9, 8, 2]))
            let scaled = try builder.append(
                .requantise(Requantise(to: .int8, multiplier: .constant(32_639), shift: 16, lower: -127, upper: 127)),
                [x], label: "scale")
            let padded = try builder.append(
                .padding(Padding(before: [1, 2, 0], after: [2, 1, 0], value: -3)), scaled, label: "pad")
            let w = try builder.weight("w", try TensorType(.int8, [5, 3, 3, 2]), values: values(90, -127...127, 4))
            let b = try builder.weight("b", try TensorType(.int32, [5]), values: values(5, -900...900, 5))
            let c = try builder.append(
                .convolution(Convolution(strideY: 1, strideX: 2)), [padded[0], w, b], label: "conv1")
            let m = try builder.weight("m", try TensorType(.uint16, [5]), values: values(5, 1...65_535, 6))
            let q = try builder.append(
                .requantise(Requantise(to: .int8, multiplier: .channel, shift: 24, lower: -127, upper: 127)), [c[0], m],
                label: "scale1")
            let p = try builder.append(
                .pooling(Pooling(.maximum, windowY: 2, windowX: 3, strideY: 2, strideX: 1)), q, label: "pool1",
                isCheckpoint: true)
            let s = try builder.append(
                .pooling(Pooling(.sum, windowY: 2, windowX: 2, strideY: 1, strideX: 1)), p, label: "pool2")
            let u = try builder.weight("u", try TensorType(.int16, [2, 2, 2, 5]), values: values(40, -30_000...30_000, 7))
            let d = try builder.append(
                .convolution(Convolution(accumulator: .int64)), [p[0], u], label: "wide convolution")
            builder.output("sums", s[0])
            builder.output("wide", try d[0].viewed(as: try Shape([d[0].type.shape.count])))
        }
    }

    /// Products of two activations, batched and not, int16 factors, parts of a contraction.
    package static func attention() throws -> CircuitGallery {
        try CircuitGallery("attention") { builder in
            let q = builder.input("q", try TensorType(.int8, [2, 5, 12]), range: -127...127)
            let k = builder.input("k", try TensorType(.int16, [2, 7, 12]), range: -2000...2000)
            let scores = try builder.append(.matrixProduct(MatrixProduct(accumulator: .int32)), [q, k], label: "scores")
            let flatQ = try q.viewed(as: try Shape([10, 12]))
            let w = try builder.weight("w", try TensorType(.int8, [6, 12]), values: values(72, -127...127, 8))
            let b = try builder.weight("b", try TensorType(.int32, [6]), values: values(6, -50...50, 9))
            let low = try builder.append(
                .matrixProduct(MatrixProduct(accumulator: .int32, start: 0, count: 5)), [flatQ, w, b], label: "part 0")
            let high = try builder.append(
                .matrixProduct(MatrixProduct(accumulator: .int32, start: 5, count: 7)), [flatQ, w], label: "part 1")
            let sum = try builder.append(
                .elementwise(Elementwise(.add, to: .int32)), [low[0], high[0]], label: "sum of parts")
            let v = try builder.weight("v", try TensorType(.int16, [4, 12]), values: values(48, -30_000...30_000, 10))
            let c = try builder.weight("c", try TensorType(.int64, [4]), values: values(4, -1_000_000...1_000_000, 11))
            let wide = try builder.append(
                .matrixProduct(MatrixProduct(accumulator: .int64)), [flatQ, v, c], label: "wide")
            for (name, value) in [("scores", scores[0]), ("sum", sum[0]), ("wide", wide[0])] { builder.output(name, value) }
        }
    }

    /// All functions and broadcasts, with weights on either side.
    package static func elementwise() throws -> CircuitGallery {
        try CircuitGallery("elementwise") { builder in
            let a = builder.input("a", try TensorType(.int16, [3, 4, 5]))
            let b = builder.input("b", try TensorType(.int8, [3, 4, 5]))
            let row = builder.input("row", try TensorType(.int32, [3, 4]), range: -60_000...60_000)
            let vector = try builder.weight("vector", try TensorType(.uint16, [4, 5]), values: values(20, 0...65_535, 12))
            let fixed = try builder.weight("fixed", try TensorType(.int16, [3, 4, 5]), values: values(60, -9...9, 13))
            let sum = try builder.append(.elementwise(Elementwise(.add, to: .int32)), [a, b], label: "sum")
            let scaled = try builder.append(
                .elementwise(Elementwise(.multiply, broadcast: .suffix, to: .int64)), [sum[0], vector], label: "scaled")
            let less = try builder.append(
                .elementwise(Elementwise(.subtract, broadcast: .row, to: .int64)), [scaled[0], row], label: "less")
            let product = try builder.append(
                .elementwise(Elementwise(.multiply, to: .int32)), [fixed, a], label: "weights first")
            let narrow = try builder.append(.clamp(Clamp(to: .int8, lower: -127, upper: 100)), less, label: "narrow")
            for (name, value) in [("less", less[0]), ("product", product[0]), ("narrow", narrow[0])] {
                builder.output(name, value)
            }
        }
    }

    package static func movement() throws -> CircuitGallery {
        try CircuitGallery("movement") { builder in
            let x = builder.input("x", try TensorType(.int32, [2, 3, 4]))
            let i = builder.input("i", try TensorType(.int8, [5]), range: 0...7)
            let embedding = try builder.weight("embedding", try TensorType(.int16, [9, 4]), values: values(36, -99...99, 14))
            let turned = try builder.append(.permutation(Permutation(axes: [2, 0, 1])), [x], label: "turn")
            let cut = try builder.append(
                .slicing(Slicing(axis: 0, start: 1, count: 2, step: 2)), turned, label: "cut")
            let joined = try builder.append(
                .concatenation(Concatenation(axis: 0)), [cut[0], turned[0], cut[0]], label: "join")
            let rows = try builder.append(.gather(Gather()), [embedding, i], label: "embed")
            let own = try builder.append(.gather(Gather()), [joined[0], try i.viewed(as: try Shape([1, 5]))], label: "pick")
            let padded = try builder.append(
                .padding(Padding(before: [0, 1], after: [2, 0], value: 7)), rows, label: "pad")
            for (name, value) in [("own", own[0]), ("padded", padded[0])] { builder.output(name, value) }
        }
    }

    /// Per-row quantise, division both ways, square roots, reductions, row multipliers.
    package static func rowScales() throws -> CircuitGallery {
        try CircuitGallery("rowScales") { builder in
            let x = builder.input("x", try TensorType(.int32, [4, 11]), range: -1_000_000...1_000_000)
            let d = builder.input("d", try TensorType(.int32, [4, 11]), range: 1...5000)
            let peak = try builder.append(.reduction(.magnitude), [x], label: "row peak")
            let q = try builder.append(
                .division(
                    Division(factor: 127, rounding: .nearest, perRow: true, to: .int8, lower: -127, upper: 127)),
                [x, peak[0]], label: "quantise rows")
            let total = try builder.append(.reduction(.sum(.int64)), [x], label: "row sum")
            let small = try builder.append(.reduction(.sum(.int32)), q, label: "row sum of int8")
            let quotient = try builder.append(
                .division(Division(factor: 3, rounding: .down, perRow: false, to: .int64, lower: -9_000_000, upper: 9_000_000)),
                [x, d], label: "divide")
            let square = try builder.append(.elementwise(Elementwise(.multiply, to: .int64)), [x, x], label: "square")
            let root = try builder.append(.squareRoot(SquareRoot()), square, label: "root")
            let back = try builder.append(
                .requantise(Requantise(to: .int32, multiplier: .row, shift: 20, lower: -9_999_999, upper: 9_999_999)),
                [quotient[0], peak[0]], label: "row multiplier")
            for (name, value) in [
                ("index", peak[1]), ("total", total[0]), ("small", small[0]), ("root", root[0]), ("back", back[0]),
            ] { builder.output(name, value) }
        }
    }

    package static func tables() throws -> CircuitGallery {
        try CircuitGallery("tables") { builder in
            let x = builder.input("x", try TensorType(.int8, [6, 5]))
            let y = builder.input("y", try TensorType(.int16, [8]), range: -300...400)
            let first = try builder.table(try TensorType(.int8, [256]), values: values(256, -128...127, 15))
            let second = try builder.table(try TensorType(.int32, [701]), values: values(701, -70_000...70_000, 16))
            let a = try builder.append(.lookup(Lookup(first: -128)), [x, first], label: "int8 table")
            let b = try builder.append(.lookup(Lookup(first: -300)), [y, second], label: "int32 table")
            builder.output("a", a[0])
            builder.output("b", b[0])
        }
    }

    /// A running sum that is kept within bounds, and a shift register of rows.
    package static func stateful() throws -> CircuitGallery {
        try CircuitGallery("stateful") { builder in
            let x = builder.input("x", try TensorType(.int8, [4]))
            let sum = builder.state("sum", try TensorType(.int16, [4]), range: -1000...1000)
            let rows = builder.state("rows", try TensorType(.int8, [3, 4]))
            let next = try builder.append(.elementwise(Elementwise(.add, to: .int16)), [sum, x], label: "add")
            let bounded = try builder.append(.clamp(Clamp(to: .int16, lower: -1000, upper: 1000)), next, label: "bound")
            let older = try builder.append(.slicing(Slicing(axis: 0, start: 1, count: 2)), [rows], label: "older")
            let shifted = try builder.append(
                .concatenation(Concatenation(axis: 0)), [older[0], try x.viewed(as: try Shape([1, 4]))], label: "append")
            try builder.update(sum, to: bounded[0])
            try builder.update(rows, to: shifted[0])
            builder.output("sum", bounded[0])
            builder.output("rows", shifted[0])
        }
    }

    /// Every element type through requantise and clamp.
    package static func wide() throws -> CircuitGallery {
        try CircuitGallery("wide") { builder in
            for (index, element) in ElementType.allCases.enumerated() {
                let range: ClosedRange<Int64>? = element == .int64 ? -(1 << 40)...(1 << 40) : nil
                let x = builder.input("x\(index)", try TensorType(element, [7, 9]), range: range)
                for (other, to) in [ElementType.int8, .uint8, .int16, .uint16, .int32].enumerated() {
                    let bounds: ClosedRange<Int64> = to == .int8 ? -127...127 : to.range
                    let y = try builder.append(
                        .requantise(
                            Requantise(
                                to: to, multiplier: .constant(777), shift: 11, lower: bounds.lowerBound,
                                upper: bounds.upperBound)), [x], label: "requantise")
                    let z = try builder.append(
                        .clamp(Clamp(to: to, lower: max(bounds.lowerBound, -90), upper: 101)), [x], label: "clamp")
                    builder.output("y\(index).\(other)", y[0])
                    builder.output("z\(index).\(other)", z[0])
                }
            }
        }
    }
}
