import Transcript

/// Operands one after another along an axis.
///
/// Operands: 1 to 64 of one type, extents equal but for the axis. Result: that axis summed.
public struct Concatenation: PrimitiveOperator {
    static var tag: UInt16 { 14 }
    static var name: String { "concatenation" }

    public let axis: UInt8

    public init(axis: UInt8) { self.axis = axis }

    func encode(into encoder: inout CanonicalEncoder) { encoder.append(axis) }

    init(from decoder: inout CanonicalDecoder) throws(CanonicalError) { axis = try decoder.uint8("axis") }

    var summary: String { "axis \(axis)" }

    func results(of operands: [TensorType]) throws(OperatorProblem) -> [TensorType] {
        guard let first = operands.first else { throw .operandCount(expected: "at least 1", found: 0) }
        guard Int(axis) < first.shape.rank else { throw .attribute(name: "axis", reason: "\(axis) of \(first.shape)") }
        var dimensions = first.shape.dimensions
        for position in 1..<max(operands.count, 1) {
            let other = operands[position]
            guard other.element == first.element else { throw .operandElement(operand: position, found: other.element) }
            var aligned = other.shape.dimensions
            guard aligned.count == dimensions.count else {
                throw .operandShape(operand: position, reason: "\(other.shape) beside \(first.shape)")
            }
            aligned[Int(axis)] = first.shape.dimensions[Int(axis)]
            guard aligned == first.shape.dimensions else {
                throw .operandShape(operand: position, reason: "\(other.shape) beside \(first.shape)")
            }
            dimensions[Int(axis)] += other.shape.dimensions[Int(axis)]
        }
        return [TensorType(first.element, try resultShape(dimensions))]
    }

    func ranges(
        of operands: [TensorType], intervals: [Interval], limbs: LimbWidth
    ) throws(OperatorProblem) -> [Interval] {
        [intervals.dropFirst().reduce(intervals[0]) { $0.union($1) }]
    }

    func footprint(element: Int, result: Int, operands: [TensorType]) -> Footprint {
        let (operand, source) = source(of: element, operands)
        return Footprint([ElementRun(operand: operand, start: source, count: 1)])
    }

    func evaluateElement<Reader: ElementReader>(
        _ element: Int, result: Int, operands: [TensorType], reading reader: inout Reader
    ) -> Int64 {
        let (operand, source) = source(of: element, operands)
        return reader.element(source, of: operand)
    }

    private func source(of element: Int, _ operands: [TensorType]) -> (operand: Int, index: Int) {
        let axis = Int(axis)
        let inner = operands[0].shape.dimensions[(axis + 1)...].reduce(1, *)
        let total = operands.reduce(0) { $0 + $1.shape.dimensions[axis] }
        var place = element / inner % total
        let outer = element / inner / total
        var operand = 0
        while place >= operands[operand].shape.dimensions[axis] {
            place -= operands[operand].shape.dimensions[axis]
            operand += 1
        }
        return (operand, (outer * operands[operand].shape.dimensions[axis] + place) * inner + element % inner)
    }
}
