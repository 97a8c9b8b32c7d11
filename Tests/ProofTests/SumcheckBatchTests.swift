import Algebra
import Prover
import TestSupport
import Testing
import Transcript
import Verifier

@Suite struct SumcheckBatchTests {
    @Test func acceptsTrueClaimsOfManyShapes() throws {
        for example in try SumcheckExample.gallery() {
            let output = try example.prove()
            let reduction = try example.verify(output.proof)
            #expect(reduction == output.reduction)
            #expect(try example.claimsHold(reduction))
            #expect(reduction.point.count == example.instances.map(\.variableCount).max())
        }
    }

    @Test func encodesAndDecodes() throws {
        for example in try SumcheckExample.gallery() {
            let proof = try example.prove().proof
            var encoder = CanonicalEncoder()
            proof.encode(into: &encoder)
            var decoder = CanonicalDecoder(encoder.bytes)
            #expect(try BatchedSumcheckProof.decode(from: &decoder, for: example.batch()) == proof)
            try decoder.finish()
            for count in encoder.bytes.indices {
                var decoder = CanonicalDecoder(Array(encoder.bytes.prefix(count)))
                #expect(throws: CanonicalError.self) {
                    try BatchedSumcheckProof.decode(from: &decoder, for: example.batch())
                }
            }
        }
    }

    /// A batch of one is an ordinary sumcheck: the verifier of `Algebra` follows its rounds.
    @Test func aBatchOfOneIsASumcheck() throws {
        let example = try SumcheckExample([(6, [[0, 1, 2], [3, 1]], 0)], seed: 9)
        let batch = try example.batch()
        let output = try example.prove()
        var transcript = example.transcript()
        _ = BatchedSumcheckVerifier.begin(batch, &transcript)
        let claim = try SumcheckVerifier.reduce(
            claimedSum: batch.instances[0].claimedSum, shape: SumcheckShape(variableCount: 6, degree: 3),
            proof: SumcheckProof(rounds: output.proof.rounds), challenger: &transcript)
        #expect(claim.point == output.reduction.point)
        #expect(claim.value == batch.instances[0].expression.evaluate(output.proof.evaluations[0]))
    }

    /// The textbook's form: smaller instances as polynomials that ignore the first variables.
    @Test func lateEntryIsTheTextbookBatchInDisguise() throws {
        let example = try SumcheckExample([(5, [[0, 1]], 0), (3, [[0, 1]], 0)], seed: 10)
        let output = try example.prove()
        var transcript = example.transcript()
        let weights = BatchedSumcheckVerifier.begin(try example.batch(), &transcript)
        var claim = weights[0] * example.instances[0].claimedSum + weights[1] * example.instances[1].claimedSum * 4
        var dummy = weights[1] * example.instances[1].claimedSum * 2
        for (round, values) in output.proof.rounds.enumerated() {
            // In the first two rounds the textbook adds the constant that we leave out.
            let constant = round < 2 ? dummy : .zero
            let textbook = [values[0] + constant, values[1] + constant]
            let polynomial = try #require(
                RoundPolynomial(values: [textbook[0], claim - textbook[0], textbook[1]]))
            claim = polynomial.evaluate(at: output.reduction.point[round])
            if round == 0 { dummy = weights[1] * example.instances[1].claimedSum }
        }
        let values = zip(example.instances, output.proof.evaluations).map { $0.expression.evaluate($1) ?? .zero }
        #expect(claim == weights[0] * values[0] + weights[1] * values[1])
    }

    @Test func rejectsOneFalseClaimAmongMany() throws {
        for example in try SumcheckExample.gallery() {
            for index in example.instances.indices {
                for error in [CubicExtension.one, CubicExtension(.zero, .one, .zero)] {
                    var bent = example
                    bent.bendClaim(of: index, by: error)
                    let proof = try bent.prove().proof
                    #expect(throws: BatchedSumcheckError.finalValueMismatch) { try bent.verify(proof) }
                }
            }
        }
    }

    @Test func rejectsFalseClaimsWhoseErrorsCancel() throws {
        // Equal sizes: +e and −e. A late instance's error counts twice for each round that it misses, so
        // −2e and e would cancel in the textbook's sum as well.
        for (late, errors) in [(4, [1, -1]), (3, [-2, 1]), (3, [1, -1]), (3, [1, -2]), (2, [-4, 1])] {
            var example = try SumcheckExample([(4, [[0, 1]], 0), (late, [[0, 1]], 0)], seed: 11)
            for (index, error) in errors.enumerated() {
                example.bendClaim(of: index, by: CubicExtension(Goldilocks(embedding: Int64(error))))
            }
            let proof = try example.prove().proof
            #expect(throws: BatchedSumcheckError.finalValueMismatch) { try example.verify(proof) }
        }
    }

    @Test func rejectsEveryChangedElement() throws {
        for example in try SumcheckExample.gallery() {
            let proof = try example.prove().proof
            for (round, values) in proof.rounds.enumerated() {
                for index in values.indices {
                    var rounds = proof.rounds
                    rounds[round][index] += CubicExtension(.zero, .zero, .one)
                    let bent = BatchedSumcheckProof(rounds: rounds, evaluations: proof.evaluations)
                    #expect(throws: BatchedSumcheckError.finalValueMismatch) { try example.verify(bent) }
                }
            }
            for (instance, values) in proof.evaluations.enumerated() {
                for index in values.indices {
                    var evaluations = proof.evaluations
                    evaluations[instance][index] += .one
                    let bent = BatchedSumcheckProof(rounds: proof.rounds, evaluations: evaluations)
                    #expect(throws: BatchedSumcheckError.finalValueMismatch) { try example.verify(bent) }
                }
            }
        }
    }

    /// Two values of one instance that lie but fit: what the caller's check of the claims is for.
    @Test func falseEvaluationsThatAddUpAreFalseClaims() throws {
        let example = try SumcheckExample([(3, [[0], [1]], 0)], seed: 12)
        let proof = try example.prove().proof
        let terms = example.instances[0].expression.terms
        var values = proof.evaluations[0]
        values[0] += terms[1].coefficient
        values[1] -= terms[0].coefficient
        let bent = BatchedSumcheckProof(rounds: proof.rounds, evaluations: [values])
        #expect(try example.claimsHold(example.verify(bent)) == false)
    }

    @Test func rejectsEveryChangedByte() throws {
        let example = try SumcheckExample([(3, [[0, 1], [2]], 1), (1, [[0]], 0)], seed: 13)
        var encoder = CanonicalEncoder()
        try example.prove().proof.encode(into: &encoder)
        for index in encoder.bytes.indices {
            for mask: UInt8 in [1, 0x80, 0xFF] {
                var bytes = encoder.bytes
                bytes[index] ^= mask
                var decoder = CanonicalDecoder(bytes)
                guard let proof = try? BatchedSumcheckProof.decode(from: &decoder, for: example.batch())
                else { continue }
                #expect(throws: BatchedSumcheckError.self) { try example.verify(proof) }
            }
        }
    }

    /// A proof made under challenges that were fixed before the statement.
    @Test func rejectsAFrozenTape() throws {
        let example = try SumcheckExample([(4, [[0, 1]], 0)], seed: 14)
        let proof = try example.prove().proof
        #expect(throws: BatchedSumcheckError.finalValueMismatch) { try example.verify(proof, [2]) }
    }

    @Test func rejectsWrongLengths() throws {
        let example = try SumcheckExample([(3, [[0, 1]], 0), (2, [[0, 1, 2]], 1)], seed: 15)
        let proof = try example.prove().proof
        func expect(
            _ error: BatchedSumcheckError, _ rounds: [[CubicExtension]]? = nil,
            _ evaluations: [[CubicExtension]]? = nil
        ) {
            #expect(throws: error) {
                try example.verify(
                    BatchedSumcheckProof(
                        rounds: rounds ?? proof.rounds, evaluations: evaluations ?? proof.evaluations))
            }
        }
        #expect(try example.batch().roundDegrees == [2, 3, 3])
        expect(.wrongRoundCount(expected: 3, found: 2), Array(proof.rounds.dropLast()))
        expect(.wrongRoundLength(round: 0, expected: 2, found: 3), [proof.rounds[1], proof.rounds[1], proof.rounds[2]])
        expect(.wrongRoundLength(round: 2, expected: 3, found: 0), [proof.rounds[0], proof.rounds[1], []])
        expect(.wrongInstanceCount(expected: 2, found: 1), nil, [proof.evaluations[0]])
        expect(
            .wrongEvaluationCount(instance: 1, expected: 2, found: 3), nil,
            [proof.evaluations[0], proof.evaluations[1] + [.zero]])
        var transcript = example.transcript()
        #expect(throws: BatchedSumcheckError.wrongPublicCount(instance: 1, expected: 1, found: 0)) {
            try BatchedSumcheckVerifier.reduce(example.batch(), proof: proof, transcript: &transcript) { _, _ in [] }
        }
    }

    @Test func refusesMalformedBatches() throws {
        func instance(
            _ n: Int, _ factors: [Int], _ publicCount: Int = 0, _ committedCount: Int = 2
        ) -> SumcheckInstance {
            SumcheckInstance(
                variableCount: n, expression: SumOfProducts([.init(factors: factors)]), publicCount: publicCount,
                committedCount: committedCount, claimedSum: .zero)
        }
        let good = instance(2, [0, 1])
        #expect(throws: BatchedSumcheckError.unsupportedInstanceCount(0)) { try SumcheckBatch([]) }
        #expect(throws: BatchedSumcheckError.unsupportedInstanceCount(1025)) {
            try SumcheckBatch([SumcheckInstance](repeating: good, count: 1025))
        }
        for bad in [
            instance(-1, [0]), instance(41, [0]), instance(.max, [0]), instance(2, [2]), instance(2, [-1]),
            instance(2, [0], -1), instance(2, [0], .max, .max), instance(2, [], 0, 0), instance(2, [0], 0, 257),
            instance(2, [Int](repeating: 0, count: 17)),
        ] {
            #expect(throws: BatchedSumcheckError.unsupportedInstance(1)) { try SumcheckBatch([good, bad]) }
        }
    }

    @Test func errorTermsAddUp() throws {
        let example = try SumcheckExample([(3, [[0, 1]], 0), (2, [[0, 1, 2]], 1)], seed: 16)
        #expect(try example.batch().soundnessTerms.map(\.numerator) == [1, 8])
    }
}
