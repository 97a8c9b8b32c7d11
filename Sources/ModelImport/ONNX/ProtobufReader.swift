/// Reads the fields of one protocol-buffer message, in file order.
///
/// Total: any bytes give fields or a typed error, never a trap. Nesting cannot recurse, because a
/// sub-message is only a slice until somebody reads it, and the ONNX reader descends a fixed number
/// of levels. Variable-length integers may be padded, as in every protobuf reader, but must fit
/// 64 bits. Groups (wire types 3 and 4), which ONNX never uses, are refused.
///
/// - Source: "Encoding", protobuf.dev/programming-guides/encoding.
package struct ProtobufReader {
    private let bytes: ArraySlice<UInt8>
    private var offset: Int

    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        offset = bytes.startIndex
    }

    /// The next field, or nil at the end of the message.
    package mutating func next() throws(ModelImportError) -> ProtobufField? {
        guard offset < bytes.endIndex else { return nil }
        let start = offset
        let tag = try readVarint()
        let number = Int(truncatingIfNeeded: tag >> 3)
        guard number != 0 else { throw .malformed(offset: start, defect: .fieldNumberZero) }
        let payload: ProtobufField.Payload
        switch UInt8(tag & 7) {
        case 0: payload = .varint(try readVarint())
        case 1: payload = .fixed64(try readFixed(8))
        case 2:
            let length = try readVarint()
            guard length <= UInt64(bytes.endIndex - offset) else {
                throw .malformed(offset: start, defect: .lengthBeyondEnd)
            }
            let end = offset + Int(length)
            payload = .bytes(bytes[offset..<end])
            offset = end
        case 5: payload = .fixed32(UInt32(truncatingIfNeeded: try readFixed(4)))
        case let type: throw .malformed(offset: start, defect: .unsupportedWireType(type))
        }
        return ProtobufField(number: number, offset: start, payload: payload)
    }

    /// One variable-length integer; for packed lists, whose end is `atEnd`.
    package mutating func readVarint() throws(ModelImportError) -> UInt64 {
        let start = offset
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            guard offset < bytes.endIndex else { throw .malformed(offset: start, defect: .truncated) }
            let byte = bytes[offset]
            offset += 1
            // The tenth byte holds bit 63 alone.
            guard shift < 63 || byte <= 1 else {
                throw .malformed(offset: start, defect: .varintTooLong)
            }
            result |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return result }
            shift += 7
        }
    }

    package var atEnd: Bool { offset == bytes.endIndex }

    private mutating func readFixed(_ count: Int) throws(ModelImportError) -> UInt64 {
        guard bytes.endIndex - offset >= count else {
            throw .malformed(offset: offset, defect: .truncated)
        }
        var result: UInt64 = 0
        for index in 0..<count { result |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
        offset += count
        return result
    }
}

/// One field of a message: its number, its place in the file and its bytes, not yet interpreted.
package struct ProtobufField {
    package enum Payload {
        case varint(UInt64)
        case fixed64(UInt64)
        case bytes(ArraySlice<UInt8>)
        case fixed32(UInt32)
    }

    package let number: Int
    package let offset: Int
    package let payload: Payload

    /// A field of type int32, int64 or enum.
    package func integer() throws(ModelImportError) -> Int64 {
        guard case .varint(let value) = payload else { throw wrongWireType }
        return Int64(bitPattern: value)
    }

    /// A field of type float.
    package func float() throws(ModelImportError) -> Float {
        guard case .fixed32(let bits) = payload else { throw wrongWireType }
        return Float(bitPattern: bits)
    }

    /// A field of type bytes, or a message.
    package func slice() throws(ModelImportError) -> ArraySlice<UInt8> {
        guard case .bytes(let slice) = payload else { throw wrongWireType }
        return slice
    }

    package func message() throws(ModelImportError) -> ProtobufReader { ProtobufReader(try slice()) }

    /// A field of type string, at most `limits.nameBytes` long.
    package func text(_ limits: ImportLimits) throws(ModelImportError) -> String {
        let slice = try slice()
        guard slice.count <= limits.nameBytes else {
            throw .limitExceeded(quantity: "the length of a name is", limit: limits.nameBytes)
        }
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw .malformed(offset: offset, defect: .notUTF8)
        }
        return text
    }

    /// Appends the elements of a repeated integer field, packed or single.
    package func append(to list: inout [Int64], _ limits: ImportLimits) throws(ModelImportError) {
        if case .bytes(let slice) = payload {
            var reader = ProtobufReader(slice)
            while !reader.atEnd {
                try checkRoom(list.count, limits.integers, "the length of an integer list is")
                list.append(Int64(bitPattern: try reader.readVarint()))
            }
        } else {
            try checkRoom(list.count, limits.integers, "the length of an integer list is")
            list.append(try integer())
        }
    }

    /// Appends the elements of a repeated float field, packed or single.
    package func append(to list: inout [Float], _ limits: ImportLimits) throws(ModelImportError) {
        guard case .bytes(let slice) = payload else {
            try checkRoom(list.count, limits.weightElements, "the length of a float list is")
            list.append(try float())
            return
        }
        guard slice.count % 4 == 0 else { throw .malformed(offset: offset, defect: .packedLength) }
        guard slice.count / 4 <= limits.weightElements - list.count else {
            throw .limitExceeded(quantity: "the length of a float list is", limit: limits.weightElements)
        }
        appendLittleEndianFloats(slice, to: &list)
    }

    private func checkRoom(_ count: Int, _ limit: Int, _ quantity: String) throws(ModelImportError) {
        guard count < limit else { throw .limitExceeded(quantity: quantity, limit: limit) }
    }

    private var wrongWireType: ModelImportError {
        .malformed(offset: offset, defect: .unexpectedWireType(field: number))
    }
}

/// Appends the float32 values whose little-endian bytes `slice` holds; its count is a multiple of 4.
func appendLittleEndianFloats(_ slice: ArraySlice<UInt8>, to list: inout [Float]) {
    // Later chunks must grow the list geometrically: an exact reservation for each would be quadratic.
    if list.isEmpty { list.reserveCapacity(slice.count / 4) }
    var index = slice.startIndex
    while slice.endIndex - index >= 4 {
        let low = UInt32(slice[index]) | UInt32(slice[index + 1]) << 8
        let high = UInt32(slice[index + 2]) | UInt32(slice[index + 3]) << 8
        list.append(Float(bitPattern: low | high << 16))
        index += 4
    }
}
