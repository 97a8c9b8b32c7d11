import Transcript

/// A static-shape tensor program over integers with exact semantics: the one thing that every engine
/// runs, proves, shares, encrypts or disputes.
///
/// Invariant: a `Circuit` that exists has passed every check. Sources exist and have the types that
/// operands state, no value can wrap in any engine (`intervals`), every element's footprint is
/// bounded, and its canonical encoding is unique.
public struct Circuit: Sendable {
    /// A tensor that comes from outside at every step.
    public struct Input: Sendable, Hashable {
        public let name: String
        public let type: TensorType
        /// Every element lies within; enforced before a run.
        public let range: ClosedRange<Int64>

        public init(name: String, type: TensorType, range: ClosedRange<Int64>) {
            self.name = name
            self.type = type
            self.range = range
        }
    }

    /// A tensor kept from one step to the next; zeros before the first. Its next value is an operator's
    /// result (any view of it), and every value lies within `range`.
    public struct State: Sendable, Hashable {
        public let name: String
        public let type: TensorType
        public let range: ClosedRange<Int64>
        public let next: Source

        public init(name: String, type: TensorType, range: ClosedRange<Int64>, next: Source) {
            self.name = name
            self.type = type
            self.range = range
            self.next = next
        }
    }

    /// A named result of the whole circuit.
    public struct Output: Sendable, Hashable {
        public let name: String
        public let operand: Operand

        public init(name: String, operand: Operand) {
            self.name = name
            self.operand = operand
        }
    }

    public let name: String
    public let limbWidth: LimbWidth
    public let inputs: [Input]
    public let states: [State]
    public let layout: Layout
    /// Public tables in ascending order of their roots.
    public let tables: [Tensor]
    public let operators: [Operator]
    public let outputs: [Output]
    /// What range analysis found for `operators[i].results[j]`.
    public let intervals: [[Interval]]
    /// Binds everything above; see `Circuit+Hash`.
    public let hash: Digest

    public static let maximumOperators = 1 << 16
    static let maximumSlots = 1 << 12
    static let maximumTables = 1 << 10
    public static let maximumTableEntries = 1 << 16

    /// Checks everything.
    ///
    /// - Complexity: linear in the size of the description; independent of tensor sizes.
    public init(
        name: String, limbWidth: LimbWidth, inputs: [Input], states: [State], layout: Layout,
        tables: [Tensor], operators: [Operator], outputs: [Output]
    ) throws(CircuitError) {
        try Self.checkHeader(name: name, inputs: inputs, states: states, tables: tables, operators: operators, outputs: outputs)
        var analysis = Analysis(inputs: inputs, states: states, layout: layout, tables: tables, limbWidth: limbWidth)
        for (position, op) in operators.enumerated() {
            do { try analysis.append(op) } catch {
                throw .operatorRefused(position: position, label: op.label, problem: error)
            }
        }
        try analysis.check(outputs)
        try analysis.check(states)
        self.name = name
        self.limbWidth = limbWidth
        self.inputs = inputs
        self.states = states
        self.layout = layout
        self.tables = tables
        self.operators = operators
        self.outputs = outputs
        intervals = analysis.intervals
        hash = Self.hash(
            header: Self.header(
                name: name, limbWidth: limbWidth, inputs: inputs, states: states, layout: layout, tables: tables,
                outputs: outputs),
            operators: operators)
    }

    private static func checkHeader(
        name: String, inputs: [Input], states: [State], tables: [Tensor], operators: [Operator], outputs: [Output]
    ) throws(CircuitError) {
        func check(_ names: [String], _ field: String, atLeast: Int, atMost: Int) throws(CircuitError) {
            guard (atLeast...atMost).contains(names.count) else {
                throw .invalidHeader(field: field, reason: "\(names.count), allowed are \(atLeast) to \(atMost)")
            }
            guard names.allSatisfy(isPrintableName) else { throw .invalidHeader(field: field, reason: nameRule) }
            guard Set(names).count == names.count else { throw .invalidHeader(field: field, reason: "two have one name") }
        }
        func check(_ range: ClosedRange<Int64>, _ type: TensorType, _ field: String) throws(CircuitError) {
            let bounds = type.element.range
            guard bounds.contains(range.lowerBound), bounds.contains(range.upperBound) else {
                throw .invalidHeader(field: field, reason: "range \(range) is not within \(bounds)")
            }
        }
        try check([name], "name", atLeast: 1, atMost: 1)
        try check(inputs.map { $0.name }, "inputs", atLeast: 1, atMost: maximumSlots)
        try check(states.map { $0.name }, "states", atLeast: 0, atMost: maximumSlots)
        try check(outputs.map { $0.name }, "outputs", atLeast: 1, atMost: maximumSlots)
        for input in inputs { try check(input.range, input.type, "input \(input.name)") }
        for state in states {
            try check(state.range, state.type, "state \(state.name)")
            guard state.range.contains(0) else {
                throw .invalidHeader(field: "state \(state.name)", reason: "begins as zeros, outside \(state.range)")
            }
        }
        guard tables.count <= maximumTables else { throw .invalidHeader(field: "tables", reason: "more than \(maximumTables)") }
        let roots = tables.map { $0.root }
        for (position, table) in tables.enumerated() {
            guard table.type.shape.rank == 1, table.type.shape.count <= maximumTableEntries else {
                throw .invalidHeader(field: "table \(position)", reason: "\(table.type) is not [1] to [\(maximumTableEntries)]")
            }
            guard position == 0 || roots[position - 1] < roots[position] else {
                throw .invalidHeader(field: "tables", reason: "not in ascending order of their roots")
            }
        }
        guard (1...maximumOperators).contains(operators.count) else {
            throw .invalidHeader(field: "operators", reason: "\(operators.count), allowed are 1 to \(maximumOperators)")
        }
    }

    /// Multiply-adds of one step.
    public var multiplyAdds: Int { operators.reduce(0) { $0 + $1.multiplyAdds } }
    /// Bits of the widest value in the circuit.
    public var maximumBits: Int { intervals.joined().map { $0.bits }.max() ?? 0 }
    /// Bytes of all results of one step: the size of a full trace.
    public var traceByteCount: Int {
        operators.reduce(0) { $0 + $1.results.reduce(0) { $0 + $1.byteCount } }
    }
}
