/// A polynomial of small degree d, given by its values at 0, 1, …, d.
public struct RoundPolynomial: Sendable, Hashable {
    /// The values at 0, 1, …, d; at least one.
    public let values: [CubicExtension]

    /// Nil for no values at all.
    public init?(values: [CubicExtension]) {
        guard !values.isEmpty else { return nil }
        self.values = values
    }

    /// d, a bound on the degree.
    public var degreeBound: Int { values.count - 1 }

    /// The value at any point, by Lagrange interpolation without division by x − i: every point is
    /// allowed, the nodes included.
    ///
    /// - Complexity: O(d) products and one inversion in the base field.
    public func evaluate(at x: CubicExtension) -> CubicExtension {
        // L_i(x) = ∏_{j<i}(x − j) · ∏_{j>i}(x − j) / (i! (d − i)! (−1)^(d−i)).
        var above = [CubicExtension](repeating: .one, count: values.count)
        for index in values.indices.dropLast().reversed() {
            above[index] = above[index + 1] * (x - Goldilocks(reducing: UInt64(index + 1)))
        }
        let inverseFactorials = RoundPolynomial.inverseFactorials(upTo: degreeBound)
        var below = CubicExtension.one
        var sum = CubicExtension.zero
        for (index, value) in values.enumerated() {
            let rest = degreeBound - index
            let weight = inverseFactorials[index] * inverseFactorials[rest]
            let signed = rest % 2 == 0 ? weight : -weight
            sum += below * above[index] * signed * value
            below *= x - Goldilocks(reducing: UInt64(index))
        }
        return sum
    }

    /// 1/0!, 1/1!, …, 1/bound!; none of the factorials is a multiple of p.
    private static func inverseFactorials(upTo bound: Int) -> [Goldilocks] {
        var factorial = Goldilocks.one
        for factor in 0..<bound { factorial *= Goldilocks(reducing: UInt64(factor + 1)) }
        var result = [Goldilocks](repeating: .one, count: bound + 1)
        result[bound] = factorial.inverse() ?? .one
        for index in (0..<bound).reversed() {
            result[index] = result[index + 1] * Goldilocks(reducing: UInt64(index + 1))
        }
        return result
    }
}
