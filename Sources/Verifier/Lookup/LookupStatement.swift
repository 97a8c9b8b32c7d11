import Algebra

/// What a lookup argument proves: every row of every query stands in the table that the query names.
///
/// Checked once; from then on all lengths are known and bounded.
public struct LookupStatement: Sendable, Hashable {
    public let tables: [LookupTable]
    public let queries: [LookupQuery]
    /// Where the rows of tables and queries lie among the leaves.
    public let layout: LeafLayout

    public static let maximumTableCount = 256
    public static let maximumQueryCount = 1 << 14
    public static let maximumBlockCount = 1 << 14
    public static let maximumWidth = 16
    public static let maximumRangeBits = 16
    public static let maximumExplicitLength = 1 << 12
    /// Over all explicit tables and columns: what the verifier multiplies.
    public static let maximumExplicitCellCount = 1 << 18
    /// Far below p, so that no count of equal rows is a multiple of p.
    public static let maximumLeafLog2 = 30

    /// - Throws: `LookupStatementError` for a table or query that is malformed or above a bound.
    public init(tables: [LookupTable], queries: [LookupQuery]) throws(LookupStatementError) {
        guard (1...LookupStatement.maximumTableCount).contains(tables.count) else {
            throw .unsupportedTableCount(tables.count)
        }
        guard queries.count <= LookupStatement.maximumQueryCount else {
            throw .unsupportedQueryCount(queries.count)
        }
        var tags: Set<UInt32> = []
        var explicitCells = 0
        for (index, table) in tables.enumerated() {
            guard LookupStatement.supports(table) else { throw .unsupportedTable(index) }
            guard tags.insert(table.tag).inserted else { throw .repeatedTag(table.tag) }
            if case .explicit(let columns) = table.contents { explicitCells += columns.count * columns[0].count }
        }
        guard explicitCells <= LookupStatement.maximumExplicitCellCount else {
            throw .tooManyExplicitCells(explicitCells)
        }
        for (index, query) in queries.enumerated() {
            guard tables.indices.contains(query.table), LookupStatement.supports(blocks: query.blocks) else {
                throw .unsupportedQuery(index)
            }
        }
        self.tables = tables
        self.queries = queries
        layout = try LeafLayout(segments: tables.map(\.blocks) + queries.map(\.blocks))
    }

    private static func supports(_ table: LookupTable) -> Bool {
        switch table.contents {
        case .range(let bits): (1...maximumRangeBits).contains(bits)
        case .explicit(let columns):
            (1...maximumWidth).contains(columns.count)
                && (1...maximumExplicitLength).contains(columns[0].count)
                && columns.allSatisfy { $0.count == columns[0].count }
        case .committed(let width, let blocks): (1...maximumWidth).contains(width) && supports(blocks: blocks)
        }
    }

    private static func supports(blocks: [Int]) -> Bool {
        (1...maximumBlockCount).contains(blocks.count)
            && blocks.allSatisfy { (0...maximumLeafLog2).contains($0) }
    }

    /// The width of the widest tuple, tag not counted.
    public var width: Int { tables.map(\.width).max() ?? 1 }

    /// The columns whose values the prover sends, in order: for each table its multiplicities, then its
    /// columns where it is committed; then for each query its columns.
    public var sentColumns: [LookupColumn] {
        var columns: [LookupColumn] = []
        for (index, table) in tables.enumerated() {
            columns.append(.multiplicity(table: index))
            columns += (0..<table.committedWidth).map { .table(index, column: $0) }
        }
        for (index, query) in queries.enumerated() {
            columns += (0..<tables[query.table].width).map { .query(index, column: $0) }
        }
        return columns
    }

    /// The shape as words: the number of tables; for each its tag, kind (0 range, 1 explicit, 2 committed),
    /// width, number of blocks and blocks; the number of queries; for each its table, number of blocks
    /// and blocks.
    var words: [UInt64] {
        var words = [UInt64(tables.count)]
        for table in tables {
            let kind: UInt64 =
                switch table.contents {
                case .range: 0
                case .explicit: 1
                case .committed: 2
                }
            words += [UInt64(table.tag), kind, UInt64(table.width), UInt64(table.blocks.count)]
            words += table.blocks.map { UInt64($0) }
        }
        words.append(UInt64(queries.count))
        for query in queries {
            words += [UInt64(query.table), UInt64(query.blocks.count)] + query.blocks.map { UInt64($0) }
        }
        return words
    }
}

/// A column among the leaves.
public enum LookupColumn: Sendable, Hashable {
    /// How often each row of a table is looked up.
    case multiplicity(table: Int)
    /// A column of a committed table.
    case table(Int, column: Int)
    /// A column of a query's tuples.
    case query(Int, column: Int)
}

/// Why a lookup statement was refused.
public enum LookupStatementError: Error, Hashable, Sendable {
    case unsupportedTableCount(Int)
    case unsupportedQueryCount(Int)
    /// A table without rows or columns, with columns of different lengths, or above a bound.
    case unsupportedTable(Int)
    /// Two tables have this tag.
    case repeatedTag(UInt32)
    case tooManyExplicitCells(Int)
    /// A query without rows, above a bound, or of a table that is not there.
    case unsupportedQuery(Int)
    case tooManyBlocks(Int)
    /// The leaves exceed 2^`maximumLeafLog2`.
    case tooManyLeaves
}
