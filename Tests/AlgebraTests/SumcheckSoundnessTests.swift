import Algebra
import TestSupport
import Testing

@Suite struct SumcheckSoundnessTests {
    @Test func everyAlteredLimbEndsInAFalseClaim() throws {
        let instance = try SumcheckInstance(variableCount: 4, seed: 101)
        let rounds = instance.output.proof.rounds
        for round in rounds.indices {
            for place in rounds[round].indices {
                for change in [CubicExtension(1, 0, 0), CubicExtension(0, 1, 0), CubicExtension(0, 0, 1)] {
                    var altered = rounds
                    altered[round][place] += change
                    let claim = try instance.reduce(SumcheckProof(rounds: altered))
                    #expect(!instance.isTrue(claim), "round \(round), value \(place), seed 101")
                }
            }
        }
    }

    @Test func aWrongSumEndsInAFalseClaim() throws {
        let instance = try SumcheckInstance(variableCount: 6, seed: 102)
        for wrong in [instance.sum + CubicExtension.one, .zero, instance.sum + CubicExtension(0, 0, 1)] {
            #expect(!instance.isTrue(try instance.reduce(instance.output.proof, claiming: wrong)), "seed 102")
        }
    }

    @Test func aProofAdaptedToAWrongSumEndsInAFalseClaim() throws {
        // A cheating prover shifts the first round to fit the wrong sum, then goes on honestly.
        let instance = try SumcheckInstance(variableCount: 5, seed: 103)
        let wrong = instance.sum + CubicExtension.one
        let half = try #require(CubicExtension(2).inverse())
        var rounds = instance.output.proof.rounds
        for place in rounds[0].indices { rounds[0][place] += half }
        #expect(!instance.isTrue(try instance.reduce(SumcheckProof(rounds: rounds), claiming: wrong)), "seed 103")
    }

    /// Whoever knows the first challenge r adds δ·(X − r)/(1 − 2r) to the first round: right at r, and δ too much in
    /// sum. Under the tape that was known in advance any sum has a proof; challenges that depend on the message
    /// end the same rounds in a false claim.
    @Test func aWrongSumIsProvenToAFrozenTapeOnly() throws {
        let instance = try SumcheckInstance(variableCount: 5, seed: 108)
        var random = SeededGenerator(seed: 109)
        let challenges = (0..<5).map { _ in random.cubic() }
        func tape() -> FixedChallenger { FixedChallenger(remaining: challenges) }
        var challenger = tape()
        let honest = SumcheckProver.prove(instance.expression, over: instance.polynomials, challenger: &challenger)
        let difference = CubicExtension(7)
        let r = challenges[0]
        let slope = difference * (try #require((CubicExtension.one - r - r).inverse()))
        var rounds = honest.proof.rounds
        // The values at 0, 2, 3, …
        for (place, x) in ([0] + Array(2...instance.shape.degree)).enumerated() {
            rounds[0][place] += slope * (CubicExtension(integerLiteral: UInt64(x)) - r)
        }
        let forged = SumcheckProof(rounds: rounds)
        challenger = tape()
        let claim = try SumcheckVerifier.reduce(
            claimedSum: instance.sum + difference, shape: instance.shape, proof: forged, challenger: &challenger)
        #expect(instance.isTrue(claim))
        #expect(!instance.isTrue(try instance.reduce(forged, claiming: instance.sum + difference)), "seeds 108, 109")
    }

    @Test func swappedRoundsEndInAFalseClaim() throws {
        let instance = try SumcheckInstance(variableCount: 4, seed: 104)
        for first in 0..<3 {
            var rounds = instance.output.proof.rounds
            rounds.swapAt(first, first + 1)
            #expect(!instance.isTrue(try instance.reduce(SumcheckProof(rounds: rounds))), "seed 104")
        }
    }

    @Test func rejectsWrongNumbersOfRounds() throws {
        let instance = try SumcheckInstance(variableCount: 4, seed: 105)
        let rounds = instance.output.proof.rounds
        for wrong in [[], Array(rounds.dropLast()), rounds + [rounds[0]]] {
            #expect(throws: SumcheckError.wrongRoundCount(expected: 4, found: wrong.count)) {
                try instance.reduce(SumcheckProof(rounds: wrong))
            }
        }
    }

    @Test func rejectsRoundsOfTheWrongLength() throws {
        let instance = try SumcheckInstance(variableCount: 4, seed: 106)
        for round in 0..<4 {
            for length in [0, 1, 3, 5, 1000] {
                var rounds = instance.output.proof.rounds
                rounds[round] = [CubicExtension](repeating: .one, count: length)
                #expect(throws: SumcheckError.wrongRoundLength(round: round, expected: 4, found: length)) {
                    try instance.reduce(SumcheckProof(rounds: rounds))
                }
            }
        }
    }

    @Test func rejectsShapesOutOfBounds() {
        for count in [-1, 64, Int.max, Int.min] {
            #expect(throws: SumcheckError.unsupportedVariableCount(count)) {
                try SumcheckShape(variableCount: count, degree: 2)
            }
        }
        for degree in [0, -1, 65, Int.max] {
            #expect(throws: SumcheckError.unsupportedDegree(degree)) {
                try SumcheckShape(variableCount: 3, degree: degree)
            }
        }
    }

    @Test func challengesThatHitTheNodesAreNoTrouble() throws {
        let instance = try SumcheckInstance(variableCount: 3, seed: 107)
        for node: UInt64 in 0...5 {
            var challenger = FixedChallenger(remaining: Array(repeating: CubicExtension(integerLiteral: node), count: 3))
            let output = SumcheckProver.prove(instance.expression, over: instance.polynomials, challenger: &challenger)
            challenger = FixedChallenger(remaining: Array(repeating: CubicExtension(integerLiteral: node), count: 3))
            let claim = try SumcheckVerifier.reduce(
                claimedSum: instance.sum, shape: instance.shape, proof: output.proof, challenger: &challenger)
            #expect(instance.isTrue(claim))
        }
    }
}
