import Transcript

/// Maximum or sum over windows of each channel.
///
/// Operand: x `[H, W, C]` of any type. Result `[(H − windowY)/strideY + 1, (W − windowX)/strideX + 1, C]`:
/// x's type for maxima, int32 (int64 for int32 and int64 operands) for sums. An average is a sum and a
/// requantise. No implicit padding.
public struct Pooling: PrimitiveOperator {
    static var tag: UInt16 { 8 }
    static var name: String { "pooling" }

    public enum Function: UInt8, Sendable, Hashable, CaseIterable {
        case maximum = 1
        case sum = 2
    }

    public let function: Function
    public let windowY: UInt16
    public let windowX: UInt16
    public let strideY: UInt16
    public let strideX: UInt16

    public init(_ function: Function, windowY: UInt16, windowX: UInt16, strideY: UInt16, strideX: UInt16) {
        self.function = function
        self.windowY = windowY
        self.windowX = windowX
        self.strideY = strideY
        self.strideX = strideX
    }

    func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(function.rawValue)
        for value in [windowY, windowX, strideY, strideX] { encoder.append(value) }
    }

    init(from decoder: inout CanonicalDecoder) throws(CanonicalError) {
        guard let function = Function(rawValue: try decoder.uint8("pooling")) else {
            throw decoder.refusal("pooling", at: decoder.offset, "1 or 2")
        }
        self.function = function
        windowY = try decoder.uint16("windowY")
        windowX = try decoder.uint16("windowX")
        strideY = try decoder.uint16("strideY")
        strideX = try decoder.uint16("strideX")
    }

    var summary: String { "\(function) \(windowY)×\(windowX), stride \(strideY)×\(strideX)" }

    func results(of operands: [TensorType]) throws(OperatorProblem) -> [TensorType] {
        guard operands.count == 1 else { throw .operandCount(expected: "1", found: operands.count) }
        let x = operands[0].shape
        guard x.rank == 3 else { throw .operandShape(operand: 0, reason: "[H, W, C], not \(x)") }
        guard strideY >= 1, strideX >= 1 else { throw .attribute(name: "stride", reason: "at least 1") }
        guard windowY >= 1, windowX >= 1, Int(windowY) <= x.dimensions[0], Int(windowX) <= x.dimensions[1] else {
            throw .attribute(name: "window", reason: "\(windowY)×\(windowX) is not within \(x)")
        }
        let taps = Int(windowY) * Int(windowX)
        guard taps <= Footprint.maximumMultiplyAdds else { throw .footprint(bytes: taps, multiplyAdds: taps) }
        let height = (x.dimensions[0] - Int(windowY)) / Int(strideY) + 1
        let width = outputWidth(x)
        let element: ElementType =
            switch function {
            case .maximum: operands[0].element
            case .sum: operands[0].element.byteCount >= 4 ? .int64 : .int32
            }
        return [TensorType(element, try resultShape([height, width, x.width]))]
    }

    func ranges(
        of operands: [TensorType], intervals: [Interval], limbs: LimbWidth
    ) throws(OperatorProblem) -> [Interval] {
        let x = intervals[0]
        switch function {
        case .maximum:
            try RangeLimit.requireShare(x - x, what: "difference to the maximum")
            return [x]
        case .sum:
            let sum = Interval(min(x.lower, 0), max(x.upper, 0)).summed(Int(windowY) * Int(windowX))
            let wide: ElementType = operands[0].element.byteCount >= 4 ? .int64 : .int32
            try RangeLimit.require(sum, fits: wide, what: "sum")
            return [sum]
        }
    }

    func footprint(element: Int, result: Int, operands: [TensorType]) -> Footprint {
        let x = operands[0].shape
        let corner = corner(element, x)
        var runs: [ElementRun] = []
        for dy in 0..<Int(windowY) {
            for dx in 0..<Int(windowX) {
                runs.append(ElementRun(operand: 0, start: corner + (dy * x.dimensions[1] + dx) * x.width, count: 1))
            }
        }
        return Footprint(runs, multiplyAdds: runs.count)
    }

    func evaluateElement<Reader: ElementReader>(
        _ element: Int, result: Int, operands: [TensorType], reading reader: inout Reader
    ) -> Int64 {
        let x = operands[0].shape
        let corner = corner(element, x)
        var value = reader.element(corner, of: 0)
        for dy in 0..<Int(windowY) {
            for dx in 0..<Int(windowX) where dy > 0 || dx > 0 {
                let next = reader.element(corner + (dy * x.dimensions[1] + dx) * x.width, of: 0)
                value = function == .maximum ? max(value, next) : value &+ next
            }
        }
        return value
    }

    func multiplyAdds(operands: [TensorType]) -> Int { 0 }

    private func outputWidth(_ x: Shape) -> Int { (x.dimensions[1] - Int(windowX)) / Int(strideX) + 1 }

    private func corner(_ element: Int, _ x: Shape) -> Int {
        let channel = element % x.width, position = element / x.width
        let width = outputWidth(x)
        let i = position / width * Int(strideY), j = position % width * Int(strideX)
        return (i * x.dimensions[1] + j) * x.width + channel
    }
}
