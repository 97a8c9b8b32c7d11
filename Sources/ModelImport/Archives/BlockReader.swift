/// Reads the blocks of a tensor whose range was checked against the file.
struct BlockReader {
    let bytes: [UInt8]
    var offset: Int

    mutating func unsigned(_ width: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<width { value |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
        offset += width
        return value
    }

    mutating func half() -> Float {
        Float(Float16(bitPattern: UInt16(truncatingIfNeeded: unsigned(2))))
    }

    // MARK: blocks of 32: a scale, perhaps a minimum, and integers of 4, 5 or 8 bits

    mutating func q4_0(_ values: inout [Float]) {
        let scale = half()
        for byte in bytes[offset..<offset + 16] { values.append(Float(Int(byte & 15) - 8) * scale) }
        for byte in bytes[offset..<offset + 16] { values.append(Float(Int(byte >> 4) - 8) * scale) }
        offset += 16
    }

    mutating func q4_1(_ values: inout [Float]) {
        let scale = half(), minimum = half()
        for byte in bytes[offset..<offset + 16] { values.append(Float(byte & 15) * scale + minimum) }
        for byte in bytes[offset..<offset + 16] { values.append(Float(byte >> 4) * scale + minimum) }
        offset += 16
    }

    mutating func q5_0(_ values: inout [Float]) {
        let scale = half()
        for value in fiveBits() { values.append(Float(value - 16) * scale) }
    }

    mutating func q5_1(_ values: inout [Float]) {
        let scale = half(), minimum = half()
        for value in fiveBits() { values.append(Float(value) * scale + minimum) }
    }

    /// Fifth bits first, as one word, then the nibbles.
    private mutating func fiveBits() -> [Int] {
        let high = Int(unsigned(4))
        defer { offset += 16 }
        return (0..<32).map { index in
            let byte = bytes[offset + index % 16]
            return Int(index < 16 ? byte & 15 : byte >> 4) | (high >> index & 1) << 4
        }
    }

    mutating func q8_0(_ values: inout [Float]) {
        let scale = half()
        for byte in bytes[offset..<offset + 32] { values.append(Float(Int8(bitPattern: byte)) * scale) }
        offset += 32
    }

    // MARK: blocks of 256: scales that are themselves small integers

    mutating func q4_K(_ values: inout [Float]) {
        let (scales, minima) = subScales()
        for pair in 0..<4 {
            let quarter = bytes[offset + 32 * pair..<offset + 32 * pair + 32]
            for byte in quarter { values.append(scales[2 * pair] * Float(byte & 15) - minima[2 * pair]) }
            for byte in quarter { values.append(scales[2 * pair + 1] * Float(byte >> 4) - minima[2 * pair + 1]) }
        }
        offset += 128
    }

    mutating func q5_K(_ values: inout [Float]) {
        let (scales, minima) = subScales()
        let high = offset
        offset += 32
        for pair in 0..<4 {
            for half in 0..<2 {
                let sub = 2 * pair + half
                for index in 0..<32 {
                    let nibble = bytes[offset + 32 * pair + index] >> UInt8(4 * half) & 15
                    let value = nibble | (bytes[high + index] >> UInt8(sub) & 1) << 4
                    values.append(scales[sub] * Float(value) - minima[sub])
                }
            }
        }
        offset += 128
    }

    /// Scale and minimum of each of the eight groups of 32: two halves, then twelve bytes of six-bit pairs.
    private mutating func subScales() -> (scales: [Float], minima: [Float]) {
        let scale = half(), minimum = half()
        let packed = bytes[offset..<offset + 12].map { $0 }
        offset += 12
        var scales: [Float] = [], minima: [Float] = []
        for group in 0..<8 {
            let (low, high): (UInt8, UInt8) =
                group < 4
                ? (packed[group] & 63, packed[group + 4] & 63)
                : (
                    packed[group + 4] & 15 | (packed[group - 4] >> 6) << 4,
                    packed[group + 4] >> 4 | (packed[group] >> 6) << 4
                )
            scales.append(scale * Float(low))
            minima.append(minimum * Float(high))
        }
        return (scales, minima)
    }

    mutating func q6_K(_ values: inout [Float]) {
        let low = offset, high = offset + 128, small = offset + 192
        offset += 208
        let scale = half()
        let scales = (0..<16).map { scale * Float(Int8(bitPattern: bytes[small + $0])) }
        for part in 0..<2 {
            for quarter in 0..<4 {
                for index in 0..<32 {
                    let nibbles = bytes[low + 64 * part + 32 * (quarter % 2) + index]
                    let nibble = quarter < 2 ? nibbles & 15 : nibbles >> 4
                    let top = bytes[high + 32 * part + index] >> UInt8(2 * quarter) & 3
                    let value = Int(nibble | top << 4) - 32
                    values.append(scales[8 * part + 2 * quarter + index / 16] * Float(value))
                }
            }
        }
    }
}
