import Transcript

/// `y = floor(√x)`, bracketed as y² ≤ x < (y + 1)²; a negative x gives 0.
///
/// Operand: x of any type. Result: x's shape, int64.
public struct SquareRoot: PrimitiveOperator {
    static var tag: UInt16 { 10 }
    static var name: String { "squareRoot" }

    public init() {}

    func encode(into encoder: inout CanonicalEncoder) {}
    init(from decoder: inout CanonicalDecoder) throws(CanonicalError) {}

    func results(of operands: [TensorType]) throws(OperatorProblem) -> [TensorType] {
        guard operands.count == 1 else { throw .operandCount(expected: "1", found: operands.count) }
        return [TensorType(.int64, operands[0].shape)]
    }

    func ranges(
        of operands: [TensorType], intervals: [Interval], limbs: LimbWidth
    ) throws(OperatorProblem) -> [Interval] {
        // (y + 1)² ≤ x + 2√x + 1 ≤ 2x + 2 for x ≥ 0.
        try RangeLimit.requireShare(Interval(0, 2 * intervals[0].magnitude + 2), what: "(y + 1)²")
        let root = { (x: Int128) in Int128(Self.root(of: Int64(clamping: x))) }
        return [Interval(root(intervals[0].lower), root(intervals[0].upper))]
    }

    func footprint(element: Int, result: Int, operands: [TensorType]) -> Footprint {
        Footprint([ElementRun(operand: 0, start: element, count: 1)], multiplyAdds: 1)
    }

    func evaluateElement<Reader: ElementReader>(
        _ element: Int, result: Int, operands: [TensorType], reading reader: inout Reader
    ) -> Int64 {
        Self.root(of: reader.element(element, of: 0))
    }

    /// Bit by bit from the top (the schoolbook root): 32 steps, no floating point.
    package static func root(of x: Int64) -> Int64 {
        guard x > 0 else { return 0 }
        var rest = UInt64(x), root: UInt64 = 0
        var bit: UInt64 = 1 << 62
        while bit != 0 {
            if rest >= root + bit {
                rest -= root + bit
                root = (root >> 1) + bit
            } else {
                root >>= 1
            }
            bit >>= 2
        }
        return Int64(root)
    }
}
