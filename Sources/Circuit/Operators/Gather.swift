import Transcript

/// `out[i…, r…] = data[index[i…], r…]`: whole rows by index; a bad index gives zeros.
///
/// Operands: data `[R, …]` of any type, index of any shape and any type but int64. Result: the index's
/// shape followed by a row's (data's shape without its outermost extent, nothing for `[R]`).
/// Range analysis refuses an index that could miss the data.
public struct Gather: PrimitiveOperator {
    static var tag: UInt16 { 11 }
    static var name: String { "gather" }

    public init() {}

    func encode(into encoder: inout CanonicalEncoder) {}
    init(from decoder: inout CanonicalDecoder) throws(CanonicalError) {}

    func results(of operands: [TensorType]) throws(OperatorProblem) -> [TensorType] {
        guard operands.count == 2 else { throw .operandCount(expected: "2", found: operands.count) }
        guard operands[1].element != .int64 else { throw .operandElement(operand: 1, found: .int64) }
        let shape = operands[1].shape.dimensions + operands[0].shape.dimensions.dropFirst()
        return [TensorType(operands[0].element, try resultShape(shape))]
    }

    func ranges(
        of operands: [TensorType], intervals: [Interval], limbs: LimbWidth
    ) throws(OperatorProblem) -> [Interval] {
        let rows = operands[0].shape.dimensions[0]
        guard intervals[1].isWithin(0...Int64(rows - 1)) else {
            throw .attribute(name: "index", reason: "may be anywhere in \(intervals[1]), there are \(rows) rows")
        }
        return [intervals[0]]
    }

    func footprint(element: Int, result: Int, operands: [TensorType]) -> Footprint {
        Footprint([
            ElementRun(operand: 1, start: element / rowCount(operands), count: 1),
            ElementRun(operand: 0, start: nil, count: 1),
        ])
    }

    func evaluateElement<Reader: ElementReader>(
        _ element: Int, result: Int, operands: [TensorType], reading reader: inout Reader
    ) -> Int64 {
        let width = rowCount(operands)
        let index = reader.element(element / width, of: 1)
        guard index >= 0, index < Int64(operands[0].shape.dimensions[0]) else { return 0 }
        return reader.element(Int(index) * width + element % width, of: 0)
    }

    /// Elements of one row of the data.
    private func rowCount(_ operands: [TensorType]) -> Int {
        operands[0].shape.count / operands[0].shape.dimensions[0]
    }
}
