import Transcript

/// `min(max(x, lower), upper)`, also the way to a wider or narrower type.
///
/// Operand: x of any type. Result: x's shape, of type `to`, which must hold both bounds
/// (int8 within [−127, 127]).
public struct Clamp: PrimitiveOperator {
    static var tag: UInt16 { 5 }
    static var name: String { "clamp" }

    public let to: ElementType
    public let lower: Int64
    public let upper: Int64

    public init(to: ElementType, lower: Int64, upper: Int64) {
        self.to = to
        self.lower = lower
        self.upper = upper
    }

    func encode(into encoder: inout CanonicalEncoder) {
        to.encode(into: &encoder)
        encoder.append(lower)
        encoder.append(upper)
    }

    init(from decoder: inout CanonicalDecoder) throws(CanonicalError) {
        to = try ElementType(from: &decoder, field: "clamp type")
        lower = try decoder.int64("lower")
        upper = try decoder.int64("upper")
    }

    var summary: String { "to [\(lower), \(upper)]" }

    func results(of operands: [TensorType]) throws(OperatorProblem) -> [TensorType] {
        guard operands.count == 1 else { throw .operandCount(expected: "1", found: operands.count) }
        try to.requireClamp(lower, upper)
        return [TensorType(to, operands[0].shape)]
    }

    func ranges(
        of operands: [TensorType], intervals: [Interval], limbs: LimbWidth
    ) throws(OperatorProblem) -> [Interval] {
        [intervals[0].clamped(lower, upper)]
    }

    func footprint(element: Int, result: Int, operands: [TensorType]) -> Footprint {
        Footprint([ElementRun(operand: 0, start: element, count: 1)])
    }

    func evaluateElement<Reader: ElementReader>(
        _ element: Int, result: Int, operands: [TensorType], reading reader: inout Reader
    ) -> Int64 {
        min(max(reader.element(element, of: 0), lower), upper)
    }
}

extension ElementType {
    /// Refuses clamp bounds that are no interval or do not fit the type. int8 clamps within
    /// [−127, 127], so that every clamped value has a negative.
    func requireClamp(_ lower: Int64, _ upper: Int64) throws(OperatorProblem) {
        let bounds = self == .int8 ? -127...127 : range
        guard lower <= upper, bounds.contains(lower), bounds.contains(upper) else {
            throw .attribute(
                name: "clamp",
                reason: "[\(lower), \(upper)] is not within [\(bounds.lowerBound), \(bounds.upperBound)]")
        }
    }
}
