/// The error of a lookup argument, for a report that adds up a whole proof's.
public enum LookupSoundness {
    /// Each term is a probability over the challenges of at most numerator / p³, p = 2^64 − 2^32 + 1; their
    /// sum bounds the probability that a false statement is reduced to true claims. All are proven
    /// (Schwartz–Zippel).
    ///
    /// With N rows of tables and queries, W columns in the widest tuple and n layers:
    /// - `lookup identity`, N·(W + 1): the cleared sum is a polynomial of total degree at most (N − 1)·W in α
    ///   and γ; rounded up, so that both terms together are the customary N·(W + 2).
    /// - `lookup denominators`, N: α meets a fingerprint. The root check refuses that, so it costs
    ///   completeness alone; counted all the same.
    /// - `lookup layer batching`, n: numerator and denominator by λ.
    /// - `lookup layer rounds`, n·(n − 1): k rounds of degree 2 in layer k.
    /// - `lookup layer merging`, n: two halves by μ.
    ///
    /// Numerators are below 2^36 for every accepted statement.
    public static func terms(_ statement: LookupStatement) -> [(name: String, numerator: UInt64)] {
        terms(
            leafCount: statement.layout.leafCount, width: statement.width,
            variableCount: statement.layout.variableCount)
    }

    /// The same from the sizes alone, for parameter searches. Saturates where no accepted statement can be.
    public static func terms(
        leafCount: Int, width: Int, variableCount: Int
    ) -> [(name: String, numerator: UInt64)] {
        let (rows, layers) = (UInt64(clamping: leafCount), UInt64(clamping: variableCount))
        return [
            ("lookup identity", product(rows, UInt64(clamping: width) &+ 1)),
            ("lookup denominators", rows),
            ("lookup layer batching", layers),
            ("lookup layer rounds", product(layers, max(layers, 1) &- 1)),
            ("lookup layer merging", layers),
        ]
    }

    private static func product(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let (product, overflow) = a.multipliedReportingOverflow(by: b)
        return overflow ? .max : product
    }
}
