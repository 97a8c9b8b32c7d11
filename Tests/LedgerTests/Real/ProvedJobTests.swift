import Circuit
import Claims
import Ledger
import Prover
import Testing
import Transcript
import Verifier

/// The main job with real proofs: registered, ordered, taken, proved, verified by the precompile, paid to the
/// last unit. And everything that is not this.
@Suite struct ProvedJobTests {
    @Test func aRealProofIsVerifiedAndPaid() throws {
        let model = try RealModel()
        let world = try RealModel.world()
        let asset = try model.register(world)
        #expect(world.state.model(asset)?.isLinked == true)
        #expect(world.state.model(asset)?.isDisputable == true)
        let job = try model.take(world, asset, .proved(.p100))
        let proof = try model.proof(world, job)
        let before = (0..<6).map { world.balance($0) }
        // Anybody may bring the proof: the address inside it is paid.
        let receipt = try world.run(5, .submitProof(claim: proof.claim, evidence: proof.bytes))
        guard case .applied(let gas, _) = receipt else { throw World.Unexpected(receipt: receipt) }
        print("verifyProof: \(proof.bytes.count) bytes, \(gas) gas")
        #expect(world.balance(3) == before[3] + 1_000_003 + 100_001)
        #expect(world.balance(5) == before[5] - StoryTests.fees([receipt], world.actors[5]))
        #expect(world.state.job(job)?.status == .settled(prover: world.actors[3].address, claim: proof.claim.id))
        // 70 % and 30 % of 1,001 are 700.7 and 300.3.
        for (holder, units) in [(0, UInt128(700)), (1, 300)] {
            let balance = world.balance(holder)
            let receipt = try world.run(holder, .collectDividends(model: asset))
            #expect(world.balance(holder) == balance + units - StoryTests.fees([receipt], world.actors[holder]))
        }
        try world.refuse(5, .submitProof(claim: proof.claim, evidence: proof.bytes), .wrongStatus)
        let supply = try #require(world.state.supply)
        let bonds = UInt128(30_000)
        #expect((0..<6).reduce(1 + bonds) { $0 + world.balance($1) } + supply.burned.units == supply.issued.units)

        // Replayed for a second job of the same order: the proof is of the first.
        let second = try model.take(world, asset, .proved(.p100))
        let replayed = try model.proof(world, second)
        try world.fail(
            3, .submitProof(claim: replayed.claim, evidence: proof.bytes), PrecompileID.verifyProof, .proofOtherClaim)
        try world.refuse(3, .submitProof(claim: proof.claim, evidence: proof.bytes), .wrongStatus)
        // Late.
        world.time += 501
        try world.refuse(3, .submitProof(claim: replayed.claim, evidence: replayed.bytes), .leaseExpired)
    }

    @Test func everyOtherProofIsRefusedAsWhatItIs() throws {
        let model = try RealModel()
        let world = try RealModel.world()
        let asset = try model.register(world)
        let job = try model.take(world, asset, .proved(.p100))
        let proof = try model.proof(world, job)
        let verify = PrecompileID.verifyProof
        func submit(_ bytes: [UInt8], as claim: Claim? = nil) -> Action {
            .submitProof(claim: claim ?? proof.claim, evidence: bytes)
        }
        // To another address: as claimed, and as copied under the right claim.
        let stolen = try model.proof(world, job, to: 5)
        try world.refuse(5, submit(stolen.bytes, as: stolen.claim), .claimDiffers(field: .prover))
        try world.fail(5, submit(stolen.bytes), verify, .proofOtherClaim)
        // For another job.
        let elsewhere = try model.proof(world, Sample.digest(4))
        try world.refuse(3, submit(elsewhere.bytes, as: elsewhere.claim), .unknownJob(Sample.digest(4)))
        try world.fail(3, submit(elsewhere.bytes), verify, .proofOtherClaim)
        // Of another output, honest file and forged file.
        let lie = try Claim(
            chain: World.chain, job: job, model: proof.claim.model, inputs: proof.claim.inputs,
            outputs: proof.claim.outputs.map { _ in .public(Sample.digest(6)) }, assurance: .proved(.p100),
            prover: proof.claim.prover)
        try world.fail(3, submit(proof.bytes, as: lie), verify, .proofOtherClaim)
        try world.fail(3, submit(try Self.reclaimed(proof.bytes, lie), as: lie), verify, .proofTensors)
        // Of another model with the same circuit.
        var bytes = model.weights.bytes
        bytes[0] ^= 1
        let other = try ModelProver(model.circuit, Weights(bytes: bytes), profile: .p100)
        let foreign = try other.prove([model.input], chain: World.chain, job: job, prover: world.actors[3].address)
        try world.refuse(3, submit(foreign.bytes, as: foreign.claim), .claimDiffers(field: .model))
        try world.fail(3, submit(foreign.bytes), verify, .proofOtherClaim)
        // Cut off, prolonged, nothing, and a byte changed in the body.
        try world.fail(3, submit(Array(proof.bytes.dropLast())), verify, .proofMalformed)
        try world.fail(3, submit(proof.bytes + [0]), verify, .proofMalformed)
        try world.fail(3, submit([]), verify, .notAProof)
        var flipped = proof.bytes
        flipped[flipped.count - 40_000] ^= 1
        guard case .failed(.notAccepted(verify, let code), _, _) = try world.run(3, submit(flipped)) else {
            Issue.record("a changed proof went through")
            return
        }
        #expect([.proofStatement, .proofCommitment, .proofMalformed].contains(RefusalCode(rawValue: code)))
        // Without the gas for it.
        world.gasLimit = 10_000_000
        let receipt = try world.run(3, submit(proof.bytes))
        guard case .failed(.halted(verify, .outOfGas), 10_000_000, _) = receipt else {
            throw World.Unexpected(receipt: receipt)
        }
        // And after all that the right one is as good as before.
        world.gasLimit = RealModel.gasLimit
        try world.succeed(3, submit(proof.bytes))
    }

