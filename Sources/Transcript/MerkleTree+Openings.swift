/// The siblings that connect opened leaves with the root: shared ones once, those inside the opened
/// set not at all; from the leaves up, on each level from left to right.
public struct MerkleOpening: Equatable, Sendable {
    public var siblings: [Digest]

    public init(siblings: [Digest]) { self.siblings = siblings }

    /// - Parameter maximumSiblings: the reader's limit; `MerkleTree.siblingCount` gives the exact one.
    public static func decode(
        from decoder: inout CanonicalDecoder, maximumSiblings: Int
    ) throws(CanonicalError) -> MerkleOpening {
        let count = try decoder.count("siblings", limit: maximumSiblings, elementByteCount: Digest.byteCount)
        return MerkleOpening(siblings: try decoder.digests("siblings", count: count))
    }

    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(count: siblings.count)
        encoder.append(digests: siblings)
    }
}

/// Why a Merkle opening is refused.
public enum MerkleError: Error, Equatable, Sendable {
    /// Nothing is opened.
    case emptyIndexes
    /// No leaf has this index.
    case indexOutOfRange(index: Int, leafCount: Int)
    /// The index at this position is below the one before it.
    case unsortedIndexes(position: Int)
    /// The index is there twice.
    case duplicateIndex(Int)
    /// There are not as many leaves as indexes, or their bytes are not that many rows.
    case wrongLeafCount(expected: Int, found: Int)
    /// Siblings are missing.
    case missingSiblings(expected: Int, found: Int)
    /// There are more siblings than needed.
    case extraSiblings(expected: Int, found: Int)
    /// The leaves and siblings give another root.
    case rootMismatch
}

extension MerkleTree {
    /// Siblings in the opening of these indexes.
    ///
    /// - Throws: `MerkleError` unless there is at least one index and they are strictly increasing
    ///   in [0, leafCount).
    public static func siblingCount(leafCount: Int, indexes: [Int]) throws(MerkleError) -> Int {
        try check(indexes, leafCount: leafCount)
        return PairedTree.siblingCount(leafCount: leafCount, indexes: indexes)
    }

    /// The opening of the leaves at these indexes.
    ///
    /// - Throws: `MerkleError` unless there is at least one index and they are strictly increasing
    ///   in [0, leafCount).
    public func opening(of indexes: [Int]) throws(MerkleError) -> MerkleOpening {
        try MerkleTree.check(indexes, leafCount: leafCount)
        var siblings: [Digest] = []
        PairedTree.forEachSibling(leafCount: leafCount, indexes: indexes) { siblings.append(nodes[$0]) }
        return MerkleOpening(siblings: siblings)
    }

    /// Checks that `leaves` are the digests at `indexes` in the list of `leafCount` under `root`.
    ///
    /// - Parameters:
    ///   - leafCount: known from the statement, never from the opener (the root binds it too).
    ///   - indexes: strictly increasing.
    /// - Throws: `MerkleError`; everything but `rootMismatch` is found before any hashing.
    public static func verify(
        root: Digest, leafCount: Int, indexes: [Int], leaves: [Digest], opening: MerkleOpening
    ) throws(MerkleError) {
        try checkShape(leafCount: leafCount, indexes: indexes, leaves: leaves.count, opening: opening)
        try compare(
            root: root, leafCount: leafCount, indexes: indexes, hashedLeaves: hashLeaves(leaves), opening: opening)
    }

    /// Checks that `rows`, one after another, are the rows at `indexes` in the list of `leafCount` rows
    /// of `rowByteCount` bytes under `root`.
    ///
    /// - Throws: as for digests.
    public static func verify(
        root: Digest, leafCount: Int, indexes: [Int], rows: [UInt8], rowByteCount: Int, opening: MerkleOpening
    ) throws(MerkleError) {
        guard rowByteCount > 0, rows.count % rowByteCount == 0 else {
            throw .wrongLeafCount(expected: indexes.count, found: 0)
        }
        try checkShape(
            leafCount: leafCount, indexes: indexes, leaves: rows.count / rowByteCount, opening: opening)
        let hashed = hashLeaves(rows: unsafe rows.span.bytes, rowByteCount: rowByteCount)
        try compare(
            root: root, leafCount: leafCount, indexes: indexes, hashedLeaves: hashed, opening: opening)
    }

    private static func check(_ indexes: [Int], leafCount: Int) throws(MerkleError) {
        guard !indexes.isEmpty else { throw .emptyIndexes }
        var last = -1
        for (position, index) in indexes.enumerated() {
            guard index >= 0 && index < leafCount else {
                throw .indexOutOfRange(index: index, leafCount: leafCount)
            }
            guard index != last else { throw .duplicateIndex(index) }
            guard index > last else { throw .unsortedIndexes(position: position) }
            last = index
        }
    }

    private static func checkShape(
        leafCount: Int, indexes: [Int], leaves: Int, opening: MerkleOpening
    ) throws(MerkleError) {
        let expected = try siblingCount(leafCount: leafCount, indexes: indexes)
        guard leaves == indexes.count else { throw .wrongLeafCount(expected: indexes.count, found: leaves) }
        let found = opening.siblings.count
        guard found >= expected else { throw .missingSiblings(expected: expected, found: found) }
        guard found <= expected else { throw .extraSiblings(expected: expected, found: found) }
    }

    private static func compare(
        root expected: Digest, leafCount: Int, indexes: [Int], hashedLeaves: [Digest], opening: MerkleOpening
    ) throws(MerkleError) {
        let top = PairedTree.fold(
            leafCount: leafCount, indexes: indexes, leaves: hashedLeaves, siblings: opening.siblings, rule)
        guard root(leafCount: leafCount, top: top) == expected else { throw .rootMismatch }
    }
}
