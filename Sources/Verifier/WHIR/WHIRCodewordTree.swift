import Algebra
import Transcript

/// Codewords laid out leaf by leaf, and their Merkle tree.
package struct WHIRCodewordTree: Sendable {
    /// Words of a leaf.
    private let rowWordCount: Int
    /// `[leaves, rowWordCount]`, each word little endian in memory.
    private let rows: [UInt64]
    private let tree: MerkleTree

    package var root: Digest { tree.root }

    /// - Parameters:
    ///   - codewords: base-field columns (the planes of extension columns one by one), equally long.
    ///   - foldLog2: k; a leaf holds 2^k consecutive positions of each.
    package init(_ codewords: [[Goldilocks]], foldLog2: Int) {
        let run = 1 << foldLog2
        let length = codewords.first?.count ?? 0
        let rowWordCount = run * codewords.count
        var rows = [UInt64](repeating: 0, count: length * codewords.count)
        for (column, codeword) in codewords.enumerated() {
            for leaf in 0..<min(length, codeword.count) >> foldLog2 {
                let target = leaf * rowWordCount + column * run
                let source = leaf << foldLog2
                for position in 0..<run { rows[target + position] = codeword[source + position].canonical.littleEndian }
            }
        }
        self.rowWordCount = rowWordCount
        self.rows = rows
        tree = MerkleTree(rows: unsafe rows.span.bytes, rowByteCount: 8 * rowWordCount)
    }

    /// The opening of leaves.
    ///
    /// - Throws: `MerkleError` unless they are distinct, increasing and in range.
    package func queries(_ leaves: [Int], nonce: UInt64) throws(MerkleError) -> WHIRProof.Queries {
        let opening = try tree.opening(of: leaves)
        var words: [UInt64] = []
        words.reserveCapacity(leaves.count * rowWordCount)
        for leaf in leaves {
            for word in rows[leaf * rowWordCount..<(leaf + 1) * rowWordCount] {
                words.append(UInt64(littleEndian: word))
            }
        }
        return WHIRProof.Queries(nonce: nonce, rowCount: leaves.count, rows: words, opening: opening)
    }
}
