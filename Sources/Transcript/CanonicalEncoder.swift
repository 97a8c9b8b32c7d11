/// Writes canonical bytes: little-endian integers of fixed width, counts and lengths as UInt32,
/// Booleans as one byte 0 or 1, digests as their 32 bytes, nothing between the fields.
public struct CanonicalEncoder: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []

    public init() {}

    /// - Parameter capacity: bytes to make room for at once.
    public init(capacity: Int) { bytes.reserveCapacity(capacity) }

    /// An integer, little endian, in its own width.
    public mutating func append<Integer: FixedWidthInteger>(_ value: Integer) {
        unsafe withUnsafeBytes(of: value.littleEndian) { (source: UnsafeRawBufferPointer) in
            unsafe bytes.append(contentsOf: source)
        }
    }

    /// One byte, 0 or 1.
    public mutating func append(_ value: Bool) { bytes.append(value ? 1 : 0) }

    /// The 32 bytes.
    public mutating func append(_ digest: Digest) {
        unsafe withUnsafeBytes(of: digest) { (source: UnsafeRawBufferPointer) in
            unsafe bytes.append(contentsOf: source)
        }
    }

    /// A value's own encoding.
    public mutating func append(_ value: some CanonicalCodable) { value.encode(into: &self) }

    /// Bytes as they are; their number must follow from what the reader knows already.
    public mutating func append(raw source: some Collection<UInt8>) { bytes.append(contentsOf: source) }

    /// The number of elements of a list, before them.
    ///
    /// - Precondition: fits UInt32.
    public mutating func append(count: Int) { append(UInt32(count)) }

    /// A UInt32 length and the bytes.
    public mutating func append(byteString source: some Collection<UInt8>) {
        append(count: source.count)
        append(raw: source)
    }

    /// A UInt32 length in bytes and the UTF-8.
    public mutating func append(string: String) { append(byteString: string.utf8) }

    /// A UInt32 count and each element's encoding.
    public mutating func append<Element>(
        list: some Collection<Element>, _ encodeElement: (Element, inout CanonicalEncoder) -> Void
    ) {
        append(count: list.count)
        for element in list { encodeElement(element, &self) }
    }

    /// A UInt32 count and each element's encoding.
    public mutating func append(list: some Collection<some CanonicalCodable>) {
        append(count: list.count)
        for element in list { element.encode(into: &self) }
    }

    /// The words, little endian, without a count.
    public mutating func append(words: some Collection<UInt64>) {
        bytes.reserveCapacity(bytes.count + 8 * words.count)
        for word in words { append(word) }
    }

    /// The digests, without a count.
    public mutating func append(digests: some Collection<Digest>) {
        bytes.reserveCapacity(bytes.count + Digest.byteCount * digests.count)
        for digest in digests { append(digest) }
    }
}
