/// Reads what `CanonicalEncoder` writes, from bytes that anyone may have made: every call gives a
/// value or throws, and a length is compared with the reader's limit and with the bytes that are
/// left before anything is allocated for it.
///
/// Each call names its field; errors carry that name and the byte's position in the outermost buffer.
/// After an error the position is unspecified: stop reading.
///
/// - Timing: variable; for public bytes.
public struct CanonicalDecoder: Sendable {
    private let source: [UInt8]
    private let end: Int

    /// The position of the next byte, from the start of the outermost buffer.
    public private(set) var offset: Int

    /// A decoder over all of `bytes`.
    public init(_ bytes: [UInt8]) {
        source = bytes
        offset = 0
        end = bytes.count
    }

    private init(source: [UInt8], offset: Int, end: Int) {
        self.source = source
        self.offset = offset
        self.end = end
    }

    /// Bytes not read yet.
    public var remaining: Int { end - offset }

    /// - Throws: `trailingBytes` unless everything was read.
    public func finish() throws(CanonicalError) {
        guard remaining == 0 else { throw .trailingBytes(offset: offset, count: remaining) }
    }

    /// The error for a value that a rule of the caller's format refuses.
    public func refusal(_ field: String, at position: Int, _ reason: String) -> CanonicalError {
        .nonCanonical(field: field, offset: position, reason: reason)
    }

    /// Moves past `count` bytes and returns where they begin.
    private mutating func take(_ count: Int, _ field: String) throws(CanonicalError) -> Int {
        guard count >= 0 && count <= remaining else {
            throw .truncated(field: field, offset: offset, needed: count, available: remaining)
        }
        let start = offset
        offset += count
        return start
    }

    /// A decoder over the next `count` bytes, past which this one moves. It reports offsets of the
    /// outermost buffer too; its own `finish` says whether the sub-range was read to its end.
    ///
    /// - Throws: `truncated`.
    public mutating func nested(_ field: String, byteCount: Int) throws(CanonicalError) -> CanonicalDecoder {
        let start = try take(byteCount, field)
        return CanonicalDecoder(source: source, offset: start, end: offset)
    }

