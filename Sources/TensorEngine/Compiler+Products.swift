import CKernels
import Circuit

// Products: against packed int8 weights where the circuit allows it, which is where time goes.

extension Compiler {
    func matrixProduct(_ definition: MatrixProduct, _ operands: [Cell], _ out: Cell) -> Kernel {
        let a = operands[0], b = operands[1], bias = operands.count == 3 ? operands[2] : nil
        let depth = a.type.shape.width
        let part = definition.contraction(width: depth)
        let columns = b.type.shape.dimensions[b.type.shape.rank - 2]
        let sharesBias = bias?.isShared ?? true
        if a.type.shape.rank == 2, b.isShared, !a.isShared, b.type.element == .int8, a.type.element.byteCount == 1,
            definition.accumulator == .int32, sharesBias
        {
            return unsafe packedProduct(a, b, bias, out, depth: depth, part: part, columns: columns)
        }
        return generalProduct(a, b, bias, out, depth: depth, part: part, columns: columns)
    }

    @unsafe
    private func packedProduct(
        _ a: Cell, _ b: Cell, _ bias: Cell?, _ out: Cell, depth: Int, part: Range<Int>, columns: Int
    ) -> Kernel {
        let packed = unsafe memory.allocate(tensor_int8_packed_size(columns, 1, part.count))
        unsafe tensor_int8_pack(
            packed, (b.base + part.lowerBound).assumingMemoryBound(to: Int8.self), depth, columns, 1, part.count)
        let biases = unsafe bias.map { unsafe UnsafePointer($0.base.assumingMemoryBound(to: Int32.self)) }
        let rows = a.type.shape.rows
        let isSigned: Int32 = a.type.element == .int8 ? 1 : 0
        return { first, end in
            unsafe tensor_int8_product(
                out.item(first).assumingMemoryBound(to: Int32.self), columns, a.item(first) + part.lowerBound, depth,
                isSigned, rows * (end - first), part.count, packed, biases, columns)
        }
    }

    private func generalProduct(
        _ a: Cell, _ b: Cell, _ bias: Cell?, _ out: Cell, depth: Int, part: Range<Int>, columns: Int
    ) -> Kernel {
        let matrices = a.type.shape.rank == 3 ? a.type.shape.dimensions[0] : 1
        let rows = a.type.shape.rows / matrices
        let elementA = a.type.element.byteCount, elementB = b.type.element.byteCount
        let outBytes = out.type.element.byteCount
        return { first, end in
            for item in first..<end {
                for matrix in 0..<matrices {
                    let rowsA = unsafe a.item(item) + (matrix * rows * depth + part.lowerBound) * elementA
                    let rowsB = unsafe b.item(item) + (matrix * columns * depth + part.lowerBound) * elementB
                    let target = unsafe out.item(item) + matrix * rows * columns * outBytes
                    var viewA = unsafe tensor_view(
                        data: UnsafeRawPointer(rowsA), type: a.kernelType, row_step: depth, column_step: 1)
                    var viewB = unsafe tensor_view(
                        data: UnsafeRawPointer(rowsB), type: b.kernelType, row_step: depth, column_step: 1)
                    var into = unsafe tensor_target(data: target, type: out.kernelType, row_step: columns)
                    unsafe tensor_product(&into, &viewA, &viewB, rows, columns, part.count)
                    guard let bias else { continue }
                    var sum = unsafe tensor_view(
                        data: UnsafeRawPointer(target), type: out.kernelType, row_step: columns, column_step: 1)
                    var added = unsafe bias.view(item)
                    unsafe tensor_binary(Int32(TENSOR_ADD), &into, &sum, &added, rows, columns)
                }
            }
        }
    }

    func convolution(_ definition: Convolution, _ op: Operator, _ operands: [Cell], _ results: [Cell]) -> Kernel {
        let image = operands[0], filters = operands[1], out = results[0]
        let bias = operands.count == 3 ? operands[2] : nil
        guard filters.isShared, filters.type.element == .int8, image.type.element.byteCount == 1,
            definition.accumulator == .int32, bias?.isShared ?? true
        else { return byDefinition(op, operands, results) }
        let x = image.type.shape.dimensions, w = filters.type.shape.dimensions
        let shape = tensor_convolution(
            height: x[0], width: x[1], channels: x[2], window_height: w[1], window_width: w[2],
            stride_y: Int(definition.strideY), stride_x: Int(definition.strideX), out_channels: w[0])
        let packed = unsafe memory.allocate(tensor_int8_packed_size(w[0], w[1], w[2] * w[3]))
        unsafe tensor_int8_pack(
            packed, filters.base.assumingMemoryBound(to: Int8.self), w[1] * w[2] * w[3], w[0], w[1], w[2] * w[3])
        let biases = unsafe bias.map { unsafe UnsafePointer($0.base.assumingMemoryBound(to: Int32.self)) }
        let isSigned: Int32 = image.type.element == .int8 ? 1 : 0
        return { first, end in
            for item in first..<end {
                var shape = shape
                unsafe tensor_int8_convolution(
                    out.item(item).assumingMemoryBound(to: Int32.self), &shape, image.item(item), isSigned, packed,
                    biases)
            }
        }
    }
}
