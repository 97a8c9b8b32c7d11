import Circuit

/// Circuits within a verifier's limits that cost it the most, one for each kind of work, and one with as much of all as
/// fits together: what an attacker would put into a proof file.
enum WorstCircuits {
    struct Case {
        let name: String
        /// What is at its limit.
        let words: String
        let circuit: Circuit
        let weights: Weights
    }

    static let names = ["openings", "reads", "wiring", "operators", "cells", "everything"]

    static func all() throws -> [Case] {
        [
            try make("openings", "blocks over all claims") { try openings(&$0, readers: 240) },
            try make("reads", "public elements read") { try reads(&$0, count: 16) },
            try make("wiring", "taps times places") { try wiring(&$0, places: 1024, taps: 310) },
            try make("operators", "operators") { try operators(&$0) },
            try make("cells", "cells of the weight oracle, 2^23 of 2^24") { try cells(&$0) },
            try make("everything", "as much of all as fits together") { builder in
                let first = try openings(&builder, readers: 215)
                try reads(&builder, count: 15)
                try wiring(&builder, places: 1024, taps: 300)
                return first
            },
        ]
    }

    private static func make(
        _ name: String, _ words: String, _ body: (inout CircuitBuilder) throws -> CircuitBuilder.Value
    ) throws -> Case {
        var builder = CircuitBuilder(name: name)
        let value = try body(&builder)
        // The argmax that a proof's outputs are.
        let count = value.type.shape.count
        let weight = try weight(&builder, "logits", [3, count])
        let logits = try builder.append(
            .matrixProduct(MatrixProduct(accumulator: .int32)), [try value.viewed(as: try Shape([1, count])), weight],
            label: "logits")
        let top = try builder.append(.reduction(.maximum), logits, label: "argmax")
        builder.output("score", top[0])
        builder.output("class", top[1])
        let (circuit, weights) = try builder.build()
        return Case(name: name, words: words, circuit: circuit, weights: weights)
    }

    private static func weight(
        _ builder: inout CircuitBuilder, _ name: String, _ shape: [Int]
    ) throws -> CircuitBuilder.Value {
        let count = shape.reduce(1, *)
        return try builder.weight(name, try TensorType(.int8, shape), values: (0..<count).map { Int64($0 &* 37 % 251) - 125 })
    }

    private static func requantise(_ shift: UInt8, upper: Int64 = 100) -> OperatorKind {
        .requantise(Requantise(to: .int8, multiplier: .constant(1), shift: shift, lower: -100, upper: upper))
    }

    /// One product whose form has many limbs, read by requantises that have many limbs themselves, on an extent with a
    /// set bit in every place.
    @discardableResult
    private static func openings(_ builder: inout CircuitBuilder, readers: Int) throws -> CircuitBuilder.Value {
        let x = builder.input("openings x", try TensorType(.uint8, [1, 15]))
        let w = try weight(&builder, "openings w", [127, 15])
        let product = try builder.append(.matrixProduct(MatrixProduct(accumulator: .int32)), [x, w], label: "product")
        let first = try builder.append(requantise(4), product, label: "defines")
        for index in 0..<readers {
            // Remainders of five limbs, and what the clamp cuts off on both sides.
            _ = try builder.append(requantise(UInt8(2 + index % 8)), product, label: "reads \(index)")
        }
        return first[0]
    }

    /// The largest input, read whole by convolutions whose results are small.
    @discardableResult
    private static func reads(_ builder: inout CircuitBuilder, count: Int) throws -> CircuitBuilder.Value {
        let x = builder.input("reads x", try TensorType(.uint8, [248, 255, 1]))
        let w = try weight(&builder, "reads w", [1, 1, 1, 1])
        var last = x
        for index in 0..<count {
            let y = try builder.append(
                .convolution(Convolution(strideY: 100, strideX: 100)), [x, w], label: "reads \(index)")
            last = try builder.append(requantise(8), y, label: "small \(index)")[0]
        }
        return last
    }

    /// A long filter over a long image.
    @discardableResult
    private static func wiring(_ builder: inout CircuitBuilder, places: Int, taps: Int) throws -> CircuitBuilder.Value {
        let x = builder.input("wiring x", try TensorType(.uint8, [places, 1, 1]))
        let w = try weight(&builder, "wiring w", [1, taps, 1, 1])
        let y = try builder.append(.convolution(Convolution()), [x, w], label: "wiring")
        return try builder.append(requantise(9), y, label: "wired")[0]
    }

    private static func operators(_ builder: inout CircuitBuilder) throws -> CircuitBuilder.Value {
        var value = builder.input("x", try TensorType(.uint8, [1, 3]))
        for index in 0..<127 {
            let w = try weight(&builder, "w\(index)", [3, 3])
            let y = try builder.append(.matrixProduct(MatrixProduct(accumulator: .int32)), [value, w], label: "product \(index)")
            value = try builder.append(requantise(3, upper: 101), y, label: "scale \(index)")[0]
        }
        return value
    }

    private static func cells(_ builder: inout CircuitBuilder) throws -> CircuitBuilder.Value {
        let x = builder.input("x", try TensorType(.uint8, [1, 1023]))
        let w = try weight(&builder, "w", [4095, 1023])
        let y = try builder.append(.matrixProduct(MatrixProduct(accumulator: .int32)), [x, w], label: "product")
        return try builder.append(requantise(12), y, label: "scale")[0]
    }
}
