import Transcript

/// Reorders axes: result axis i is operand axis `axes[i]` (a transpose for [1, 0]).
///
/// Operand: x of any type. Result: x's type, extents reordered.
public struct Permutation: PrimitiveOperator {
    static var tag: UInt16 { 15 }
    static var name: String { "permutation" }

    public let axes: [UInt8]

    public init(axes: [UInt8]) { self.axes = axes }

    func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(UInt8(truncatingIfNeeded: axes.count))
        for axis in axes { encoder.append(axis) }
    }

    init(from decoder: inout CanonicalDecoder) throws(CanonicalError) {
        var axes: [UInt8] = []
        for _ in 0..<(try decoder.rank("axes")) { axes.append(try decoder.uint8("axis")) }
        self.axes = axes
    }

    var summary: String { "axes \(axes)" }

    func results(of operands: [TensorType]) throws(OperatorProblem) -> [TensorType] {
        guard operands.count == 1 else { throw .operandCount(expected: "1", found: operands.count) }
        let x = operands[0].shape
        guard axes.sorted() == (0..<x.rank).map({ UInt8($0) }) else {
            throw .attribute(name: "axes", reason: "\(axes) does not reorder \(x)")
        }
        return [TensorType(operands[0].element, try resultShape(axes.map { x.dimensions[Int($0)] }))]
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
        let strides = x.strides
        var rest = element, index = 0
        for axis in axes.reversed() {
            index += rest % x.dimensions[Int(axis)] * strides[Int(axis)]
            rest /= x.dimensions[Int(axis)]
        }
        return index
    }
}
