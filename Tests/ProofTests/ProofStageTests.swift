import Claims
import Prover
import Testing
import Transcript
import Verifier

/// What an observer is told, and that it changes nothing.
struct ProofStageTests {
    @Test func stagesComeInTheirOrderAndChangeNothing() throws {
        let run = try ArithmetisationTests.run("fashion-cnn", picture: 1)
        let model = try ModelProver(run.circuit, run.weights, profile: .insecureTest, allowingInsecure: true)
        func prove(_ observer: ProofStageObserver?) throws -> ModelProver.Proof {
            try model.prove(
                [run.input], chain: 1, job: ProofFileTests.job, prover: ProofFileTests.prover, observer: observer)
        }
        var proving: [ProofStage] = [], verifying: [ProofStage] = []
        let proof = try prove { proving.append($0) }
        #expect(try prove(nil).bytes == proof.bytes)
        _ = try ProofVerifier.verify(proof.bytes, allowingInsecure: true) { verifying.append($0) }

        #expect(
            proving.filter { $0 != .roundCommitments && $0 != .rounds } == [
                .run, .witness, .encoding, .hashing, .sites, .openings, .products, .taps, .lookup, .openingMix, .firstFolds,
                .finalPolynomial, .serialisation,
            ])
        // One commitment, then its folds, for each shared round.
        let rounds = proving.filter { $0 == .roundCommitments || $0 == .rounds }
        #expect(rounds == model.setting.parameters.rounds.flatMap { _ in [.roundCommitments, .rounds] })
        #expect(
            verifying == [
                .header, .setting, .body, .sites, .openings, .products, .taps, .lookup, .openingMix, .firstFolds, .rounds,
                .finalPolynomial,
            ])
    }

    @Test func otherParametersAreMeasuredAndNeverAccepted() throws {
        let run = try ArithmetisationTests.run("fashion-mlp", picture: 1)
        let usual = try ProofSetting(run.circuit, profile: .p100)
        let sizes = (usual.plan.witnessLayout.sizeLog2, usual.plan.weightLayout.sizeLog2)
        let parameters = try WHIRParameters.derive(
            for: [
                WHIROracleShape(columnCount: 1, variableCount: sizes.0, rates: 4...4),
                .weights(columnCount: 1, variableCount: sizes.1),
            ], profile: .p100)
        let setting = try ProofSetting(usual, parameters: parameters)
        let prover = try ModelProver(setting, run.weights, threads: 1)
        let proof = try prover.prove([run.input], chain: 1, job: ProofFileTests.job, prover: ProofFileTests.prover)
        #expect(try ProofVerifier.measure(proof.bytes, under: setting).security.reachesFloor)
        #expect(throws: ProofError.self) { try ProofVerifier.verify(proof.bytes) }
        #expect(throws: ProofError.self) { try ProofVerifier.measure(proof.bytes, under: usual) }
    }
}
