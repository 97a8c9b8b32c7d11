import Algebra

/// A table of tuples that queries look up, told from the other tables by its tag.
public struct LookupTable: Sendable, Hashable {
    public enum Contents: Sendable, Hashable {
        /// The values 0 … 2^bits − 1, one column. The verifier evaluates it in closed form.
        case range(bits: Int)
        /// Public columns of the same length, at most ``LookupStatement/maximumExplicitLength``. The
        /// verifier evaluates them directly.
        case explicit(columns: [[Goldilocks]])
        /// Columns that the caller opens from a commitment: `width` of them, in aligned blocks of
        /// 2^blocks[i] rows one after another.
        case committed(width: Int, blocks: [Int])
    }

    /// Distinguishes the tables of a statement; part of every tuple.
    public let tag: UInt32
    public let contents: Contents

    public init(tag: UInt32, _ contents: Contents) {
        self.tag = tag
        self.contents = contents
    }

    /// The range table of one width, tagged by it: all widths together are one table of (width, value).
    public static func range(bits: Int) -> LookupTable {
        LookupTable(tag: UInt32(truncatingIfNeeded: bits), .range(bits: bits))
    }

    /// The number of columns.
    public var width: Int {
        switch contents {
        case .range: 1
        case .explicit(let columns): columns.count
        case .committed(let width, _): width
        }
    }

    /// log2 of the sizes of its blocks of rows.
    var blocks: [Int] {
        switch contents {
        case .range(let bits): [bits]
        case .explicit(let columns): BinaryBlocks.of(length: columns.first?.count ?? 0)
        case .committed(_, let blocks): blocks
        }
    }

    /// The columns whose values at the leaf point the prover sends.
    var committedWidth: Int {
        if case .committed(let width, _) = contents { width } else { 0 }
    }
}

/// Rows of committed tuples, each of which has to stand in one table.
public struct LookupQuery: Sendable, Hashable {
    /// The table's position in the statement.
    public let table: Int
    /// log2 of the sizes of the blocks of rows, in the order of the rows.
    public let blocks: [Int]

    /// Rows in blocks of the caller's choice, as the tensor's dimensions split.
    public init(table: Int, blocks: [Int]) {
        self.table = table
        self.blocks = blocks
    }

    /// Rows in the binary blocks of their number.
    public init(table: Int, length: Int) { self.init(table: table, blocks: BinaryBlocks.of(length: length)) }
}

/// The split of a length into powers of two, the largest first: 784 = 512 + 256 + 16.
public enum BinaryBlocks {
    /// The logarithms of the powers; none for a length below 1.
    public static func of(length: Int) -> [Int] {
        guard length > 0 else { return [] }
        return (0..<Int.bitWidth - 1).reversed().filter { length >> $0 & 1 == 1 }
    }
}
