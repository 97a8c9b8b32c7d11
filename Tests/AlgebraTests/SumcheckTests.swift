import Algebra
import TestSupport
import Testing

/// A transcript for tests: mixes what it absorbs with a seed. Nothing secure.
struct MixingChallenger: SumcheckChallenger {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func absorb(round: [CubicExtension]) {
        for value in round {
            for limb in [value.c0, value.c1, value.c2] {
                var mixer = SeededGenerator(seed: state ^ limb.canonical)
                state = mixer.next() &+ 1
            }
        }
    }

    mutating func challenge() -> CubicExtension {
        var generator = SeededGenerator(seed: state)
        state = generator.next()
        return CubicExtension(
            Goldilocks(reducing: generator.next()), Goldilocks(reducing: generator.next()),
            Goldilocks(reducing: generator.next()))
    }
}

/// Challenges given beforehand.
struct FixedChallenger: SumcheckChallenger {
    var remaining: [CubicExtension]

    mutating func absorb(round: [CubicExtension]) {}
    mutating func challenge() -> CubicExtension { remaining.isEmpty ? .zero : remaining.removeFirst() }
}

@Suite struct SumcheckTests {
    @Test func vectorsFromPython() throws {
        for vector in try AlgebraVectors.load().sumcheck {
            var polynomials = try vector.base.map {
                SumcheckPolynomial.base(try MultilinearPolynomial(evaluations: $0.elements))
            }
            polynomials.append(
                .cubic(
                    try CubicMultilinearPolynomial(
                        evaluations: CubicExtensionVector(vector.extended.map(\.cubic)))))
            let expression = SumOfProducts(
                vector.terms.map { .init($0.coefficient.cubic, factors: $0.factors) })
            #expect(expression.degree == vector.degree)
            #expect(SumcheckProver.sum(expression, over: polynomials) == vector.sum.cubic)
            var challenger = FixedChallenger(remaining: vector.challenges.map(\.cubic))
            let output = SumcheckProver.prove(expression, over: polynomials, challenger: &challenger)
            #expect(output.proof.rounds == vector.rounds.map { $0.map(\.cubic) })
            #expect(output.point == vector.challenges.map(\.cubic))
            #expect(expression.evaluate(output.evaluations) == vector.value.cubic)
            challenger = FixedChallenger(remaining: vector.challenges.map(\.cubic))
            let claim = try SumcheckVerifier.reduce(
                claimedSum: vector.sum.cubic,
                shape: SumcheckShape(variableCount: vector.challenges.count, degree: vector.degree),
                proof: output.proof, challenger: &challenger)
            #expect(claim.value == vector.value.cubic)
        }
    }

    /// Products of up to four factors over mixed fields, from no variable to more than one tile.
    @Test(arguments: Array(0...11)) func honestProofsReduceToTheTruth(variableCount: Int) throws {
        let seed = UInt64(70 + variableCount)
        let instance = try SumcheckInstance(variableCount: variableCount, seed: seed)
        let claim = try instance.reduce(instance.output.proof)
        #expect(claim.point == instance.output.point, "seed \(seed)")
        #expect(instance.isTrue(claim), "seed \(seed)")
        for (polynomial, value) in zip(instance.polynomials, instance.output.evaluations) {
            let direct =
                switch polynomial {
                case .base(let polynomial): try polynomial.evaluate(at: claim.point)
                case .cubic(let polynomial): try polynomial.evaluate(at: claim.point)
                }
            #expect(direct == value, "seed \(seed)")
        }
    }

    @Test func everyLevelProvesTheSame() throws {
        var first: SumcheckProof?
        try InstructionSets.forEach { level in
            let proof = try SumcheckInstance(variableCount: 10, seed: 90).output.proof
            #expect(proof == first ?? proof, "level \(level)")
            first = proof
        }
    }

    @Test func theSumIsTheDirectSum() throws {
        let instance = try SumcheckInstance(variableCount: 5, seed: 91)
        var direct = CubicExtension.zero
        for index in 0..<32 {
            let values: [CubicExtension] = instance.polynomials.map {
                switch $0 {
                case .base(let polynomial): CubicExtension(polynomial.evaluations[index])
                case .cubic(let polynomial): polynomial.evaluations[index]
                }
            }
            direct += try #require(instance.expression.evaluate(values))
        }
        #expect(direct == instance.sum)
    }

    @Test func expressionsOverMissingPolynomialsHaveNoValue() {
        let expression = SumOfProducts([.init(factors: [0, 2])])
        #expect(expression.evaluate([.one, .one]) == nil)
        #expect(SumOfProducts([.init(factors: [-1])]).evaluate([.one]) == nil)
    }
}

/// An honest prover's run on random polynomials, two over the base field and two over the extension.
struct SumcheckInstance {
    let polynomials: [SumcheckPolynomial]
    let expression: SumOfProducts
    let shape: SumcheckShape
    let sum: CubicExtension
    let output: SumcheckProver.Output
    let seed: UInt64

    init(variableCount: Int, seed: UInt64) throws {
        self.seed = seed
        var random = SeededGenerator(seed: seed)
        let count = 1 << variableCount
        polynomials = [
            .base(try MultilinearPolynomial(evaluations: random.elements(count))),
            .cubic(try CubicMultilinearPolynomial(evaluations: CubicExtensionVector(random.cubics(count)))),
            .base(try MultilinearPolynomial(evaluations: random.elements(count))),
            .cubic(try CubicMultilinearPolynomial(evaluations: CubicExtensionVector(random.cubics(count)))),
        ]
        expression = SumOfProducts([
            .init(random.cubic(), factors: [1, 0, 3, 2]), .init(random.cubic(), factors: [0, 2, 0]),
            .init(random.cubic(), factors: [0, 2]), .init(random.cubic(), factors: [0, 2, 1]),
            .init(random.cubic(), factors: [1, 1, 3, 3]), .init(random.cubic(), factors: [3]),
            .init(random.cubic(), factors: [2]), .init(random.cubic(), factors: []),
        ])
        shape = try SumcheckShape(variableCount: variableCount, degree: expression.degree)
        sum = SumcheckProver.sum(expression, over: polynomials)
        var challenger = MixingChallenger(seed: seed)
        output = SumcheckProver.prove(expression, over: polynomials, challenger: &challenger)
    }

    func reduce(_ proof: SumcheckProof, claiming sum: CubicExtension? = nil) throws -> SumcheckClaim {
        var challenger = MixingChallenger(seed: seed)
        return try SumcheckVerifier.reduce(
            claimedSum: sum ?? self.sum, shape: shape, proof: proof, challenger: &challenger)
    }

    /// The caller's last check, from the polynomials themselves.
    func isTrue(_ claim: SumcheckClaim) -> Bool {
        let values = polynomials.compactMap { polynomial in
            switch polynomial {
            case .base(let polynomial): try? polynomial.evaluate(at: claim.point)
            case .cubic(let polynomial): try? polynomial.evaluate(at: claim.point)
            }
        }
        return expression.evaluate(values) == claim.value
    }
}
