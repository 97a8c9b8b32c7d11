import Algebra
import Prover
import TestSupport
import Testing
import Transcript
import Verifier

@Suite struct LookupChallengeTests {
    /// Whoever knows α before committing needs three free multiplicities, one a limb, to make a false sum
    /// vanish: a value outside the table then has a proof. It stands under the tape that was fixed in
    /// advance, which shows that the attack works, and falls once the commitments move the challenges.
    @Test func rejectsMultiplicitiesSolvedForAFrozenTape() throws {
        var forged = try LookupExample(
            "frozen", tables: [.range(bits: 2)], queries: [LookupQuery(table: 0, length: 2)],
            queryColumns: [[[1, 2]]])
        forged.witness.queryColumns[0][0] = [100, 2]

        var tape = forged.transcript(committed: false)
        let challenges = LookupVerifier.begin(forged.statement, &tape)
        func inverse(_ value: UInt64) throws -> CubicExtension {
            let row = challenges.powers[0] * Goldilocks(reducing: value)
            return try #require((challenges.constant(tag: 2) - row).inverse())
        }
        let solution = try solve(try (0..<3).map(inverse), equals: try inverse(100) + inverse(2))
        forged.witness.multiplicities[0] = solution + [.zero]

        let proof = forged.prove(committed: false).proof
        #expect(forged.refusal(of: proof, committed: false) == nil)
        // A sum that vanishes under the frozen challenges passes the root; the first challenge after it does not fit.
        #expect(forged.refusal(of: proof) == .error(.layerMismatch(layer: 1)))
        #expect(forged.refusal(of: forged.prove().proof) == .error(.layerMismatch(layer: 0)))
    }

    /// Whoever knows γ and α before committing finds a row of three columns whose denominator is zero, and with it the
    /// product of all: every layer of the tree can then be made to agree. The root's denominator gives it away.
    @Test func rejectsARowSolvedForAZeroDenominator() throws {
        var forged = try LookupExample(
            "zero", tables: [LookupTable(tag: 50, .explicit(columns: [[1, 2], [3, 4], [5, 6]]))],
            queries: [LookupQuery(table: 0, length: 2)], queryColumns: [[[1, 2], [3, 4], [5, 6]]])
        #expect(forged.refusal(of: forged.prove().proof) == nil)
        var tape = forged.transcript(committed: false)
        let challenges = LookupVerifier.begin(forged.statement, &tape)
        let row = try solve(challenges.powers, equals: challenges.constant(tag: 50))
        for column in 0..<3 { forged.witness.queryColumns[0][column][0] = row[column] }

        let proof = forged.prove(committed: false).proof
        #expect(proof.rootDenominator == .zero)
        #expect(forged.refusal(of: proof, committed: false) == .error(.zeroDenominator))
        #expect(forged.refusal(of: proof) == .error(.zeroDenominator))
        // Committed first, the row is nothing but a row outside the table.
        #expect(forged.refusal(of: forged.prove().proof) == .error(.layerMismatch(layer: 0)))
    }

    /// Σ x_i·columns[i] = target over the base field: three equations in three unknowns, by elimination.
    private func solve(_ columns: [CubicExtension], equals target: CubicExtension) throws -> [Goldilocks] {
        func limbs(_ e: CubicExtension) -> [Goldilocks] { [e.c0, e.c1, e.c2] }
        var rows = (0..<3).map { limb in (columns + [target]).map { limbs($0)[limb] } }
        for pivot in 0..<3 {
            let found = try #require((pivot..<3).first { rows[$0][pivot] != .zero })
            rows.swapAt(pivot, found)
            let scale = try #require(rows[pivot][pivot].inverse())
            rows[pivot] = rows[pivot].map { $0 * scale }
            for other in 0..<3 where other != pivot {
                let factor = rows[other][pivot]
                rows[other] = zip(rows[other], rows[pivot]).map { $0 - factor * $1 }
            }
        }
        return rows.map { $0[3] }
    }

    @Test func everyMessageMovesTheChallengesAfterIt() throws {
        let example = try LookupExample.small()
        func states(_ proof: LookupProof) -> Digest {
            var transcript = example.transcript()
            _ = try? LookupVerifier.reduce(example.statement, proof: proof, transcript: &transcript)
            return transcript.state
        }
        let proof = example.prove().proof
        var seen: Set<Digest> = [states(proof)]
        for index in proof.elements.indices {
            var changed = proof.elements
            changed[index] += .one
            seen.insert(states(try LookupProof(changed, for: example.statement)))
        }
        #expect(seen.count == proof.elements.count + 1)
    }

