import Transcript
import Verifier

extension WHIRCodewordTree {
    /// The opening of distinct, increasing leaves.
    func queries(_ leaves: [Int], nonce: UInt64) -> WHIRProof.Queries {
        var words: [UInt64] = []
        words.reserveCapacity(leaves.count * rowWordCount)
        for leaf in leaves {
            for word in rows[leaf * rowWordCount..<(leaf + 1) * rowWordCount] {
                words.append(UInt64(littleEndian: word))
            }
        }
        let opening: MerkleOpening
        do throws(MerkleError) {
            opening = try tree.opening(of: leaves)
        } catch {
            preconditionFailure("leaves are distinct, increasing and in range: \(error)")
        }
        return WHIRProof.Queries(nonce: nonce, rowCount: leaves.count, rows: words, opening: opening)
    }
}
