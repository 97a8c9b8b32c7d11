import Transcript

/// Resolves sources and follows intervals through a circuit, operator by operator.
struct Analysis {
    let inputs: [Circuit.Input]
    let states: [Circuit.State]
    let layout: Layout
    let limbWidth: LimbWidth
    private let tables: [Digest: (type: TensorType, interval: Interval)]
    private var results: [[TensorType]] = []
    private(set) var intervals: [[Interval]] = []

    init(
        inputs: [Circuit.Input], states: [Circuit.State], layout: Layout, tables: [Tensor], limbWidth: LimbWidth
    ) {
        self.inputs = inputs
        self.states = states
        self.layout = layout
        self.limbWidth = limbWidth
        // Looked up by root, never iterated.
        var byRoot: [Digest: (type: TensorType, interval: Interval)] = [:]
        for table in tables {
            let values = table.values
            byRoot[table.root] = (table.type, Interval((values.min() ?? 0)...(values.max() ?? 0)))
        }
        self.tables = byRoot
    }

    /// Type and interval of a source.
    private func resolve(_ source: Source, operand: Int) throws(OperatorProblem) -> (TensorType, Interval) {
        switch source {
        case .input(let slot):
            guard inputs.indices.contains(slot) else { throw .source(operand: operand, reason: "there is no input \(slot)") }
            return (inputs[slot].type, Interval(inputs[slot].range))
        case .state(let slot):
            guard states.indices.contains(slot) else { throw .source(operand: operand, reason: "there is no state \(slot)") }
            return (states[slot].type, Interval(states[slot].range))
        case .weight(let offset):
            guard let entry = layout.entry(at: offset) else {
                throw .source(operand: operand, reason: "no weight begins at byte \(offset)")
            }
            return (entry.type, Interval(entry.range))
        case .table(let root):
            guard let table = tables[root] else { throw .source(operand: operand, reason: "there is no table \(root)") }
            return table
        case .result(let position, let result):
            guard results.indices.contains(position), results[position].indices.contains(result) else {
                throw .source(operand: operand, reason: "there is no result \(result) of operator \(position) yet")
            }
            return (results[position][result], intervals[position][result])
        }
    }

    private func interval(of operand: Operand, at index: Int) throws(OperatorProblem) -> Interval {
        let (type, interval) = try resolve(operand.source, operand: index)
        guard type.element == operand.type.element, type.shape.count == operand.type.shape.count else {
            throw .source(operand: index, reason: "is \(type), which cannot be read as \(operand.type)")
        }
        return interval
    }

    mutating func append(_ op: Operator) throws(OperatorProblem) {
        var known: [Interval] = []
        for (index, operand) in op.operands.enumerated() {
            known.append(try interval(of: operand, at: index))
            try RangeLimit.requireShare(known[index], what: "operand \(index)")
        }
        if case .lookup = op.kind {
            guard case .table = op.operands[1].source else {
                throw .source(operand: 1, reason: "a lookup reads one of the circuit's tables")
            }
        }
        let found = try op.kind.definition.ranges(of: op.operandTypes, intervals: known, limbs: limbWidth)
        for (interval, type) in zip(found, op.results) {
            try RangeLimit.require(interval, fits: type.element, what: "result")
        }
        results.append(op.results)
        intervals.append(found)
    }

    func check(_ outputs: [Circuit.Output]) throws(CircuitError) {
        for output in outputs {
            do throws(OperatorProblem) {
                guard case .result = output.operand.source else {
                    throw .source(operand: 0, reason: "an output is an operator's result")
                }
                _ = try interval(of: output.operand, at: 0)
            } catch { throw .invalidHeader(field: "output \(output.name)", reason: "\(error)") }
        }
    }

    func check(_ states: [Circuit.State]) throws(CircuitError) {
        for state in states {
            do throws(OperatorProblem) {
                guard case .result = state.next else {
                    throw .source(operand: 0, reason: "a state's next value is an operator's result")
                }
                let interval = try interval(of: Operand(state.next, state.type), at: 0)
                guard interval.isWithin(state.range) else {
                    throw .source(operand: 0, reason: "the next value may be anywhere in \(interval), outside \(state.range)")
                }
            } catch { throw .invalidHeader(field: "state \(state.name)", reason: "\(error)") }
        }
    }
}
