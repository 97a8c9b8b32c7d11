import Transcript

/// `clamp(floor((x·m + 2^(s−1)) / 2^s), lower, upper)`: round half up, negatives included.
///
/// Operands: x of any type and, unless the multiplier is constant, the multipliers: `[C]` uint16 for
/// `.channel` (C the innermost extent), or one a row (x's shape without its innermost extent; uint16,
/// int32 or int64) for `.row`. `1 ≤ m < 2^16` when constant, `1 ≤ s ≤ 62`; int8 results clamp within
/// [−127, 127]. Product and sum wrap modulo 2^64; the shift is arithmetic. ReLU is `lower = 0`.
public struct Requantise: PrimitiveOperator {
    static var tag: UInt16 { 3 }
    static var name: String { "requantise" }

    public enum Multiplier: Sendable, Hashable {
        case constant(UInt16)
        case channel
        case row
    }

    public let to: ElementType
    public let multiplier: Multiplier
    public let shift: UInt8
    public let lower: Int64
    public let upper: Int64

    public init(to: ElementType, multiplier: Multiplier, shift: UInt8, lower: Int64, upper: Int64) {
        self.to = to
        self.multiplier = multiplier
        self.shift = shift
        self.lower = lower
        self.upper = upper
    }

    func encode(into encoder: inout CanonicalEncoder) {
        to.encode(into: &encoder)
        switch multiplier {
        case .constant(let m):
            encoder.append(UInt8(0))
            encoder.append(m)
        case .channel: encoder.append(UInt8(1))
        case .row: encoder.append(UInt8(2))
        }
        encoder.append(shift)
        encoder.append(lower)
        encoder.append(upper)
    }

    init(from decoder: inout CanonicalDecoder) throws(CanonicalError) {
        to = try ElementType(from: &decoder, field: "requantise type")
        switch try decoder.uint8("multiplier kind") {
        case 0: multiplier = .constant(try decoder.uint16("multiplier"))
        case 1: multiplier = .channel
        case 2: multiplier = .row
        default: throw decoder.refusal("multiplier kind", at: decoder.offset, "0, 1 or 2")
        }
        shift = try decoder.uint8("shift")
        lower = try decoder.int64("lower")
        upper = try decoder.int64("upper")
    }

    var summary: String {
        let factor =
            switch multiplier {
            case .constant(let m): "\(m)"
            case .channel: "m[channel]"
            case .row: "m[row]"
            }
        return "×\(factor) / 2^\(shift) to [\(lower), \(upper)]"
    }

    func results(of operands: [TensorType]) throws(OperatorProblem) -> [TensorType] {
        let expected = multiplier.isOperand ? 2 : 1
        guard operands.count == expected else { throw .operandCount(expected: "\(expected)", found: operands.count) }
        guard (1...62).contains(shift) else { throw .attribute(name: "shift", reason: "\(shift) is not within 1...62") }
        try to.requireClamp(lower, upper)
        let x = operands[0].shape
        switch multiplier {
        case .constant(let m):
            guard m >= 1 else { throw .attribute(name: "multiplier", reason: "at least 1") }
        case .channel:
            guard operands[1].element == .uint16 else { throw .operandElement(operand: 1, found: operands[1].element) }
            guard operands[1].shape.dimensions == [x.width] else {
                throw .operandShape(operand: 1, reason: "[\(x.width)] multipliers, not \(operands[1].shape)")
            }
        case .row:
            guard [.uint16, .int32, .int64].contains(operands[1].element) else {
                throw .operandElement(operand: 1, found: operands[1].element)
            }
            guard operands[1].shape.isRows(of: x) else {
                throw .operandShape(operand: 1, reason: "one multiplier a row of \(x), not \(operands[1].shape)")
            }
        }
        return [TensorType(to, x)]
    }

    func ranges(
        of operands: [TensorType], intervals: [Interval], limbs: LimbWidth
    ) throws(OperatorProblem) -> [Interval] {
        let factor =
            if case .constant(let m) = multiplier { Interval(Int64(m)...Int64(m)) } else { intervals[1] }
        let half = Int128(1) << (Int128(shift) - 1)
        let sum = intervals[0] * factor + Interval(half, half)
        try RangeLimit.requireShare(Interval(sum.lower - half, sum.upper), what: "x·m + 2^(s−1)")
        let quotient = Interval(sum.lower >> Int128(shift), sum.upper >> Int128(shift))
        // What limb lookups enforce is wider than the quotient's own range: the relation
        // m·x + 2^(s−1) = q·2^s + r must stay below p/2 for every q that passes them.
        let reach = (limbs.enforcedBound(quotient.magnitude) + 1) << Int128(shift)
        guard reach < RangeLimit.halfField else {
            throw .couldWrap(
                what: "(Q + 1)·2^s with the enforced bound Q", bits: Interval(0, reach).bits,
                limit: Interval(0, RangeLimit.halfField - 1).bits)
        }
        return [quotient.clamped(lower, upper)]
    }

    func footprint(element: Int, result: Int, operands: [TensorType]) -> Footprint {
        var runs = [ElementRun(operand: 0, start: element, count: 1)]
        if let index = multiplierIndex(element, operands) { runs.append(ElementRun(operand: 1, start: index, count: 1)) }
        return Footprint(runs, multiplyAdds: 1)
    }

    func evaluateElement<Reader: ElementReader>(
        _ element: Int, result: Int, operands: [TensorType], reading reader: inout Reader
    ) -> Int64 {
        let x = reader.element(element, of: 0)
        let factor: Int64 =
            if case .constant(let m) = multiplier {
                Int64(m)
            } else {
                reader.element(multiplierIndex(element, operands) ?? 0, of: 1)
            }
        let half: Int64 = 1 << (Int64(shift) - 1)
        return min(max((x &* factor &+ half) >> Int64(shift), lower), upper)
    }

    private func multiplierIndex(_ element: Int, _ operands: [TensorType]) -> Int? {
        switch multiplier {
        case .constant: nil
        case .channel: element % operands[0].shape.width
        case .row: element / operands[0].shape.width
        }
    }
}

extension Requantise.Multiplier {
    /// True when the multipliers are an operand of their own.
    var isOperand: Bool {
        if case .constant = self { false } else { true }
    }
}
