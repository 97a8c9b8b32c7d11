/// Reads little-endian values of a weight file's header, in order, never beyond its end.
struct ArchiveReader {
    let bytes: [UInt8]
    private(set) var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var remaining: Int { bytes.count - offset }

    mutating func unsigned(_ width: Int) throws(ArchiveError) -> UInt64 {
        guard remaining >= width else { throw .truncated(offset: offset) }
        var value: UInt64 = 0
        for index in 0..<width { value |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
        offset += width
        return value
    }

    mutating func signed(_ width: Int) throws(ArchiveError) -> Int64 {
        let value = Int64(bitPattern: try unsigned(width))
        let shift = Int64(64 - 8 * width)
        return (value << shift) >> shift
    }

    /// A count of things that take at least `size` bytes each, so that a claimed count cannot exceed what is there.
    mutating func count(of size: Int, atMost limit: Int, _ quantity: String) throws(ArchiveError) -> Int {
        let value = try unsigned(8)
        guard value <= UInt64(limit) else { throw .limitExceeded(quantity: quantity, limit: limit) }
        guard value <= UInt64(remaining / size) else { throw .truncated(offset: offset) }
        return Int(value)
    }

    mutating func text(atMost limit: Int) throws(ArchiveError) -> String {
        let start = offset
        let length = try count(of: 1, atMost: limit, "the bytes of a string are")
        guard let text = String(validating: bytes[offset..<offset + length], as: UTF8.self) else {
            throw .notUTF8(offset: start)
        }
        offset += length
        return text
    }
}
