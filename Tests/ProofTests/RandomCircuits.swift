import Circuit
import TestSupport

/// Draws whole circuits of the operators that have gadgets, and some that have none: odd views, shared weights, several
/// readers of one value, several inputs, extents of one, multipliers and shifts at their ends. What the circuit's own
/// checks refuse is drawn again by the caller.
struct RandomCircuits {
    enum Size {
        /// Small enough to be proved.
        case small
        /// Extents and numbers at and above every limit; there are no bytes for weights.
        case extreme
    }

    var random: SeededGenerator
    let size: Size
    private var inputs: [Circuit.Input] = []
    private var entries: [WeightEntry] = []
    private var end = 0
    private var operators: [Operator] = []
    private var values: [(source: Source, type: TensorType)] = []

    init(seed: UInt64, _ size: Size) {
        random = SeededGenerator(seed: seed)
        self.size = size
    }

    private mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    private mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

    private mutating func extent() -> Int {
        switch size {
        case .small: pick([1, 1, 2, 2, 3, 4, 4, 5, 6, 8, 9])
        case .extreme: pick([1, 1, 2, 3, 7, 8, 15, 63, 64, 100, 255, 256, 1023, 2048, 4095, 4096, 4097, 65_536])
        }
    }

    /// A circuit, and bytes for its weights where they are small.
    mutating func draw() -> (circuit: Circuit, weights: Weights?)? {
        inputs = []
        entries = []
        end = 0
        operators = []
        values = []
        for slot in 0..<(1 + below(2)) {
            let shape = (0..<pick([1, 2, 3, 3, 3])).map { _ in extent() }
            let element = pick([ElementType.uint8, .uint8, .int8, .int16, .int32])
            guard let type = try? TensorType(element, shape) else { return nil }
            let range = below(8) == 0 ? Int64(below(3))...Int64(3 + below(100)) : element.range
            inputs.append(Circuit.Input(name: "x\(slot)", type: type, range: range))
            values.append((.input(slot), type))
        }
        let most = size == .extreme && below(20) == 0 ? 300 : 1 + below(9)
        for _ in 0..<most { step() }
        var outputs: [Circuit.Output] = []
        if below(10) > 0 { product(last: true) }
        if below(20) > 0 { argmax() }
        for (position, op) in operators.enumerated().suffix(below(8) == 0 ? 3 : 1) {
            for (result, type) in op.results.enumerated() {
                outputs.append(
                    Circuit.Output(name: "y\(outputs.count)", operand: Operand(.result(position: position, result: result), type)))
            }
        }
        guard let layout = try? Layout(entries),
            let circuit = try? Circuit(
                name: "random", limbWidth: pick(LimbWidth.allCases), inputs: inputs, states: [], layout: layout, tables: [],
                operators: operators, outputs: outputs)
        else { return nil }
        return (circuit, size == .small ? weightBytes() : nil)
    }

    private mutating func weightBytes() -> Weights {
        var bytes = [UInt8](repeating: 0, count: end)
        for entry in entries {
            for index in 0..<entry.type.shape.count {
                var value = Int64.random(in: entry.range, using: &random)
                for place in 0..<entry.type.element.byteCount {
                    bytes[entry.offset + index * entry.type.element.byteCount + place] = UInt8(truncatingIfNeeded: value)
                    value >>= 8
                }
            }
        }
        return Weights(bytes: bytes)
    }

    private mutating func step() {
        switch below(10) {
        case 0, 1, 2: requantise()
        case 3, 4: product()
        case 5, 6: convolution()
        case 7: padding()
        case 8: pooling()
        default: below(3) == 0 ? other() : requantise()
        }
    }

    // MARK: pieces

    /// The newest value mostly: circuits are chains with side roads.
    private mutating func value() -> (source: Source, type: TensorType) {
        below(4) == 0 ? pick(values) : values[values.count - 1]
    }

    private mutating func append(_ kind: OperatorKind, _ operands: [Operand]) {
        guard let op = try? Operator(kind, operands, label: "op\(operators.count)") else { return }
        for (result, type) in op.results.enumerated() {
            values.append((.result(position: operators.count, result: result), type))
        }
        // The first result is the newest value.
        if op.results.count > 1 { values.swapAt(values.count - 1, values.count - op.results.count) }
        operators.append(op)
    }

    private mutating func weight(_ element: ElementType, _ shape: [Int], _ range: ClosedRange<Int64>) -> Operand? {
        guard let type = try? TensorType(element, shape) else { return nil }
        // One tensor for two readers, now and then.
        if below(6) == 0, let known = entries.first(where: { $0.type.element == element && $0.type.shape.count == type.shape.count }) {
            return Operand(.weight(offset: known.offset), type)
        }
        let offset = (end + 1023) / 1024 * 1024
        entries.append(WeightEntry(name: "w\(entries.count)", type: type, offset: offset, range: range))
        end = offset + type.byteCount
        return Operand(.weight(offset: offset), type)
    }

