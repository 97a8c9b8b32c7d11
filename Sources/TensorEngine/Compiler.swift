import CKernels
import Circuit
import Transcript

/// A tensor in memory while the engine lives. Within a block of 2^blockShift items, item i of a batch
/// begins `stride` bytes after item i − 1, blocks begin `blockStride` bytes after each other; weights
/// and tables serve all items (stride 0). Kernels run within one block.
@safe
struct Cell {
    let base: UnsafeMutableRawPointer
    let stride: Int
    let type: TensorType
    /// As wide as an item number: all items are one block.
    var blockShift = 62
    var blockStride = 0

    var isShared: Bool { stride == 0 }

    @unsafe
    func item(_ index: Int) -> UnsafeMutableRawPointer {
        unsafe base + (index >> blockShift) * blockStride + (index & ((1 << blockShift) - 1)) * stride
    }

    var kernelType: Int32 { type.element.kernelType }

    /// All elements as one row.
    @unsafe
    func view(_ item: Int, rowStep: Int = 0, columnStep: Int = 1) -> tensor_view {
        unsafe tensor_view(
            data: UnsafeRawPointer(self.item(item)), type: kernelType, row_step: rowStep, column_step: columnStep)
    }

    @unsafe
    func target(_ item: Int, rowStep: Int = 0) -> tensor_target {
        unsafe tensor_target(data: self.item(item), type: kernelType, row_step: rowStep)
    }
}

extension ElementType {
    /// The type's number in the kernels' interface.
    var kernelType: Int32 {
        switch self {
        case .int8: Int32(TENSOR_INT8)
        case .uint8: Int32(TENSOR_UINT8)
        case .int16: Int32(TENSOR_INT16)
        case .uint16: Int32(TENSOR_UINT16)
        case .int32: Int32(TENSOR_INT32)
        case .int64: Int32(TENSOR_INT64)
        }
    }
}

/// What an operator became: runs the operator on items `first..<end`. Does not allocate.
typealias Kernel = (_ first: Int, _ end: Int) -> Void

/// Turns operators into kernels over memory that is already laid out. Extensions hold one family each.
struct Compiler {
    let batch: Int
    /// Memory made while compiling, owned by the engine: packed weights, constants, scratch.
    let memory: Memory

    /// Keeps buffers alive as long as the engine.
    final class Memory {
        private(set) var byteCount = 0
        private var owners: [Owner] = []

        private final class Owner {
            let buffer: AlignedBuffer
            init(_ byteCount: Int) { buffer = AlignedBuffer(byteCount: byteCount) }
        }

        @unsafe
        func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
            let owner = Owner(byteCount)
            owners.append(owner)
            self.byteCount += byteCount
            return unsafe owner.buffer.base
        }
    }

    func compile(_ op: Operator, operands: [Cell], results: [Cell]) -> Kernel {
        switch op.kind {
        case .matrixProduct(let definition): matrixProduct(definition, operands, results[0])
        case .convolution(let definition): convolution(definition, op, operands, results)
        case .requantise(let definition): requantise(definition, operands, results[0])
        case .elementwise(let definition): elementwise(definition, operands, results[0])
        case .clamp(let definition): clamp(operands[0], results[0], definition.lower, definition.upper)
        case .lookup(let definition): lookup(definition, operands, results[0])
        case .reduction(let definition): reduction(definition, op, operands, results)
        case .pooling(let definition): pooling(definition, operands[0], results[0])
        case .division(let definition): division(definition, operands, results[0])
        case .squareRoot: squareRoot(operands[0], results[0])
        case .gather: gather(operands, results[0])
        case .padding(let definition): padding(definition, operands[0], results[0])
        case .slicing(let definition): slicing(definition, operands[0], results[0])
        case .concatenation(let definition): concatenation(definition, operands, results[0])
        case .permutation(let definition): permutation(definition, operands[0], results[0])
        }
    }

    /// Calls `body(item, count)` once for all items when every operand has its own value for each item
    /// (then items are just more rows), else item by item.
    static func forItems(_ first: Int, _ end: Int, merged: Bool, _ body: (_ item: Int, _ count: Int) -> Void) {
        guard !merged else { return body(first, end - first) }
        for item in first..<end { body(item, 1) }
    }

    /// The definition itself, element by element: for combinations that no kernel serves. Allocates.
    func byDefinition(_ op: Operator, _ operands: [Cell], _ results: [Cell], only: Int? = nil) -> Kernel {
        { first, end in
            for item in first..<end {
                var reader = CellReader(cells: operands, item: item)
                for (result, cell) in results.enumerated() where only == nil || only == result {
                    for element in 0..<cell.type.shape.count {
                        let value = op.evaluateElement(element, result: result, reading: &reader)
                        unsafe cell.type.element.store(value, at: element, to: cell.item(item))
                    }
                }
            }
        }
    }
}

private struct CellReader: ElementReader {
    let cells: [Cell]
    let item: Int

    func element(_ index: Int, of operand: Int) -> Int64 {
        let cell = cells[operand]
        guard index >= 0, index < cell.type.shape.count else { return 0 }
        return unsafe cell.type.element.load(at: index, from: UnsafeRawPointer(cell.item(item)))
    }
}

extension ElementType {
    @unsafe
    func load(at index: Int, from base: UnsafeRawPointer) -> Int64 {
        switch self {
        case .int8: unsafe Int64(base.load(fromByteOffset: index, as: Int8.self))
        case .uint8: unsafe Int64(base.load(fromByteOffset: index, as: UInt8.self))
        case .int16: unsafe Int64(base.loadUnaligned(fromByteOffset: 2 * index, as: Int16.self))
        case .uint16: unsafe Int64(base.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
        case .int32: unsafe Int64(base.loadUnaligned(fromByteOffset: 4 * index, as: Int32.self))
        case .int64: unsafe base.loadUnaligned(fromByteOffset: 8 * index, as: Int64.self)
        }
    }

    @unsafe
    func store(_ value: Int64, at index: Int, to base: UnsafeMutableRawPointer) {
        let place = unsafe base + index * byteCount
        switch self {
        case .int8, .uint8: unsafe place.storeBytes(of: UInt8(truncatingIfNeeded: value), as: UInt8.self)
        case .int16, .uint16: unsafe place.storeBytes(of: UInt16(truncatingIfNeeded: value), as: UInt16.self)
        case .int32: unsafe place.storeBytes(of: UInt32(truncatingIfNeeded: value), as: UInt32.self)
        case .int64: unsafe place.storeBytes(of: value, as: Int64.self)
        }
    }
}