    /// A little-endian integer of the type's width.
    ///
    /// - Throws: `truncated`.
    public mutating func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ field: String, as type: Integer.Type = Integer.self
    ) throws(CanonicalError) -> Integer {
        let start = try take(MemoryLayout<Integer>.size, field)
        return load(start, as: type)
    }

    /// `start` and the bytes after it lie inside the buffer.
    private func load<Value: BitwiseCopyable & FixedWidthInteger>(_ start: Int, as type: Value.Type) -> Value {
        Value(littleEndian: unsafe source.span.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: type))
    }

    public mutating func uint8(_ field: String) throws(CanonicalError) -> UInt8 { try integer(field) }
    public mutating func uint16(_ field: String) throws(CanonicalError) -> UInt16 { try integer(field) }
    public mutating func uint32(_ field: String) throws(CanonicalError) -> UInt32 { try integer(field) }
    public mutating func uint64(_ field: String) throws(CanonicalError) -> UInt64 { try integer(field) }
    public mutating func int32(_ field: String) throws(CanonicalError) -> Int32 { try integer(field) }
    public mutating func int64(_ field: String) throws(CanonicalError) -> Int64 { try integer(field) }

    /// One byte, 0 or 1.
    ///
    /// - Throws: `truncated`; `nonCanonical` for any other byte.
    public mutating func boolean(_ field: String) throws(CanonicalError) -> Bool {
        let byte = try uint8(field)
        guard byte <= 1 else { throw refusal(field, at: offset - 1, "a Boolean is 0 or 1") }
        return byte == 1
    }

    /// 32 bytes.
    ///
    /// - Throws: `truncated`.
    public mutating func digest(_ field: String) throws(CanonicalError) -> Digest {
        let start = try take(Digest.byteCount, field)
        return digest(at: start)
    }

    private func digest(at start: Int) -> Digest {
        var digest = Digest()
        unsafe withUnsafeMutableBytes(of: &digest) { (target: UnsafeMutableRawBufferPointer) in
            unsafe target.copyBytes(from: source[start..<start + Digest.byteCount])
        }
        return digest
    }

    /// Bytes whose number the reader knows.
    ///
    /// - Throws: `truncated`.
    public mutating func raw(_ field: String, count: Int) throws(CanonicalError) -> [UInt8] {
        let start = try take(count, field)
        return [UInt8](source[start..<offset])
    }

    /// A UInt32 count of elements that take at least `elementByteCount` bytes each.
    ///
    /// - Throws: `truncated`, also when so many elements cannot follow; `tooLong` above `limit`.
    public mutating func count(
        _ field: String, limit: Int, elementByteCount: Int = 1
    ) throws(CanonicalError) -> Int {
        let start = offset
        let count = Int(try uint32(field))
        guard count <= limit else { throw .tooLong(field: field, offset: start, length: count, limit: limit) }
        let (needed, overflow) = count.multipliedReportingOverflow(by: elementByteCount)
        guard !overflow && needed <= remaining else {
            throw .truncated(
                field: field, offset: offset, needed: overflow ? Int.max : needed, available: remaining)
        }
        return count
    }

    /// A UInt32 length, at most `limit`, and as many bytes.
    ///
    /// - Throws: `truncated`, `tooLong`.
    public mutating func byteString(_ field: String, limit: Int) throws(CanonicalError) -> [UInt8] {
        let length = try count(field, limit: limit)
        return try raw(field, count: length)
    }

    /// A UInt32 length in bytes, at most `limit`, and as much UTF-8. Two strings that Swift finds
    /// equal may have different bytes; the encoding keeps the bytes.
    ///
    /// - Throws: `truncated`, `tooLong`, `invalidUTF8`.
    public mutating func string(_ field: String, limit: Int) throws(CanonicalError) -> String {
        let start = offset
        let bytes = try byteString(field, limit: limit)
        guard let string = String(validating: bytes, as: UTF8.self) else {
            throw .invalidUTF8(field: field, offset: start + 4)
        }
        return string
    }

    /// A UInt32 count, at most `limit`, and as many elements of at least `elementByteCount` bytes.
    ///
    /// - Throws: `truncated`, `tooLong`, whatever an element throws.
    public mutating func list<Element>(
        _ field: String, limit: Int, elementByteCount: Int = 1,
        _ decodeElement: (inout CanonicalDecoder) throws(CanonicalError) -> Element
    ) throws(CanonicalError) -> [Element] {
        let count = try count(field, limit: limit, elementByteCount: elementByteCount)
        var elements: [Element] = []
        for _ in 0..<count { elements.append(try decodeElement(&self)) }
        return elements
    }

    /// A UInt32 count, at most `limit`, and as many values.
    public mutating func list<Element: CanonicalCodable>(
        _ field: String, of type: Element.Type = Element.self, limit: Int
    ) throws(CanonicalError) -> [Element] {
        try list(field, limit: limit) { (decoder) throws(CanonicalError) in try Element.decode(from: &decoder) }
    }

    /// As many digests as the reader knows to follow.
    ///
    /// - Throws: `truncated`, before anything is allocated.
    public mutating func digests(_ field: String, count: Int) throws(CanonicalError) -> [Digest] {
        let start = try take(byteCount(count, of: Digest.byteCount), field)
        return (0..<count).map { digest(at: start + $0 * Digest.byteCount) }
    }

    /// As many little-endian words as the reader knows to follow.
    ///
    /// - Throws: `truncated`, before anything is allocated.
    public mutating func words(_ field: String, count: Int) throws(CanonicalError) -> [UInt64] {
        let start = try take(byteCount(count, of: 8), field)
        return (0..<count).map { load(start + 8 * $0, as: UInt64.self) }
    }

    /// As many little-endian words, each below `modulus`.
    ///
    /// - Throws: `truncated`; `nonCanonical` at the first word that is not below the modulus.
    public mutating func words(
        _ field: String, count: Int, below modulus: UInt64
    ) throws(CanonicalError) -> [UInt64] {
        let start = offset
        let words = try words(field, count: count)
        if let index = words.firstIndex(where: { $0 >= modulus }) {
            throw refusal(field, at: start + 8 * index, "a field element is not below the modulus")
        }
        return words
    }

    /// Saturates: what does not fit Int cannot be there either.
    private func byteCount(_ count: Int, of size: Int) -> Int {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
        return overflow ? Int.max : bytes
    }
}
