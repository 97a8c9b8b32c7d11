import CKernels

/// BLAKE3's own tree over a tensor's bytes: what the holder of the bytes keeps (64 bytes for each
/// KiB) to open slices against their plain or keyed hash.
///
/// Its nodes are chaining values: a chunk's depends on its index, a parent's is flagged as parent,
/// and the top is flagged as root, so that an inner value is never a root nor the reverse. A message
/// of one chunk has no inner nodes: the chunk is the root.
public struct BLAKE3Tree: Sendable {
    /// Bytes in the message.
    public let totalLength: Int

    /// The hash of the message: equal to `mode.hash` of its bytes.
    public let root: Digest

    /// All levels from the chunk values up, the root last; only the root for a single chunk.
    let nodes: [Digest]

    /// The tree of a message, plain or under a key.
    public init(_ message: RawSpan, mode: BLAKE3.Mode = .plain) {
        totalLength = message.byteCount
        if BLAKE3Tree.chunkCount(totalLength: message.byteCount) == 1 {
            nodes = [mode.hash(message)]
        } else {
            nodes = PairedTree.build(BLAKE3Tree.chunkValues(message, mode: mode), .chainingValue(mode))
        }
        root = nodes.last ?? Digest()
    }

    /// The tree of a message, plain or under a key.
    public init(_ message: [UInt8], mode: BLAKE3.Mode = .plain) {
        self.init(unsafe message.span.bytes, mode: mode)
    }

    /// Chunks in a message of `totalLength` bytes; an empty one has one.
    public static func chunkCount(totalLength: Int) -> Int {
        totalLength <= BLAKE3.chunkByteCount ? 1 : (totalLength - 1) / BLAKE3.chunkByteCount + 1
    }

    /// The chunks that hold these bytes.
    public static func chunks(holding bytes: Range<Int>) -> Range<Int> {
        let first = bytes.lowerBound / BLAKE3.chunkByteCount
        return bytes.isEmpty ? first..<first : first..<(bytes.upperBound - 1) / BLAKE3.chunkByteCount + 1
    }

    /// The chaining values of the chunks of a message of more than one chunk; nil of a shorter one,
    /// whose only chunk is the root.
    public var chunkValues: ArraySlice<Digest>? {
        let count = BLAKE3Tree.chunkCount(totalLength: totalLength)
        return count == 1 ? nil : nodes[..<count]
    }

    /// The root over a list of chunk values; nil for fewer than two, since the value of a lone chunk
    /// is no node of any message.
    public static func root(chunkValues: [Digest], mode: BLAKE3.Mode = .plain) -> Digest? {
        chunkValues.count < 2 ? nil : PairedTree.build(chunkValues, .chainingValue(mode)).last
    }

    /// The chaining values of consecutive chunks, the first of which has index `firstChunk`, in a
    /// message of more than one chunk. All but the message's last chunk are whole.
    ///
    /// - Precondition: `firstChunk` is not negative.
    public static func chunkValues(
        _ bytes: RawSpan, firstChunk: Int = 0, mode: BLAKE3.Mode = .plain
    ) -> [Digest] {
        precondition(firstChunk >= 0, "negative chunk index")
        let count = chunkCount(totalLength: bytes.byteCount)
        var mode = mode.kernelMode
        return unsafe bytes.withUnsafeBytes { (source: UnsafeRawBufferPointer) in
            unsafe [Digest](unsafeUninitializedCapacity: count) { values, initialized in
                unsafe blake3_chunks(
                    &mode, source.baseAddress, source.count, UInt64(firstChunk), values.baseAddress)
                initialized = count
            }
        }
    }
}
