import Circuit
import Claims

extension TraceHolder {
    /// A dishonest run, for demonstrations and tests: one element is one more than it should be (the smallest
    /// value after the largest), and all that depends on it is made again from it, by definition. So the lie is
    /// carried through consistently, and only the operator where it arose is wrong.
    ///
    /// - Throws: `noSuch` for a place that the run does not have; `engine` where it cannot be made again.
    public func altered(
        step: Int, position: Int, result: Int = 0, element: Int
    ) throws(TraceHolderError) -> TraceHolder {
        guard circuit.operators.indices.contains(position) else { throw .noSuch("operator \(position)") }
        let types = circuit.operators[position].results
        guard types.indices.contains(result) else { throw .noSuch("result \(result) of operator \(position)") }
        guard (0..<types[result].shape.count).contains(element) else { throw .noSuch("element \(element)") }
        guard (0..<steps).contains(step) else { throw .noSuch("step \(step)") }
        var honest = self
        var run: [[[Tensor]]] = []
        for index in 0..<steps { run.append(try honest.results(step: index)) }
        var values = run[step][position][result].values
        let type = types[result].element
        values[element] = type.wrapped(values[element] &+ 1)
        run[step][position][result] = try Self.tensor(types[result], values)
        var changed: Set<TracedResult> = [TracedResult(position: position, result: result)]
        for later in step..<steps {
            let states = Self.changedStates(circuit, changed)
            if later > step { changed = [] }
            for (at, op) in circuit.operators.enumerated() where later > step || at > position {
                let isTouched = op.operands.contains { operand in
                    switch operand.source {
                    case .result(let position, let result): changed.contains(TracedResult(position: position, result: result))
                    case .state(let slot): later > step && states.contains(slot)
                    default: false
                    }
                }
                guard isTouched else { continue }
                var reader = RunReader(self, run, step: later, op)
                for (index, type) in op.results.enumerated() {
                    let values = (0..<type.shape.count).map { op.evaluateElement($0, result: index, reading: &reader) }
                    let tensor = try Self.tensor(type, values)
                    guard tensor != run[later][at][index] else { continue }
                    run[later][at][index] = tensor
                    changed.insert(TracedResult(position: at, result: index))
                }
            }
        }
        var outputs: [Tensor] = []
        for output in circuit.outputs {
            guard case .result(let position, let result) = output.operand.source else { throw .noSuch("output") }
            outputs.append(try Self.tensor(output.operand.type, run[steps - 1][position][result].values))
        }
        return try TraceHolder(circuit, weights, inputs: inputs, results: run, outputs: outputs, level: level)
    }

    private static func changedStates(_ circuit: Circuit, _ changed: Set<TracedResult>) -> Set<Int> {
        Set(
            circuit.states.indices.filter { slot in
                guard case .result(let position, let result) = circuit.states[slot].next else { return false }
                return changed.contains(TracedResult(position: position, result: result))
            })
    }

    private static func tensor(_ type: TensorType, _ values: [Int64]) throws(TraceHolderError) -> Tensor {
        do throws(CircuitError) { return try Tensor(type, values: values) } catch { throw .engine(.circuit(error)) }
    }
}

/// Reads an operator's operands from whole tensors of a run.
private struct RunReader: ElementReader {
    private let operands: [[Int64]]

    init(_ holder: TraceHolder, _ run: [[[Tensor]]], step: Int, _ op: Operator) {
        operands = op.operands.map { operand in
            switch operand.source {
            case .input(let slot): return holder.inputs[step][slot].values
            case .weight(let offset):
                let bytes = Array(holder.weights.bytes[offset..<offset + operand.type.byteCount])
                return (try? Tensor(operand.type, bytes: bytes))?.values ?? []
            case .table(let root): return holder.circuit.table(root)?.values ?? []
            case .state(let slot):
                guard step > 0, case .result(let position, let result) = holder.circuit.states[slot].next else { return [] }
                return run[step - 1][position][result].values
            case .result(let position, let result): return run[step][position][result].values
            }
        }
    }

    mutating func element(_ index: Int, of operand: Int) -> Int64 {
        operands[operand].indices.contains(index) ? operands[operand][index] : 0
    }
}
