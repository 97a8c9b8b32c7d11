import CKernels
import TestSupport
import Testing

/// Kernels with one form for every level.
@Suite struct TensorMovementTests {
    @Test func lookupGivesZeroOutsideTheTable() {
        var generator = SeededGenerator(seed: 0x80)
        for indexType in ElementType.allCases {
            for valueType in ElementType.allCases {
                for (first, entries) in [(Int64(-128), 256), (0, 256), (-3, 5), (7, 1), (.min, 9), (0, 0)] {
                    let indices = TensorMatrix.random(count: 300, type: indexType, rowStep: 300, using: &generator)
                    let table = TensorMatrix.random(count: entries, type: valueType, rowStep: 1, using: &generator)
                    let result = unsafe TensorMatrix.written(rows: 1, columns: 300, type: valueType) { target in
                        unsafe indices.withView { indices in
                            unsafe table.withView { table in
                                unsafe tensor_lookup(
                                    target.pointee.data, valueType.size, indices.pointee.data, indexType.rawValue,
                                    300, table.pointee.data, first, entries)
                            }
                        }
                    }
                    let holds = result.holds(rows: 1, columns: 300) { _, column in
                        let entry = Int128(indices.value(0, column)) - Int128(first)
                        return entry >= 0 && entry < entries ? table.element(Int(entry)) : 0
                    }
                    #expect(holds, "\(indexType) \(valueType) \(first) \(entries)")
                }
            }
        }
    }

    @Test func gatherGivesZerosForABadIndex() {
        var generator = SeededGenerator(seed: 0x81)
        for type in ElementType.allCases {
            let indices = TensorMatrix.random(count: 90, type: type, rowStep: 90, using: &generator)
            let table = TensorMatrix.random(count: 40 * 3, type: .int16, rowStep: 3, using: &generator)
            let result = unsafe TensorMatrix.written(rows: 90, columns: 3, type: .int16) { target in
                unsafe indices.withView { indices in
                    unsafe table.withView { table in
                        unsafe tensor_gather(
                            target.pointee.data, indices.pointee.data, type.rawValue, 90, table.pointee.data, 6, 40)
                    }
                }
            }
            let holds = result.holds(rows: 90, columns: 3) { row, column in
                let index = indices.value(0, row)
                return index >= 0 && index < 40 ? table.value(Int(index), column) : 0
            }
            #expect(holds, "\(type)")
        }
    }

    /// [2][3][4] to [4][2][3] and back out of every other column, for each element size.
    @Test func copyPermutesAndSlices() {
        var generator = SeededGenerator(seed: 0x82)
        for type in [ElementType.int8, .int16, .int32, .int64] {
            let a = TensorMatrix.random(count: 24, type: type, rowStep: 24, using: &generator)
            let permuted = unsafe TensorMatrix.written(rows: 1, columns: 24, type: type) { target in
                unsafe a.withView {
                    unsafe tensor_copy(target.pointee.data, [6, 3, 1], $0.pointee.data, [1, 12, 4], [4, 2, 3], 3, type.size)
                }
            }
            let isPermuted = permuted.holds(rows: 1, columns: 24) { _, at in
                a.element(at / 6 + at % 6 / 3 * 12 + at % 3 * 4)
            }
            #expect(isPermuted)
            let sliced = unsafe TensorMatrix.written(rows: 6, columns: 2, type: type) { target in
                unsafe a.withView {
                    unsafe tensor_copy(target.pointee.data, [2, 1], $0.pointee.data, [4, 2], [6, 2], 2, type.size)
                }
            }
            #expect(sliced.holds(rows: 6, columns: 2) { a.element(4 * $0 + 2 * $1) })
        }
    }

    @Test func copyOfAnEmptyBoxAndOfAScalar() {
        var out: [UInt8] = [1, 2]
        unsafe tensor_copy(&out, [1, 1], [9, 9] as [UInt8], [1, 1], [0, 2], 2, 1)
        #expect(out == [1, 2])
        unsafe tensor_copy(&out, [], [9, 9] as [UInt8], [], [], 0, 1)
        #expect(out == [9, 2])
    }

    @Test func fillKeepsTheLowBytes() {
        for type in [ElementType.int8, .int16, .int32, .int64] {
            let value: Int64 = -0x1234_5678_9abc_def1
            let result = unsafe TensorMatrix.written(rows: 1, columns: 9, type: type, rowStep: 11) { target in
                unsafe tensor_fill(target.pointee.data, type.size, value, 9)
            }
            #expect(result.holds(rows: 1, columns: 9) { _, _ in value })
        }
    }
}
