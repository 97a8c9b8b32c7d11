import Transcript

// Running a circuit by its definition, one element at a time: slow, and the measure of every engine.

extension Circuit {
    /// All values of one step.
    public struct Step: Sendable {
        /// `results[i][j]` is result j of operator i.
        public let results: [[Tensor]]
        public let outputs: [Tensor]
        /// States for the next step.
        public let states: [Tensor]
    }

    /// Refuses inputs whose number, types or values the circuit does not declare.
    public func check(inputs values: [Tensor]) throws(CircuitError) {
        guard values.count == inputs.count else {
            throw .tensorMismatch(name: "inputs", reason: "\(values.count) given, the circuit takes \(inputs.count)")
        }
        for (slot, value) in values.enumerated() { try check(value, input: slot) }
    }

    /// Refuses a tensor whose type or values the circuit does not take as input `slot`.
    ///
    /// - Precondition: the circuit has this input.
    public func check(_ value: Tensor, input slot: Int) throws(CircuitError) {
        let input = inputs[slot]
        guard value.type == input.type else {
            throw .tensorMismatch(name: input.name, reason: "is \(value.type), the circuit takes \(input.type)")
        }
        try Self.check(value, within: input.range, name: input.name)
    }

    /// Refuses states whose number, types or values the circuit does not declare.
    public func check(states values: [Tensor]) throws(CircuitError) {
        guard values.map({ $0.type }) == states.map({ $0.type }) else {
            throw .tensorMismatch(name: "states", reason: "are not of the circuit's types")
        }
        for (value, state) in zip(values, states) { try Self.check(value, within: state.range, name: state.name) }
    }

    private static func check(
        _ value: Tensor, within range: ClosedRange<Int64>, name: String
    ) throws(CircuitError) {
        for index in 0..<value.type.shape.count where !range.contains(value.element(index)) {
            throw .tensorMismatch(
                name: name, reason: "element \(index) is \(value.element(index)), outside \(range)")
        }
    }

    /// States before the first step.
    public var initialStates: [Tensor] { states.map { Tensor.zeros($0.type) } }

    /// One step by `evaluateElement` alone.
    ///
    /// - Parameter states: as the previous step left them; `initialStates` when nil.
    /// - Throws: when inputs, states or weights are not what the circuit declares.
    public func evaluateByDefinition(
        inputs values: [Tensor], weights: Weights, states given: [Tensor]? = nil
    ) throws(CircuitError) -> Step {
        try check(inputs: values)
        try layout.check(weights)
        let given = given ?? initialStates
        try check(states: given)
        var reader = StepReader(circuit: self, inputs: values, weights: weights, states: given)
        for op in operators {
            reader.operands = op.operands
            var produced: [Tensor] = []
            for (result, type) in op.results.enumerated() {
                let elements = (0..<type.shape.count).map { op.evaluateElement($0, result: result, reading: &reader) }
                produced.append(Tensor(unchecked: type, Tensor.canonicalBytes(of: elements, as: type.element)))
            }
            reader.results.append(produced)
        }
        let results = reader.results
        func tensor(_ source: Source, as type: TensorType) -> Tensor {
            guard case .result(let position, let result) = source else { return .zeros(type) }
            return Tensor(unchecked: type, results[position][result].bytes)
        }
        return Step(
            results: results, outputs: outputs.map { tensor($0.operand.source, as: $0.operand.type) },
            states: states.map { tensor($0.next, as: $0.type) })
    }
}

/// Reads operands of the current operator from whole tensors.
private struct StepReader: ElementReader {
    let inputs: [Tensor]
    let weights: Weights
    let states: [Tensor]
    /// Looked up by root, never iterated.
    let tables: [Digest: Tensor]
    var results: [[Tensor]] = []
    var operands: [Operand] = []

    init(circuit: Circuit, inputs: [Tensor], weights: Weights, states: [Tensor]) {
        self.inputs = inputs
        self.weights = weights
        self.states = states
        tables = Dictionary(circuit.tables.map { ($0.root, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func element(_ index: Int, of operand: Int) -> Int64 {
        let operand = operands[operand]
        switch operand.source {
        case .input(let slot): return inputs[slot].element(index)
        case .state(let slot): return states[slot].element(index)
        case .weight(let offset):
            guard index < operand.type.shape.count else { return 0 }
            return operand.type.element.value(at: index, of: weights.bytes, from: offset)
        case .table(let root): return tables[root]?.element(index) ?? 0
        case .result(let position, let result): return results[position][result].element(index)
        }
    }
}

extension Circuit {
    /// The table with this root.
    public func table(_ root: Digest) -> Tensor? { tables.first { $0.root == root } }
}
