import Algebra
import Circuit
import Foundation
import Prover
import TestSupport
import Testing
import Transcript
import Verifier

/// The interactive statement on the two committed networks: honest runs are accepted and leave true values of
/// both oracles, everything else is refused or leaves false ones.
struct StatementTests {
    struct Case {
        let run: ArithmetisationTests.Run
        let statement: StatementProtocol
        let weightOracle: OracleCells
    }

    static func make(_ name: String, picture: Int = 0) throws -> Case {
        let run = try ArithmetisationTests.run(name, picture: picture)
        let last = try #require(run.results.last)
        return Case(
            run: run,
            statement: StatementProtocol(
                plan: run.plan,
                publicValues: StatementPublicValues(
                    inputs: [run.input], score: last[0].element(0), index: Int(last[1].element(0)))),
            weightOracle: OracleCells(run.plan, run.circuit, run.weights))
    }

    static func transcript() -> Transcript { Transcript(protocol: "sirocco statement test", claim: [1, 2, 3]) }

    static func prove(_ item: Case, witness: Witness? = nil, statement: StatementProtocol? = nil) throws -> StatementProver.Output {
        let witness = witness ?? item.run.witness
        var transcript = transcript()
        return try StatementProver(
            statement ?? item.statement, circuit: item.run.circuit, witness: witness, weights: item.run.weights,
            witnessOracle: OracleCells(item.run.plan, witness), weightOracle: item.weightOracle
        ).prove(transcript: &transcript)
    }

    /// Verifies, then opens both oracles directly, as a commitment would.
    static func isAccepted(
        _ item: Case, _ proof: StatementProof, witness: Witness? = nil, statement: StatementProtocol? = nil
    ) throws -> Bool {
        var transcript = transcript()
        guard
            let reduction = try? StatementVerifier.reduce(
                statement ?? item.statement, proof: proof, transcript: &transcript)
        else { return false }
        let cells = OracleCells(item.run.plan, witness ?? item.run.witness).cells
        let inWitness = try MultilinearPolynomial(evaluations: cells).evaluate(at: reduction.witnessPoint)
        let inWeights = try MultilinearPolynomial(evaluations: item.weightOracle.cells).evaluate(at: reduction.weightPoint)
        return inWitness == reduction.witnessValue && inWeights == reduction.weightValue
    }

    @Test(arguments: ["fashion-mlp", "fashion-cnn"]) func honestRunsAreAccepted(name: String) throws {
        for picture in 0..<3 {
            let item = try Self.make(name, picture: picture)
            let output = try Self.prove(item)
            var transcript = Self.transcript()
            let reduction = try StatementVerifier.reduce(item.statement, proof: output.proof, transcript: &transcript)
            #expect(reduction == output.reduction)
            #expect(try Self.isAccepted(item, output.proof))
        }
    }

    @Test(arguments: ["fashion-mlp", "fashion-cnn"]) func otherPublicValuesAreRefused(name: String) throws {
        let item = try Self.make(name)
        let honest = try Self.prove(item)
        let known = item.statement.publicValues
        var pixels = known.inputs[0].values
        pixels[300] = (pixels[300] + 1) % 256
        for other in [
            StatementPublicValues(inputs: known.inputs, score: known.score + 1, index: known.index),
            StatementPublicValues(inputs: known.inputs, score: known.score, index: (known.index + 1) % 10),
            StatementPublicValues(inputs: known.inputs, score: known.score, index: 10),
            StatementPublicValues(inputs: known.inputs, score: known.score, index: -1),
            StatementPublicValues(
                inputs: [try Tensor(known.inputs[0].type, values: pixels)], score: known.score, index: known.index),
            StatementPublicValues(inputs: [], score: known.score, index: known.index),
        ] {
            let statement = StatementProtocol(plan: item.run.plan, publicValues: other)
            #expect(try !Self.isAccepted(item, honest.proof, statement: statement))
            guard let forged = try? Self.prove(item, statement: statement) else { continue }
            #expect(try !Self.isAccepted(item, forged.proof, statement: statement))
        }
    }

