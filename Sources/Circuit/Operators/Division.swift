import Transcript

/// `clamp(floor(c·x / y), lower, upper)`, or `clamp(floor((2·c·x + y) / (2·y)), lower, upper)` to nearest
/// (halves up). A divisor y ≤ 0 gives the quotient 0, before the clamp.
///
/// Operands: x of any type, y of x's shape (`.same`) or one a row (`.row`), any type. `1 ≤ c < 2^32`.
/// Products are exact in 128 bits. Per-row quantise is c = 127, to nearest, by `Reduction.magnitude`:
/// floor((254·x + M) / (2·M)), within [−127, 127].
public struct Division: PrimitiveOperator {
    static var tag: UInt16 { 9 }
    static var name: String { "division" }

    public enum Rounding: UInt8, Sendable, Hashable, CaseIterable {
        case down = 0
        case nearest = 1
    }

    public let factor: UInt32
    public let rounding: Rounding
    /// Each row of x has one divisor; otherwise each element has its own.
    public let perRow: Bool
    public let to: ElementType
    public let lower: Int64
    public let upper: Int64

    public init(
        factor: UInt32 = 1, rounding: Rounding, perRow: Bool, to: ElementType, lower: Int64, upper: Int64
    ) {
        self.factor = factor
        self.rounding = rounding
        self.perRow = perRow
        self.to = to
        self.lower = lower
        self.upper = upper
    }

    func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(factor)
        encoder.append(rounding.rawValue)
        encoder.append(perRow)
        to.encode(into: &encoder)
        encoder.append(lower)
        encoder.append(upper)
    }

    init(from decoder: inout CanonicalDecoder) throws(CanonicalError) {
        factor = try decoder.uint32("factor")
        guard let rounding = Rounding(rawValue: try decoder.uint8("rounding")) else {
            throw decoder.refusal("rounding", at: decoder.offset, "0 or 1")
        }
        self.rounding = rounding
        perRow = try decoder.boolean("divisor a row")
        to = try ElementType(from: &decoder, field: "division type")
        lower = try decoder.int64("lower")
        upper = try decoder.int64("upper")
    }

    var summary: String { "\(factor)·x / y, \(rounding), to [\(lower), \(upper)]" }

    func results(of operands: [TensorType]) throws(OperatorProblem) -> [TensorType] {
        guard operands.count == 2 else { throw .operandCount(expected: "2", found: operands.count) }
        guard factor >= 1 else { throw .attribute(name: "factor", reason: "at least 1") }
        try to.requireClamp(lower, upper)
        let x = operands[0].shape, y = operands[1].shape
        guard perRow ? y.isRows(of: x) : y == x else {
            throw .operandShape(operand: 1, reason: "\(y) does not divide \(x)")
        }
        return [TensorType(to, x)]
    }

    func ranges(
        of operands: [TensorType], intervals: [Interval], limbs: LimbWidth
    ) throws(OperatorProblem) -> [Interval] {
        let scale = Int128(factor) * (rounding == .nearest ? 2 : 1)
        let numerator = Interval(intervals[0].lower * scale, intervals[0].upper * scale)
        let divisor = Interval(max(intervals[1].lower, 1), max(intervals[1].upper, 1))
        try RangeLimit.requireShare(numerator, what: "numerator")
        try RangeLimit.requireShare(
            Interval(divisor.lower, divisor.upper * (rounding == .nearest ? 2 : 1)), what: "divisor")
        // Quotient times divisor, with the remainder, is the numerator plus at most the divisor.
        try RangeLimit.requireShare(
            Interval(-(numerator.magnitude + 2 * divisor.upper), numerator.magnitude + 2 * divisor.upper),
            what: "quotient·divisor + remainder")
        let reach = intervals[0].magnitude * Int128(factor) / divisor.lower + 1
        return [Interval(-reach, reach).clamped(lower, upper)]
    }

    func footprint(element: Int, result: Int, operands: [TensorType]) -> Footprint {
        Footprint(
            [
                ElementRun(operand: 0, start: element, count: 1),
                ElementRun(operand: 1, start: divisorIndex(element, operands), count: 1),
            ], multiplyAdds: 1)
    }

    func evaluateElement<Reader: ElementReader>(
        _ element: Int, result: Int, operands: [TensorType], reading reader: inout Reader
    ) -> Int64 {
        let x = Int128(reader.element(element, of: 0))
        let y = Int128(reader.element(divisorIndex(element, operands), of: 1))
        guard y > 0 else { return min(max(0, lower), upper) }
        let quotient =
            switch rounding {
            case .down: Self.floorDivide(x * Int128(factor), y)
            case .nearest: Self.floorDivide(2 * x * Int128(factor) + y, 2 * y)
            }
        return Int64(truncatingIfNeeded: min(max(quotient, Int128(lower)), Int128(upper)))
    }

    private func divisorIndex(_ element: Int, _ operands: [TensorType]) -> Int {
        perRow ? element / operands[0].shape.width : element
    }

    /// ⌊a / b⌋ for b > 0.
    private static func floorDivide(_ a: Int128, _ b: Int128) -> Int128 {
        let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
