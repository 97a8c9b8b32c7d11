import Transcript

/// `out[b, m, n] = Σ_k A[b, m, k] · B[b, n, k] (+ bias[n])` over a range of k.
///
/// Operands: A `[M, K]` or `[batch, M, K]`; B `[N, K]`, or `[batch, N, K]` when A has a batch;
/// optionally bias `[N]` of the accumulator's type. Both factors int8, uint8 or int16, contiguous
/// along the contraction. Result `[M, N]` or `[batch, M, N]` of the accumulator's type.
///
/// A contraction longer than a one-step check may read is split: several products over parts of
/// `k`, then sums. The bias belongs to one of them.
public struct MatrixProduct: PrimitiveOperator {
    static var tag: UInt16 { 1 }
    static var name: String { "matrixProduct" }

    /// int32 or int64.
    public let accumulator: ElementType
    /// First index of the contraction, and how many; count 0 stands for "to the end".
    public let start: UInt32
    public let count: UInt32

    public init(accumulator: ElementType, start: UInt32 = 0, count: UInt32 = 0) {
        self.accumulator = accumulator
        self.start = start
        self.count = count
    }

    func encode(into encoder: inout CanonicalEncoder) {
        accumulator.encode(into: &encoder)
        encoder.append(start)
        encoder.append(count)
    }

    init(from decoder: inout CanonicalDecoder) throws(CanonicalError) {
        accumulator = try ElementType(from: &decoder, field: "accumulator")
        start = try decoder.uint32("contraction start")
        count = try decoder.uint32("contraction count")
    }

    var summary: String {
        count == 0 && start == 0 ? "" : "k \(start)..<\(Int(start) + Int(count))"
    }

    /// The contraction's range on rows of `width` elements.
    package func contraction(width: Int) -> Range<Int> {
        let first = min(Int(start), width)
        return first..<(count == 0 ? width : min(first + Int(count), width))
    }

    func results(of operands: [TensorType]) throws(OperatorProblem) -> [TensorType] {
        guard (2...3).contains(operands.count) else { throw .operandCount(expected: "2 or 3", found: operands.count) }
        let a = operands[0].shape, b = operands[1].shape
        for position in 0..<2 where ![.int8, .uint8, .int16].contains(operands[position].element) {
            throw .operandElement(operand: position, found: operands[position].element)
        }
        guard [.int32, .int64].contains(accumulator) else {
            throw .attribute(name: "accumulator", reason: "int32 or int64, not \(accumulator.name)")
        }
        guard a.rank == 2 || a.rank == 3 else { throw .operandShape(operand: 0, reason: "[M, K] or [batch, M, K], not \(a)") }
        guard b.rank == a.rank, b.width == a.width, a.rank == 2 || a.dimensions[0] == b.dimensions[0] else {
            throw .operandShape(operand: 1, reason: "\(b) does not contract with \(a)")
        }
        let k = a.width
        guard Int(start) < k, count == 0 ? start == 0 : Int(start) + Int(count) <= k && Int(count) < k else {
            throw .attribute(name: "contraction", reason: "\(start), \(count) is no proper part of \(k), nor the whole as 0, 0")
        }
        let columns = b.dimensions[b.rank - 2]
        if operands.count == 3 {
            guard operands[2].element == accumulator else { throw .operandElement(operand: 2, found: operands[2].element) }
            guard operands[2].shape.dimensions == [columns] else {
                throw .operandShape(operand: 2, reason: "a bias is [\(columns)], not \(operands[2].shape)")
            }
        }
        return [TensorType(accumulator, try resultShape(Array(a.dimensions.dropLast()) + [columns]))]
    }

    func ranges(
        of operands: [TensorType], intervals: [Interval], limbs: LimbWidth
    ) throws(OperatorProblem) -> [Interval] {
        let length = contraction(width: operands[0].shape.width).count
        // Worst case by shape: any partial sum too stays within the bound, in any order.
        let product = intervals[0] * intervals[1]
        var sum = Interval(min(product.lower, 0), max(product.upper, 0)).summed(length)
        if operands.count == 3 { sum = sum + intervals[2].union(Interval(0...0)) }
        try RangeLimit.require(sum, fits: accumulator, what: "accumulator")
        return [sum]
    }

    func footprint(element: Int, result: Int, operands: [TensorType]) -> Footprint {
        let (rowA, rowB, column, part) = place(element, operands)
        var runs = [
            ElementRun(operand: 0, start: rowA + part.lowerBound, count: part.count),
            ElementRun(operand: 1, start: rowB + part.lowerBound, count: part.count),
        ]
        if operands.count == 3 { runs.append(ElementRun(operand: 2, start: column, count: 1)) }
        return Footprint(runs, multiplyAdds: part.count)
    }

    func evaluateElement<Reader: ElementReader>(
        _ element: Int, result: Int, operands: [TensorType], reading reader: inout Reader
    ) -> Int64 {
        let (rowA, rowB, column, part) = place(element, operands)
        var sum: Int64 = 0
        for k in part { sum &+= reader.element(rowA + k, of: 0) &* reader.element(rowB + k, of: 1) }
        if operands.count == 3 { sum &+= reader.element(column, of: 2) }
        return sum
    }

    func multiplyAdds(operands: [TensorType]) -> Int {
        let b = operands[1].shape
        return operands[0].shape.rows * b.dimensions[b.rank - 2] * contraction(width: b.width).count
    }

    /// First elements of the two rows that meet in `element`, its column, and the contraction.
    private func place(_ element: Int, _ operands: [TensorType]) -> (Int, Int, Int, Range<Int>) {
        let a = operands[0].shape, b = operands[1].shape
        let columns = b.dimensions[b.rank - 2]
        let row = element / columns, column = element % columns
        let batch = a.rank == 3 ? row / a.dimensions[1] : 0
        return (row * a.width, (batch * columns + column) * b.width, column, contraction(width: a.width))
    }
}
