import CKernels
import TestSupport
import Testing

extension EveryLevel {
    @Suite struct TensorRequantiseTests {
        static func defined(
            _ value: Int64, _ multiplier: Int64, _ shift: UInt32, _ low: Int64, _ high: Int64
        ) -> Int64 {
            let half: Int64 = shift == 0 ? 0 : 1 << Int64(shift - 1)
            return min(max((value &* multiplier &+ half) >> Int64(shift), low), high)
        }

        @Test func equalsTheDefinition() {
            var generator = SeededGenerator(seed: 0x4e)
            for (rows, columns) in [(1, 1), (784, 6), (3, 770), (17, 31), (1, 1024), (0, 3)] {
                for (from, to) in [
                    (ElementType.int32, .int8), (.int32, .uint8), (.int64, .int8), (.int64, .int32), (.int8, .int16),
                    (.uint8, .int32), (.int16, .int8),
                ] as [(ElementType, ElementType)] {
                    for (rowStep, columnStep) in [(0, 0), (0, 1), (1, 0)] {
                        let shift = UInt32(1 + generator.next() % 62)
                        let padding = Int(generator.next() % 2)
                        let a = TensorMatrix.random(
                            count: rows * (columns + padding), type: from, rowStep: columns + padding,
                            using: &generator)
                        let multipliers = TensorMatrix(
                            (0..<max(1, rows, columns)).map { _ in Int64(generator.next() % 65535 + 1) },
                            type: .int64, rowStep: rowStep, columnStep: columnStep)
                        Self.check(a, multipliers, to, shift, -128, 127, rows, columns)
                    }
                }
            }
        }

        static func check(
            _ a: TensorMatrix, _ multipliers: TensorMatrix, _ to: ElementType, _ shift: UInt32, _ low: Int64,
            _ high: Int64, _ rows: Int, _ columns: Int
        ) {
            EveryLevel.run { level in
                let result = unsafe TensorMatrix.written(rows: rows, columns: columns, type: to) { target in
                    unsafe a.withView { a in
                        unsafe multipliers.withView {
                            unsafe tensor_requantise(target, a, $0, shift, low, high, rows, columns)
                        }
                    }
                }
                let holds = result.holds(rows: rows, columns: columns) {
                    defined(a.value($0, $1), multipliers.value($0, $1), shift, low, high)
                }
                #expect(holds, "\(level) \(rows)x\(columns) \(a.type) \(to) shift \(shift)")
            }
        }

        @Test func halvesRoundUpwards() {
            let a = TensorMatrix([-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5], type: .int32, rowStep: 11)
            let one = TensorMatrix([1], type: .int64, rowStep: 0, columnStep: 0)
            EveryLevel.run { level in
                let result = unsafe TensorMatrix.written(rows: 1, columns: 11, type: .int8) { target in
                    unsafe a.withView { a in
                        unsafe one.withView { unsafe tensor_requantise(target, a, $0, 1, -128, 127, 1, 11) }
                    }
                }
                #expect(result.values == [-2, -2, -1, -1, 0, 0, 1, 1, 2, 2, 3], "\(level)")
            }
        }

        /// Products beyond 2^63 wrap, and every shift from 0 to 63 is defined.
        @Test func wrapsOnEveryShift() {
            var generator = SeededGenerator(seed: 0x4f)
            for shift in 0..<64 as Range<UInt32> {
                let a = TensorMatrix.random(count: 90, type: .int64, rowStep: 90, using: &generator)
                let multipliers = TensorMatrix.random(
                    count: 90, type: .int64, rowStep: 0, columnStep: 1, using: &generator)
                Self.check(a, multipliers, .int64, shift, .min, .max, 1, 90)
            }
        }
    }
}
