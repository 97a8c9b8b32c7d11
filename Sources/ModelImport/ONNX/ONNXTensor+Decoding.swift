extension ONNXTensor {
    /// Decodes a TensorProto. Raw bytes stay a slice of the file until a node reads them.
    init(decoding message: ProtobufReader, _ limits: ImportLimits) throws(ModelImportError) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: try field.append(to: &dimensions, limits)
            case 2: elementType = try field.integer()
            case 4: try field.append(to: &floats, limits)
            case 5: try field.append(to: &smallIntegers, limits)
            case 7: try field.append(to: &integers, limits)
            case 8: name = try field.text(limits)
            case 9: raw = try field.slice()
            // A list of key-value pairs that says where the external bytes lie.
            case 13: isExternal = true
            case 14: isExternal = try field.integer() != 0 || isExternal
            default: break
            }
        }
    }

    /// The number of elements that the dimensions claim.
    /// - Throws: `badDimension`, or `limitExceeded` above `limits.weightElements`.
    func elementCount(
        _ limits: ImportLimits, for node: NodeName
    ) throws(ModelImportError) -> Int {
        for dimension in dimensions where dimension < 0 || dimension > Int64(limits.dimension) {
            throw .badDimension(tensor: name, value: dimension, node: node)
        }
        guard let count = ImportLimits.product(dimensions.map(Int.init), atMost: limits.weightElements)
        else {
            throw .limitExceeded(quantity: "the number of weights is", limit: limits.weightElements)
        }
        return count
    }

    /// The elements of a float32 tensor, all finite.
    /// - Throws: as `elementCount`, and `externalData`, `unsupportedElementType`,
    ///   `wrongElementCount`, `nonFiniteWeight`.
    func floatValues(
        _ limits: ImportLimits, for node: NodeName
    ) throws(ModelImportError) -> [Float] {
        let count = try checkedCount(of: ONNXTensor.float32, bytesEach: 4, stored: floats.count, limits, node)
        var values = floats
        if let raw {
            values = []
            appendLittleEndianFloats(raw, to: &values)
        }
        guard values.count == count else {
            throw .wrongElementCount(tensor: name, expected: count, found: values.count, node: node)
        }
        for index in values.indices where !values[index].isFinite {
            throw .nonFiniteWeight(tensor: name, index: index, node: node)
        }
        return values
    }

    /// The elements of an int64 tensor.
    /// - Throws: as `floatValues`; more than `limits.integers` elements are `limitExceeded`.
    func integerValues(
        _ limits: ImportLimits, for node: NodeName
    ) throws(ModelImportError) -> [Int64] {
        let count = try checkedCount(of: ONNXTensor.int64, bytesEach: 8, stored: integers.count, limits, node)
        guard count <= limits.integers else {
            throw .limitExceeded(quantity: "the length of an integer list is", limit: limits.integers)
        }
        guard let raw else { return integers }
        var values: [Int64] = []
        var value: UInt64 = 0
        for (position, byte) in raw.enumerated() {
            value = value >> 8 | UInt64(byte) << 56
            if position % 8 == 7 { values.append(Int64(bitPattern: value)) }
        }
        return values
    }

    /// Checks the type and that as many elements are there as the dimensions claim.
    private func checkedCount(
        of type: Int64, bytesEach: Int, stored: Int, _ limits: ImportLimits, _ node: NodeName
    ) throws(ModelImportError) -> Int {
        guard !isExternal else { throw .externalData(tensor: name, node: node) }
        guard elementType == type else {
            throw .unsupportedElementType(tensor: name, type: elementType, node: node)
        }
        let count = try elementCount(limits, for: node)
        if let raw {
            // Both fields at once would leave the choice to the reader.
            guard stored == 0, raw.count == count * bytesEach else {
                throw .wrongElementCount(
                    tensor: name, expected: count * bytesEach, found: raw.count, node: node)
            }
        } else if stored != count {
            throw .wrongElementCount(tensor: name, expected: count, found: stored, node: node)
        }
        return count
    }
}
