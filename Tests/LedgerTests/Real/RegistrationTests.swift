import Circuit
import Claims
import Ledger
import Prover
import Testing
import Transcript
import Verifier

/// One model under both commitments, or none: a registration whose roots are of different models is refused.
@Suite struct RegistrationTests {
    private static let link = PrecompileID.linkModel

    private func register(_ commitment: ModelCommitment, _ world: World, _ opening: ModelOpening?) -> Action {
        .registerModel(ModelRegistration(commitment, [(world.actors[0], 1)], opening: opening))
    }

    @Test func mismatchedRegistrationsAreRefused() throws {
        let model = try RealModel()
        let world = try RealModel.world()
        let right = model.prover.model
        let circuit = model.circuit.canonicalBytes
        let convolution = try RealModel("fashion-cnn")
        var bytes = model.weights.bytes
        bytes[0] ^= 1
        let other = try ModelProver(model.circuit, Weights(bytes: bytes), profile: .p100)
        let unique = try ModelProver(model.circuit, model.weights, profile: .ud100)
        func commitment(
            circuit: Digest? = nil, weights: Digest? = nil, oracles: [ModelCommitment.OracleRoot]? = nil
        ) throws -> ModelCommitment {
            try ModelCommitment(
                circuitHash: circuit ?? right.circuitHash, weightsRoot: weights ?? right.weightsRoot,
                oracleRoots: oracles ?? right.oracleRoots)
        }
        func refuse(_ commitment: ModelCommitment, _ opening: ModelOpening, _ code: RefusalCode) throws {
            try world.fail(0, register(commitment, world, opening), Self.link, code)
            #expect(world.state.model(world.asset(commitment)) == nil)
        }
        // Weights for disputes, another model's oracle for proofs; and the other way about.
        try refuse(try commitment(oracles: other.model.oracleRoots), model.opening, .linkOtherOracle)
        try refuse(
            try commitment(weights: other.model.weightsRoot),
            ModelOpening(circuit: circuit, weights: bytes), .linkOtherOracle)
        // The bytes of another model.
        try refuse(right, ModelOpening(circuit: circuit, weights: bytes), .linkOtherWeights)
        // Another circuit, or none.
        try refuse(
            right, ModelOpening(circuit: convolution.circuit.canonicalBytes, weights: model.weights.bytes),
            .linkOtherCircuit)
        try refuse(
            try commitment(circuit: convolution.circuit.hash), model.opening, .linkOtherCircuit)
        try refuse(
            try commitment(circuit: convolution.circuit.hash),
            ModelOpening(circuit: convolution.circuit.canonicalBytes, weights: model.weights.bytes), .linkWeights)
        try refuse(right, ModelOpening(circuit: [1, 2, 3], weights: model.weights.bytes), .linkCircuit)
        // The right cells under another encoding than the profile's. (The profiles of this version encode these
        // weights alike, so their roots are one and each serves under either name.)
        #expect(unique.model.oracleRoots[0].root == right.oracleRoots[0].root)
        let setting = model.prover.setting
        let oracle = setting.parameters.oracles[1]
        let folded = WHIRParameters.Oracle(
            columnCount: 1, variableCount: oracle.variableCount, rateLog2: oracle.rateLog2,
            foldLog2: oracle.foldLog2 - 1, queryCount: oracle.queryCount, grindingBits: oracle.grindingBits)
        let cells = setting.plan.weightCells(model.circuit, model.weights)
        try refuse(
            try commitment(
                oracles: [.init(profile: .p100, root: try WHIROracleRoot.compute([cells], parameters: folded))]),
            model.opening, .linkOtherOracle)
        // Profiles that nobody knows or only tests use.
        try refuse(
            try commitment(oracles: right.oracleRoots + [.init(profile: .p128, root: right.oracleRoots[0].root)]),
            model.opening, .linkProfile)
        try refuse(
            try commitment(oracles: right.oracleRoots + [.init(profile: .insecureTest, root: right.oracleRoots[0].root)]),
            model.opening, .linkProfile)
        // Longer than is recomputed.
        let long = ModelOpening(circuit: circuit, weights: [UInt8](repeating: 0, count: ModelLink.maximumWeightBytes + 1))
        #expect(throws: ModelLinkError.weightsTooLong(bytes: (1 << 23) + 1, limit: 1 << 23)) {
            try ModelLink.check(right, circuit: circuit, weights: long.weights ?? [])
        }
        // Both profiles together are one model.
        let both = try commitment(oracles: right.oracleRoots + unique.model.oracleRoots)
        try world.succeed(0, register(both, world, model.opening))
        #expect(world.state.model(world.asset(both))?.isLinked == true)
        // Paid for before it is done.
        world.gasLimit = 20_000_000
        guard case .failed(.halted(Self.link, .outOfGas), 20_000_000, _) = try world.run(
            1, register(right, world, model.opening))
        else {
            Issue.record("an oracle was recomputed for nothing")
            return
        }
    }

    /// Without its bytes a model is shown as unlinked, and proofs settle nothing about it.
    @Test func anUnlinkedModelTakesNoProofs() throws {
        let model = try RealModel()
        let world = try RealModel.world()
        let asset = world.asset(model.prover.model)
        try world.succeed(0, register(model.prover.model, world, ModelOpening(circuit: model.circuit.canonicalBytes, weights: nil)))
        #expect(world.state.model(asset)?.isLinked == false)
        #expect(world.state.model(asset)?.isDisputable == true)
        let order = JobOrder(
            model: asset, inputs: model.inputs, assurance: .proved(.p100), reward: Amount(1), licenceFee: .zero,
            proverBond: Amount(100_001), deadline: world.time + 10, lease: 10)
        try world.refuse(2, .postJob(order, publicInputs: [model.input.bytes]), .unlinked(asset))
        // And with no bytes at all nothing can be ordered.
        try world.succeed(5, register(model.prover.model, world, nil))
        let bare = ModelAsset.id(model.prover.model, registrant: world.actors[5].address)
        let optimistic = JobOrder(
            model: bare, inputs: model.inputs, assurance: .optimistic(.full), reward: Amount(1), licenceFee: .zero,
            proverBond: Amount(100_001), deadline: world.time + 10, lease: 10)
        try world.refuse(2, .postJob(optimistic, publicInputs: [model.input.bytes]), .notDisputable(bare))
    }

    /// Whoever copies a commitment from the mempool and is first registers something else.
    @Test func aCopiedCommitmentTakesNobodysPlace() throws {
        let model = try RealModel()
        let world = try RealModel.world()
        try world.succeed(5, register(model.prover.model, world, model.opening))
        let asset = try model.register(world)
        #expect(asset != ModelAsset.id(model.prover.model, registrant: world.actors[5].address))
        let job = try model.take(world, asset, .proved(.p100))
        let proof = try model.proof(world, job)
        try world.succeed(3, .submitProof(claim: proof.claim, evidence: proof.bytes))
        #expect(world.state.revenuePool(asset)?.revenue == Amount(1_001))
        let copy = ModelAsset.id(model.prover.model, registrant: world.actors[5].address)
        #expect(world.state.revenuePool(copy)?.revenue == .zero)
    }

    /// What the ledger keeps is the circuit's tables, in one encoding.
    @Test func tablesReadBack() throws {
        for name in ["fashion-mlp", "fashion-cnn"] {
            let model = try RealModel(name)
            let registered = RegisteredModel(model.circuit, commitment: model.prover.model)
            let bytes = registered.canonicalBytes
            let found = try RegisteredModel(canonicalBytes: bytes)
            #expect(found.canonicalBytes == bytes)
            let expected = try #require(registered.disputed), read = try #require(found.disputed)
            for level in TraceLevel.allCases { #expect(read.traced(level) == expected.traced(level)) }
            #expect(read.resultByteCounts == expected.resultByteCounts && read.outputs == expected.outputs)
            for length in 0..<bytes.count {
                #expect(throws: CanonicalError.self) { try RegisteredModel(canonicalBytes: Array(bytes[..<length])) }
            }
        }
    }
}
