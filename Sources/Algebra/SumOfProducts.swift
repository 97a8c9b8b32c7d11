/// An expression Σ coefficient · ∏ factors over a list of multilinear polynomials: what a sumcheck sums
/// over the hypercube. Batching several claims is one such sum, with powers of a challenge as coefficients.
public struct SumOfProducts: Sendable, Hashable {
    /// coefficient · ∏ polynomial[factor].
    public struct Term: Sendable, Hashable {
        public let coefficient: CubicExtension
        /// Positions in the list of polynomials; a repeated one is a power, none at all is the constant 1.
        public let factors: [Int]

        public init(_ coefficient: CubicExtension = .one, factors: [Int]) {
            self.coefficient = coefficient
            self.factors = factors
        }
    }

    public let terms: [Term]

    public init(_ terms: [Term]) { self.terms = terms }

    /// The degree in each variable: the longest product, and at least 1.
    public var degree: Int { max(1, terms.map(\.factors.count).max() ?? 1) }

    /// The value of the expression where polynomial j has the value `values[j]`; nil when a factor names
    /// none of them. The verifier's last step: it must equal ``SumcheckClaim/value``.
    public func evaluate(_ values: [CubicExtension]) -> CubicExtension? {
        var sum = CubicExtension.zero
        for term in terms {
            var product = term.coefficient
            for factor in term.factors {
                guard values.indices.contains(factor) else { return nil }
                product *= values[factor]
            }
            sum += product
        }
        return sum
    }
}
