import Circuit
import Testing

/// Weights, inputs and states that a circuit does not declare are refused before a run.
@Suite struct TensorCheckTests {
    private func layout() throws -> Layout {
        try Layout([
            WeightEntry(name: "a", type: try TensorType(.int8, [3, 5]), offset: 0, range: -100...100),
            WeightEntry(name: "b", type: try TensorType(.int32, [2]), offset: 1024, range: -7...9),
        ])
    }

    private func expectMismatch(_ name: String, _ body: () throws -> Void) {
        do {
            try body()
            Issue.record("accepted")
        } catch CircuitError.tensorMismatch(let found, _) { #expect(found == name) } catch {
            Issue.record("\(error)")
        }
    }

    @Test func layoutsTakeTheirOwnWeightsOnly() throws {
        let layout = try layout()
        #expect(layout.byteCount == 1024 + 8)
        let zeros = [UInt8](repeating: 0, count: layout.byteCount)
        try layout.check(Weights(bytes: zeros))
        for count in [0, 1023, 1031, 1033, 2048] {
            expectMismatch("weights") { try layout.check(Weights(bytes: [UInt8](repeating: 0, count: count))) }
        }
        for position in [15, 16, 500, 1023] {
            var bytes = zeros
            bytes[position] = 1
            expectMismatch("weights") { try layout.check(Weights(bytes: bytes)) }
        }
        for (position, value, name) in [(14, 101, "a"), (0, 156 - 1, "a"), (1024, 10, "b"), (1028, 248, "b"), (1031, 128, "b")] {
            var bytes = zeros
            bytes[position] = UInt8(value)
            expectMismatch(name) { try layout.check(Weights(bytes: bytes)) }
        }
        for (position, value) in [(14, 100), (0, 156), (1024, 9)] {
            var bytes = zeros
            bytes[position] = UInt8(value)
            try layout.check(Weights(bytes: bytes))
        }
        try layout.check(Weights(bytes: zeros[..<1028] + [249, 255, 255, 255]))
    }

    @Test func buildersRefuseWeightsOutsideTheirRange() throws {
        var builder = CircuitBuilder(name: "weights")
        let type = try TensorType(.int8, [2])
        expectMismatch("w") { _ = try builder.weight("w", type, values: [1, 5], range: 0...4) }
        expectMismatch("w") { _ = try builder.weight("w", type, values: [1, 128]) }
        expectMismatch("w") { _ = try builder.weight("w", type, values: [1]) }
    }

    @Test func tensorsHoldTheirTypeOnly() throws {
        let type = try TensorType(.uint16, [2])
        expectMismatch("t") { _ = try Tensor(type, bytes: [0, 0, 0], name: "t") }
        expectMismatch("t") { _ = try Tensor(type, values: [0, -1], name: "t") }
        expectMismatch("t") { _ = try Tensor(type, values: [0, 65_536], name: "t") }
        #expect(try Tensor(type, values: [258, 65_535]).bytes == [2, 1, 255, 255])
    }

    /// A sum kept between −5 and 5, of inputs between −2 and 3.
    private func counter() throws -> (Circuit, Weights) {
        var builder = CircuitBuilder(name: "counter")
        let type = try TensorType(.int8, [2])
        let x = builder.input("x", type, range: -2...3)
        let sum = builder.state("sum", type, range: -5...5)
        let next = try builder.append(.elementwise(Elementwise(.add, to: .int8)), [sum, x], label: "add")
        let kept = try builder.append(.clamp(Clamp(to: .int8, lower: -5, upper: 5)), next, label: "keep")
        try builder.update(sum, to: kept[0])
        builder.output("sum", kept[0])
        return try builder.build()
    }

    @Test func inputsMatchTheirDeclaration() throws {
        let (circuit, weights) = try counter()
        let type = circuit.inputs[0].type
        func run(_ inputs: [Tensor]) throws { _ = try circuit.evaluateByDefinition(inputs: inputs, weights: weights) }
        try run([try Tensor(type, values: [-2, 3])])
        expectMismatch("x") { try run([try Tensor(type, values: [-3, 3])]) }
        expectMismatch("x") { try run([try Tensor(type, values: [-2, 4])]) }
        expectMismatch("x") { try run([Tensor.zeros(try TensorType(.uint8, [2]))]) }
        expectMismatch("x") { try run([Tensor.zeros(try TensorType(.int8, [2, 1]))]) }
        expectMismatch("inputs") { try run([]) }
        expectMismatch("inputs") { try run([Tensor.zeros(type), Tensor.zeros(type)]) }
    }

    @Test func statesMatchTheirDeclaration() throws {
        let (circuit, weights) = try counter()
        let type = circuit.states[0].type
        let input = Tensor.zeros(circuit.inputs[0].type)
        func run(_ states: [Tensor]) throws {
            _ = try circuit.evaluateByDefinition(inputs: [input], weights: weights, states: states)
        }
        try run([try Tensor(type, values: [-5, 5])])
        expectMismatch("states") { try run([]) }
        expectMismatch("states") { try run([Tensor.zeros(try TensorType(.int16, [2]))]) }
        expectMismatch("sum") { try run([try Tensor(type, values: [-6, 5])]) }
        expectMismatch("sum") { try run([try Tensor(type, values: [0, 6])]) }
    }
}
