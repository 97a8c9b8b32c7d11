import Algebra
import Prover
import TestSupport
import Testing
import Transcript
import Verifier

/// A second reader of the written protocol: words into the transcript, one fraction at a time, every layer
/// kept and every claim evaluated by folding. It shares only the field and the transcript with what it checks.
private struct NaiveLookup {
    typealias Fraction = (n: CubicExtension, d: CubicExtension)

    var transcript: Transcript
    var leaves: [Fraction]
    var words: [UInt64] = []

    mutating func draw(_ tag: Transcript.Tag) -> CubicExtension {
        let limbs = transcript.challengeCubic(tag)
        return CubicExtension(canonicalLimbs: limbs.0, limbs.1, limbs.2)!
    }

    mutating func hear(_ tag: Transcript.Tag, _ elements: [CubicExtension]) {
        transcript.absorb(
            tag, fieldElements: elements.flatMap { [$0.c0.canonical, $0.c1.canonical, $0.c2.canonical] })
    }

    static func evaluate(_ values: [CubicExtension], at point: [CubicExtension]) -> CubicExtension {
        var values = values
        for coordinate in point {
            let half = values.count / 2
            values = (0..<half).map { values[$0] + coordinate * (values[$0 + half] - values[$0]) }
        }
        return values[0]
    }

    static func sum(_ a: Fraction, _ b: Fraction) -> Fraction { (a.n * b.d + b.n * a.d, a.d * b.d) }

    init(_ example: LookupExample) {
        transcript = example.transcript()
        leaves = []
        let (tables, queries) = (example.statement.tables, example.statement.queries)
        var columns: [[[Goldilocks]]] = []
        var blocks: [[Int]] = []
        words = [UInt64(tables.count)]
        for (index, table) in tables.enumerated() {
            let (kind, split): (UInt64, [Int])
            switch table.contents {
            case .range(let bits):
                (kind, split) = (0, [bits])
                columns.append([(0..<1 << UInt64(bits)).map { Goldilocks(reducing: $0) }])
            case .explicit(let contents):
                (kind, split) = (1, BinaryBlocks.of(length: contents[0].count))
                columns.append(contents)
            case .committed(_, let blocks):
                (kind, split) = (2, blocks)
                columns.append(example.witness.tableColumns[index])
            }
            blocks.append(split)
            words += [UInt64(table.tag), kind, UInt64(table.width), UInt64(split.count)] + split.map(UInt64.init)
        }
        words.append(UInt64(queries.count))
        for (index, query) in queries.enumerated() {
            columns.append(example.witness.queryColumns[index])
            blocks.append(query.blocks)
            words += [UInt64(query.table), UInt64(query.blocks.count)] + query.blocks.map(UInt64.init)
        }
        transcript.absorb("lk-shape", fieldElements: words)
        for table in tables {
            guard case .explicit(let contents) = table.contents else { continue }
            for column in contents { transcript.absorb("lk-table", fieldElements: column.map(\.canonical)) }
        }
        let gamma = draw("lk-gamma")
        let alpha = draw("lk-alpha")

        // Rows in the order of block sizes, padding to the next power of two.
        var rows: [(log2: Int, fractions: [Fraction])] = []
        for segment in columns.indices {
            let table = segment < tables.count ? tables[segment] : tables[queries[segment - tables.count].table]
            var start = 0
            for log2 in blocks[segment] {
                let fractions = (start..<start + 1 << log2).map { row in
                    var fingerprint = CubicExtension(Goldilocks(reducing: UInt64(table.tag)))
                    var power = gamma
                    for column in columns[segment] {
                        fingerprint += power * column[row]
                        power *= gamma
                    }
                    let numerator =
                        segment < tables.count ? example.witness.multiplicities[segment][row] : -Goldilocks.one
                    return (n: CubicExtension(numerator), d: alpha - fingerprint)
                }
                rows.append((log2, fractions))
                start += 1 << log2
            }
        }
        for log2 in (0...30).reversed() {
            for row in rows where row.log2 == log2 { leaves += row.fractions }
        }
        while leaves.count & (leaves.count - 1) != 0 { leaves.append((.zero, .one)) }
    }

    /// Follows a proof to its end and says whether each number in it is the true one.
    mutating func agrees(with output: LookupProver.Output) -> Bool {
        var layers = [leaves]
        while let layer = layers.last, layer.count > 1 {
            let half = layer.count / 2
            layers.append((0..<half).map { NaiveLookup.sum(layer[$0], layer[$0 + half]) })
        }
        layers.reverse()
        guard layers[0][0].n == .zero, layers[0][0].d == output.proof.rootDenominator else { return false }
        hear("lk-root", [output.proof.rootDenominator])
        var point: [CubicExtension] = []
        for (index, messages) in output.proof.layers.enumerated() {
            _ = draw("lk-batch")
            var end: [CubicExtension] = []
            for round in messages.rounds {
                hear("lk-round", [round.slope, round.curvature])
                end.append(draw("lk-point"))
            }
            let next = layers[index + 1]
            let (low, high) = (next.prefix(next.count / 2), next.suffix(next.count / 2))
            let ends = [
                NaiveLookup.evaluate(low.map(\.n), at: end), NaiveLookup.evaluate(high.map(\.n), at: end),
                NaiveLookup.evaluate(low.map(\.d), at: end), NaiveLookup.evaluate(high.map(\.d), at: end),
            ]
            guard ends == messages.ends.elements else { return false }
            hear("lk-ends", ends)
            point = [draw("lk-merge")] + end
        }
        return point == output.reduction.point
    }
}

@Suite struct LookupProtocolTests {
    @Test func proverFollowsTheWrittenProtocol() throws {
        for example in try LookupExample.gallery() {
            var naive = NaiveLookup(example)
            let agrees = naive.agrees(with: example.prove())
            #expect(agrees, "\(example.name)")
        }
    }

    /// The sum of all fractions, one inversion each.
    @Test func fractionsAddUpToZeroExactlyForTrueStatements() throws {
        func sum(_ example: LookupExample) -> CubicExtension {
            NaiveLookup(example).leaves.reduce(.zero) { $0 + $1.n * ($1.d.inverse() ?? .zero) }
        }
        for example in try LookupExample.gallery() {
            #expect(sum(example) == .zero)
            var bent = example
            bent.witness.multiplicities[0][0] += .one
            #expect(sum(bent) != .zero)
        }
    }
}
