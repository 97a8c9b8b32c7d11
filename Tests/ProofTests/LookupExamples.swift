import Algebra
import Prover
import TestSupport
import Transcript
import Verifier

/// A statement with a witness, honest unless a test bends it.
struct LookupExample {
    var name: String
    var statement: LookupStatement
    var witness: LookupWitness

    init(
        _ name: String, tables: [LookupTable], tableColumns: [[[Goldilocks]]]? = nil, queries: [LookupQuery],
        queryColumns: [[[Goldilocks]]]
    ) throws {
        self.name = name
        statement = try LookupStatement(tables: tables, queries: queries)
        witness = try LookupWitness(
            statement, tableColumns: tableColumns ?? tables.map { _ in [] }, queryColumns: queryColumns)
    }

    /// A transcript that has absorbed the witness, as commitments to it would be.
    func transcript(committed: Bool = true) -> Transcript {
        var transcript = Transcript(protocol: "sirocco lookup test", claim: Array(name.utf8))
        guard committed else { return transcript }
        let columns = witness.multiplicities + witness.tableColumns.joined() + witness.queryColumns.joined()
        for column in columns { transcript.absorb("column", column) }
        return transcript
    }

    func prove(committed: Bool = true) -> LookupProver.Output {
        var transcript = transcript(committed: committed)
        return LookupProver.prove(statement, witness, transcript: &transcript)
    }

    func column(_ column: LookupColumn) -> [Goldilocks] {
        switch column {
        case .multiplicity(let table): witness.multiplicities[table]
        case .table(let table, let index): witness.tableColumns[table][index]
        case .query(let query, let index): witness.queryColumns[query][index]
        }
    }

    /// Verifies, then checks every claim against the true column.
    ///
    /// - Returns: nil when all is accepted.
    func refusal(of proof: LookupProof, committed: Bool = true) -> LookupRefusal? {
        var transcript = transcript(committed: committed)
        do {
            let reduction = try LookupVerifier.reduce(statement, proof: proof, transcript: &transcript)
            for claim in reduction.claims where reduction.value(of: claim, for: column(claim.column)) != claim.value {
                return .falseClaim(claim.column)
            }
            return nil
        } catch { return .error(error) }
    }
}

enum LookupRefusal: Equatable {
    case error(LookupError)
    case falseClaim(LookupColumn)
}

extension SeededGenerator {
    mutating func values(_ count: Int, below bound: UInt64) -> [Goldilocks] {
        (0..<count).map { _ in Goldilocks(reducing: next() % bound) }
    }

    mutating func cubic() -> CubicExtension {
        CubicExtension(Goldilocks(reducing: next()), Goldilocks(reducing: next()), Goldilocks(reducing: next()))
    }

    /// `columns` at `count` random rows.
    mutating func rows(_ count: Int, of columns: [[Goldilocks]]) -> [[Goldilocks]] {
        let rows = (0..<count).map { _ in Int(next() % UInt64(columns[0].count)) }
        return columns.map { column in rows.map { column[$0] } }
    }
}

extension LookupExample {
    static func small() throws -> LookupExample {
        try LookupExample(
            "small", tables: [.range(bits: 2), LookupTable(tag: 40, .explicit(columns: [[5, 7, 9], [1, 1, 2]]))],
            queries: [LookupQuery(table: 0, length: 3), LookupQuery(table: 1, length: 2)],
            queryColumns: [[[3, 0, 3]], [[9, 5], [2, 1]]])
    }

    /// Shapes from a single leaf to thousands, of every kind of table.
    static func gallery() throws -> [LookupExample] {
        var random = SeededGenerator(seed: 7)
        var examples = [
            try small(),
            try LookupExample(
                "one leaf", tables: [LookupTable(tag: 3, .explicit(columns: [[11]]))], queries: [], queryColumns: []),
            try LookupExample(
                "two leaves", tables: [LookupTable(tag: 3, .explicit(columns: [[11]]))],
                queries: [LookupQuery(table: 0, length: 1)], queryColumns: [[[11]]]),
            try LookupExample("no query", tables: [.range(bits: 3)], queries: [], queryColumns: []),
        ]
        for length in [1, 2, 5, 16, 784, 1000] {
            examples.append(
                try LookupExample(
                    "range \(length)", tables: [.range(bits: 4)], queries: [LookupQuery(table: 0, length: length)],
                    queryColumns: [[random.values(length, below: 16)]]))
        }
        // All widths are one tagged table; blocks of a 3 × 5 tensor, whose dimensions split.
        let widths = Array(1...8)
        examples.append(
            try LookupExample(
                "widths", tables: widths.map(LookupTable.range),
                queries: widths.map { LookupQuery(table: $0 - 1, blocks: [3, 1, 2, 0]) },
                queryColumns: widths.map { [random.values(15, below: 1 << UInt64($0))] }))
        let explicit = [random.values(100, below: 1 << 63), random.values(100, below: 3), random.values(100, below: 9)]
        let committed = [random.values(40, below: 1 << 40), random.values(40, below: 1 << 60)]
        examples.append(
            try LookupExample(
                "mixed",
                tables: [
                    LookupTable(tag: 20, .explicit(columns: explicit)), .range(bits: 8),
                    LookupTable(tag: 21, .committed(width: 2, blocks: [3, 5])),
                ],
                tableColumns: [[], [], committed],
                queries: [
                    LookupQuery(table: 2, blocks: [2, 4, 2]), LookupQuery(table: 0, length: 333),
                    LookupQuery(table: 1, length: 1500), LookupQuery(table: 2, length: 7),
                    LookupQuery(table: 1, length: 64),
                ],
                queryColumns: [
                    random.rows(24, of: committed), random.rows(333, of: explicit), [random.values(1500, below: 256)],
                    random.rows(7, of: committed), [random.values(64, below: 256)],
                ]))
        return examples
    }
}
