import CKernels
import TestSupport
import Testing

extension EveryLevel {
    @Suite struct TensorReductionTests {
        static func defined(_ operation: Int32, _ row: [Int64]) -> Int64 {
            if row.isEmpty { return 0 }
            switch operation {
            case 0: return row.reduce(0, &+)
            case 1: return row.max()!
            case 2: return Int64(row.firstIndex(of: row.max()!)!)
            default: return max(0, row.map { $0 < 0 ? 0 &- $0 : $0 }.max()!)
            }
        }

        @Test(arguments: Int32(0)..<4)
        func rowsEqualTheDefinition(operation: Int32) {
            var generator = SeededGenerator(seed: 0x5e + UInt64(operation))
            for type in ElementType.allCases {
                for columns in [0, 1, 2, 10, 511, 512, 513, 1025, 1600] {
                    let rows = 4
                    let a = TensorMatrix.random(
                        count: rows * columns, type: type, rowStep: columns % 2 == 0 ? columns : 1,
                        columnStep: columns % 2 == 0 ? 1 : rows, using: &generator)
                    EveryLevel.run { level in
                        var out = [Int64](repeating: 99, count: rows)
                        unsafe a.withView { unsafe tensor_reduce(operation, &out, $0, rows, columns) }
                        let expected = (0..<rows).map { row in
                            Self.defined(operation, (0..<columns).map { a.value(row, $0) })
                        }
                        #expect(out == expected, "\(level) \(type) \(columns)")
                    }
                }
            }
        }

        @Test func lowestIndexWinsTiesAcrossBlocks() {
            for (first, second) in [(3, 4), (500, 1400), (511, 512), (0, 1599)] {
                var values = [Int64](repeating: -9, count: 1600)
                values[first] = 7
                values[second] = 7
                let a = TensorMatrix(values, type: .int8, rowStep: 1600)
                EveryLevel.run { level in
                    var out: Int64 = -1
                    unsafe a.withView { unsafe tensor_reduce(2, &out, $0, 1, 1600) }
                    #expect(out == Int64(first), "\(level)")
                }
            }
        }

        @Test func aRowOfMinimaHasIndexZero() {
            let a = TensorMatrix([.min, .min, .min], type: .int64, rowStep: 3)
            EveryLevel.run { level in
                var out: Int64 = -1
                unsafe a.withView { unsafe tensor_reduce(2, &out, $0, 1, 3) }
                #expect(out == 0, "\(level)")
            }
        }

        @Test func poolingEqualsTheDefinition() {
            var generator = SeededGenerator(seed: 0x61)
            let shapes = [
                (28, 28, 6, 2, 2, 2, 2), (10, 10, 16, 2, 2, 2, 2), (7, 9, 3, 3, 2, 1, 3), (4, 5, 600, 2, 2, 1, 1),
                (5, 300, 4, 1, 5, 2, 2), (6, 6, 1, 6, 6, 1, 1), (9, 1030, 1, 3, 3, 3, 3),
            ]
            for (height, width, channels, windowHeight, windowWidth, strideY, strideX) in shapes {
                let shape = tensor_convolution(
                    height: height, width: width, channels: channels, window_height: windowHeight,
                    window_width: windowWidth, stride_y: strideY, stride_x: strideX, out_channels: 0)
                for (operation, from, to) in [
                    (Int32(1), ElementType.int8, ElementType.int8), (0, .int8, .int32), (0, .int32, .int64),
                    (1, .uint8, .uint8), (1, .int32, .int32), (0, .uint8, .int8),
                ] {
                    let image = TensorMatrix.random(
                        count: height * width * channels, type: from, rowStep: channels, using: &generator)
                    Self.checkPool(operation, image, to, shape)
                }
            }
        }

        static func checkPool(
            _ operation: Int32, _ image: TensorMatrix, _ to: ElementType, _ shape: tensor_convolution
        ) {
            let down = (shape.height - shape.window_height) / shape.stride_y + 1
            let across = (shape.width - shape.window_width) / shape.stride_x + 1
            EveryLevel.run { level in
                let result = unsafe TensorMatrix.written(rows: down * across, columns: shape.channels, type: to) { target in
                    unsafe image.withView { view in
                        unsafe withUnsafePointer(to: shape) { shape in
                            unsafe tensor_pool(operation, target, view.pointee.data, image.type.rawValue, shape)
                        }
                    }
                }
                let holds = result.holds(rows: down * across, columns: shape.channels) { pixel, channel in
                    var values = [Int64]()
                    for i in 0..<shape.window_height {
                        for j in 0..<shape.window_width {
                            let y = pixel / across * shape.stride_y + i
                            let x = pixel % across * shape.stride_x + j
                            values.append(image.value(y * shape.width + x, channel))
                        }
                    }
                    return defined(operation, values)
                }
                #expect(holds, "\(level) \(operation) \(image.type) \(to) \(shape)")
            }
        }
    }
}
