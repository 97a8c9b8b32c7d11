import CKernels
import TestSupport
import Testing

extension EveryLevel {
    @Suite struct Int8ProductTests {
        /// A product's operands and its definition.
        struct Case {
            var rows: [UInt8]
            var weights: [Int8]
            var bias: [Int32]?
            var isSigned: Bool
            var count, depth, columns: Int
            var rowPadding = 0

            func activation(_ row: Int, _ k: Int) -> Int32 {
                let byte = rows[row * (depth + rowPadding) + k]
                return isSigned ? Int32(Int8(bitPattern: byte)) : Int32(byte)
            }

            var expected: [Int32] {
                var result = [Int32]()
                for r in 0..<count {
                    for c in 0..<columns {
                        var sum = bias?[c] ?? 0
                        for k in 0..<depth { sum &+= activation(r, k) &* Int32(weights[c * depth + k]) }
                        result.append(sum)
                    }
                }
                return result
            }

            /// The kernel's result, from buffers that end where the operands end.
            func computed(outPadding: Int = 0) -> [Int32] {
                let packed = packWeights(weights, columns: columns, runs: 1, runLength: depth)
                var out = [Int32](repeating: 0x5555, count: count * (columns + outPadding))
                unsafe out.withUnsafeMutableBufferPointer { out in
                    unsafe tensor_int8_product(
                        out.baseAddress, columns + outPadding, rows, depth + rowPadding, isSigned ? 1 : 0,
                        count, depth, packed, bias, columns)
                }
                var dense = [Int32]()
                for r in 0..<count {
                    let start = r * (columns + outPadding)
                    dense += out[start..<start + columns]
                    #expect(out[start + columns..<start + columns + outPadding].allSatisfy { $0 == 0x5555 })
                }
                return dense
            }
        }

        static func randomCase(
            count: Int, depth: Int, columns: Int, isSigned: Bool, bias: Bool = true, rowPadding: Int = 0,
            generator: inout SeededGenerator
        ) -> Case {
            Case(
                rows: generator.bytes(count * (depth + rowPadding)),
                weights: generator.bytes(columns * depth).map { Int8(bitPattern: $0) },
                bias: bias ? (0..<columns).map { _ in Int32(truncatingIfNeeded: generator.next()) } : nil,
                isSigned: isSigned, count: count, depth: depth, columns: columns, rowPadding: rowPadding)
        }

        @Test func equalsTheDefinitionOnEveryTail() {
            for isSigned in [true, false] {
                var generator = SeededGenerator(seed: 0x1817)
                for count in [1, 2, 3, 5, 7, 8, 9, 15, 17] {
                    for depth in [0, 1, 2, 3, 4, 5, 7, 8, 30, 65] {
                        for columns in [1, 15, 16, 17, 33, 48, 63, 64, 100] {
                            let random = Self.randomCase(
                                count: count, depth: depth, columns: columns, isSigned: isSigned,
                                bias: (count + depth + columns) % 3 != 0, generator: &generator)
                            let expected = random.expected
                            EveryLevel.run { level in
                                #expect(
                                    random.computed() == expected, "\(level) \(isSigned) \(count)x\(depth)x\(columns)")
                            }
                        }
                    }
                }
            }
        }

