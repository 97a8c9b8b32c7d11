import Algebra
import Transcript

/// The verifier of a lookup argument: LogUp over one tree of fractions for all tables and queries.
///
/// A row c of a table or query with tag τ has the fingerprint f = τ + γ·c₀ + γ²·c₁ + … and the denominator
/// α − f. A table's row has its multiplicity for numerator, a query's row −1, padding is 0/1. With true
/// multiplicities the fractions add up to zero; if a row stands outside its table, with none.
///
/// The protocol, with tags:
///
/// 1. Before: the caller has absorbed the statement's origin and **all** commitments to queries,
///    multiplicities and committed tables.
/// 2. Absorb `lk-shape`: the statement's shape as words (see ``LookupStatement``), as field elements; then
///    for each explicit table, each column under `lk-table`.
/// 3. Challenge `lk-gamma`: γ. Challenge `lk-alpha`: α.
/// 4. Absorb `lk-root`: the root's denominator. Check: it is not zero. The root's numerator is zero.
/// 5. For each layer k = 0 … n − 1 what ``FractionTreeVerifier`` says. It leaves a point z, a numerator
///    and a denominator.
/// 6. Absorb `lk-values`: the values of the sent columns at z.
/// 7. With I_s the indicator of segment s at z (the sum of its blocks', in O(n) a block), check
///    numerator = Σ tables' multiplicity values − Σ queries' I, and
///    denominator = 1 − Σ I + Σ over segments of ((α − τ)·I − Σ_j γ^(j+1)·value of column j).
///    Values of range and explicit tables are the verifier's own.
///
/// Soundness: group equal rows of tables and queries. Distinct tuples have distinct fingerprints as
/// polynomials in γ, since tags are distinct and below p, so as a function of α over F(γ) the sum has at
/// most a simple pole at each. At a tuple outside its table the residue is minus the number of its rows, in
/// 1 … 2^30 < p, so not zero, whatever the multiplicities are: they are field elements, m + p is m. Cleared
/// of denominators the sum is then a non-zero polynomial in α and γ of total degree at most (N − 1)·W. A
/// zero denominator makes the root's denominator, the product of all, zero. ``LookupSoundness`` has every
/// term. The caller still has to check every claim of the reduction against its commitment.
/// Sources: Haböck, eprint 2022/1530; Papini and Haböck, eprint 2023/1930.
public enum LookupVerifier {
    /// Reduces a statement to the values of its committed columns at one point.
    ///
    /// - Throws: `LookupError`; all lengths are checked before any work.
    /// - Complexity: O(n² + n·blocks) extension products, and one a cell of the explicit tables.
    /// - Timing: variable; for public values.
    public static func reduce(
        _ statement: LookupStatement, proof: LookupProof, transcript: inout Transcript
    ) throws(LookupError) -> LookupReduction {
        try checkLengths(statement, proof)
        let challenges = begin(statement, &transcript)
        transcript.absorb("lk-root", [proof.rootDenominator])
        guard proof.rootDenominator != .zero else { throw .zeroDenominator }
        let leaves = try FractionTreeVerifier.reduce(
            rootDenominator: proof.rootDenominator, layers: proof.layers, transcript: &transcript)
        transcript.absorb("lk-values", proof.evaluations)
        let reduction = reduction(statement, at: leaves.point, proof.evaluations)
        let expected = fraction(statement, challenges, reduction)
        guard leaves.numerator == expected.numerator else { throw .numeratorMismatch }
        guard leaves.denominator == expected.denominator else { throw .denominatorMismatch }
        return reduction
    }

    /// Steps 2 and 3, for both sides: binds the statement and draws γ and α.
    package static func begin(_ statement: LookupStatement, _ transcript: inout Transcript) -> LookupChallenges {
        transcript.absorb("lk-shape", fieldElements: statement.words)
        for table in statement.tables {
            guard case .explicit(let columns) = table.contents else { continue }
            for column in columns { transcript.absorb("lk-table", column) }
        }
        let gamma = transcript.challenge("lk-gamma")
        return LookupChallenges(alpha: transcript.challenge("lk-alpha"), gamma: gamma, width: statement.width)
    }

