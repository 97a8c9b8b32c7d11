import Algebra
import Prover
import Testing
import TestSupport
import Transcript
import Verifier

struct WHIRTests {
    static let shapes: [[WHIROracleShape]] = [
        [.witness(columnCount: 1, variableCount: 0)],
        [.witness(columnCount: 1, variableCount: 1)],
        [.witness(columnCount: 3, variableCount: 4)],
        [.witness(columnCount: 1, variableCount: 10)],
        [.weights(columnCount: 1, variableCount: 6), .witness(columnCount: 2, variableCount: 5)],
        [.weights(columnCount: 5, variableCount: 11), .witness(columnCount: 7, variableCount: 9)],
        [.weights(columnCount: 1, variableCount: 7), .witness(columnCount: 1, variableCount: 12)],
        [
            .weights(columnCount: 1, variableCount: 8), .witness(columnCount: 13, variableCount: 6),
            .witness(columnCount: 2, variableCount: 9),
        ],
        [WHIROracleShape(columnCount: 2, variableCount: 8, rates: 1...1, firstFolds: 0...0)],
        Array(repeating: .witness(columnCount: 1, variableCount: 3), count: 5),
    ]

    @Test(arguments: shapes.indices)
    func honestProofsAreAccepted(index: Int) throws {
        for profile in [SecurityProfile.insecureTest, .p100, .ud100] {
            let gallery = try WHIRGallery(Self.shapes[index], profile: profile, seed: UInt64(index))
            let proof = gallery.prove()
            #expect(gallery.refusal(of: proof) == nil)
            let bytes = proof.canonicalBytes
            let decoded = try WHIRProof(canonicalBytes: bytes, parameters: gallery.parameters)
            #expect(decoded == proof && decoded.canonicalBytes == bytes)
        }
    }

    @Test func bothSidesEndInTheSameState() throws {
        let gallery = try WHIRGallery(Self.shapes[4])
        var proving = WHIRGallery.transcript()
        let proof = WHIRProver.open(
            gallery.oracles, claims: gallery.claims, parameters: gallery.parameters, transcript: &proving)
        var verifying = WHIRGallery.transcript()
        try WHIRVerifier.verify(
            proof, claims: gallery.claims, parameters: gallery.parameters, transcript: &verifying)
        #expect(proving.state == verifying.state)
    }

    /// Explicit parameters: folds, rates and samples that the search would not choose.
    @Test func explicitParametersWork() throws {
        let parameters = try WHIRParameters(
            profile: .insecureTest,
            oracles: [
                .init(columnCount: 3, variableCount: 9, rateLog2: 1, foldLog2: 5, queryCount: 40, grindingBits: 1),
                .init(columnCount: 1, variableCount: 4, rateLog2: 4, foldLog2: 0, queryCount: 20, grindingBits: 0),
            ],
            rounds: [
                .init(rateLog2: 2, foldLog2: 0, sampleCount: 3, queryCount: 30, grindingBits: 0),
                .init(rateLog2: 3, foldLog2: 3, sampleCount: 2, queryCount: 20, grindingBits: 3),
                .init(rateLog2: 1, foldLog2: 1, sampleCount: 1, queryCount: 40, grindingBits: 0),
            ], allowingInsecure: true)
        #expect(parameters.finalVariableCount == 0 && parameters.stackingLog2 == 1)
        let gallery = try WHIRGallery(parameters: parameters, seed: 5)
        #expect(gallery.refusal(of: gallery.prove()) == nil)
    }

    /// A model's oracle is committed once, its layout pinned, and opened beside witnesses of any size; a
    /// node recomputes its root.
    @Test func oneCommitmentServesManyRuns() throws {
        let weights = WHIROracleShape(columnCount: 2, variableCount: 10, rates: 2...2, firstFolds: 3...3)
        var first: WHIRGallery?
        for variables in 8...11 {
            var gallery = try WHIRGallery([weights, .witness(columnCount: 1, variableCount: variables)], profile: .p100)
            first = first ?? gallery
            let committed = try #require(first).oracles[0]
            gallery.oracles[0] = committed
            gallery.claims[0] = try committed.claim(at: gallery.claims[0].point)
            #expect(gallery.refusal(of: gallery.prove()) == nil)
            #expect(
                try WHIROracleRoot.compute(committed.columns, parameters: gallery.parameters.oracles[0])
                    == committed.root)
        }
        let committed = try #require(first).oracles[0]
        #expect(throws: WHIROracleRootError.columnCount(expected: 2, found: 1)) {
            try WHIROracleRoot.compute([committed.columns[0]], parameters: committed.parameters)
        }
        #expect(throws: WHIROracleRootError.columnLength(column: 1, expected: 1024, found: 0)) {
            try WHIROracleRoot.compute([committed.columns[0], []], parameters: committed.parameters)
        }
    }

    @Test func threadsChangeNothing() throws {
        let gallery = try WHIRGallery([.witness(columnCount: 3, variableCount: 14)], profile: .p100)
        let alone = WHIRGallery.transcript()
        var proofs: [WHIRProof] = []
        for threads in 1...4 {
            let oracle = WHIROracle(
                committing: gallery.oracles[0].columns, parameters: gallery.parameters.oracles[0], threads: threads)
            #expect(oracle.root == gallery.oracles[0].root)
            var transcript = alone
            proofs.append(
                WHIRProver.open(
                    [oracle], claims: gallery.claims, parameters: gallery.parameters, transcript: &transcript,
                    threads: threads))
        }
        #expect(proofs.allSatisfy { $0 == proofs[0] })
        #expect(gallery.refusal(of: proofs[0]) == nil)
    }

    /// What a model of some 2^17 weights may cost in bytes.
    @Test func smallModelsHaveSmallProofs() throws {
        let shapes: [WHIROracleShape] = [
            .weights(columnCount: 1, variableCount: 17), .witness(columnCount: 1, variableCount: 16),
        ]
        for (profile, most) in [(SecurityProfile.p100, 100 << 10), (.ud100, 170 << 10)] {
            let gallery = try WHIRGallery(shapes, profile: profile)
            let proof = gallery.prove()
            #expect(gallery.refusal(of: proof) == nil)
            #expect(proof.canonicalBytes.count <= most)
        }
    }
}
