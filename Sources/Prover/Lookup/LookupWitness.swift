import Algebra
import Verifier

/// What the prover knows and the verifier sees only as commitments.
public struct LookupWitness: Sendable {
    /// `[table][row]`: how often each row is looked up.
    public var multiplicities: [[Goldilocks]]
    /// `[table][column][row]`; no columns for a range or explicit table.
    public var tableColumns: [[[Goldilocks]]]
    /// `[query][column][row]`.
    public var queryColumns: [[[Goldilocks]]]

    /// A witness with multiplicities of the caller's making.
    public init(multiplicities: [[Goldilocks]], tableColumns: [[[Goldilocks]]], queryColumns: [[[Goldilocks]]]) {
        self.multiplicities = multiplicities
        self.tableColumns = tableColumns
        self.queryColumns = queryColumns
    }

    /// Counts the multiplicities. Where a table repeats a row, its first stands for all.
    ///
    /// - Throws: `LookupWitnessError` for a row that its table lacks.
    /// - Complexity: one dictionary access a row, none for range tables.
    public init(
        _ statement: LookupStatement, tableColumns: [[[Goldilocks]]], queryColumns: [[[Goldilocks]]]
    ) throws(LookupWitnessError) {
        precondition(tableColumns.count == statement.tables.count)
        precondition(queryColumns.count == statement.queries.count)
        var counts = statement.tables.indices.map { [UInt64](repeating: 0, count: statement.layout.rowCount($0)) }
        for (index, table) in statement.tables.enumerated() {
            let queries = statement.queries.indices.filter { statement.queries[$0].table == index }
            let rows = Rows(table, tableColumns[index])
            for query in queries {
                let columns = queryColumns[query]
                precondition(columns.count == table.width)
                for row in columns[0].indices {
                    guard let position = rows.position(of: columns, row: row) else {
                        throw .rowNotInTable(query: query, row: row)
                    }
                    counts[index][position] += 1
                }
            }
        }
        multiplicities = counts.map { $0.map { Goldilocks(reducing: $0) } }
        self.tableColumns = tableColumns
        self.queryColumns = queryColumns
    }

    /// Finds the rows of one table.
    private enum Rows {
        case range(UInt64)
        case tuples([[Goldilocks]: Int])

        init(_ table: LookupTable, _ committed: [[Goldilocks]]) {
            switch table.contents {
            case .range(let bits): self = .range(1 << UInt64(bits))
            case .explicit(let columns): self = .tuples(Rows.index(columns))
            case .committed: self = .tuples(Rows.index(committed))
            }
        }

        private static func index(_ columns: [[Goldilocks]]) -> [[Goldilocks]: Int] {
            var positions: [[Goldilocks]: Int] = [:]
            for row in columns[0].indices.reversed() { positions[columns.map { $0[row] }] = row }
            return positions
        }

        func position(of columns: [[Goldilocks]], row: Int) -> Int? {
            switch self {
            case .range(let bound):
                let value = columns[0][row].canonical
                return value < bound ? Int(value) : nil
            case .tuples(let positions): return positions[columns.map { $0[row] }]
            }
        }
    }
}

/// Why no honest witness exists.
public enum LookupWitnessError: Error, Hashable, Sendable {
    case rowNotInTable(query: Int, row: Int)
}
