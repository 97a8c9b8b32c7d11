import Algebra
import Transcript

/// Codewords laid out leaf by leaf, and their Merkle tree.
package struct WHIRCodewordTree: Sendable {
    /// Words of a leaf.
    package let rowWordCount: Int
    /// `[leaves, rowWordCount]`, each word little endian in memory.
    package let rows: [UInt64]
    package let tree: MerkleTree

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
}
