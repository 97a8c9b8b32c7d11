import Transcript

/// Sum, maximum or largest magnitude of each row (the innermost extent).
///
/// Operand: x `[…, K]`, any type (not int64 for `.magnitude`). Results, of shape x's without its
/// innermost extent (`[1]` for a single row):
/// - `.sum`: the sum, of type `accumulator` (int32 or int64);
/// - `.maximum`: the largest value, of x's type, and its index (int32), the lowest among equals;
/// - `.magnitude`: `max(1, max|x|)` as int64 (1 for a zero row, so that it divides), and the lowest
///   index where |x| is largest.
public struct Reduction: PrimitiveOperator {
    static var tag: UInt16 { 7 }
    static var name: String { "reduction" }

    public enum Function: UInt8, Sendable, Hashable, CaseIterable {
        case sum = 1
        case maximum = 2
        case magnitude = 3
    }

    public let function: Function
    /// Type of sums; int64 for the others, which ignore it.
    public let accumulator: ElementType

    public static func sum(_ accumulator: ElementType) -> Reduction { Reduction(.sum, accumulator) }
    public static var maximum: Reduction { Reduction(.maximum, .int64) }
    public static var magnitude: Reduction { Reduction(.magnitude, .int64) }

    private init(_ function: Function, _ accumulator: ElementType) {
        self.function = function
        self.accumulator = accumulator
    }

    func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(function.rawValue)
        accumulator.encode(into: &encoder)
    }

    init(from decoder: inout CanonicalDecoder) throws(CanonicalError) {
        guard let function = Function(rawValue: try decoder.uint8("reduction")) else {
            throw decoder.refusal("reduction", at: decoder.offset, "1, 2 or 3")
        }
        self.function = function
        accumulator = try ElementType(from: &decoder, field: "accumulator")
        guard function == .sum || accumulator == .int64 else {
            throw decoder.refusal("accumulator", at: decoder.offset, "int64 where there is no sum")
        }
    }

    var summary: String { "\(function)" }

    func results(of operands: [TensorType]) throws(OperatorProblem) -> [TensorType] {
        guard operands.count == 1 else { throw .operandCount(expected: "1", found: operands.count) }
        let x = operands[0]
        let outer = Array(x.shape.dimensions.dropLast())
        let shape = try resultShape(outer.isEmpty ? [1] : outer)
        switch function {
        case .sum:
            guard [.int32, .int64].contains(accumulator) else {
                throw .attribute(name: "accumulator", reason: "int32 or int64, not \(accumulator.name)")
            }
            return [TensorType(accumulator, shape)]
        case .maximum, .magnitude:
            guard x.shape.width <= Int(Int32.max) else {
                throw .operandShape(operand: 0, reason: "a row's indexes must fit int32")
            }
            if function == .maximum { return [TensorType(x.element, shape), TensorType(.int32, shape)] }
            guard x.element != .int64 else { throw .operandElement(operand: 0, found: .int64) }
            return [TensorType(.int64, shape), TensorType(.int32, shape)]
        }
    }

    func ranges(
        of operands: [TensorType], intervals: [Interval], limbs: LimbWidth
    ) throws(OperatorProblem) -> [Interval] {
        let width = operands[0].shape.width
        let index = Interval(0...Int64(width - 1))
        switch function {
        case .sum:
            let x = intervals[0]
            let sum = Interval(min(x.lower, 0), max(x.upper, 0)).summed(width)
            try RangeLimit.require(sum, fits: accumulator, what: "sum")
            return [sum]
        case .maximum:
            // The proof looks at the differences y − x_i.
            try RangeLimit.requireShare(intervals[0] - intervals[0], what: "difference to the maximum")
            return [intervals[0], index]
        case .magnitude:
            return [Interval(1, max(1, intervals[0].magnitude)), index]
        }
    }

    func footprint(element: Int, result: Int, operands: [TensorType]) -> Footprint {
        let width = operands[0].shape.width
        return Footprint(
            [ElementRun(operand: 0, start: element * width, count: width)], multiplyAdds: width,
            isByComparison: function != .sum)
    }

    func evaluateElement<Reader: ElementReader>(
        _ element: Int, result: Int, operands: [TensorType], reading reader: inout Reader
    ) -> Int64 {
        let width = operands[0].shape.width
        let row = element * width
        guard function != .sum else {
            var sum: Int64 = 0
            for k in 0..<width { sum &+= reader.element(row + k, of: 0) }
            return sum
        }
        func key(_ value: Int64) -> Int64 { function == .maximum || value >= 0 ? value : 0 &- value }
        var best = key(reader.element(row, of: 0)), position = 0
        for k in 1..<max(width, 1) {
            let candidate = key(reader.element(row + k, of: 0))
            if candidate > best { (best, position) = (candidate, k) }
        }
        if result == 1 { return Int64(position) }
        return function == .magnitude ? max(1, best) : best
    }
}