    /// The claims at `point`: values as sent, coefficients from the layout.
    ///
    /// - Parameter evaluations: as many as ``LookupStatement/sentColumns``.
    package static func reduction(
        _ statement: LookupStatement, at point: [CubicExtension], _ evaluations: [CubicExtension]
    ) -> LookupReduction {
        let terms = statement.layout.segments.map { blocks in
            blocks.map { block in
                LookupClaim.Term(
                    start: block.start, variableCount: block.log2,
                    coefficient: statement.layout.indicator(of: block, at: point))
            }
        }
        let claims = zip(statement.sentColumns, evaluations).map { column, value in
            let segment =
                switch column {
                case .multiplicity(let table), .table(let table, _): table
                case .query(let query, _): statement.tables.count + query
                }
            return LookupClaim(column: column, terms: terms[segment], value: value)
        }
        return LookupReduction(point: point, claims: claims)
    }

    /// Step 7: the leaves' fraction from the columns' values, read in the order of the sent columns.
    private static func fraction(
        _ statement: LookupStatement, _ challenges: LookupChallenges, _ reduction: LookupReduction
    ) -> (numerator: CubicExtension, denominator: CubicExtension) {
        var numerator = CubicExtension.zero
        var denominator = CubicExtension.one
        func add(tag: UInt32, indicator: CubicExtension, values: [CubicExtension]) {
            denominator += (challenges.constant(tag: tag) - Goldilocks.one) * indicator
            for (power, value) in zip(challenges.powers, values) { denominator -= power * value }
        }
        var next = 0
        for table in statement.tables {
            let multiplicity = reduction.claims[next]
            numerator += multiplicity.value
            let sent = reduction.claims[next + 1..<next + 1 + table.committedWidth].map(\.value)
            next += 1 + table.committedWidth
            let values = publicValues(table, multiplicity.terms, at: reduction.point) ?? sent
            add(tag: table.tag, indicator: multiplicity.indicator, values: values)
        }
        for query in statement.queries {
            let table = statement.tables[query.table]
            let indicator = reduction.claims[next].indicator
            numerator -= indicator
            add(tag: table.tag, indicator: indicator, values: reduction.claims[next..<next + table.width].map(\.value))
            next += table.width
        }
        return (numerator, denominator)
    }

    /// The values of a public table's columns; nil for a committed one.
    private static func publicValues(
        _ table: LookupTable, _ terms: [LookupClaim.Term], at point: [CubicExtension]
    ) -> [CubicExtension]? {
        switch table.contents {
        case .range(let bits):
            // Σ 2^(bits − 1 − j)·x_j over the last coordinates, by Horner.
            let value = point.suffix(bits).reduce(CubicExtension.zero) { $0 + $0 + $1 }
            return [terms[0].coefficient * value]
        case .explicit(let columns): return LookupClaim.sum(terms, of: columns, at: point)
        case .committed: return nil
        }
    }

    private static func checkLengths(_ statement: LookupStatement, _ proof: LookupProof) throws(LookupError) {
        let layerCount = statement.layout.variableCount
        guard proof.layers.count == layerCount else {
            throw .wrongLayerCount(expected: layerCount, found: proof.layers.count)
        }
        for (layer, messages) in proof.layers.enumerated() where messages.rounds.count != layer {
            throw .wrongRoundCount(layer: layer, expected: layer, found: messages.rounds.count)
        }
        let columnCount = statement.sentColumns.count
        guard proof.evaluations.count == columnCount else {
            throw .wrongEvaluationCount(expected: columnCount, found: proof.evaluations.count)
        }
    }
}

/// α, and the powers γ, γ², … that weigh a tuple's columns.
package struct LookupChallenges: Sendable, Hashable {
    package let alpha: CubicExtension
    /// γ^(j+1) for column j.
    package let powers: [CubicExtension]

    init(alpha: CubicExtension, gamma: CubicExtension, width: Int) {
        self.alpha = alpha
        var powers = [gamma]
        for _ in 1..<max(1, width) { powers.append(powers[powers.count - 1] * gamma) }
        self.powers = powers
    }

    /// α − tag: the denominator of a tuple of zeros.
    package func constant(tag: UInt32) -> CubicExtension { alpha - Goldilocks(reducing: UInt64(tag)) }
}
