import Circuit
import TestSupport
import Testing

/// `tables.json` is written by `Tests/Scripts/table_vectors.py` with other series and Python integers.
@Suite struct ExactTableTests {
    struct Vector: Decodable {
        let function: String
        let input: [UInt32]?
        let output: [UInt32]
        let range: [Int32]?
        let rotary: [Int]?
        let element: String
        let root: String
        let values: [Int64]?
    }

    typealias Generator =
        @Sendable (FixedPointScale, FixedPointScale, ClosedRange<Int32>, ElementType) throws(CircuitError) -> Tensor

    static let generators: [(name: String, make: Generator)] = [
        ("gelu", { (i, o, r, e) throws(CircuitError) in try ExactTable.gelu(input: i, output: o, from: r, to: e) }),
        ("silu", { (i, o, r, e) throws(CircuitError) in try ExactTable.silu(input: i, output: o, from: r, to: e) }),
        ("sigmoid", { (i, o, r, e) throws(CircuitError) in try ExactTable.sigmoid(input: i, output: o, from: r, to: e) }),
        ("tanh", { (i, o, r, e) throws(CircuitError) in try ExactTable.tanh(input: i, output: o, from: r, to: e) }),
        ("exp2", { (i, o, r, e) throws(CircuitError) in try ExactTable.exp2(input: i, output: o, from: r, to: e) }),
        ("sine", { (i, o, r, e) throws(CircuitError) in try ExactTable.sine(input: i, output: o, from: r, to: e) }),
        ("cosine", { (i, o, r, e) throws(CircuitError) in try ExactTable.cosine(input: i, output: o, from: r, to: e) }),
        (
            "reciprocalSquareRoot",
            { (i, o, r, e) throws(CircuitError) in
                try ExactTable.reciprocalSquareRoot(input: i, output: o, from: r, to: e)
            }
        ),
    ]

    private func scale(_ parts: [UInt32]) throws -> FixedPointScale {
        try FixedPointScale(numerator: parts[0], shift: UInt8(parts[1]))
    }

