import Transcript

/// Sum, difference or product, element by element.
///
/// Operands: a of any type, and b whose shape is a's (`.same`), a's innermost extents (`.suffix`,
/// a vector a row), or a's without the innermost one (`.row`, one value a row). Result: a's shape,
/// of type `to` (int8, int16, int32 or int64); range analysis refuses what it cannot hold.
public struct Elementwise: PrimitiveOperator {
    static var tag: UInt16 { 4 }
    static var name: String { "elementwise" }

    public enum Function: UInt8, Sendable, Hashable, CaseIterable {
        case add = 1
        case subtract = 2
        case multiply = 3
    }

    public enum Broadcast: UInt8, Sendable, Hashable, CaseIterable {
        case same = 0
        case suffix = 1
        case row = 2
    }

    public let function: Function
    public let broadcast: Broadcast
    public let to: ElementType

    public init(_ function: Function, broadcast: Broadcast = .same, to: ElementType) {
        self.function = function
        self.broadcast = broadcast
        self.to = to
    }

    func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(function.rawValue)
        encoder.append(broadcast.rawValue)
        to.encode(into: &encoder)
    }

    init(from decoder: inout CanonicalDecoder) throws(CanonicalError) {
        guard let function = Function(rawValue: try decoder.uint8("function")) else {
            throw decoder.refusal("function", at: decoder.offset, "1, 2 or 3")
        }
        guard let broadcast = Broadcast(rawValue: try decoder.uint8("broadcast")) else {
            throw decoder.refusal("broadcast", at: decoder.offset, "0, 1 or 2")
        }
        self.function = function
        self.broadcast = broadcast
        to = try ElementType(from: &decoder, field: "elementwise type")
    }

    var summary: String { broadcast == .same ? "\(function)" : "\(function), b by \(broadcast)" }

    func results(of operands: [TensorType]) throws(OperatorProblem) -> [TensorType] {
        guard operands.count == 2 else { throw .operandCount(expected: "2", found: operands.count) }
        guard [.int8, .int16, .int32, .int64].contains(to) else {
            throw .attribute(name: "type", reason: "a signed type, not \(to.name)")
        }
        let a = operands[0].shape, b = operands[1].shape
        let fits =
            switch broadcast {
            case .same: a == b
            case .suffix: b.rank < a.rank && Array(a.dimensions.suffix(b.rank)) == b.dimensions
            case .row: b.isRows(of: a)
            }
        guard fits else { throw .operandShape(operand: 1, reason: "\(b) does not spread over \(a) by \(broadcast)") }
        return [TensorType(to, a)]
    }

    func ranges(
        of operands: [TensorType], intervals: [Interval], limbs: LimbWidth
    ) throws(OperatorProblem) -> [Interval] {
        let value =
            switch function {
            case .add: intervals[0] + intervals[1]
            case .subtract: intervals[0] - intervals[1]
            case .multiply: intervals[0] * intervals[1]
            }
        try RangeLimit.require(value, fits: to, what: "\(function)")
        return [value]
    }

    func footprint(element: Int, result: Int, operands: [TensorType]) -> Footprint {
        Footprint(
            [
                ElementRun(operand: 0, start: element, count: 1),
                ElementRun(operand: 1, start: partner(element, operands), count: 1),
            ], multiplyAdds: 1)
    }

    func evaluateElement<Reader: ElementReader>(
        _ element: Int, result: Int, operands: [TensorType], reading reader: inout Reader
    ) -> Int64 {
        let a = reader.element(element, of: 0)
        let b = reader.element(partner(element, operands), of: 1)
        return switch function {
        case .add: a &+ b
        case .subtract: a &- b
        case .multiply: a &* b
        }
    }

    private func partner(_ element: Int, _ operands: [TensorType]) -> Int {
        switch broadcast {
        case .same: element
        case .suffix: element % operands[1].shape.count
        case .row: element / operands[0].shape.width
        }
    }
}
