import CKernels
import Circuit

extension Compiler {
    func gather(_ operands: [Cell], _ out: Cell) -> Kernel {
        let data = operands[0], index = operands[1]
        let rows = data.type.shape.dimensions[0]
        let rowBytes = data.type.byteCount / rows
        let count = index.type.shape.count
        let merged = data.isShared && !index.isShared
        return { first, end in
            Self.forItems(first, end, merged: merged) { item, items in
                unsafe tensor_gather(
                    out.item(item), index.item(item), index.kernelType, count * items, data.item(item), rowBytes, rows)
            }
        }
    }

    func padding(_ definition: Padding, _ x: Cell, _ out: Cell) -> Kernel {
        let size = x.type.element.byteCount
        let value = definition.value
        let elements = out.type.shape.count
        let start = zip(definition.before, out.type.shape.strides).reduce(0) { $0 + Int($1.0) * $1.1 }
        let box = unsafe box(extents: x.type.shape.dimensions, out: out.type.shape.strides, in: x.type.shape.strides)
        return { first, end in
            Self.forItems(first, end, merged: true) { item, count in
                unsafe tensor_fill(out.item(item), size, value, elements * count)
            }
            for item in first..<end {
                unsafe box.copy(to: out.item(item) + start * size, from: x.item(item), elementSize: size)
            }
        }
    }

    func slicing(_ definition: Slicing, _ x: Cell, _ out: Cell) -> Kernel {
        let size = x.type.element.byteCount
        let axis = Int(definition.axis)
        var steps = x.type.shape.strides
        let start = Int(definition.start) * steps[axis]
        steps[axis] *= Int(definition.step)
        let box = unsafe box(extents: out.type.shape.dimensions, out: out.type.shape.strides, in: steps)
        return { first, end in
            for item in first..<end {
                unsafe box.copy(to: out.item(item), from: x.item(item) + start * size, elementSize: size)
            }
        }
    }

    func concatenation(_ definition: Concatenation, _ operands: [Cell], _ out: Cell) -> Kernel {
        let size = out.type.element.byteCount
        let axis = Int(definition.axis)
        let steps = out.type.shape.strides
        var place = 0
        var parts: [(cell: Cell, start: Int, box: Box)] = []
        for cell in operands {
            let extents = cell.type.shape.dimensions
            parts.append(
                unsafe (cell, place * steps[axis], box(extents: extents, out: steps, in: cell.type.shape.strides)))
            place += extents[axis]
        }
        return { first, end in
            for item in first..<end {
                for part in parts {
                    unsafe part.box.copy(
                        to: out.item(item) + part.start * size, from: part.cell.item(item), elementSize: size)
                }
            }
        }
    }

    func permutation(_ definition: Permutation, _ x: Cell, _ out: Cell) -> Kernel {
        let size = x.type.element.byteCount
        let source = x.type.shape.strides
        let box = unsafe box(
            extents: out.type.shape.dimensions, out: out.type.shape.strides, in: definition.axes.map { source[Int($0)] })
        return { first, end in
            for item in first..<end { unsafe box.copy(to: out.item(item), from: x.item(item), elementSize: size) }
        }
    }

    /// Extents and steps of a copy, in memory that the engine owns, so that running it makes no arrays.
    @safe
    struct Box {
        let extents: UnsafeMutablePointer<Int>
        let outSteps: UnsafeMutablePointer<Int>
        let inSteps: UnsafeMutablePointer<Int>
        let rank: Int

        @unsafe
        func copy(to out: UnsafeMutableRawPointer, from source: UnsafeMutableRawPointer, elementSize: Int) {
            unsafe tensor_copy(out, outSteps, UnsafeRawPointer(source), inSteps, extents, rank, elementSize)
        }
    }

    @unsafe
    private func box(extents: [Int], out: [Int], in source: [Int]) -> Box {
        let rank = extents.count
        let place = unsafe memory.allocate(3 * rank * MemoryLayout<Int>.stride).bindMemory(to: Int.self, capacity: 3 * rank)
        for axis in 0..<rank {
            unsafe place[axis] = extents[axis]
            unsafe place[rank + axis] = out[axis]
            unsafe place[2 * rank + axis] = source[axis]
        }
        return unsafe Box(extents: place, outSteps: place + rank, inSteps: place + 2 * rank, rank: rank)
    }
}
