import Algebra

/// Where the cells of tensors stand in an oracle: one multilinear polynomial over all its cells.
///
/// Tensors of one region (those whose cells are looked up in one table, or in none) are cut into their
/// blocks, and the blocks of a region stand side by side, largest first, so that each is aligned and
/// no cell is lost. A region begins at a multiple of the largest power of two in its length: its own
/// binary blocks, which the lookup argument reads it by, are aligned subcubes too.
public struct OracleLayout: Sendable {
    public struct Placement: Sendable, Hashable {
        public let block: Grid.Block
        /// First cell, a multiple of the block's size.
        public let address: Int
    }

    public struct Region: Sendable, Hashable {
        public let start: Int
        public let count: Int
    }

    /// Tensor by tensor, the blocks and where they stand.
    public let placements: [[Placement]]
    public let grids: [Grid]
    public let regions: [Region]
    /// log2 of the number of cells.
    public let sizeLog2: Int

    /// - Parameter tensors: the grid of each and the number of its region, regions counted from 0.
    public init(tensors: [(grid: Grid, region: Int)]) {
        grids = tensors.map { $0.grid }
        let regionCount = (tensors.map { $0.region }.max() ?? -1) + 1
        var placed: [[Placement]] = tensors.map { _ in [] }
        var regions = [Region](repeating: Region(start: 0, count: 0), count: regionCount)
        let counts = (0..<regionCount).map { region in
            tensors.reduce(0) { $0 + ($1.region == region ? $1.grid.count : 0) }
        }
        // Larger regions first; ties by number, so that there is one layout.
        var end = 0
        for region in (0..<regionCount).sorted(by: { (counts[$1], $0) < (counts[$0], $1) }) where counts[region] > 0 {
            let alignment = 1 << (Int.bitWidth - 1 - counts[region].leadingZeroBitCount)
            let start = (end + alignment - 1) / alignment * alignment
            regions[region] = Region(start: start, count: counts[region])
            var blocks: [(tensor: Int, block: Grid.Block)] = []
            for (index, tensor) in tensors.enumerated() where tensor.region == region {
                blocks.append(contentsOf: tensor.grid.blocks.map { (index, $0) })
            }
            var address = start
            for size in stride(from: blocks.map { $0.block.sizeLog2 }.max() ?? 0, through: 0, by: -1) {
                for entry in blocks where entry.block.sizeLog2 == size {
                    placed[entry.tensor].append(Placement(block: entry.block, address: address))
                    address += 1 << size
                }
            }
            end = address
        }
        placements = placed
        self.regions = regions
        sizeLog2 = Grid.variables(max(end, 1))
    }

    /// The cells that hold tensor `index`, in the row-major order of its elements.
    package func addresses(of index: Int) -> [Int] {
        let grid = grids[index]
        var addresses = [Int](repeating: 0, count: grid.count)
        for placement in placements[index] {
            for cell in 0..<(1 << placement.block.sizeLog2) {
                addresses[grid.element(cell: cell, of: placement.block)] = placement.address + cell
            }
        }
        return addresses
    }
}

extension Grid {
    /// The row-major number of a block's cell among the elements of the tensor.
    func element(cell: Int, of block: Block) -> Int {
        var rest = cell, element = 0, step = 1
        for axis in stride(from: extents.count - 1, through: 0, by: -1) {
            element += (block.starts[axis] + rest & ((1 << block.sizesLog2[axis]) - 1)) * step
            rest >>= block.sizesLog2[axis]
            step *= extents[axis]
        }
        return element
    }
}
