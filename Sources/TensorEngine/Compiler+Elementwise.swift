import CKernels
import Circuit

extension Compiler {
    func requantise(_ definition: Requantise, _ operands: [Cell], _ out: Cell) -> Kernel {
        let x = operands[0]
        let rows = x.type.shape.rows, width = x.type.shape.width
        let multipliers: Cell
        let rowStep: Int, columnStep: Int
        let merged: Bool
        switch definition.multiplier {
        case .constant(let m):
            let place = unsafe memory.allocate(8)
            unsafe place.storeBytes(of: Int64(m), as: Int64.self)
            multipliers = unsafe Cell(base: place, stride: 0, type: TensorType(.int64, x.type.shape))
            (rowStep, columnStep, merged) = (0, 0, !x.isShared)
        case .channel:
            multipliers = operands[1]
            (rowStep, columnStep, merged) = (0, 1, !x.isShared && multipliers.isShared)
        case .row:
            multipliers = operands[1]
            (rowStep, columnStep, merged) = (1, 0, !x.isShared && !multipliers.isShared)
        }
        let shift = UInt32(definition.shift), lower = definition.lower, upper = definition.upper
        return { first, end in
            Self.forItems(first, end, merged: merged) { item, count in
                var into = unsafe out.target(item, rowStep: width)
                var from = unsafe x.view(item, rowStep: width)
                var factors = unsafe multipliers.view(item, rowStep: rowStep, columnStep: columnStep)
                unsafe tensor_requantise(&into, &from, &factors, shift, lower, upper, rows * count, width)
            }
        }
    }

    func elementwise(_ definition: Elementwise, _ operands: [Cell], _ out: Cell) -> Kernel {
        let a = operands[0], b = operands[1]
        let operation =
            switch definition.function {
            case .add: Int32(TENSOR_ADD)
            case .subtract: Int32(TENSOR_SUBTRACT)
            case .multiply: Int32(TENSOR_MULTIPLY)
            }
        let columns: Int, rowStep: Int, columnStep: Int
        let merged: Bool
        switch definition.broadcast {
        case .same:
            columns = a.type.shape.width
            (rowStep, columnStep, merged) = (columns, 1, !a.isShared && !b.isShared)
        case .suffix:
            columns = b.type.shape.count
            (rowStep, columnStep, merged) = (0, 1, !a.isShared && b.isShared)
        case .row:
            columns = a.type.shape.width
            (rowStep, columnStep, merged) = (1, 0, !a.isShared && !b.isShared)
        }
        let rows = a.type.shape.count / columns
        return { first, end in
            Self.forItems(first, end, merged: merged) { item, count in
                var into = unsafe out.target(item, rowStep: columns)
                var left = unsafe a.view(item, rowStep: columns)
                var right = unsafe b.view(item, rowStep: rowStep, columnStep: columnStep)
                unsafe tensor_binary(operation, &into, &left, &right, rows * count, columns)
            }
        }
    }

    func clamp(_ x: Cell, _ out: Cell, _ lower: Int64, _ upper: Int64) -> Kernel {
        let elements = x.type.shape.count
        return { first, end in
            Self.forItems(first, end, merged: !x.isShared) { item, count in
                var into = unsafe out.target(item)
                var from = unsafe x.view(item)
                unsafe tensor_clamp(&into, &from, lower, upper, 1, elements * count)
            }
        }
    }

    func squareRoot(_ x: Cell, _ out: Cell) -> Kernel {
        let elements = x.type.shape.count
        return { first, end in
            Self.forItems(first, end, merged: !x.isShared) { item, count in
                var into = unsafe out.target(item)
                var from = unsafe x.view(item)
                unsafe tensor_square_root(&into, &from, 1, elements * count)
            }
        }
    }

    func lookup(_ definition: Lookup, _ operands: [Cell], _ out: Cell) -> Kernel {
        let x = operands[0], table = operands[1]
        let elements = x.type.shape.count, entries = table.type.shape.count
        let size = table.type.element.byteCount
        let start = Int64(definition.first)
        return { first, end in
            Self.forItems(first, end, merged: !x.isShared) { item, count in
                unsafe tensor_lookup(
                    out.item(item), size, x.item(item), x.kernelType, elements * count, table.base, start, entries)
            }
        }
    }

    /// Scales, divides and clamps in int64. Range analysis keeps 2·c·x within 62 bits, so the kernels'
    /// 64-bit arithmetic is the definition's 128-bit arithmetic on every value of an honest run.
    func division(_ definition: Division, _ operands: [Cell], _ out: Cell) -> Kernel {
        let x = operands[0], y = operands[1]
        let rows = x.type.shape.rows, width = x.type.shape.width
        let factor = unsafe memory.allocate(8)
        unsafe factor.storeBytes(of: Int64(definition.factor), as: Int64.self)
        let wide = TensorType(.int64, x.type.shape)
        let scratch = unsafe Cell(base: memory.allocate(wide.byteCount * batch), stride: wide.byteCount, type: wide)
        let operation = definition.rounding == .down ? Int32(TENSOR_FLOOR_DIVIDE) : Int32(TENSOR_ROUND_DIVIDE)
        let perRow = definition.perRow
        let narrow = clamp(scratch, out, definition.lower, definition.upper)
        return { first, end in
            for item in first..<end {
                var scaled = unsafe scratch.target(item, rowStep: width)
                var source = unsafe x.view(item, rowStep: width)
                var scalar = unsafe tensor_view(
                    data: UnsafeRawPointer(factor), type: Int32(TENSOR_INT64), row_step: 0, column_step: 0)
                unsafe tensor_binary(Int32(TENSOR_MULTIPLY), &scaled, &source, &scalar, rows, width)
                var numerator = unsafe scratch.view(item, rowStep: width)
                var divisor = unsafe y.view(item, rowStep: perRow ? 1 : width, columnStep: perRow ? 0 : 1)
                unsafe tensor_binary(operation, &scaled, &numerator, &divisor, rows, width)
            }
            narrow(first, end)
        }
    }
}
