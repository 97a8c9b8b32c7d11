import Algebra
import Transcript
import Verifier

/// The prover of ``BatchedSumcheckVerifier``'s protocol.
public enum BatchedSumcheckProver {
    public struct Output: Sendable {
        public let proof: BatchedSumcheckProof
        public let reduction: BatchedSumcheckReduction
    }

    /// Proves a batch without being told that its claims are true: of a false one comes a false proof.
    ///
    /// - Parameter polynomials: `[instance][polynomial]`, the public ones first, each in the instance's
    ///   number of variables; a precondition.
    /// - Complexity: as each instance alone, and one interpolation an instance and round.
    /// - Timing: independent of the values.
    public static func prove(
        _ batch: SumcheckBatch, over polynomials: [[SumcheckPolynomial]], transcript: inout Transcript
    ) -> Output {
        precondition(polynomials.count == batch.instances.count)
        let weights = BatchedSumcheckVerifier.begin(batch, &transcript)
        var runs = zip(batch.instances, polynomials).map { Run($0, over: $1) }
        var rounds: [[CubicExtension]] = []
        var point: [CubicExtension] = []
        for round in 0..<batch.roundCount {
            let degree = batch.roundDegrees[round]
            var values = [CubicExtension](repeating: .zero, count: degree)
            for index in runs.indices where batch.entry(of: index) <= round {
                for (position, value) in runs[index].values(degree: degree).enumerated() {
                    values[position] += weights[index] * value
                }
            }
            transcript.absorb(round: values)
            let challenge: CubicExtension = transcript.challenge()
            for index in runs.indices where batch.entry(of: index) <= round { runs[index].bind(challenge) }
            rounds.append(values)
            point.append(challenge)
        }
        let evaluations = zip(batch.instances, runs).map { instance, run in
            Array(run.evaluator.firstEvaluations.dropFirst(instance.publicCount))
        }
        transcript.absorb("sc-values", Array(evaluations.joined()))
        return Output(
            proof: BatchedSumcheckProof(rounds: rounds, evaluations: evaluations),
            reduction: BatchedSumcheckReduction(point: point, evaluations: evaluations))
    }

    /// One instance on its way: its own running claim, so that its value at 1 costs nothing.
    private struct Run {
        let evaluator: SumcheckRoundEvaluator
        var claim: CubicExtension
        var current: RoundPolynomial?

        init(_ instance: SumcheckInstance, over polynomials: [SumcheckPolynomial]) {
            precondition(polynomials.count == instance.publicCount + instance.committedCount)
            precondition(polynomials.allSatisfy { $0.variableCount == instance.variableCount })
            evaluator = SumcheckRoundEvaluator(
                instance.expression, over: polynomials, variableCount: instance.variableCount)
            claim = instance.claimedSum
        }

        /// The values at 0, 2, 3, …, `degree`, which may be above the instance's own degree.
        mutating func values(degree: Int) -> [CubicExtension] {
            let own = evaluator.roundValues()
            current = RoundPolynomial(values: [own[0], claim - own[0]] + own.dropFirst())
            guard let current, degree > own.count else { return own }
            return own + (own.count + 1...degree).map { t in
                current.evaluate(at: CubicExtension(Goldilocks(reducing: UInt64(t))))
            }
        }

        mutating func bind(_ challenge: CubicExtension) {
            if let current { claim = current.evaluate(at: challenge) }
            evaluator.bind(challenge)
        }
    }
}