    /// The value as an image: its own axes mostly, else any three whose product is the same.
    private mutating func image() -> Operand? {
        let (source, type) = value()
        if type.shape.rank == 3, below(6) > 0 { return Operand(source, type) }
        let count = type.shape.count
        let divisors = (1...min(count, 4096)).filter { count % $0 == 0 }
        let first = pick(divisors)
        let rest = divisors.filter { count / first % $0 == 0 }
        let second = pick(rest)
        guard let view = try? TensorType(type.element, [first, second, count / first / second]) else { return nil }
        return Operand(source, view)
    }

    private mutating func requantise() {
        let (source, type) = value()
        let to = pick([ElementType.int8, .int8, .uint8, .int16, .int64])
        var lower = Int64(-below(128)), upper = Int64(below(128))
        switch below(10) {
        case 0: (lower, upper) = (to.range.lowerBound, to.range.upperBound)
        case 1: (lower, upper) = (to.range.upperBound - Int64(below(100)), to.range.upperBound)
        case 2: (lower, upper) = (to.range.lowerBound, to.range.lowerBound + Int64(below(100)))
        case 3: (lower, upper) = (0, 127)
        case 4: upper = lower
        default: break
        }
        if to == .uint8 { (lower, upper) = (max(0, lower), max(upper, 0)) }
        let m: UInt16 = pick([1, 3, 255, 40_000, 65_535, UInt16(1 + below(65_535))])
        let shift = below(5) == 0 ? pick([1, 2, 40, 61, 62]) : 4 + below(20)
        append(
            .requantise(
                Requantise(
                    to: to, multiplier: below(20) == 0 ? .channel : .constant(m), shift: UInt8(shift), lower: lower,
                    upper: upper)), [Operand(source, type)])
    }

    private mutating func product(last: Bool = false) {
        let (source, type) = value()
        let rows = last ? 1 + below(size == .small ? 7 : 3000) : extent()
        guard let row = try? TensorType(type.element, [1, type.shape.count]),
            let w = weight(.int8, [rows, type.shape.count], below(10) == 0 ? 0...0 : -127...127)
        else { return }
        var operands = [Operand(source, row), w]
        if below(2) == 0, let bias = weight(.int32, [rows], -5000...5000) { operands.append(bias) }
        append(.matrixProduct(MatrixProduct(accumulator: below(4) == 0 ? .int64 : .int32)), operands)
    }

    private mutating func argmax() {
        guard let newest = values.last, let row = try? TensorType(newest.type.element, [1, newest.type.shape.count]) else { return }
        append(.reduction(.maximum), [Operand(newest.source, below(8) == 0 ? newest.type : row)])
    }

    private mutating func convolution() {
        guard let image = image() else { return }
        let (high, wide, channels) = (image.type.shape.dimensions[0], image.type.shape.dimensions[1], image.type.shape.dimensions[2])
        let filters = [1 + below(size == .small ? 4 : 64), 1 + below(min(high, 4096)), 1 + below(min(wide, 4096)), channels]
        guard let w = weight(.int8, filters, -127...127) else { return }
        var operands = [image, w]
        if below(2) == 0, let bias = weight(.int32, [filters[0]], -5000...5000) { operands.append(bias) }
        append(.convolution(Convolution(strideY: UInt16(1 + below(3)), strideX: UInt16(1 + below(3)))), operands)
    }

    private mutating func padding() {
        guard let image = image() else { return }
        func amount(_ random: inout SeededGenerator) -> UInt16 {
            size == .small ? UInt16(random.next() % 3) : [0, 1, 5, 4000, 65_535][Int(random.next() % 5)]
        }
        let before = [amount(&random), amount(&random), below(10) == 0 ? 1 : 0]
        let after = [amount(&random), amount(&random), 0]
        append(.padding(Padding(before: before, after: after, value: below(10) == 0 ? 1 : 0)), [image])
        if below(4) > 0 { convolutionOfNewest() }
    }

    private mutating func convolutionOfNewest() {
        guard let newest = values.last, newest.type.shape.rank == 3 else { return }
        let extents = newest.type.shape.dimensions
        guard let w = weight(.int8, [2, min(3, extents[0]), min(2, extents[1]), extents[2]], -127...127) else { return }
        append(.convolution(Convolution()), [Operand(newest.source, newest.type), w])
    }

    private mutating func pooling() {
        guard let image = image() else { return }
        let y = UInt16(pick([1, 2, 2, 2, 4, 3])), x = UInt16(pick([1, 2, 2, 2, 1, 4]))
        append(
            .pooling(
                Pooling(
                    below(12) == 0 ? .sum : .maximum, windowY: y, windowX: x, strideY: below(12) == 0 ? 1 : y, strideX: x)),
            [image])
    }

    private mutating func other() {
        let (source, type) = value()
        let operand = Operand(source, type)
        switch below(3) {
        case 0: append(.clamp(Clamp(to: .int16, lower: -100, upper: 100)), [operand])
        case 1: append(.elementwise(Elementwise(.add, to: .int32)), [operand, operand])
        default: append(.reduction(.maximum), [operand])
        }
    }
}
