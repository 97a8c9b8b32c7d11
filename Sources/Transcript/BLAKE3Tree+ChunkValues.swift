extension BLAKE3Tree {
    /// The siblings of a slice, from the chunk values alone: for a reader who was shown all chunk
    /// values of a message and the bytes of a few chunks, but not the message.
    ///
    /// - Parameter chunkValues: of the whole message, at least two.
    /// - Throws: `SliceError.chunksOutOfRange` when the chunks are none or not all in the list, or when
    ///   the list has fewer than two values: the value of a lone chunk is no node of any message.
    package static func siblings(
        chunkValues: [Digest], firstChunk: Int, chunkCount: Int, mode: BLAKE3.Mode = .plain
    ) throws(SliceError) -> [Digest] {
        let count = chunkValues.count
        guard count >= 2, chunkCount > 0, firstChunk >= 0, chunkCount <= count, firstChunk <= count - chunkCount else {
            throw .chunksOutOfRange(first: firstChunk, count: chunkCount, chunkCount: count)
        }
        let nodes = PairedTree.build(chunkValues, .chainingValue(mode))
        var siblings: [Digest] = []
        PairedTree.forEachSibling(leafCount: count, indexes: Array(firstChunk..<firstChunk + chunkCount)) {
            siblings.append(nodes[$0])
        }
        return siblings
    }
}
