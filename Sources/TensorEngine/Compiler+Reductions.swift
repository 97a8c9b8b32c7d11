import CKernels
import Circuit

extension Compiler {
    func reduction(_ definition: Reduction, _ op: Operator, _ operands: [Cell], _ results: [Cell]) -> Kernel {
        let x = operands[0]
        switch definition.function {
        case .sum:
            return reduced(Int32(TENSOR_SUM), x, results[0], atLeast: .min)
        case .maximum:
            let value = reduced(Int32(TENSOR_MAXIMUM_VALUE), x, results[0], atLeast: .min)
            let index = reduced(Int32(TENSOR_MAXIMUM_INDEX), x, results[1], atLeast: .min)
            return { first, end in
                value(first, end)
                index(first, end)
            }
        case .magnitude:
            let value = reduced(Int32(TENSOR_MAXIMUM_MAGNITUDE), x, results[0], atLeast: 1)
            let index = byDefinition(op, operands, results, only: 1)
            return { first, end in
                value(first, end)
                index(first, end)
            }
        }
    }

    /// Reduces rows into int64, then narrows to the result's type.
    private func reduced(_ operation: Int32, _ x: Cell, _ out: Cell, atLeast lower: Int64) -> Kernel {
        let rows = x.type.shape.rows, width = x.type.shape.width
        let wide = TensorType(.int64, out.type.shape)
        let scratch = unsafe Cell(base: memory.allocate(wide.byteCount * batch), stride: wide.byteCount, type: wide)
        let narrow = clamp(scratch, out, lower, .max)
        return { first, end in
            Self.forItems(first, end, merged: !x.isShared) { item, count in
                var from = unsafe x.view(item, rowStep: width)
                unsafe tensor_reduce(
                    operation, scratch.item(item).assumingMemoryBound(to: Int64.self), &from, rows * count, width)
            }
            narrow(first, end)
        }
    }

    func pooling(_ definition: Pooling, _ x: Cell, _ out: Cell) -> Kernel {
        let extents = x.type.shape.dimensions
        let shape = tensor_convolution(
            height: extents[0], width: extents[1], channels: extents[2], window_height: Int(definition.windowY),
            window_width: Int(definition.windowX), stride_y: Int(definition.strideY),
            stride_x: Int(definition.strideX), out_channels: extents[2])
        let operation = definition.function == .maximum ? Int32(TENSOR_MAXIMUM_VALUE) : Int32(TENSOR_SUM)
        return { first, end in
            for item in first..<end {
                var into = unsafe out.target(item)
                var shape = shape
                unsafe tensor_pool(operation, &into, x.item(item), x.kernelType, &shape)
            }
        }
    }
}
