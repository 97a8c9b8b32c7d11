import Algebra

/// The verifier's weight polynomial: a sum of products, one for each claim, kept as its factors and bound
/// variable by variable.
struct WHIRWeights {
    /// coefficient · eq(point, ·); `bound` coordinates of the point are used up.
    private struct PointTerm {
        var coefficient: CubicExtension
        let point: [CubicExtension]
        var bound: Int
        let column: Int
    }

    /// coefficient · pow_z.
    private struct SampleTerm {
        var coefficient: CubicExtension
        var base: CubicExtension
        let column: Int
    }

    /// coefficient · pow_z with z in the base field: a query's.
    private struct QueryTerm {
        var coefficient: CubicExtension
        var base: Goldilocks
        let column: Int
    }

    private var points: [PointTerm] = []
    private var samples: [SampleTerm] = []
    private var queries: [QueryTerm] = []

    /// Adds factor · eq(point, ·), of which `bound` variables are bound, on a column.
    mutating func add(_ factor: CubicExtension, point: [CubicExtension], bound: Int, column: Int) {
        points.append(PointTerm(coefficient: factor, point: point, bound: bound, column: column))
    }

    /// Adds factor · pow_z on a column.
    mutating func add(_ factor: CubicExtension, sample z: CubicExtension, column: Int) {
        samples.append(SampleTerm(coefficient: factor, base: z, column: column))
    }

    /// Adds factor · pow_z on a column.
    mutating func add(_ factor: CubicExtension, query z: Goldilocks, column: Int) {
        queries.append(QueryTerm(coefficient: factor, base: z, column: column))
    }

    /// Binds the stacking variables: each column's terms get its factor.
    mutating func stack(_ factors: [CubicExtension]) {
        func factor(_ column: Int) -> CubicExtension { factors.indices.contains(column) ? factors[column] : .zero }
        for index in points.indices { points[index].coefficient *= factor(points[index].column) }
        for index in samples.indices { samples[index].coefficient *= factor(samples[index].column) }
        for index in queries.indices { queries[index].coefficient *= factor(queries[index].column) }
    }

    /// Binds the first variable that is left.
    mutating func bind(_ challenge: CubicExtension) {
        let complement = CubicExtension.one - challenge
        for index in points.indices {
            let term = points[index]
            guard term.bound < term.point.count else { continue }
            let coordinate = term.point[term.bound]
            points[index].coefficient *= complement + coordinate * (challenge - complement)
            points[index].bound += 1
        }
        for index in samples.indices {
            let base = samples[index].base
            samples[index].coefficient *= complement + challenge * base
            samples[index].base = base.squared()
        }
        for index in queries.indices {
            let base = queries[index].base
            queries[index].coefficient *= complement + challenge * base
            queries[index].base = base.squared()
        }
    }

    /// Σₓ h(x)·w(x), for h by its values on the hypercube of the variables that are left.
    func sum(with polynomial: WHIRFinalPolynomial) -> CubicExtension {
        var sum = CubicExtension.zero
        for term in points {
            sum += term.coefficient * polynomial.evaluate(atMultilinear: term.point.dropFirst(term.bound))
        }
        for term in samples { sum += term.coefficient * polynomial.evaluate(at: term.base) }
        for term in queries { sum += term.coefficient * polynomial.evaluate(at: term.base) }
        return sum
    }
}

/// The polynomial sent in clear.
struct WHIRFinalPolynomial {
    private let values: [CubicExtension]
    /// Entry e is the coefficient of X^e in the univariate form.
    private let coefficients: [CubicExtension]

    /// - Parameter values: `[2^n]`, on the hypercube.
    init(values: [CubicExtension]) {
        self.values = values
        var coefficients = values
        if !values.isEmpty && values.count & (values.count - 1) == 0 {
            NumberTheoreticTransform.bitReverse(&coefficients)
        }
        self.coefficients = coefficients
    }

    /// The univariate form.
    func evaluate(at z: CubicExtension) -> CubicExtension {
        coefficients.reversed().reduce(.zero) { $0 * z + $1 }
    }

    /// The univariate form.
    func evaluate(at z: Goldilocks) -> CubicExtension {
        coefficients.reversed().reduce(.zero) { $0 * z + $1 }
    }

    /// The multilinear form.
    func evaluate(atMultilinear point: ArraySlice<CubicExtension>) -> CubicExtension {
        var current = values
        var count = values.count
        for coordinate in point where count > 1 {
            count /= 2
            for index in 0..<count {
                current[index] += coordinate * (current[index + count] - current[index])
            }
        }
        return current.first ?? .zero
    }
}