    @Test func theStatementMovesTheChallenges() throws {
        func first(_ tables: [LookupTable], _ queries: [LookupQuery]) throws -> CubicExtension {
            var transcript = Transcript(protocol: "sirocco lookup test", claim: [])
            return LookupVerifier.begin(try LookupStatement(tables: tables, queries: queries), &transcript).alpha
        }
        let query = LookupQuery(table: 0, length: 3)
        let challenges = [
            try first([.range(bits: 2)], [query]), try first([.range(bits: 3)], [query]),
            try first([LookupTable(tag: 9, .range(bits: 2))], [query]), try first([.range(bits: 2)], []),
            try first([.range(bits: 2)], [LookupQuery(table: 0, blocks: [0, 1])]),
            try first([.range(bits: 2)], [query, query]),
            try first([LookupTable(tag: 2, .explicit(columns: [[0, 1, 2, 3]]))], [query]),
            try first([LookupTable(tag: 2, .explicit(columns: [[0, 1, 2, 4]]))], [query]),
            try first([LookupTable(tag: 2, .committed(width: 1, blocks: [2]))], [query]),
        ]
        #expect(Set(challenges).count == challenges.count)
    }

    @Test func refusesMalformedStatements() {
        func refusal(_ tables: [LookupTable], _ queries: [LookupQuery] = []) -> LookupStatementError? {
            do {
                _ = try LookupStatement(tables: tables, queries: queries)
                return nil
            } catch { return error }
        }
        func table(_ contents: LookupTable.Contents) -> LookupTable { LookupTable(tag: 1, contents) }
        let column = [Goldilocks](repeating: .one, count: 4097)
        #expect(refusal([]) == .unsupportedTableCount(0))
        let many = (0..<257).map { LookupTable(tag: $0, .range(bits: 1)) }
        #expect(refusal(many) == .unsupportedTableCount(257))
        #expect(refusal([.range(bits: 3), table(.range(bits: 2)), .range(bits: 3)]) == .repeatedTag(3))
        let bad: [LookupTable.Contents] = [
            .range(bits: 0), .range(bits: 17), .range(bits: -1), .explicit(columns: []), .explicit(columns: [[]]),
            .explicit(columns: [[1], [1, 2]]), .explicit(columns: [column]),
            .explicit(columns: [[Goldilocks]](repeating: [1], count: 17)), .committed(width: 0, blocks: [1]),
            .committed(width: 17, blocks: [1]), .committed(width: 1, blocks: []),
            .committed(width: 1, blocks: [-1]), .committed(width: 1, blocks: [31]),
            .committed(width: 1, blocks: [Int.max]), .range(bits: .max),
        ]
        for contents in bad { #expect(refusal([table(contents)]) == .unsupportedTable(0), "\(contents)") }
        let wide = LookupTable.Contents.explicit(
            columns: [[Goldilocks]](repeating: Array(column.prefix(4096)), count: 16))
        #expect(refusal((0..<5).map { LookupTable(tag: $0, wide) }) == .tooManyExplicitCells(5 << 16))
        let range = LookupTable.range(bits: 1)
        for query in [
            LookupQuery(table: 1, length: 1), LookupQuery(table: -1, length: 1), LookupQuery(table: 0, length: 0),
            LookupQuery(table: 0, length: -1), LookupQuery(table: 0, length: .max), LookupQuery(table: 0, blocks: [31]),
        ] {
            #expect(refusal([range], [query]) == .unsupportedQuery(0))
        }
        #expect(refusal([range], [LookupQuery(table: 0, blocks: [30])]) == .tooManyLeaves)
        let blocks = [Int](repeating: 0, count: 1 << 13)
        let query = LookupQuery(table: 0, blocks: blocks)
        #expect(refusal([range], [query, query]) == .tooManyBlocks(1 + 1 << 14))
        let few = [LookupQuery](repeating: LookupQuery(table: 0, length: 1), count: 1 + 1 << 14)
        #expect(refusal([range], few) == .unsupportedQueryCount(1 + 1 << 14))
    }
}
