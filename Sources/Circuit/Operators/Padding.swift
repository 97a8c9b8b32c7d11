import Transcript

/// Puts `value` around a tensor: `before` and `after` elements along each axis.
///
/// Operand: x of any type that holds `value`. Result: x's type, extents grown.
public struct Padding: PrimitiveOperator {
    static var tag: UInt16 { 12 }
    static var name: String { "padding" }

    /// One entry an axis.
    public let before: [UInt16]
    public let after: [UInt16]
    public let value: Int64

    public init(before: [UInt16], after: [UInt16], value: Int64) {
        self.before = before
        self.after = after
        self.value = value
    }

    func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(UInt8(truncatingIfNeeded: before.count))
        for amount in before + after { encoder.append(amount) }
        encoder.append(value)
    }

    init(from decoder: inout CanonicalDecoder) throws(CanonicalError) {
        let rank = try decoder.rank("padding")
        before = try decoder.uint16s(rank, "before")
        after = try decoder.uint16s(rank, "after")
        value = try decoder.int64("padding value")
    }

    var summary: String { "before \(before), after \(after), with \(value)" }

    func results(of operands: [TensorType]) throws(OperatorProblem) -> [TensorType] {
        guard operands.count == 1 else { throw .operandCount(expected: "1", found: operands.count) }
        let x = operands[0]
        guard before.count == x.shape.rank, after.count == x.shape.rank else {
            throw .attribute(name: "padding", reason: "one entry an axis of \(x.shape)")
        }
        guard x.element.range.contains(value) else {
            throw .attribute(name: "value", reason: "\(value) is no \(x.element.name)")
        }
        let grown = x.shape.dimensions.indices.map { x.shape.dimensions[$0] + Int(before[$0]) + Int(after[$0]) }
        return [TensorType(x.element, try resultShape(grown))]
    }

    func ranges(
        of operands: [TensorType], intervals: [Interval], limbs: LimbWidth
    ) throws(OperatorProblem) -> [Interval] {
        [intervals[0].union(Interval(value...value))]
    }

    func footprint(element: Int, result: Int, operands: [TensorType]) -> Footprint {
        guard let source = source(of: element, operands[0].shape) else { return Footprint([]) }
        return Footprint([ElementRun(operand: 0, start: source, count: 1)])
    }

    func evaluateElement<Reader: ElementReader>(
        _ element: Int, result: Int, operands: [TensorType], reading reader: inout Reader
    ) -> Int64 {
        guard let source = source(of: element, operands[0].shape) else { return value }
        return reader.element(source, of: 0)
    }

    /// The element of x at this place, nil in the margin.
    private func source(of element: Int, _ x: Shape) -> Int? {
        var rest = element, index = 0, step = 1
        for axis in stride(from: x.rank - 1, through: 0, by: -1) {
            let extent = x.dimensions[axis] + Int(before[axis]) + Int(after[axis])
            let place = rest % extent - Int(before[axis])
            guard place >= 0, place < x.dimensions[axis] else { return nil }
            index += place * step
            step *= x.dimensions[axis]
            rest /= extent
        }
        return index
    }
}
