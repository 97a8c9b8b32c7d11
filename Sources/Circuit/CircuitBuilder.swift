import Transcript

/// Builds a circuit operator by operator; mistakes surface at the operator that makes them.
public struct CircuitBuilder {
    /// A tensor of the circuit under construction.
    public struct Value: Sendable, Hashable {
        package let source: Source
        public let type: TensorType

        /// The same elements under another shape. Flattening is a view, not an operator.
        public func viewed(as shape: Shape) throws(CircuitError) -> Value {
            guard shape.count == type.shape.count else {
                throw .tensorMismatch(name: "view", reason: "\(type) cannot be read as \(shape)")
            }
            return Value(source: source, type: TensorType(type.element, shape))
        }
    }

    private let name: String
    private let limbWidth: LimbWidth
    private var inputs: [Circuit.Input] = []
    private var states: [(name: String, type: TensorType, range: ClosedRange<Int64>)] = []
    private var nextStates: [Source?] = []
    private var weights: [WeightEntry] = []
    private var weightBytes: [UInt8] = []
    private var tables: [Digest: Tensor] = [:]
    private var operators: [Operator] = []
    private var outputs: [Circuit.Output] = []

    public init(name: String, limbWidth: LimbWidth = .eight) {
        self.name = name
        self.limbWidth = limbWidth
    }

    /// - Parameter range: what every element must lie in; the element type's range when nil.
    public mutating func input(_ name: String, _ type: TensorType, range: ClosedRange<Int64>? = nil) -> Value {
        inputs.append(Circuit.Input(name: name, type: type, range: range ?? type.element.range))
        return Value(source: .input(inputs.count - 1), type: type)
    }

    /// - Parameter range: declared for every element; when nil [−127, 127] for int8, otherwise the
    ///   narrowest power-of-two bound −2^k...2^k − 1 (0...2^k − 1 unsigned) around the values, so that
    ///   the circuit says little of its weights.
    public mutating func weight(
        _ name: String, _ type: TensorType, values: [Int64], range: ClosedRange<Int64>? = nil
    ) throws(CircuitError) -> Value {
        let tensor = try Tensor(type, values: values, name: name)
        let declared = range ?? Self.declaredRange(type.element, values)
        for value in values where !declared.contains(value) {
            throw .tensorMismatch(name: name, reason: "\(value) is outside \(declared)")
        }
        let offset = Layout.aligned(weightBytes.count)
        weightBytes.append(contentsOf: [UInt8](repeating: 0, count: offset - weightBytes.count))
        weightBytes.append(contentsOf: tensor.bytes)
        weights.append(WeightEntry(name: name, type: type, offset: offset, range: declared))
        return Value(source: .weight(offset: offset), type: type)
    }

    private static func declaredRange(_ element: ElementType, _ values: [Int64]) -> ClosedRange<Int64> {
        if element == .int8, values.allSatisfy({ $0 >= -127 }) { return -127...127 }
        // v and −v − 1 need the same bits in two's complement.
        let reach = values.reduce(0) { max($0, $1 < 0 ? -($1 + 1) : $1) }
        let bits = 64 - reach.leadingZeroBitCount
        let top = bits >= 63 ? Int64.max : (1 << Int64(bits)) - 1
        return (element == .uint8 || element == .uint16 ? 0 : -top - 1)...top
    }

    public mutating func table(_ type: TensorType, values: [Int64]) throws(CircuitError) -> Value {
        let table = try Tensor(type, values: values, name: "table")
        let root = table.root
        tables[root] = table
        return Value(source: .table(root), type: type)
    }

    /// A tensor kept between steps, zeros at first; give its next value with `update`.
    public mutating func state(_ name: String, _ type: TensorType, range: ClosedRange<Int64>? = nil) -> Value {
        states.append((name, type, range ?? type.element.range))
        nextStates.append(nil)
        return Value(source: .state(states.count - 1), type: type)
    }

    public mutating func update(_ state: Value, to next: Value) throws(CircuitError) {
        guard case .state(let slot) = state.source, nextStates.indices.contains(slot) else {
            throw .invalidHeader(field: "state", reason: "only a state can be updated")
        }
        nextStates[slot] = next.source
    }

    /// Appends an operator; returns its results. A checkpoint ends a layer: traces of level `layer`
    /// keep its results' roots.
    @discardableResult
    public mutating func append(
        _ kind: OperatorKind, _ operands: [Value], label: String, isCheckpoint: Bool = false
    ) throws(CircuitError) -> [Value] {
        let position = operators.count
        do throws(OperatorProblem) {
            operators.append(
                try Operator(
                    kind, operands.map { Operand($0.source, $0.type) }, label: label, isCheckpoint: isCheckpoint))
        } catch { throw .operatorRefused(position: position, label: label, problem: error) }
        return operators[position].results.indices.map {
            Value(source: .result(position: position, result: $0), type: operators[position].results[$0])
        }
    }

    public mutating func output(_ name: String, _ value: Value) {
        outputs.append(Circuit.Output(name: name, operand: Operand(value.source, value.type)))
    }

    /// Runs every check, range analysis included.
    public func build() throws(CircuitError) -> (circuit: Circuit, weights: Weights) {
        var finished: [Circuit.State] = []
        for (slot, state) in states.enumerated() {
            guard let next = nextStates[slot] else {
                throw .invalidHeader(field: "state \(state.name)", reason: "has no next value")
            }
            finished.append(Circuit.State(name: state.name, type: state.type, range: state.range, next: next))
        }
        let circuit = try Circuit(
            name: name, limbWidth: limbWidth, inputs: inputs, states: finished, layout: try Layout(weights),
            tables: tables.keys.sorted().compactMap { tables[$0] }, operators: operators, outputs: outputs)
        return (circuit, Weights(bytes: weightBytes))
    }
}
