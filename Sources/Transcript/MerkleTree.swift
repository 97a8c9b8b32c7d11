/// A Merkle tree over a list: rows of bytes of equal length, or digests.
///
/// Leaf node = BLAKE3 derive_key of the leaf's bytes, context `sirocco merkle leaf v1`; inner node =
/// derive_key of left ‖ right, context `sirocco merkle node v1`; an odd last node of a level moves up
/// as it is; root = derive_key of the number of leaves (64 bits little endian) ‖ top node, context
/// `sirocco merkle root v1`, where an empty list has 32 zero bytes for its top. So a leaf cannot pass
/// for a node, nor a list for a shorter or longer one.
///
/// - Timing: depends on the shape only.
public struct MerkleTree: Sendable {
    /// The number of leaves, bound in the root.
    public let leafCount: Int

    /// What a commitment publishes.
    public let root: Digest

    /// All levels, leaf nodes first.
    let nodes: [Digest]

    static let leafMode = BLAKE3.deriveKey(context: "sirocco merkle leaf v1")
    static let nodeMode = BLAKE3.deriveKey(context: "sirocco merkle node v1")
    static let rootMode = BLAKE3.deriveKey(context: "sirocco merkle root v1")

    static let rule = PairedTree.Rule.message(nodeMode)

    /// A tree over digests; each leaf is its 32 bytes.
    public init(leaves: [Digest]) {
        self.init(hashedLeaves: MerkleTree.hashLeaves(leaves))
    }

    /// A tree over the rows of `rowByteCount` bytes that lie one after another in `rows`.
    ///
    /// - Precondition: `rowByteCount` is positive and divides the number of bytes.
    public init(rows: RawSpan, rowByteCount: Int) {
        self.init(hashedLeaves: MerkleTree.hashLeaves(rows: rows, rowByteCount: rowByteCount))
    }

    /// A tree over the rows of `rowByteCount` bytes that lie one after another in `rows`.
    ///
    /// - Precondition: `rowByteCount` is positive and divides the number of bytes.
    public init(rows: [UInt8], rowByteCount: Int) {
        self.init(rows: unsafe rows.span.bytes, rowByteCount: rowByteCount)
    }

    /// A tree over leaf nodes that were hashed elsewhere, by `hashLeaves`.
    public init(hashedLeaves: [Digest]) {
        leafCount = hashedLeaves.count
        nodes = PairedTree.build(hashedLeaves, MerkleTree.rule)
        root = MerkleTree.root(leafCount: leafCount, top: nodes.last ?? Digest())
    }

    /// The leaf nodes of rows of bytes: the part of the work that can be split over threads.
    ///
    /// - Precondition: `rowByteCount` is positive and divides the number of bytes.
    public static func hashLeaves(rows: RawSpan, rowByteCount: Int) -> [Digest] {
        leafMode.hash(batch: rows, length: rowByteCount)
    }

    /// The leaf nodes of digests.
    public static func hashLeaves(_ leaves: [Digest]) -> [Digest] {
        leafMode.hash(batch: unsafe leaves.span.bytes, length: Digest.byteCount)
    }

    static func root(leafCount: Int, top: Digest) -> Digest {
        var message = CanonicalEncoder(capacity: 8 + Digest.byteCount)
        message.append(UInt64(leafCount))
        message.append(top)
        return rootMode.hash(message.bytes)
    }
}