    /// A proof file with another claim in front, its mark, version and length as they are.
    private static func reclaimed(_ bytes: [UInt8], _ claim: Claim) throws -> [UInt8] {
        let encoded = claim.canonicalBytes
        return Array(bytes[..<10]) + encoded + Array(bytes[(10 + encoded.count)...])
    }

    @Test func ordersThatCannotBeDoneAreRefused() throws {
        let model = try RealModel()
        let world = try RealModel.world()
        let asset = try model.register(world)
        let check = PrecompileID.checkOrder
        let zk = JobAssurance.proved(.p100), optimistic = JobAssurance.optimistic(.full)
        let bytes = model.input.bytes
        try world.fail(2, .postJob(model.order(asset, zk), publicInputs: []), check, .orderPublicInputs)
        try world.fail(2, .postJob(model.order(asset, zk), publicInputs: [bytes, bytes]), check, .orderPublicInputs)
        try world.fail(2, .postJob(model.order(asset, zk), publicInputs: [bytes + [0]]), check, .orderByteCount)
        var other = bytes
        other[3] ^= 1
        try world.fail(2, .postJob(model.order(asset, zk), publicInputs: [other]), check, .orderOtherBytes)
        try world.fail(
            2, .postJob(model.order(asset, zk, inputs: model.inputs + model.inputs), publicInputs: [bytes, bytes]), check,
            .orderInputCount)
        try world.fail(2, .postJob(model.order(asset, zk, steps: 2), publicInputs: [bytes]), check, .orderSteps)
        try world.fail(2, .postJob(model.order(asset, optimistic, steps: 2), publicInputs: [bytes]), check, .orderSteps)
        let hidden = PrivateCommitment(
            model.input, job: Sample.digest(1), salt: try CommitmentSalt([UInt8](repeating: 3, count: 32)))
        let sealed = JobOrder(
            model: asset, inputs: [.private(hidden)], sealedInput: Sample.digest(1),
            auditors: [world.actors[4].address], assurance: optimistic, reward: Amount(1), licenceFee: Amount(1_001),
            proverBond: Amount(100_001), deadline: world.time + 10, lease: 10)
        try world.fail(2, .postJob(sealed, publicInputs: []), check, .orderNotPublic)
        #expect(world.state.model(asset)?.jobsInHand == 0)
        // With the prompt sealed, the taker attests that it opens to the commitment, and a proof may show the rest.
        let prompt = JobOrder(
            model: asset, inputs: [.private(hidden)], sealedInput: Sample.digest(1), assurance: zk, reward: Amount(1),
            licenceFee: Amount(1_001), proverBond: Amount(100_001), deadline: world.time + 10, lease: 10)
        let job = Job.id(chain: World.chain, poster: world.actors[2].address, nonce: world.nonce(2))
        try world.fail(2, .postJob(prompt, publicInputs: [bytes]), check, .orderPublicInputs)
        let posted = Job.id(chain: World.chain, poster: world.actors[2].address, nonce: world.nonce(2))
        #expect(posted != job)
        try world.succeed(2, .postJob(prompt, publicInputs: []))
        try world.succeed(3, .takeJob(posted))
    }
}