        @Test func oneRowAgainstManyColumns() {
            var generator = SeededGenerator(seed: 0x1818)
            for columns in [127, 128, 129, 200, 256, 300] {
                let random = Self.randomCase(
                    count: 1, depth: 61, columns: columns, isSigned: true, generator: &generator)
                let expected = random.expected
                EveryLevel.run { level in #expect(random.computed() == expected, "\(level) \(columns)") }
            }
        }

        @Test func stridedRowsAndOutputsLeaveTheGapsAlone() {
            var generator = SeededGenerator(seed: 0x1819)
            let random = Self.randomCase(
                count: 11, depth: 37, columns: 53, isSigned: true, rowPadding: 6, generator: &generator)
            let expected = random.expected
            EveryLevel.run { level in #expect(random.computed(outPadding: 3) == expected, "\(level)") }
        }

        /// -128 times -128 everywhere is the largest product; the sums leave int16, where
        /// saturating instructions would show, and with these biases they leave int32 too.
        @Test func extremesNeitherSaturateNorTrap() {
            for (activation, isSigned) in [(UInt8(0x80), true), (0x7f, true), (0xff, false), (0x80, false)] {
                for weight in [Int8.min, Int8.max, -1] {
                    let extreme = Case(
                        rows: [UInt8](repeating: activation, count: 9 * 1030),
                        weights: [Int8](repeating: weight, count: 19 * 1030),
                        bias: (0..<19).map { $0 % 2 == 0 ? .max : .min },
                        isSigned: isSigned, count: 9, depth: 1030, columns: 19)
                    let expected = extreme.expected
                    EveryLevel.run { level in
                        #expect(extreme.computed() == expected, "\(level) \(activation) \(weight)")
                    }
                }
            }
        }

        @Test func convolutionEqualsTheDefinition() {
            var generator = SeededGenerator(seed: 0x181a)
            let shapes = [
                tensor_convolution(
                    height: 32, width: 32, channels: 1, window_height: 5, window_width: 5, stride_y: 1, stride_x: 1,
                    out_channels: 6),
                tensor_convolution(
                    height: 14, width: 14, channels: 6, window_height: 5, window_width: 5, stride_y: 1, stride_x: 1,
                    out_channels: 16),
                tensor_convolution(
                    height: 9, width: 12, channels: 1, window_height: 3, window_width: 3, stride_y: 2, stride_x: 3,
                    out_channels: 17),
                tensor_convolution(
                    height: 7, width: 6, channels: 3, window_height: 1, window_width: 1, stride_y: 1, stride_x: 2,
                    out_channels: 50),
                tensor_convolution(
                    height: 5, width: 4, channels: 2, window_height: 5, window_width: 4, stride_y: 1, stride_x: 1,
                    out_channels: 3),
            ]
            for shape in shapes {
                for isSigned in [true, false] {
                    Self.checkConvolution(shape, isSigned: isSigned, generator: &generator)
                }
            }
        }

        static func checkConvolution(
            _ shape: tensor_convolution, isSigned: Bool, generator: inout SeededGenerator
        ) {
            let down = (shape.height - shape.window_height) / shape.stride_y + 1
            let across = (shape.width - shape.window_width) / shape.stride_x + 1
            let runLength = shape.window_width * shape.channels
            let image = generator.bytes(shape.height * shape.width * shape.channels)
            let weights = generator.bytes(shape.out_channels * shape.window_height * runLength)
                .map { Int8(bitPattern: $0) }
            let bias = (0..<shape.out_channels).map { _ in Int32(truncatingIfNeeded: generator.next()) }
            var expected = [Int32]()
            for y in 0..<down {
                for x in 0..<across {
                    for o in 0..<shape.out_channels {
                        var sum = bias[o]
                        for i in 0..<shape.window_height {
                            let line = (y * shape.stride_y + i) * shape.width + x * shape.stride_x
                            for j in 0..<runLength {
                                let byte = image[line * shape.channels + j]
                                let value = isSigned ? Int32(Int8(bitPattern: byte)) : Int32(byte)
                                sum &+= value &* Int32(weights[(o * shape.window_height + i) * runLength + j])
                            }
                        }
                        expected.append(sum)
                    }
                }
            }
            let packed = packWeights(
                weights, columns: shape.out_channels, runs: shape.window_height, runLength: runLength)
            EveryLevel.run { level in
                var out = [Int32](repeating: 0, count: expected.count)
                unsafe out.withUnsafeMutableBufferPointer { out in
                    unsafe withUnsafePointer(to: shape) { shape in
                        unsafe tensor_int8_convolution(
                            out.baseAddress, shape, image, isSigned ? 1 : 0, packed, bias)
                    }
                }
                #expect(out == expected, "\(level) \(shape)")
            }
        }

        @Test func windowLargerThanTheImageWritesNothing() {
            let shape = tensor_convolution(
                height: 2, width: 9, channels: 1, window_height: 3, window_width: 3, stride_y: 1, stride_x: 1,
                out_channels: 1)
            let packed = packWeights([Int8](repeating: 1, count: 9), columns: 1, runs: 3, runLength: 3)
            var out: [Int32] = [7]
            unsafe withUnsafePointer(to: shape) { shape in
                unsafe tensor_int8_convolution(&out, shape, [UInt8](repeating: 1, count: 18), 1, packed, nil)
            }
            #expect(out == [7])
        }
    }
}

/// Weights in the kernels' packed form.
func packWeights(_ weights: [Int8], columns: Int, runs: Int, runLength: Int) -> [UInt8] {
    var packed = [UInt8](repeating: 0xee, count: tensor_int8_packed_size(columns, runs, runLength))
    unsafe packed.withUnsafeMutableBytes { packed in
        unsafe tensor_int8_pack(packed.baseAddress, weights, runs * runLength, columns, runs, runLength)
    }
    return packed
}
