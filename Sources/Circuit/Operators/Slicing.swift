import Transcript

/// A range of one axis: `count` places from `start`, `step` apart.
///
/// Operand: x of any type. Result: x's type, the axis's extent replaced by `count`.
public struct Slicing: PrimitiveOperator {
    static var tag: UInt16 { 13 }
    static var name: String { "slicing" }

    public let axis: UInt8
    public let start: UInt32
    public let count: UInt32
    public let step: UInt32

    public init(axis: UInt8, start: UInt32, count: UInt32, step: UInt32 = 1) {
        self.axis = axis
        self.start = start
        self.count = count
        self.step = step
    }

    func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(axis)
        encoder.append(start)
        encoder.append(count)
        encoder.append(step)
    }

    init(from decoder: inout CanonicalDecoder) throws(CanonicalError) {
        axis = try decoder.uint8("axis")
        start = try decoder.uint32("start")
        count = try decoder.uint32("count")
        step = try decoder.uint32("step")
    }

    var summary: String { "axis \(axis), \(count) from \(start) by \(step)" }

    func results(of operands: [TensorType]) throws(OperatorProblem) -> [TensorType] {
        guard operands.count == 1 else { throw .operandCount(expected: "1", found: operands.count) }
        let x = operands[0].shape
        guard Int(axis) < x.rank else { throw .attribute(name: "axis", reason: "\(axis) of \(x)") }
        // Compared without the product, which may pass 2^63.
        let extent = x.dimensions[Int(axis)]
        guard count >= 1, step >= 1, Int(start) < extent, Int(count) - 1 <= (extent - 1 - Int(start)) / Int(step) else {
            throw .attribute(name: "range", reason: "\(summary) is not within \(x)")
        }
        var dimensions = x.dimensions
        dimensions[Int(axis)] = Int(count)
        return [TensorType(operands[0].element, try resultShape(dimensions))]
    }

    func ranges(
        of operands: [TensorType], intervals: [Interval], limbs: LimbWidth
    ) throws(OperatorProblem) -> [Interval] { [intervals[0]] }

    func footprint(element: Int, result: Int, operands: [TensorType]) -> Footprint {
        Footprint([ElementRun(operand: 0, start: source(of: element, operands[0].shape), count: 1)])
    }

    func evaluateElement<Reader: ElementReader>(
        _ element: Int, result: Int, operands: [TensorType], reading reader: inout Reader
    ) -> Int64 {
        reader.element(source(of: element, operands[0].shape), of: 0)
    }

    private func source(of element: Int, _ x: Shape) -> Int {
        let inner = x.dimensions[(Int(axis) + 1)...].reduce(1, *)
        let place = element / inner % Int(count), outer = element / inner / Int(count)
        return (outer * x.dimensions[Int(axis)] + Int(start) + place * Int(step)) * inner + element % inner
    }
}
