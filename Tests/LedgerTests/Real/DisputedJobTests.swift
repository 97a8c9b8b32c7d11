import Circuit
import Claims
import Dispute
import Ledger
import Testing
import Transcript
import Verifier

/// Optimistic jobs with real traces: the cheat is led to one element and slashed, the honest claim outlives all
/// that is thrown at it.
@Suite struct DisputedJobTests {
    @Test(arguments: TraceLevel.allCases) func aCheatInOneActivationIsSlashed(_ level: TraceLevel) throws {
        var quarrel = try Quarrel(level: level, cheats: true)
        let (world, job) = (quarrel.world, quarrel.job)
        try world.refuse(4, .withdrawAttestation(model: quarrel.asset), .jobsInHand(1))
        let before = (0..<6).map { world.balance($0) }
        let burned = try #require(world.state.supply?.burned.units)
        var fees: [UInt128] = [UInt128](repeating: 0, count: 6)
        func run(_ actor: Int, _ action: Action) throws {
            let receipt = try world.run(actor, action)
            guard case .applied = receipt else { throw World.Unexpected(receipt: receipt) }
            fees[actor] += StoryTests.fees([receipt], world.actors[actor])
        }
        var challenger = Challenger(quarrel.claim, model: quarrel.disputed, own: quarrel.honest)
        var moves = 0
        var bytes = 0
        while true {
            let move = try #require(try challenger.next(try quarrel.game()))
            moves += 1
            if case .prove(let proof) = move {
                bytes += proof.count
                try run(4, .refute(job: job, evidence: proof))
                break
            }
            bytes += move.canonicalBytes.count
            try run(4, quarrel.question(move))
            let reply = try #require(try quarrel.asserter.answer(try quarrel.game()))
            bytes += reply.canonicalBytes.count
            try run(3, quarrel.answer(reply, to: move))
        }
        print("dispute at level \(level.name): \(moves) moves, \(bytes) bytes")
        #expect(moves <= 4)
        #expect(
            world.state.job(job)?.status == .refuted(prover: world.actors[3].address, winner: world.actors[4].address))
        // Half of 100,001 to the auditor, the odd unit burned; the consumer has everything back, the model nothing.
        #expect(world.balance(4) == before[4] + 50_000 - fees[4])
        #expect(world.balance(3) == before[3] - fees[3])
        #expect(world.balance(2) == before[2] + 1_000_003 + 1_001)
        #expect(world.state.supply?.burned.units == burned + 50_001 + fees[3] + fees[4])
        #expect(world.state.revenuePool(quarrel.asset)?.revenue == .zero)
        world.time += 5_000
        try world.refuse(3, .settleJob(job), .wrongStatus)
        try world.succeed(4, .withdrawAttestation(model: quarrel.asset))
    }

    @Test func anHonestClaimOutlivesWrongChallenges() throws {
        var quarrel = try Quarrel(level: .full, cheats: false)
        let (world, job) = (quarrel.world, quarrel.job)
        let oneStep = PrecompileID.oneStep
        // Questions that are none, or about nothing.
        try world.fail(5, .challenge(job: job, question: [77]), oneStep, .moveMalformed)
        try world.fail(5, quarrel.question(.challengeStep(9), 5), oneStep, .moveNoSuchPlace)
        try world.fail(5, quarrel.question(.revealChunk([1]), 5), oneStep, .moveOutOfTurn)
        try world.fail(5, quarrel.question(.prove([]), 5), oneStep, .moveOutOfTurn)
        try world.succeed(5, quarrel.question(.challengeStep(0), 5))
        // Answers that are none.
        let roots = try #require(try quarrel.asserter.answer(try quarrel.game(5)))
        try world.fail(3, quarrel.answer(.challengeStep(0), to: .challengeStep(0), 5), oneStep, .moveOutOfTurn)
        try world.fail(
            3, quarrel.answer(.revealRoots([Digest()], signature: []), to: .challengeStep(0), 5), oneStep,
            .moveNotCommitted)
        try world.refuse(3, quarrel.answer(roots, to: .challengeStep(1), 5), .wrongQuestion)
        // Anybody may answer with what was committed.
        try world.succeed(1, quarrel.answer(roots, to: .challengeStep(0), 5))
        try world.refuse(3, quarrel.answer(roots, to: .challengeStep(0), 5), .notYourTurn)
        // Evidence that shows nothing costs the fee, and the dispute goes on.
        try world.fail(5, .refute(job: job, evidence: [1, 2]), oneStep, .stepMalformed)
        let proof = try quarrel.proofOfRightElement(quarrel.honest.stepRoots)
        var forged = proof
        forged[forged.count - 1] ^= 1
        guard case .failed(.notAccepted(oneStep, let code), _, _) = try world.run(5, .refute(job: job, evidence: forged))
        else {
            Issue.record("a forged proof went through")
            return
        }
        #expect([.stepSlices, .stepTrace, .stepMalformed].contains(RefusalCode(rawValue: code)))
        // A true proof that the claim is right there costs the bond.
        let balance = world.balance(3)
        try world.succeed(5, .refute(job: job, evidence: proof))
        #expect(world.balance(3) == balance + 25_000)
        #expect(world.state.dispute(job, by: world.actors[5].address) == nil)
        // A proof about another claim.
        try world.succeed(5, quarrel.question(.challengeStep(0), 5))
        let other = try Quarrel(level: .full, cheats: true)
        try world.fail(
            5, .refute(job: job, evidence: try other.proofOfRightElement(other.honest.stepRoots)), oneStep, .stepOtherClaim)
        // The second challenge is answered, and its challenger falls silent; the claim is paid.
        try world.succeed(3, quarrel.answer(roots, to: .challengeStep(0), 5))
        world.time += 1_001
        try world.refuse(5, .refute(job: job, evidence: proof), .clockRanOut)
        try world.succeed(1, .callTime(job: job, challenger: world.actors[5].address))
        try world.succeed(1, .settleJob(job))
        #expect(world.state.job(job)?.status == .settled(prover: world.actors[3].address, claim: quarrel.claim.id))
        #expect(world.state.model(quarrel.asset)?.jobsInHand == 0)
    }

    @Test func aLayerClaimIsRevealedUnderItsAssertersSignatureAlone() throws {
        var quarrel = try Quarrel(level: .layer, cheats: true)
        let (world, oneStep) = (quarrel.world, PrecompileID.oneStep)
        try world.succeed(4, quarrel.question(.challengeStep(0)))
        guard case .revealRoots(let roots, let signature)? = try quarrel.asserter.answer(try quarrel.game()) else {
            Issue.record("no roots")
            return
        }
        func reveal(_ roots: [Digest], _ signature: [UInt8]) -> Action {
            quarrel.answer(.revealRoots(roots, signature: signature), to: .challengeStep(0))
        }
        func signed(_ roots: [Digest], by actor: Int) -> [UInt8] {
            RevealSignature.sign(
                SignedReveal.digest(claim: quarrel.claim.id, step: 0, roots: roots), with: world.actors[actor].key)
        }
        // Without a signature, under a helper's, under the asserter's of something else.
        for bytes in [[], signature.dropLast(), signed(roots, by: 4), signed(Array(roots.reversed()), by: 3)] {
            try world.fail(4, reveal(roots, Array(bytes)), oneStep, .moveNotSigned)
        }
        // Signed nonsense that the committed part contradicts binds nobody.
        let nonsense = roots.map { _ in Digest() }
        try world.fail(3, reveal(nonsense, signed(nonsense, by: 3)), oneStep, .moveNotCommitted)
        // A signed list of another length convicts its signer, whoever brings it.
        let short = Array(roots.dropLast())
        try world.succeed(1, reveal(short, signed(short, by: 3)))
        #expect(
            world.state.job(quarrel.job)?.status
                == .refuted(prover: world.actors[3].address, winner: world.actors[4].address))
    }

    @Test func claimsThatCannotBeDisputedAreNotTaken() throws {
        let model = try RealModel()
        let world = try RealModel.world()
        let asset = try model.register(world)
        let job = try model.take(world, asset, .optimistic(.full))
        let trace = TraceCommitment(level: .full, root: Sample.digest(1))
        func claim(_ outputs: [TensorCommitment]) throws -> Claim {
            try Claim(
                chain: World.chain, job: job, model: model.prover.model.id, inputs: model.inputs, outputs: outputs,
                assurance: .optimistic(trace), prover: world.actors[3].address)
        }
        let right = model.circuit.outputs.map { _ in TensorCommitment.public(Sample.digest(2)) }
        let hidden = TensorCommitment.private(
            PrivateCommitment(model.input, job: job, salt: try CommitmentSalt([UInt8](repeating: 1, count: 32))))
        try world.fail(
            3, .submitClaim(claim: try claim(right + right), publication: []), PrecompileID.oneStep, .claimOutputs)
        try world.fail(
            3, .submitClaim(claim: try claim(right.map { _ in hidden }), publication: []), PrecompileID.oneStep,
            .claimNotPublic)
        try world.refuse(4, .submitClaim(claim: try claim(right), publication: []), .claimDiffers(field: .prover))
        try world.succeed(3, .submitClaim(claim: try claim(right), publication: []))
    }
}
