/// The axes of a tensor inside a proof: its extents without those of one element.
///
/// An axis of extent E has ⌈log2 E⌉ coordinates, so the multilinear extension of a tensor is that of the
/// tensor padded with zeros to powers of two. The padding is never stored: an axis splits into its
/// binary blocks (28 = 16 + 8 + 4), a tensor into the products of its axes' blocks, and each block is an
/// aligned subcube of the oracle.
public struct Grid: Sendable, Hashable {
    public let extents: [Int]

    /// - Parameter shape: extents of at least 1, at most 2^31 elements in all.
    public init(_ shape: [Int]) { extents = shape.filter { $0 > 1 } }

    /// Elements stored.
    public var count: Int { extents.reduce(1, *) }
    /// Coordinates of each axis.
    public var axisVariables: [Int] { extents.map(Self.variables) }
    /// Coordinates of a point of the tensor.
    public var variableCount: Int { axisVariables.reduce(0, +) }

    /// ⌈log2 extent⌉.
    static func variables(_ extent: Int) -> Int {
        extent <= 1 ? 0 : Int.bitWidth - (extent - 1).leadingZeroBitCount
    }

    /// The aligned blocks of one axis, largest first: first index and log2 of the length.
    static func axisBlocks(_ extent: Int) -> [(start: Int, sizeLog2: Int)] {
        var blocks: [(start: Int, sizeLog2: Int)] = []
        var start = 0
        for bit in stride(from: Int.bitWidth - 1 - max(extent, 1).leadingZeroBitCount, through: 0, by: -1)
        where extent >> bit & 1 == 1 {
            blocks.append((start, bit))
            start += 1 << bit
        }
        return blocks
    }

    /// How many blocks there are, without making them.
    public var blockCount: Int { extents.reduce(1) { $0 * $1.nonzeroBitCount } }

    /// All blocks, row-major over the axes' blocks.
    public var blocks: [Block] {
        var blocks = [Block(starts: [], sizesLog2: [])]
        for extent in extents {
            blocks = blocks.flatMap { block in
                Self.axisBlocks(extent).map {
                    Block(starts: block.starts + [$0.start], sizesLog2: block.sizesLog2 + [$0.sizeLog2])
                }
            }
        }
        return blocks
    }

    /// One aligned box of a tensor.
    public struct Block: Sendable, Hashable {
        /// First index on each axis, a multiple of the block's length there.
        public let starts: [Int]
        public let sizesLog2: [Int]

        public var sizeLog2: Int { sizesLog2.reduce(0, +) }
    }
}
