import CKernels
import TestSupport
import Testing

extension EveryLevel {
    @Suite struct TensorProductTests {
        @Test func equalsTheDefinitionForEveryPairOfTypes() {
            var generator = SeededGenerator(seed: 0x70)
            for left in ElementType.allCases {
                for right in ElementType.allCases {
                    for (rows, columns, depth) in [(1, 1, 0), (1, 3, 1), (5, 2, 129), (3, 7, 40), (2, 3, 515)] {
                        let a = TensorMatrix.random(
                            count: rows * depth, type: left, rowStep: depth, using: &generator)
                        // Odd depths read b across, as the transpose of [depth][columns].
                        let b = TensorMatrix.random(
                            count: columns * depth, type: right, rowStep: depth % 2 == 0 ? depth : 1,
                            columnStep: depth % 2 == 0 ? 1 : columns, using: &generator)
                        Self.check(a, b, rows, columns, depth)
                    }
                }
            }
        }

        static func check(_ a: TensorMatrix, _ b: TensorMatrix, _ rows: Int, _ columns: Int, _ depth: Int) {
            for to in [ElementType.int32, .int64] {
                EveryLevel.run { level in
                    let result = unsafe TensorMatrix.written(
                        rows: rows, columns: columns, type: to, rowStep: columns + 1
                    ) { target in
                        unsafe a.withView { a in
                            unsafe b.withView { unsafe tensor_product(target, a, $0, rows, columns, depth) }
                        }
                    }
                    let holds = result.holds(rows: rows, columns: columns) { row, column in
                        (0..<depth).reduce(0) { $0 &+ a.value(row, $1) &* b.value(column, $1) }
                    }
                    #expect(holds, "\(level) \(rows)x\(columns)x\(depth) \(a.type) \(b.type) \(to)")
                }
            }
        }

        /// (-32768)^2 summed 600 times leaves int32 at once, and a pair of them leaves vpmaddwd's int32.
        @Test func extremesAreExactInInt64() {
            for (left, right) in [
                (ElementType.int16, ElementType.int16), (.int16, .int8), (.uint8, .int16), (.int16, .uint8), (.int8, .int8),
            ] {
                for x in left.extremes {
                    for y in right.extremes {
                        let a = TensorMatrix([Int64](repeating: x, count: 600), type: left, rowStep: 600)
                        let b = TensorMatrix([Int64](repeating: y, count: 600), type: right, rowStep: 600)
                        Self.check(a, b, 1, 1, 600)
                    }
                }
            }
        }

        @Test func moreColumnsThanABlockHolds() {
            var generator = SeededGenerator(seed: 0x71)
            let a = TensorMatrix.random(count: 5 * 9, type: .int8, rowStep: 9, using: &generator)
            let b = TensorMatrix.random(count: 1030 * 9, type: .int8, rowStep: 9, using: &generator)
            Self.check(a, b, 5, 1030, 9)
        }
    }
}
