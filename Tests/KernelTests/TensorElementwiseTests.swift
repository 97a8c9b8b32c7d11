import CKernels
import TestSupport
import Testing

extension EveryLevel {
    @Suite struct TensorElementwiseTests {
        /// Shapes that leave tails in blocks of 512: many small rows, one long row, exact fits.
        static let shapes = [(1, 1), (3, 7), (200, 6), (2, 512), (1, 1300), (5, 513), (73, 16), (0, 4), (4, 0)]

        static func defined(_ operation: Int32, _ a: Int64, _ b: Int64) -> Int64 {
            switch operation {
            case 0: return a &+ b
            case 1: return a &- b
            case 2: return a &* b
            case 3: return min(a, b)
            case 4: return max(a, b)
            case 5: return b <= 0 ? 0 : floorQuotient(Int128(a), Int128(b))
            default: return b <= 0 ? 0 : floorQuotient(2 * Int128(a) + Int128(b), 2 * Int128(b))
            }
        }

        static func floorQuotient(_ a: Int128, _ b: Int128) -> Int64 {
            let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
            return Int64(remainder < 0 ? quotient - 1 : quotient)
        }

        @Test(arguments: Int32(0)..<7)
        func binaryEqualsTheDefinition(operation: Int32) {
            var generator = SeededGenerator(seed: 0xb1 + UInt64(operation))
            for (shape, (rows, columns)) in Self.shapes.enumerated() {
                for (left, right, out) in [
                    (ElementType.int8, .int8, .int8), (.int8, .uint8, .int32), (.int32, .int32, .int32),
                    (.int64, .int64, .int64), (.int16, .uint16, .int64), (.int64, .int32, .int16),
                ] as [(ElementType, ElementType, ElementType)] {
                    // b: dense, a repeated row, a repeated column, a scalar, a strided column.
                    for (rowStep, columnStep) in [(columns, 1), (0, 1), (1, 0), (0, 0), (1, rows)] {
                        let padding = shape % 2
                        let a = TensorMatrix.random(
                            count: rows * (columns + padding), type: left, rowStep: columns + padding,
                            using: &generator)
                        let b = TensorMatrix.random(
                            count: max(1, rows * columns, rows, columns), type: right, rowStep: rowStep,
                            columnStep: columnStep, using: &generator)
                        EveryLevel.run { level in
                            let result = unsafe TensorMatrix.written(
                                rows: rows, columns: columns, type: out, rowStep: columns + shape % 3
                            ) { target in
                                unsafe a.withView { a in
                                    unsafe b.withView { b in
                                        unsafe tensor_binary(operation, target, a, b, rows, columns)
                                    }
                                }
                            }
                            let holds = result.holds(rows: rows, columns: columns) {
                                Self.defined(operation, a.value($0, $1), b.value($0, $1))
                            }
                            #expect(holds, "\(level) \(rows)x\(columns) \(left) \(right) \(out) \(rowStep),\(columnStep)")
                        }
                    }
                }
            }
        }

        @Test func quotientsNextToExactMultiples() {
            let divisors: [Int64] = [1, 2, 3, 5, 127, 254, 1 << 32, (1 << 32) + 1, .max / 2, .max / 2 + 1, .max - 1, .max]
            for divisor in divisors {
                var values: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
                for multiple in [-2, -1, 1, 2] as [Int64] {
                    for offset in -1...1 as ClosedRange<Int64> {
                        values.append(multiple &* divisor &+ offset)
                        values.append(multiple &* divisor &+ divisor / 2 &+ offset)
                    }
                }
                let a = TensorMatrix(values, type: .int64, rowStep: values.count)
                let b = TensorMatrix([divisor], type: .int64, rowStep: 1, columnStep: 0)
                for operation in [5, 6] as [Int32] {
                    EveryLevel.run { level in
                        let result = unsafe TensorMatrix.written(rows: 1, columns: values.count, type: .int64) { target in
                            unsafe a.withView { a in
                                unsafe b.withView { b in
                                    unsafe tensor_binary(operation, target, a, b, 1, values.count)
                                }
                            }
                        }
                        let holds = result.holds(rows: 1, columns: values.count) {
                            Self.defined(operation, values[$1], divisor)
                        }
                        #expect(holds, "\(level) \(divisor) \(operation)")
                    }
                }
            }
        }

        @Test func targetMayBeTheFirstOperand() {
            var generator = SeededGenerator(seed: 0xb9)
            let a = TensorMatrix.random(count: 700, type: .int32, rowStep: 700, using: &generator)
            let b = TensorMatrix.random(count: 700, type: .int32, rowStep: 700, using: &generator)
            EveryLevel.run { level in
                var result = a
                unsafe result.withTarget { target in
                    unsafe b.withView { b in
                        var view = unsafe tensor_view(
                            data: target.pointee.data, type: ElementType.int32.rawValue, row_step: 700, column_step: 1)
                        unsafe tensor_binary(0, target, &view, b, 1, 700)
                    }
                }
                #expect(result.holds(rows: 1, columns: 700) { a.value($0, $1) &+ b.value($0, $1) }, "\(level)")
            }
        }

        @Test func clampConvertsEveryPairOfTypes() {
            var generator = SeededGenerator(seed: 0xba)
            for from in ElementType.allCases {
                for to in ElementType.allCases {
                    for (low, high) in [(Int64.min, Int64.max), (-128, 127), (0, 300), (5, -5)] {
                        let a = TensorMatrix.random(count: 3 * 260, type: from, rowStep: 260, using: &generator)
                        EveryLevel.run { level in
                            let result = unsafe TensorMatrix.written(rows: 3, columns: 255, type: to) { target in
                                unsafe a.withView { unsafe tensor_clamp(target, $0, low, high, 3, 255) }
                            }
                            let holds = result.holds(rows: 3, columns: 255) { min(max(a.value($0, $1), low), high) }
                            #expect(holds, "\(level) \(from) \(to) \(low) \(high)")
                        }
                    }
                }
            }
        }

        @Test func squareRootIsBracketed() {
            var generator = SeededGenerator(seed: 0xbb)
            var values: [Int64] = [.min, -1, 0, 1, 2, 3, 4, .max, .max - 1]
            for root in [2, 3, 255, 65536, 3_037_000_499, 3_037_000_498] as [Int64] {
                values += [root * root - 1, root * root, root * root + 1]
            }
            for bits in 1..<63 { values.append(Int64(generator.next() >> UInt64(bits))) }
            let a = TensorMatrix(values, type: .int64, rowStep: values.count)
            EveryLevel.run { level in
                let result = unsafe TensorMatrix.written(rows: 1, columns: values.count, type: .int64) { target in
                    unsafe a.withView { unsafe tensor_square_root(target, $0, 1, values.count) }
                }
                for (value, root) in zip(values, result.values) {
                    let x = Int128(max(value, 0)), y = Int128(root)
                    #expect(y >= 0 && y * y <= x && x < (y + 1) * (y + 1), "\(level) \(value)")
                }
            }
        }
    }
}
