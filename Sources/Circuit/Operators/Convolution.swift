import Transcript

/// `out[i, j, o] = Σ x[i·strideY + dy, j·strideX + dx, c] · w[o, dy, dx, c] (+ bias[o])`.
///
/// Operands: x `[H, W, C]` (int8, uint8, int16), w `[O, KH, KW, C]` (int8, uint8, int16), optionally
/// bias `[O]` of the accumulator's type. No implicit padding: `Padding` is an operator of its own,
/// with a value. Result `[(H − KH)/strideY + 1, (W − KW)/strideX + 1, O]` of the accumulator's type.
public struct Convolution: PrimitiveOperator {
    static var tag: UInt16 { 2 }
    static var name: String { "convolution" }

    public let strideY: UInt16
    public let strideX: UInt16
    /// int32 or int64.
    public let accumulator: ElementType

    public init(strideY: UInt16 = 1, strideX: UInt16 = 1, accumulator: ElementType = .int32) {
        self.strideY = strideY
        self.strideX = strideX
        self.accumulator = accumulator
    }

    func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(strideY)
        encoder.append(strideX)
        accumulator.encode(into: &encoder)
    }

    init(from decoder: inout CanonicalDecoder) throws(CanonicalError) {
        strideY = try decoder.uint16("strideY")
        strideX = try decoder.uint16("strideX")
        accumulator = try ElementType(from: &decoder, field: "accumulator")
    }

    var summary: String { "stride \(strideY)×\(strideX)" }

    func results(of operands: [TensorType]) throws(OperatorProblem) -> [TensorType] {
        guard (2...3).contains(operands.count) else { throw .operandCount(expected: "2 or 3", found: operands.count) }
        let x = operands[0].shape, w = operands[1].shape
        for position in 0..<2 where ![.int8, .uint8, .int16].contains(operands[position].element) {
            throw .operandElement(operand: position, found: operands[position].element)
        }
        guard [.int32, .int64].contains(accumulator) else {
            throw .attribute(name: "accumulator", reason: "int32 or int64, not \(accumulator.name)")
        }
        guard strideY >= 1, strideX >= 1 else { throw .attribute(name: "stride", reason: "at least 1") }
        guard x.rank == 3 else { throw .operandShape(operand: 0, reason: "[H, W, C], not \(x)") }
        guard w.rank == 4, w.width == x.width, w.dimensions[1] <= x.dimensions[0], w.dimensions[2] <= x.dimensions[1] else {
            throw .operandShape(operand: 1, reason: "a filter [O, KH, KW, C] within \(x), not \(w)")
        }
        let taps = w.count / w.dimensions[0]
        guard taps <= Footprint.maximumMultiplyAdds else { throw .footprint(bytes: 2 * taps, multiplyAdds: taps) }
        if operands.count == 3 {
            guard operands[2].element == accumulator else { throw .operandElement(operand: 2, found: operands[2].element) }
            guard operands[2].shape.dimensions == [w.dimensions[0]] else {
                throw .operandShape(operand: 2, reason: "a bias is [\(w.dimensions[0])], not \(operands[2].shape)")
            }
        }
        let height = (x.dimensions[0] - w.dimensions[1]) / Int(strideY) + 1
        let width = (x.dimensions[1] - w.dimensions[2]) / Int(strideX) + 1
        return [TensorType(accumulator, try resultShape([height, width, w.dimensions[0]]))]
    }

    func ranges(
        of operands: [TensorType], intervals: [Interval], limbs: LimbWidth
    ) throws(OperatorProblem) -> [Interval] {
        let w = operands[1].shape
        let product = intervals[0] * intervals[1]
        var sum = Interval(min(product.lower, 0), max(product.upper, 0)).summed(w.count / w.dimensions[0])
        if operands.count == 3 { sum = sum + intervals[2].union(Interval(0...0)) }
        try RangeLimit.require(sum, fits: accumulator, what: "accumulator")
        return [sum]
    }

    func footprint(element: Int, result: Int, operands: [TensorType]) -> Footprint {
        let (patch, filter, channel) = place(element, operands)
        let x = operands[0].shape, w = operands[1].shape
        let run = w.dimensions[2] * w.width
        var runs = (0..<w.dimensions[1]).map {
            ElementRun(operand: 0, start: patch + $0 * x.dimensions[1] * x.width, count: run)
        }
        let taps = w.dimensions[1] * run
        runs.append(ElementRun(operand: 1, start: filter, count: taps))
        if operands.count == 3 { runs.append(ElementRun(operand: 2, start: channel, count: 1)) }
        return Footprint(runs, multiplyAdds: taps)
    }

    func evaluateElement<Reader: ElementReader>(
        _ element: Int, result: Int, operands: [TensorType], reading reader: inout Reader
    ) -> Int64 {
        let (patch, filter, channel) = place(element, operands)
        let x = operands[0].shape, w = operands[1].shape
        let run = w.dimensions[2] * w.width
        var sum: Int64 = 0
        for dy in 0..<w.dimensions[1] {
            let row = patch + dy * x.dimensions[1] * x.width
            for tap in 0..<run {
                sum &+= reader.element(row + tap, of: 0) &* reader.element(filter + dy * run + tap, of: 1)
            }
        }
        if operands.count == 3 { sum &+= reader.element(channel, of: 2) }
        return sum
    }

    func multiplyAdds(operands: [TensorType]) -> Int {
        let x = operands[0].shape, w = operands[1].shape
        let height = (x.dimensions[0] - w.dimensions[1]) / Int(strideY) + 1
        let width = (x.dimensions[1] - w.dimensions[2]) / Int(strideX) + 1
        return height * width * w.count
    }

    /// First element of the patch, first of the filter, and the output channel.
    private func place(_ element: Int, _ operands: [TensorType]) -> (Int, Int, Int) {
        let x = operands[0].shape, w = operands[1].shape
        let filters = w.dimensions[0]
        let width = (x.dimensions[1] - w.dimensions[2]) / Int(strideX) + 1
        let channel = element % filters, position = element / filters
        let i = position / width * Int(strideY), j = position % width * Int(strideX)
        return ((i * x.dimensions[1] + j) * x.width, channel * (w.count / filters), channel)
    }
}
