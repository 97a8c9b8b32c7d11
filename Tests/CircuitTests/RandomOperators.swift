import Circuit
import TestSupport

/// Draws operators of every kind on small shapes: attributes and types are anything, most are refused,
/// those that `Operator.init` accepts are for testing.
struct RandomOperators {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
    mutating func flag() -> Bool { below(2) == 0 }
    mutating func element() -> ElementType { ElementType.allCases[below(6)] }

    /// Any pattern of the element type, edges often.
    mutating func value(_ element: ElementType) -> Int64 {
        switch below(6) {
        case 0: element.range.lowerBound
        case 1: element.range.upperBound
        case 2: element.wrapped(Int64(below(7)) - 3)
        default: element.wrapped(Int64(bitPattern: random.next()) >> Int64(below(64)))
        }
    }

    mutating func values(_ type: TensorType) -> [Int64] { (0..<type.shape.count).map { _ in value(type.element) } }

    private mutating func dimensions(_ rank: Int) -> [Int] { (0..<rank).map { _ in 1 + below(5) } }

    /// Like `dimensions`, sometimes with one extent changed or dropped.
    private mutating func nearly(_ dimensions: [Int]) -> [Int] {
        var out = dimensions
        switch below(8) {
        case 0 where !out.isEmpty: out[below(out.count)] += 1
        case 1 where out.count > 1: out.removeLast()
        default: break
        }
        return out.isEmpty ? [1] : out
    }

    private mutating func clampBounds(_ to: ElementType) -> (Int64, Int64) {
        let low = value(to), high = value(to)
        if to == .int8 { return (max(min(low, high), -127), max(low, high, -127)) }
        return (min(low, high), max(low, high))
    }

    /// An operator that `Operator.init` accepts, or nil.
    mutating func draw() -> Operator? {
        let (kind, types) = kindAndTypes()
        let operands = types.enumerated().map { Operand(.input($0.offset), $0.element) }
        return try? Operator(kind, operands, label: "random")
    }

    private mutating func kindAndTypes() -> (OperatorKind, [TensorType]) {
        let rank = 1 + below(4)
        let x = dimensions(rank)
        switch below(15) {
        case 0:
            let a = dimensions(2 + below(2))
            var b = a
            b[a.count - 2] = 1 + below(5)
            let part = flag()
            let accumulator: ElementType = flag() ? .int32 : .int64
            var types = tensors([factor(), factor()], [a, nearly(b)])
            if flag() { types += tensors([accumulator], [[b[a.count - 2]]]) }
            return (
                .matrixProduct(
                    MatrixProduct(
                        accumulator: accumulator, start: part ? UInt32(below(3)) : 0, count: part ? UInt32(below(4)) : 0)),
                types
            )
        case 1:
            let x = [1 + below(6), 1 + below(6), 1 + below(3)]
            let w = [1 + below(3), 1 + below(3), 1 + below(3), x[2]]
            let accumulator: ElementType = flag() ? .int32 : .int64
            var types = tensors([factor(), factor()], [x, w])
            if flag() { types += tensors([accumulator], [[w[0]]]) }
            return (
                .convolution(
                    Convolution(strideY: UInt16(below(4)), strideX: UInt16(below(4)), accumulator: accumulator)), types
            )
        case 2:
            let to = element()
            let (lower, upper) = clampBounds(to)
            let shift = UInt8(below(65))
            let a = element()
            switch below(3) {
            case 0:
                return (
                    .requantise(
                        Requantise(
                            to: to, multiplier: .constant(UInt16(truncatingIfNeeded: random.next())), shift: shift,
                            lower: lower, upper: upper)), tensors([a], [x])
                )
            case 1:
                return (
                    .requantise(Requantise(to: to, multiplier: .channel, shift: shift, lower: lower, upper: upper)),
                    tensors([a, .uint16], [x, nearly([x[rank - 1]])])
                )
            default:
                return (
                    .requantise(Requantise(to: to, multiplier: .row, shift: shift, lower: lower, upper: upper)),
                    tensors([a, element()], [x, nearly(Array(x.dropLast()))])
                )
            }
        case 3:
            let broadcast = Elementwise.Broadcast.allCases[below(3)]
            let b =
                switch broadcast {
                case .same: x
                case .suffix: Array(x.suffix(max(1, below(rank))))
                case .row: Array(x.dropLast())
                }
            return (
                .elementwise(Elementwise(Elementwise.Function.allCases[below(3)], broadcast: broadcast, to: element())),
                tensors([element(), element()], [x, nearly(b)])
            )
        case 4:
            let to = element()
            let (lower, upper) = clampBounds(to)
            return (.clamp(Clamp(to: to, lower: lower, upper: upper)), tensors([element()], [x]))
        case 5:
            let first = Int32(truncatingIfNeeded: Int64(bitPattern: random.next()) >> Int64(32 + below(32)))
            return (.lookup(Lookup(first: first)), tensors([element(), element()], [x, [1 + below(300)]]))
        case 6:
            let reductions = [Reduction.sum(.int32), .sum(.int64), .maximum, .magnitude]
            return (.reduction(reductions[below(4)]), tensors([element()], [x]))
        case 7:
            return (
                .pooling(
                    Pooling(
                        flag() ? .maximum : .sum, windowY: UInt16(below(4)), windowX: UInt16(below(4)),
                        strideY: UInt16(below(4)), strideX: UInt16(below(4)))), tensors([element()], [dimensions(3)])
            )
        case 8:
            let to = element()
            let (lower, upper) = clampBounds(to)
            let perRow = flag()
            return (
                .division(
                    Division(
                        factor: UInt32(truncatingIfNeeded: random.next()) >> UInt32(below(32)),
                        rounding: flag() ? .down : .nearest, perRow: perRow, to: to, lower: lower, upper: upper)),
                tensors([element(), element()], [x, nearly(perRow ? Array(x.dropLast()) : x)])
            )
        case 9: return (.squareRoot(SquareRoot()), tensors([element()], [x]))
        case 10: return (.gather(Gather()), tensors([element(), element()], [x, dimensions(1 + below(3))]))
        case 11:
            let t = element()
            return (
                .padding(
                    Padding(
                        before: (0..<rank).map { _ in UInt16(below(3)) }, after: (0..<rank).map { _ in UInt16(below(3)) },
                        value: value(t))), tensors([t], [x])
            )
        case 12:
            return (
                .slicing(
                    Slicing(
                        axis: UInt8(below(rank + 1)), start: UInt32(below(4)), count: UInt32(below(4)),
                        step: UInt32(below(4)))), tensors([element()], [x])
            )
        case 13:
            let t = element()
            let axis = below(rank)
            let shapes = (0..<1 + below(4)).map { _ in
                var shape = x
                shape[axis] = 1 + below(4)
                return shape
            }
            return (
                .concatenation(Concatenation(axis: UInt8(axis))),
                tensors([ElementType](repeating: t, count: shapes.count), shapes)
            )
        default:
            return (
                .permutation(Permutation(axes: (0..<rank).map { UInt8($0) }.shuffled(using: &random))),
                tensors([element()], [x])
            )
        }
    }

    private mutating func factor() -> ElementType { [.int8, .uint8, .int16][below(3)] }

    private func tensors(_ elements: [ElementType], _ shapes: [[Int]]) -> [TensorType] {
        zip(elements, shapes).compactMap { element, shape in
            try? TensorType(element, shape.isEmpty ? [1] : shape)
        }
    }
}
