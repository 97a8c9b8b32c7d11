import Algebra

/// Where the rows of tables and queries lie among the 2^n leaves of the fraction tree.
///
/// Blocks are sorted by size, the largest first, equal ones in the order of segments and blocks, and laid
/// down one after another from leaf 0. Each then begins at a multiple of its size, so it is a subcube:
/// its leaves are those whose first n − k variables are the bits of its position. What follows the last
/// block is padding. n is the least number with room for all rows.
public struct LeafLayout: Sendable, Hashable {
    /// Rows `start ..< start + 2^log2` of a segment, at leaves `position ..< position + 2^log2`.
    public struct Block: Sendable, Hashable {
        public let start: Int
        public let log2: Int
        public let position: Int
    }

    /// The tables' rows, then the queries'.
    public let segments: [[Block]]
    /// n.
    public let variableCount: Int
    /// Leaves that are not padding.
    public let leafCount: Int

    init(segments sizes: [[Int]]) throws(LookupStatementError) {
        let blockCount = sizes.map(\.count).reduce(0, +)
        guard blockCount <= LookupStatement.maximumBlockCount else { throw .tooManyBlocks(blockCount) }
        var total = 0
        var starts: [[Int]] = []
        for segment in sizes {
            var rows = 0
            starts.append(segment.map { log2 in
                defer { rows += 1 << log2 }
                return rows
            })
            total += rows
        }
        guard total <= 1 << LookupStatement.maximumLeafLog2 else { throw .tooManyLeaves }

        var bySize = [[(segment: Int, block: Int)]](repeating: [], count: LookupStatement.maximumLeafLog2 + 1)
        for (segment, blocks) in sizes.enumerated() {
            for (block, log2) in blocks.enumerated() { bySize[log2].append((segment, block)) }
        }
        var positions = sizes.map { [Int](repeating: 0, count: $0.count) }
        var next = 0
        for log2 in bySize.indices.reversed() {
            for (segment, block) in bySize[log2] {
                positions[segment][block] = next
                next += 1 << log2
            }
        }
        segments = sizes.indices.map { segment in
            sizes[segment].indices.map { block in
                Block(
                    start: starts[segment][block], log2: sizes[segment][block],
                    position: positions[segment][block])
            }
        }
        leafCount = total
        variableCount = total <= 1 ? 0 : Int.bitWidth - (total - 1).leadingZeroBitCount
    }

    /// The value at `point`, of n coordinates, of the multilinear polynomial that is 1 on the block's
    /// leaves and 0 on all others. O(n).
    func indicator(of block: Block, at point: [CubicExtension]) -> CubicExtension {
        var product = CubicExtension.one
        for index in 0..<max(0, variableCount - block.log2) {
            let isSet = block.position >> (variableCount - 1 - index) & 1 == 1
            product *= isSet ? point[index] : CubicExtension.one - point[index]
        }
        return product
    }

    /// The number of rows of a segment.
    public func rowCount(_ segment: Int) -> Int { segments[segment].reduce(0) { $0 + 1 << $1.log2 } }
}
