/// Whole chunks of a message and the chaining values that connect them with its root: from the chunks
/// up, at most one on either side of each level.
public struct SliceProof: Equatable, Sendable {
    /// The chunks one after another; the message's last chunk may be short.
    public var bytes: [UInt8]
    public var siblings: [Digest]

    public init(bytes: [UInt8], siblings: [Digest]) {
        self.bytes = bytes
        self.siblings = siblings
    }

    /// - Parameter maximumChunks: the reader's limit on the chunks.
    public static func decode(
        from decoder: inout CanonicalDecoder, maximumChunks: Int
    ) throws(CanonicalError) -> SliceProof {
        let (limit, overflow) = maximumChunks.multipliedReportingOverflow(by: BLAKE3.chunkByteCount)
        let bytes = try decoder.byteString("chunk bytes", limit: overflow ? Int.max : limit)
        // No tree of fewer than 2^63 bytes is deeper than 53 levels.
        let count = try decoder.count("siblings", limit: 2 * 53, elementByteCount: Digest.byteCount)
        return SliceProof(bytes: bytes, siblings: try decoder.digests("siblings", count: count))
    }

    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(byteString: bytes)
        encoder.append(count: siblings.count)
        encoder.append(digests: siblings)
    }
}

/// Why a slice is refused.
public enum SliceError: Error, Equatable, Sendable {
    /// The message's length is negative.
    case negativeLength(Int)
    /// The chunks asked for are none, or not all in the message.
    case chunksOutOfRange(first: Int, count: Int, chunkCount: Int)
    /// The chunks asked for have another number of bytes.
    case wrongByteCount(expected: Int, found: Int)
    /// Chaining values are missing.
    case missingSiblings(expected: Int, found: Int)
    /// There are more chaining values than needed.
    case extraSiblings(expected: Int, found: Int)
    /// The bytes and chaining values give another root.
    case rootMismatch
}

extension BLAKE3Tree {
    /// The slice of whole chunks, from the message that the tree was made of.
    ///
    /// - Throws: `SliceError.chunksOutOfRange`; `wrongByteCount` when `message` has another length
    ///   than the tree's.
    public func open(
        firstChunk: Int, chunkCount: Int, of message: RawSpan
    ) throws(SliceError) -> SliceProof {
        guard message.byteCount == totalLength else {
            throw .wrongByteCount(expected: totalLength, found: message.byteCount)
        }
        let range = try BLAKE3Tree.byteRange(
            totalLength: totalLength, firstChunk: firstChunk, chunkCount: chunkCount)
        let bytes = unsafe message.withUnsafeBytes { (all: UnsafeRawBufferPointer) in unsafe [UInt8](all[range]) }
        var siblings: [Digest] = []
        PairedTree.forEachSibling(
            leafCount: BLAKE3Tree.chunkCount(totalLength: totalLength),
            indexes: Array(firstChunk..<firstChunk + chunkCount)
        ) { siblings.append(nodes[$0]) }
        return SliceProof(bytes: bytes, siblings: siblings)
    }

    /// The slice of whole chunks, from the message that the tree was made of.
    ///
    /// - Throws: as for a span.
    public func open(
        firstChunk: Int, chunkCount: Int, of message: [UInt8]
    ) throws(SliceError) -> SliceProof {
        try open(firstChunk: firstChunk, chunkCount: chunkCount, of: unsafe message.span.bytes)
    }

    /// Checks that the proof's bytes are the chunks `firstChunk ..< firstChunk + chunkCount` of the
    /// message of `totalLength` bytes whose hash is `root`.
    ///
    /// The top is always computed anew as a root and chunks with their own indexes: a chaining value
    /// never passes for a root, nor a chunk for one at another place.
    ///
    /// Soundness: under one root and length a chunk opens to at most one content. A slice that leaves
    /// out the last chunk does not show that the committer hashed a message of this length; whoever
    /// needs that opens the last chunk.
    ///
    /// - Parameters:
    ///   - totalLength: known from the circuit or manifest, never from the opener.
    ///   - mode: `.plain`, or the key of a keyed root.
    /// - Throws: `SliceError`; everything but `rootMismatch` is found before any hashing.
    public static func verify(
        _ proof: SliceProof, root: Digest, totalLength: Int, firstChunk: Int, chunkCount: Int,
        mode: BLAKE3.Mode = .plain
    ) throws(SliceError) {
        let range = try byteRange(totalLength: totalLength, firstChunk: firstChunk, chunkCount: chunkCount)
        guard proof.bytes.count == range.count else {
            throw .wrongByteCount(expected: range.count, found: proof.bytes.count)
        }
        let chunks = self.chunkCount(totalLength: totalLength)
        let indexes = Array(firstChunk..<firstChunk + chunkCount)
        let expected = PairedTree.siblingCount(leafCount: chunks, indexes: indexes)
        let found = proof.siblings.count
        guard found >= expected else { throw .missingSiblings(expected: expected, found: found) }
        guard found <= expected else { throw .extraSiblings(expected: expected, found: found) }

        let bytes = unsafe proof.bytes.span.bytes
        let top =
            chunks == 1
            ? mode.hash(bytes)
            : PairedTree.fold(
                leafCount: chunks, indexes: indexes,
                leaves: chunkValues(bytes, firstChunk: firstChunk, mode: mode),
                siblings: proof.siblings, .chainingValue(mode))
        guard top == root else { throw .rootMismatch }
    }

    private static func byteRange(
        totalLength: Int, firstChunk: Int, chunkCount: Int
    ) throws(SliceError) -> Range<Int> {
        guard totalLength >= 0 else { throw .negativeLength(totalLength) }
        let chunks = self.chunkCount(totalLength: totalLength)
        guard chunkCount > 0, firstChunk >= 0, chunkCount <= chunks, firstChunk <= chunks - chunkCount else {
            throw .chunksOutOfRange(first: firstChunk, count: chunkCount, chunkCount: chunks)
        }
        let start = firstChunk * BLAKE3.chunkByteCount
        let end = firstChunk + chunkCount
        return start..<(end == chunks ? totalLength : end * BLAKE3.chunkByteCount)
    }
}