    private func tensor(_ vector: Vector) throws -> Tensor {
        let element = try #require(ElementType(name: vector.element))
        if let rotary = vector.rotary {
            let pair = try ExactTable.rotary(
                positions: rotary[0], width: rotary[1], base: UInt32(rotary[2]), output: try scale(vector.output),
                to: element)
            return vector.function == "sine" ? pair.sine : pair.cosine
        }
        let generator = try #require(Self.generators.first { $0.name == vector.function })
        let range = try #require(vector.range)
        return try generator.make(
            try scale(try #require(vector.input)), try scale(vector.output), range[0]...range[1], element)
    }

    @Test func tablesAgreeWithPythonIntegers() throws {
        let vectors: [Vector] = try VectorFile.json("tables.json")
        #expect(vectors.count > 40)
        for vector in vectors {
            let table = try tensor(vector)
            if let values = vector.values { #expect(table.values == values, "\(vector.function) \(vector.input ?? [])") }
            #expect(table.root.hexadecimal == vector.root, "\(vector.function) \(vector.input ?? [])")
        }
        for generator in Self.generators {
            #expect(vectors.contains { $0.function == generator.name }, "\(generator.name)")
        }
    }

    @Test func valuesThatAreExactRoundHalvesUp() throws {
        let unit = try FixedPointScale(shift: 0)
        #expect(try ExactTable.sigmoid(input: unit, output: unit, from: 0...0, to: .int8).values == [1])
        // 2^−1 in units of 1 is a half; 2^−2 in units of 1/2 too.
        #expect(try ExactTable.exp2(input: unit, output: unit, from: -2...0, to: .int8).values == [0, 1, 1])
        let halves = try FixedPointScale(shift: 1)
        #expect(try ExactTable.exp2(input: unit, output: halves, from: -3...0, to: .int8).values == [0, 1, 1, 2])
        #expect(try ExactTable.reciprocalSquareRoot(input: unit, output: unit, from: 4...5, to: .int8).values == [1, 0])
    }

    @Test func entriesAreClampedToTheirType() throws {
        let wide = try FixedPointScale(shift: 0), fine = try FixedPointScale(shift: 40)
        #expect(try ExactTable.gelu(input: wide, output: wide, from: 126...130, to: .int8).values == [126, 127, 127, 127, 127])
        #expect(try ExactTable.tanh(input: wide, output: fine, from: -9...9, to: .int8).values.min() == -127)
        #expect(try ExactTable.tanh(input: wide, output: fine, from: -9...9, to: .uint8).values.min() == 0)
        #expect(try ExactTable.sigmoid(input: wide, output: fine, from: 70...71, to: .int64).values == [1 << 40, 1 << 40])
        #expect(
            try ExactTable.silu(input: try FixedPointScale(numerator: .max, shift: 0), output: fine, from: .max ... .max, to: .int64)
                .values == [.max])
    }

    @Test func theWidestArgumentsAreDecided() throws {
        let coarse = try FixedPointScale(numerator: .max, shift: 0), fine = try FixedPointScale(shift: 40)
        for range in [Int32.min ... .min + 3, -3...3, .max - 3 ... .max] as [ClosedRange<Int32>] {
            for scale in [coarse, fine] {
                for generator in Self.generators {
                    if generator.name == "exp2", range.upperBound > 0 { continue }
                    if generator.name == "reciprocalSquareRoot", range.lowerBound < 1 { continue }
                    #expect(try generator.make(scale, fine, range, .int64).values.count == range.count)
                }
            }
        }
    }

    @Test func oddAndEvenFunctionsAreSo() throws {
        let input = try FixedPointScale(numerator: 77, shift: 9), output = try FixedPointScale(numerator: 5, shift: 17)
        for generator in Self.generators where ["sine", "tanh", "cosine"].contains(generator.name) {
            let values = try generator.make(input, output, -200...200, .int32).values
            let mirrored = generator.name == "cosine" ? values : values.map { -$0 }
            #expect(Array(values.reversed()) == mirrored, "\(generator.name)")
        }
    }

    @Test func rangesAndScalesAreRefused() throws {
        let unit = try FixedPointScale(shift: 0)
        #expect(throws: CircuitError.self) { try FixedPointScale(numerator: 0, shift: 0) }
        #expect(throws: CircuitError.self) { try FixedPointScale(shift: 41) }
        for generator in Self.generators {
            #expect(throws: CircuitError.self) { try generator.make(unit, unit, .min ... .max, .int8) }
            #expect(throws: CircuitError.self) { try generator.make(unit, unit, 1...65_537, .int8) }
        }
        #expect(throws: CircuitError.self) { try ExactTable.exp2(input: unit, output: unit, from: -1...1, to: .int8) }
        #expect(throws: CircuitError.self) {
            try ExactTable.reciprocalSquareRoot(input: unit, output: unit, from: 0...1, to: .int8)
        }
        for (positions, width, base) in [(0, 2, 1), (1, 3, 1), (1, 0, 1), (1, 2, 0), (1 << 21, 2, 1), (-1, 2, 1)] as [(Int, Int, UInt32)] {
            #expect(throws: CircuitError.self) {
                try ExactTable.rotary(positions: positions, width: width, base: base, output: unit, to: .int8)
            }
        }
    }

    @Test func tablesFitCircuits() throws {
        var builder = CircuitBuilder(name: "activation")
        let scale = try FixedPointScale(shift: 4)
        let gelu = try ExactTable.gelu(input: scale, output: scale, from: -127...127, to: .int8)
        let x = builder.input("x", try TensorType(.int8, [4]), range: -127...127)
        let table = try builder.table(gelu.type, values: gelu.values)
        builder.output("y", try builder.append(.lookup(Lookup(first: -127)), [x, table], label: "gelu")[0])
        let (circuit, weights) = try builder.build()
        let input = try Tensor(circuit.inputs[0].type, values: [-127, -16, 16, 127])
        // x·Φ(x) at ±1 is 0.841 and −0.159: 13.46 and −2.54 sixteenths.
        #expect(try circuit.evaluateByDefinition(inputs: [input], weights: weights).outputs[0].values == [0, -3, 13, 127])
    }
}
