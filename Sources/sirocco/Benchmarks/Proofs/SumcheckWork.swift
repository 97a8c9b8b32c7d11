import Algebra
import Verifier

extension Work {
    /// The prover's work of one sumcheck: at every round the expression at 0, 2, 3, … on half the vertices, then
    /// every polynomial bound. Products of base-field polynomials stay in the base field until then.
    ///
    /// - Parameters:
    ///   - extensions: positions of polynomials that are over the extension from the start.
    ///   - rounds: all of the instance's, where nil.
    static func sumcheck(_ instance: SumcheckInstance, extensions: Set<Int>, rounds: Int? = nil) -> Work {
        let count = instance.publicCount + instance.committedCount
        let degree = instance.expression.degree
        var work = Work()
        for round in 0..<(rounds ?? instance.variableCount) {
            func isBase(_ polynomial: Int) -> Bool { round == 0 && !extensions.contains(polynomial) }
            var atOnePoint = 0.0
            for term in instance.expression.terms {
                let base = term.factors.filter(isBase).count, cubic = term.factors.count - base
                atOnePoint += Double(max(0, base - 1)) + (base > 0 && cubic > 0 ? 3 : 0)
                atOnePoint += 6 * Double(max(0, cubic - 1))
            }
            let binding = (0..<count).reduce(0.0) { $0 + (isBase($1) ? 3 : 6) }
            let pairs = power(instance.variableCount - 1 - round)
            work += Work(products: pairs * (Double(degree) * atOnePoint + binding))
        }
        return work
    }

    /// The sumcheck of a product of two polynomials.
    static func productSumcheck(_ variables: Int, rounds: Int? = nil, firstIsBase: Bool) -> Work {
        let instance = SumcheckInstance(
            variableCount: variables, expression: SumOfProducts([.init(.one, factors: [0, 1])]), publicCount: 1,
            committedCount: 1, claimedSum: .zero)
        return sumcheck(instance, extensions: firstIsBase ? [1] : [0, 1], rounds: rounds)
    }

    /// The tree of fractions over 2^n leaves, and its n sumchecks.
    static func fractionTree(_ variables: Int) -> Work {
        var work = Work()
        for layer in 0..<variables {
            let nodes = power(layer)
            let isLast = layer == variables - 1
            // A sum of two fractions: one product for the denominator, two for the numerator, which leaves have in
            // the base field.
            work += extensionProducts(nodes) + (isLast ? mixedProducts(2 * nodes) : extensionProducts(2 * nodes))
            // Low numerators and denominators are combined, then eq·(A·B + C·D) at 0 and its curvature, and four
            // polynomials bound; eq is halved by additions.
            work += extensionProducts(nodes) + extensionProducts(nodes / 2)
            work += extensionProducts((nodes - 1) * (3 + 3 + 4))
        }
        return work
    }

    /// The verifier's work of a batch: its messages hashed, each round's polynomial and the last expressions
    /// evaluated.
    static func verifying(_ batch: SumcheckBatch) -> Work {
        var work = Work.hash(bytes: 24 + 8 * batch.instances.reduce(1) { $0 + 7 + 6 * $1.expression.terms.count })
        for degree in batch.roundDegrees {
            work += hash(bytes: 24 + 24 * degree) + hash(bytes: 32) + extensionProducts(Double(2 * degree))
        }
        for instance in batch.instances {
            work += hash(bytes: 24 * instance.committedCount)
            work += extensionProducts(Double(instance.expression.terms.reduce(0) { $0 + $1.factors.count }))
        }
        return work
    }
}
