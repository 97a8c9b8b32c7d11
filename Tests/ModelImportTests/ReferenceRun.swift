import Circuit

/// Runs a circuit element by element by its operators' own definitions: slow, and nothing to get wrong.
struct ReferenceRun {
    let circuit: Circuit
    private let weights: [Int: [Int64]]

    init(_ circuit: Circuit, _ weights: Weights) throws {
        self.circuit = circuit
        try circuit.layout.check(weights)
        var tensors: [Int: [Int64]] = [:]
        for entry in circuit.layout.entries {
            let bytes = Array(weights.bytes[entry.offset..<entry.offset + entry.type.byteCount])
            tensors[entry.offset] = try Tensor(entry.type, bytes: bytes).values
        }
        self.weights = tensors
    }

    private struct Reader: ElementReader {
        let operands: [[Int64]]
        mutating func element(_ index: Int, of operand: Int) -> Int64 {
            operands[operand].indices.contains(index) ? operands[operand][index] : 0
        }
    }

    /// The outputs by name, of one image.
    func outputs(_ image: [UInt8]) -> [String: [Int64]] {
        var results: [[[Int64]]] = []
        for op in circuit.operators {
            var reader = Reader(operands: op.operands.map { value($0.source, image, results) })
            results.append(
                op.results.indices.map { result in
                    (0..<op.results[result].shape.count).map {
                        op.evaluateElement($0, result: result, reading: &reader)
                    }
                })
        }
        var outputs: [String: [Int64]] = [:]
        for output in circuit.outputs { outputs[output.name] = value(output.operand.source, image, results) }
        return outputs
    }

    private func value(_ source: Source, _ image: [UInt8], _ results: [[[Int64]]]) -> [Int64] {
        switch source {
        case .input: image.map(Int64.init)
        case .weight(let offset): weights[offset] ?? []
        case .result(let position, let result): results[position][result]
        case .table, .state: []
        }
    }
}
