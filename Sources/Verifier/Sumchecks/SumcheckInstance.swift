import Algebra

/// One claim of a batch: that an expression in multilinear polynomials has this sum over {0, 1}^n.
///
/// The polynomials come in two kinds, the public ones first. A public polynomial is one that the
/// verifier evaluates itself (eq at a known point, an indicator, a wiring predicate); a committed one
/// has its value sent by the prover and checked by somebody else.
public struct SumcheckInstance: Sendable, Hashable {
    /// n.
    public let variableCount: Int
    /// In the polynomials' positions: 0 ..< publicCount are public, the rest committed. Coefficients must
    /// be functions of what the transcript has absorbed.
    public let expression: SumOfProducts
    public let publicCount: Int
    public let committedCount: Int
    public let claimedSum: CubicExtension

    public init(
        variableCount: Int, expression: SumOfProducts, publicCount: Int, committedCount: Int,
        claimedSum: CubicExtension
    ) {
        self.variableCount = variableCount
        self.expression = expression
        self.publicCount = publicCount
        self.committedCount = committedCount
        self.claimedSum = claimedSum
    }
}

/// Several claims that share one run of rounds. Its shape fixes the length of every proof.
public struct SumcheckBatch: Sendable, Hashable {
    public let instances: [SumcheckInstance]
    /// N, the number of rounds: the largest n of an instance.
    public let roundCount: Int
    /// The number of values of each round: the largest degree of an instance that has entered by then.
    /// It grows from round to round only where an instance enters.
    public let roundDegrees: [Int]

    /// Bounds that no honest statement meets; they cap work and memory.
    public static let maximumInstanceCount = 1024
    public static let maximumVariableCount = 40
    public static let maximumDegree = 16
    public static let maximumPolynomialCount = 256
    public static let maximumTermCount = 1024

    /// - Throws: `BatchedSumcheckError` for an empty batch, a number above the bounds, or a factor that
    ///   names no polynomial.
    public init(_ instances: [SumcheckInstance]) throws(BatchedSumcheckError) {
        guard !instances.isEmpty, instances.count <= SumcheckBatch.maximumInstanceCount else {
            throw .unsupportedInstanceCount(instances.count)
        }
        for (index, instance) in instances.enumerated() {
            guard SumcheckBatch.supports(instance) else { throw .unsupportedInstance(index) }
        }
        let roundCount = instances.map(\.variableCount).max() ?? 0
        self.instances = instances
        self.roundCount = roundCount
        roundDegrees = (0..<roundCount).map { round in
            instances.filter { roundCount - $0.variableCount <= round }.map(\.expression.degree).max() ?? 1
        }
    }

    private static func supports(_ instance: SumcheckInstance) -> Bool {
        let (publicCount, committedCount) = (instance.publicCount, instance.committedCount)
        guard (0...maximumVariableCount).contains(instance.variableCount),
            (0...maximumPolynomialCount).contains(publicCount),
            (0...maximumPolynomialCount).contains(committedCount),
            publicCount + committedCount > 0,
            instance.expression.terms.count <= maximumTermCount
        else { return false }
        return instance.expression.terms.allSatisfy { term in
            term.factors.count <= maximumDegree
                && term.factors.allSatisfy { (0..<publicCount + committedCount).contains($0) }
        }
    }

    /// The first round of instance `index`: it enters late when it has fewer than N variables.
    public func entry(of index: Int) -> Int { roundCount - instances[index].variableCount }

    /// What is absorbed before the batching challenge, as words: the number of instances; for each
    /// n, the number of public and of committed polynomials and of terms; for each term the limbs of its
    /// coefficient, the number of its factors and the factors; then the limbs of the claimed sum.
    var words: [UInt64] {
        var words = [UInt64(instances.count)]
        for instance in instances {
            words += [
                UInt64(instance.variableCount), UInt64(instance.publicCount), UInt64(instance.committedCount),
                UInt64(instance.expression.terms.count),
            ]
            for term in instance.expression.terms {
                words += [term.coefficient.c0.canonical, term.coefficient.c1.canonical, term.coefficient.c2.canonical]
                words.append(UInt64(term.factors.count))
                words += term.factors.map { UInt64($0) }
            }
            let sum = instance.claimedSum
            words += [sum.c0.canonical, sum.c1.canonical, sum.c2.canonical]
        }
        return words
    }
}
