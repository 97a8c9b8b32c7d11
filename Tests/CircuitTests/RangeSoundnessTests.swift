import Circuit
import TestSupport
import Testing

/// Random circuits: whatever the inputs within their declared ranges, values lie in the intervals.
@Suite struct RangeSoundnessTests {
    private struct Growing {
        var builder = CircuitBuilder(name: "random")
        var values: [CircuitBuilder.Value] = []
        var slots = 0
        var reuses = 0
    }

    private func range(_ element: ElementType, _ source: inout RandomOperators) -> ClosedRange<Int64> {
        let a = source.value(element) >> 24, b = source.value(element) >> 24
        if element == .int64 { return min(a, b)...max(a, b) }
        let c = source.value(element), d = source.value(element)
        return min(c, d)...max(c, d)
    }

    private func operand(
        _ index: Int, of op: Operator, _ circuit: inout Growing, _ source: inout RandomOperators
    ) throws -> CircuitBuilder.Value {
        let type = op.operands[index].type
        if case .lookup(let lookup) = op.kind {
            if index == 1 { return try circuit.builder.table(type, values: source.values(type)) }
            let low = max(Int64(lookup.first), type.element.range.lowerBound)
            let high = min(
                Int64(lookup.first) + Int64(op.operands[1].type.shape.count) - 1, type.element.range.upperBound)
            circuit.slots += 1
            return circuit.builder.input("x\(circuit.slots)", type, range: low <= high ? low...high : nil)
        }
        let old = circuit.values.filter { $0.type.element == type.element && $0.type.shape.count == type.shape.count }
        if !old.isEmpty, source.below(5) > 0 {
            circuit.reuses += 1
            return try old[source.below(old.count)].viewed(as: type.shape)
        }
        circuit.slots += 1
        if case .gather = op.kind, index == 1 {
            let last = min(Int64(op.operands[0].type.shape.dimensions[0] - 1), type.element.range.upperBound)
            return circuit.builder.input("x\(circuit.slots)", type, range: 0...last)
        }
        let range = range(type.element, &source)
        if source.flag() { return circuit.builder.input("x\(circuit.slots)", type, range: range) }
        let values = (0..<type.shape.count).map { _ in Int64.random(in: range, using: &source.random) }
        return try circuit.builder.weight("w\(circuit.slots)", type, values: values, range: range)
    }

    /// A circuit of operators that analysis accepts.
    private func draw(_ source: inout RandomOperators) throws -> (Growing, Circuit, Weights)? {
        var circuit = Growing()
        var built: (circuit: Circuit, weights: Weights)?
        _ = circuit.builder.input("unused", try TensorType(.int8, [1]))
        for step in 0..<40 {
            guard let op = source.draw() else { continue }
            var next = circuit
            var operands: [CircuitBuilder.Value] = []
            for index in op.operands.indices { operands.append(try operand(index, of: op, &next, &source)) }
            let results = try next.builder.append(op.kind, operands, label: "step \(step)")
            next.builder.output("y\(step)", results[0])
            guard let now = try? next.builder.build() else { continue }
            next.values += results
            circuit = next
            built = now
        }
        return built.map { (circuit, $0.circuit, $0.weights) }
    }

    @Test func valuesLieInTheirIntervals() throws {
        var source = RandomOperators(seed: 0x50_0D)
        var operators = 0, reuses = 0
        var kinds: Set<UInt16> = []
        for _ in 0..<150 {
            guard let (growing, circuit, weights) = try draw(&source) else { continue }
            reuses += growing.reuses
            for op in circuit.operators { kinds.insert(op.kind.tag) }
            for _ in 0..<4 {
                let inputs = try circuit.inputs.map { input in
                    try Tensor(
                        input.type,
                        values: (0..<input.type.shape.count).map { _ in
                            switch source.below(4) {
                            case 0: input.range.lowerBound
                            case 1: input.range.upperBound
                            default: Int64.random(in: input.range, using: &source.random)
                            }
                        })
                }
                let step = try circuit.evaluateByDefinition(inputs: inputs, weights: weights)
                for (position, results) in step.results.enumerated() {
                    operators += 1
                    for (result, tensor) in results.enumerated() {
                        let interval = circuit.intervals[position][result]
                        let isSound = tensor.values.allSatisfy {
                            interval.lower <= Int128($0) && Int128($0) <= interval.upper
                        }
                        #expect(isSound, "\(circuit.operators[position].kind) outside \(interval)")
                    }
                }
            }
            #expect(try Circuit(canonicalBytes: circuit.canonicalBytes).hash == circuit.hash)
        }
        #expect(operators > 5000 && reuses > 300 && kinds == Set(1...15), "\(operators), \(reuses), \(kinds)")
    }

    @Test func galleryValuesLieInTheirIntervalsOverSeveralSteps() throws {
        var random = SeededGenerator(seed: 0x50_0E)
        for example in try CircuitGallery.all() {
            var states = example.circuit.initialStates
            for _ in 0..<12 {
                let step = try example.circuit.evaluateByDefinition(
                    inputs: try example.inputs(&random), weights: example.weights, states: states)
                states = step.states
                for (results, intervals) in zip(step.results, example.circuit.intervals) {
                    for (tensor, interval) in zip(results, intervals) {
                        #expect(
                            tensor.values.allSatisfy { interval.lower <= Int128($0) && Int128($0) <= interval.upper })
                    }
                }
            }
        }
    }
}
