import CKernels
import TestSupport

/// An element type of the tensor kernels, with its decoding written out once more in Swift.
enum ElementType: Int32, CaseIterable {
    case int8 = 0
    case uint8 = 1
    case int16 = 2
    case uint16 = 3
    case int32 = 4
    case int64 = 5

    var size: Int { [1, 1, 2, 2, 4, 8][Int(rawValue)] }

    /// The value that the low bits of `value` have in this type.
    func wrapped(_ value: Int64) -> Int64 {
        switch self {
        case .int8: Int64(Int8(truncatingIfNeeded: value))
        case .uint8: Int64(UInt8(truncatingIfNeeded: value))
        case .int16: Int64(Int16(truncatingIfNeeded: value))
        case .uint16: Int64(UInt16(truncatingIfNeeded: value))
        case .int32: Int64(Int32(truncatingIfNeeded: value))
        case .int64: value
        }
    }

    var extremes: [Int64] {
        let bits = size * 8
        let top = Int64.max >> (64 - bits)
        return self == .uint8 || self == .uint16
            ? [0, 1, wrapped(-1), wrapped(-2), top, top + 1] : [0, 1, -1, top, -top - 1, -top]
    }

    /// A third extremes, a third small numbers, a third any bit pattern.
    func randomValue(using generator: inout SeededGenerator) -> Int64 {
        let word = generator.next()
        switch word % 3 {
        case 0: return extremes[Int(word >> 8) % extremes.count]
        case 1: return wrapped(Int64(word >> 8 & 0xff) - 128)
        default: return wrapped(Int64(truncatingIfNeeded: generator.next()))
        }
    }
}

/// A matrix in memory, as the kernels' views describe it.
struct TensorMatrix {
    var bytes: [UInt8]
    var type: ElementType
    var rowStep: Int
    var columnStep: Int

    /// Writes `values` one after another, little endian.
    init(_ values: [Int64], type: ElementType, rowStep: Int, columnStep: Int = 1) {
        bytes = []
        bytes.reserveCapacity(values.count * type.size)
        for value in values {
            for byte in 0..<type.size { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * Int64(byte)))) }
        }
        self.type = type
        self.rowStep = rowStep
        self.columnStep = columnStep
    }

    static func random(
        count: Int, type: ElementType, rowStep: Int, columnStep: Int = 1, using generator: inout SeededGenerator
    ) -> TensorMatrix {
        TensorMatrix(
            (0..<count).map { _ in type.randomValue(using: &generator) }, type: type, rowStep: rowStep,
            columnStep: columnStep)
    }

    func element(_ index: Int) -> Int64 {
        var value: Int64 = 0
        for byte in (0..<type.size).reversed() { value = value << 8 | Int64(bytes[index * type.size + byte]) }
        return type.wrapped(value)
    }

    func value(_ row: Int, _ column: Int) -> Int64 { element(row * rowStep + column * columnStep) }

    var values: [Int64] { (0..<bytes.count / type.size).map(element) }

    func withView<Result>(_ body: (UnsafePointer<tensor_view>) -> Result) -> Result {
        unsafe bytes.withUnsafeBytes { bytes in
            let view = unsafe tensor_view(
                data: bytes.baseAddress, type: type.rawValue, row_step: rowStep, column_step: columnStep)
            return unsafe withUnsafePointer(to: view) { unsafe body($0) }
        }
    }

    mutating func withTarget(_ body: (UnsafePointer<tensor_target>) -> Void) {
        unsafe bytes.withUnsafeMutableBytes { bytes in
            let target = unsafe tensor_target(data: bytes.baseAddress, type: type.rawValue, row_step: rowStep)
            unsafe withUnsafePointer(to: target) { unsafe body($0) }
        }
    }

    /// A matrix of the given kind filled by `body` over a background that must survive in the gaps.
    static func written(
        rows: Int, columns: Int, type: ElementType, rowStep: Int? = nil,
        _ body: (UnsafePointer<tensor_target>) -> Void
    ) -> TensorMatrix {
        let step = rowStep ?? columns
        var result = TensorMatrix([Int64](repeating: 0x55, count: rows * step), type: type, rowStep: step)
        unsafe result.withTarget { unsafe body($0) }
        return result
    }

    /// Whether every element is `expected(row, column)` in this type, and the gaps still hold 0x55.
    func holds(rows: Int, columns: Int, _ expected: (_ row: Int, _ column: Int) -> Int64) -> Bool {
        for row in 0..<rows {
            for column in 0..<rowStep {
                let wanted = column < columns ? type.wrapped(expected(row, column)) : 0x55
                if value(row, column) != wanted { return false }
            }
        }
        return true
    }
}