    /// One cell of each column changed, the rest of the proof made honestly from that: a prover who lies
    /// about one value and hopes that nobody multiplies it.
    @Test(arguments: ["fashion-mlp", "fashion-cnn"]) func oneWrongCellOfAnyColumnIsRefused(name: String) throws {
        let item = try Self.make(name)
        var random = SeededGenerator(seed: 11)
        for column in item.run.plan.columns.indices {
            var cells = item.run.witness.columns
            let place = Int.random(in: cells[column].indices, using: &random)
            cells[column][place] += 1
            var forged = Witness(columns: cells)
            // The lookups themselves stay consistent wherever the value is still in range.
            if item.run.plan.columns[column].position >= 0 { forged.recount(item.run.plan) }
            let output = try Self.prove(item, witness: forged)
            #expect(
                try !Self.isAccepted(item, output.proof, witness: forged),
                "\(item.run.plan.columns[column].role) of operator \(item.run.plan.columns[column].position)")
        }
    }

    @Test(arguments: ["fashion-mlp", "fashion-cnn"]) func otherWeightsAreRefused(name: String) throws {
        let item = try Self.make(name)
        var bytes = item.run.weights.bytes
        bytes[7] = bytes[7] == 3 ? 4 : 3
        var transcript = Self.transcript()
        let other = Weights(bytes: bytes)
        let output = try StatementProver(
            item.statement, circuit: item.run.circuit, witness: item.run.witness, weights: other,
            witnessOracle: OracleCells(item.run.plan, item.run.witness),
            weightOracle: OracleCells(item.run.plan, item.run.circuit, other)
        ).prove(transcript: &transcript)
        #expect(try !Self.isAccepted(item, output.proof))
    }

    @Test(arguments: ["fashion-mlp", "fashion-cnn"]) func everyChangedElementIsRefused(name: String) throws {
        let item = try Self.make(name)
        let proof = try Self.prove(item).proof
        func refused(_ other: StatementProof, _ what: String) throws { #expect(try !Self.isAccepted(item, other), "\(what)") }
        func bump(_ rounds: [[CubicExtension]], _ i: Int, _ j: Int) -> [[CubicExtension]] {
            var rounds = rounds
            rounds[i][j] += CubicExtension(.zero, .one, .zero)
            return rounds
        }
        func mutants(_ part: BatchedSumcheckProof) -> [BatchedSumcheckProof] {
            part.rounds.indices.flatMap { i in
                part.rounds[i].indices.map { BatchedSumcheckProof(rounds: bump(part.rounds, i, $0), evaluations: part.evaluations) }
            }
                + part.evaluations.indices.flatMap { i in
                    part.evaluations[i].indices.map {
                        BatchedSumcheckProof(rounds: part.rounds, evaluations: bump(part.evaluations, i, $0))
                    }
                }
        }
        func with(
            sites: BatchedSumcheckProof? = nil, openings: [CubicExtension]? = nil, products: BatchedSumcheckProof? = nil,
            taps: BatchedSumcheckProof? = nil, opening: BatchedSumcheckProof? = nil
        ) -> StatementProof {
            StatementProof(
                sites: sites ?? proof.sites, openings: openings ?? proof.openings, products: products ?? proof.products,
                taps: taps ?? proof.taps, lookup: proof.lookup, opening: opening ?? proof.opening)
        }
        for other in mutants(proof.sites) { try refused(with(sites: other), "sites") }
        for other in mutants(proof.products) { try refused(with(products: other), "products") }
        for other in mutants(proof.opening) { try refused(with(opening: other), "opening") }
        if let taps = proof.taps { for other in mutants(taps) { try refused(with(taps: other), "taps") } }
        for index in proof.openings.indices {
            var openings = proof.openings
            openings[index] += .one
            try refused(with(openings: openings), "opening \(index)")
        }
        try refused(with(openings: Array(proof.openings.dropLast())), "one opening less")
        try refused(with(openings: proof.openings + [.zero]), "one opening more")
    }
}
