import Algebra

/// What a lookup argument leaves to be checked: one value for each committed column.
public struct LookupReduction: Sendable, Hashable {
    /// The leaf point, n coordinates.
    public let point: [CubicExtension]
    /// In the order of ``LookupStatement/sentColumns``.
    public let claims: [LookupClaim]

    /// The last coordinates of the point: where a block of 2^variableCount rows is evaluated.
    public func point(variableCount: Int) -> [CubicExtension] { Array(point.suffix(variableCount)) }

    /// The value that a claim should have if its column were `column`, by direct evaluation.
    ///
    /// - Parameter column: `[rows]` of the claim's segment; nil when the length differs.
    /// - Complexity: two extension products a row.
    public func value(of claim: LookupClaim, for column: [Goldilocks]) -> CubicExtension? {
        guard column.count == claim.terms.reduce(0, { $0 + 1 << $1.variableCount }) else { return nil }
        return LookupClaim.sum(claim.terms, of: [column], at: point)[0]
    }
}

/// That a committed column, cut into its blocks, satisfies
/// Σ coefficient · block(last coordinates of the leaf point) = value.
///
/// It is the value at the leaf point of the polynomial that has the column at its leaves and zero
/// elsewhere. A column that is an affine function of others, offset + Σ factor·other, is checked
/// through theirs: its value is offset · ``indicator`` + Σ factor · (the same sum over the other).
public struct LookupClaim: Sendable, Hashable {
    /// One block: rows `start ..< start + 2^variableCount`, a multilinear polynomial in that many variables.
    public struct Term: Sendable, Hashable {
        public let start: Int
        public let variableCount: Int
        public let coefficient: CubicExtension
    }

    public let column: LookupColumn
    public let terms: [Term]
    public let value: CubicExtension

    /// The sum of the coefficients: the value for a column of ones.
    public var indicator: CubicExtension { terms.reduce(.zero) { $0 + $1.coefficient } }

    /// The weighted sums over the blocks, one for each column; blocks lie within all columns.
    static func sum(
        _ terms: [Term], of columns: [[Goldilocks]], at point: [CubicExtension]
    ) -> [CubicExtension] {
        var sums = [CubicExtension](repeating: .zero, count: columns.count)
        for term in terms {
            let weights = EqualityPolynomial.table(at: Array(point.suffix(term.variableCount)))
            for (index, column) in columns.enumerated() {
                sums[index] += term.coefficient * weights.dot(column, from: term.start)
            }
        }
        return sums
    }
}
