import Transcript

/// `out = table[x − first]`; an x outside the table gives 0.
///
/// Operands: x (int8, uint8, int16, uint16 or int32) and the table `[L]`, whose source is one of the
/// circuit's tables, so that a verifier knows it and an engine cannot vary it. Result: x's shape, of
/// the table's type. Range analysis refuses an x that could miss the table.
public struct Lookup: PrimitiveOperator {
    static var tag: UInt16 { 6 }
    static var name: String { "lookup" }

    /// The value of x that the table's first entry stands for.
    public let first: Int32

    public init(first: Int32) { self.first = first }

    func encode(into encoder: inout CanonicalEncoder) { encoder.append(Int64(first)) }

    init(from decoder: inout CanonicalDecoder) throws(CanonicalError) {
        guard let first = Int32(exactly: try decoder.int64("table start")) else {
            throw decoder.refusal("table start", at: decoder.offset, "32 bits")
        }
        self.first = first
    }

    var summary: String { "from \(first)" }

    func results(of operands: [TensorType]) throws(OperatorProblem) -> [TensorType] {
        guard operands.count == 2 else { throw .operandCount(expected: "2", found: operands.count) }
        guard operands[0].element != .int64 else { throw .operandElement(operand: 0, found: .int64) }
        guard operands[1].shape.rank == 1 else { throw .operandShape(operand: 1, reason: "a table is [L], not \(operands[1].shape)") }
        return [TensorType(operands[1].element, operands[0].shape)]
    }

    func ranges(
        of operands: [TensorType], intervals: [Interval], limbs: LimbWidth
    ) throws(OperatorProblem) -> [Interval] {
        let last = Int64(first) + Int64(operands[1].shape.count) - 1
        guard intervals[0].isWithin(Int64(first)...last) else {
            throw .attribute(name: "table", reason: "covers \(first)...\(last), x may be anywhere in \(intervals[0])")
        }
        return [intervals[1]]
    }

    func footprint(element: Int, result: Int, operands: [TensorType]) -> Footprint {
        Footprint([
            ElementRun(operand: 0, start: element, count: 1), ElementRun(operand: 1, start: nil, count: 1),
        ])
    }

    func evaluateElement<Reader: ElementReader>(
        _ element: Int, result: Int, operands: [TensorType], reading reader: inout Reader
    ) -> Int64 {
        let index = reader.element(element, of: 0) &- Int64(first)
        guard index >= 0, index < Int64(operands[1].shape.count) else { return 0 }
        return reader.element(Int(index), of: 1)
    }
}
