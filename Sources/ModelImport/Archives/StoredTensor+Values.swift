extension StoredTensor {
    /// The tensor's elements as float32, row-major.
    ///
    /// Block encodings give scale · integer + offset in float32 arithmetic, in the order of operations of PyPI
    /// `gguf`, so both agree to the bit. A float64 is rounded.
    ///
    /// - Parameter bytes: the file whose header gave this tensor.
    /// - Throws: `notFloat` for an integer tensor, `nonFinite` with the first element that is not a number or infinite.
    public func values(in bytes: [UInt8]) throws(ArchiveError) -> [Float] {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else { throw .outOfBounds(tensor: name) }
        var reader = BlockReader(bytes: bytes, offset: range.lowerBound)
        var values: [Float] = []
        values.reserveCapacity(elementCount)
        for _ in 0..<elementCount / encoding.blockElements {
            switch encoding {
            case .float64: values.append(Float(Double(bitPattern: reader.unsigned(8))))
            case .float32: values.append(Float(bitPattern: UInt32(truncatingIfNeeded: reader.unsigned(4))))
            case .float16: values.append(reader.half())
            case .bfloat16: values.append(Float(bitPattern: UInt32(truncatingIfNeeded: reader.unsigned(2) << 16)))
            case .q4_0: reader.q4_0(&values)
            case .q4_1: reader.q4_1(&values)
            case .q5_0: reader.q5_0(&values)
            case .q5_1: reader.q5_1(&values)
            case .q8_0: reader.q8_0(&values)
            case .q4_K: reader.q4_K(&values)
            case .q5_K: reader.q5_K(&values)
            case .q6_K: reader.q6_K(&values)
            case .int64, .int32, .int16, .int8, .uint8, .bool: throw .notFloat(tensor: name, encoding: encoding)
            }
        }
        if let index = values.firstIndex(where: { !$0.isFinite }) { throw .nonFinite(tensor: name, index: index) }
        return values
    }
}
