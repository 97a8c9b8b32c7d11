import Claims
import Ledger
import Testing
import Transcript

/// The main job from beginning to end, to the last unit. Actors: 0 developer, 1 partner, 2 consumer,
/// 3 prover, 4 auditor.
struct StoryTests {
    /// What an actor paid in fees, from the receipts of its transactions.
    static func fees(_ receipts: [Receipt], _ actor: Actor) -> UInt128 {
        receipts.flatMap(\.events).reduce(0) {
            if case .executed(_, actor.address, _, _, let fee) = $1 { $0 + fee.units } else { $0 }
        }
    }

    @Test func aProvedJobPaysProverAndShareholders() throws {
        let world = try World(5)
        var receipts: [Receipt] = []
        func run(_ actor: Int, _ action: Action) throws {
            let receipt = try world.run(actor, action)
            guard case .applied = receipt else { throw World.Unexpected(receipt: receipt) }
            receipts.append(receipt)
        }
        let model = try Sample.model(1)
        let asset = world.asset(model)
        try run(0, .registerModel(ModelRegistration(model, [(world.actors[0], 70), (world.actors[1], 30)], price: 1_001)))
        let job = Job.id(chain: World.chain, poster: world.actors[2].address, nonce: world.nonce(2))
        try run(2, .postJob(Sample.order(asset, fee: 1_001)))
        #expect(world.state.job(job)?.status == .posted)
        try run(3, .takeJob(job))
        let claim = try Sample.claim(job, model.id, prover: world.actors[3].address)
        // Somebody else brings the proof; the claim says who is paid.
        try run(4, .submitProof(claim: claim, evidence: [0xFF, 1]))
        #expect(world.state.job(job)?.status == .settled(prover: world.actors[3].address, claim: claim.id))
        // 70 % and 30 % of 1,001 are 700.7 and 300.3: whole units now, the fractions stay in the pool.
        try run(0, .collectDividends(model: asset))
        try run(1, .collectDividends(model: asset))
        let start: UInt128 = 1_000_000_000
        #expect(world.balance(0) == start + 700 - Self.fees(receipts, world.actors[0]))
        #expect(world.balance(1) == start + 300 - Self.fees(receipts, world.actors[1]))
        #expect(world.balance(2) == start - 1_000_003 - 1_001 - Self.fees(receipts, world.actors[2]))
        #expect(world.balance(3) == start + 1_000_003 - Self.fees(receipts, world.actors[3]))
        #expect(world.balance(4) == start - Self.fees(receipts, world.actors[4]))
        let pool = try #require(world.state.revenuePool(asset))
        #expect(pool.revenue == Amount(1_001) && pool.collected == Amount(1_000))
        let supply = try #require(world.state.supply)
        #expect((0..<5).reduce(1) { $0 + world.balance($1) } + supply.burned.units == supply.issued.units)
        // Nothing is paid twice.
        try world.refuse(4, .submitProof(claim: claim, evidence: [1]), .wrongStatus)
        try world.refuse(2, .cancelJob(job), .wrongStatus)
        try world.refuse(0, .collectDividends(model: asset), .nothingToDo)
        // Nine more calls: 7,007 and 3,003 in all, to the last unit.
        for _ in 0..<9 {
            let job = Job.id(chain: World.chain, poster: world.actors[2].address, nonce: world.nonce(2))
            try run(2, .postJob(Sample.order(asset, fee: 1_001)))
            try run(3, .takeJob(job))
            let claim = try Sample.claim(job, model.id, prover: world.actors[3].address)
            try run(3, .submitProof(claim: claim, evidence: [1]))
        }
        try run(0, .collectDividends(model: asset))
        try run(1, .collectDividends(model: asset))
        #expect(world.balance(0) == start + 7_007 - Self.fees(receipts, world.actors[0]))
        #expect(world.balance(1) == start + 3_003 - Self.fees(receipts, world.actors[1]))
        #expect(world.state.revenuePool(asset)?.collected == Amount(10_010))
        // The formats of records, events and hashes are pinned: a change here is a new version.
        #expect(
            world.state.applicationHash.description
                == "0xc38efa43f7265e6930dcbdf43a3db9f4ba4f13881af5e69a31b4ccc0a446ecb9")
    }

    /// A world with a claimed optimistic job of a model that actor 4 audits.
    static func claimed() throws -> (world: World, job: Digest, asset: Digest) {
        let world = try World(6)
        let model = try Sample.model(1)
        let asset = world.asset(model)
        try world.succeed(0, .registerModel(ModelRegistration(model, [(world.actors[0], 1)], price: 500)))
        try world.refuse(
            2, .postJob(Sample.order(asset, assurance: .optimistic(.full), fee: 500)),
            .tooFewAttestations(found: 0, needed: 1))
        try world.succeed(4, .attest(model: asset))
        let job = Job.id(chain: World.chain, poster: world.actors[2].address, nonce: world.nonce(2))
        try world.succeed(2, .postJob(Sample.order(asset, assurance: .optimistic(.full), fee: 500)))
        try world.succeed(3, .takeJob(job))
        let claim = try Sample.claim(
            job, model.id, prover: world.actors[3].address, assurance: .optimistic(Sample.trace))
        try world.succeed(3, .submitClaim(claim: claim, publication: [1, 2, 3]))
        return (world, job, asset)
    }

    @Test func aCheatIsRefutedAndSlashed() throws {
        let (world, job, asset) = try Self.claimed()
        let before = (0..<6).map { world.balance($0) }
        let burned = try #require(world.state.supply?.burned.units)
        var receipts = [try world.run(4, .challenge(job: job, question: [9, 1]))]
        try world.refuse(2, .refute(job: job, evidence: [1]), .unknownDispute)
        receipts.append(try world.run(3, .answer(job: job, challenger: world.actors[4].address, question: [9, 1], answer: [1])))
        receipts.append(try world.run(4, .ask(job: job, question: [8, 1])))
        try world.refuse(
            3, .answer(job: job, challenger: world.actors[4].address, question: [9, 1], answer: [1]), .wrongQuestion)
        receipts.append(try world.run(5, .answer(job: job, challenger: world.actors[4].address, question: [8, 1], answer: [1])))
        receipts.append(try world.run(4, .refute(job: job, evidence: [1])))
        #expect(
            world.state.job(job)?.status == .refuted(prover: world.actors[3].address, winner: world.actors[4].address))
        // Half of 100,001 to the winner, the odd unit burned; the consumer has everything back.
        #expect(world.balance(4) == before[4] + 50_000 - Self.fees(receipts, world.actors[4]))
        #expect(world.balance(3) == before[3] - Self.fees(receipts, world.actors[3]))
        #expect(world.balance(2) == before[2] + 1_000_003 + 500)
        let fees = [3, 4, 5].reduce(UInt128(0)) { $0 + Self.fees(receipts, world.actors[$1]) }
        #expect(world.state.supply?.burned.units == burned + 50_001 + fees)
        #expect(world.state.revenuePool(asset)?.revenue == .zero)
        world.time += 5_000
        try world.refuse(3, .settleJob(job), .wrongStatus)
    }

    @Test func anHonestClaimOutlivesAWrongChallengeAndIsPaid() throws {
        let (world, job, _) = try Self.claimed()
        try world.succeed(5, .challenge(job: job, question: [9, 1]))
        try world.succeed(3, .answer(job: job, challenger: world.actors[5].address, question: [9, 1], answer: [1]))
        world.time += 1_001
        try world.refuse(3, .settleJob(job), .disputesOpen(1))
        try world.refuse(5, .refute(job: job, evidence: [1]), .clockRanOut)
        let prover = world.balance(3)
        try world.succeed(2, .callTime(job: job, challenger: world.actors[5].address))
        #expect(world.balance(3) == prover + 25_000)
        try world.refuse(5, .challenge(job: job, question: [9, 1]), .windowOver)
        try world.succeed(2, .settleJob(job))
        #expect(world.balance(3) == prover + 25_000 + 1_000_003 + 100_001)
    }

    @Test func whoDoesNotAnswerInTimeLoses() throws {
        let (world, job, _) = try Self.claimed()
        try world.succeed(4, .challenge(job: job, question: [9, 1]))
        try world.succeed(5, .challenge(job: job, question: [7, 1]))
        world.time += 300
        try world.refuse(2, .callTime(job: job, challenger: world.actors[4].address), .notYet(until: world.time))
        world.time += 1
        try world.refuse(
            3, .answer(job: job, challenger: world.actors[4].address, question: [9, 1], answer: [1]), .clockRanOut)
        try world.refuse(5, .withdrawChallenge(job: job), .wrongStatus)
        try world.succeed(2, .callTime(job: job, challenger: world.actors[4].address))
        // The other challenger has his bond back, and no part of the spoils.
        let other = world.balance(5)
        let receipt = try world.run(5, .withdrawChallenge(job: job))
        #expect(world.balance(5) == other + 50_001 - Self.fees([receipt], world.actors[5]))
        try world.refuse(5, .withdrawChallenge(job: job), .unknownDispute)
    }

    @Test func aFailedRefutationCostsTheBond() throws {
        let (world, job, _) = try Self.claimed()
        // Challenge and refutation in one block: the copyist's way.
        let first = world.transaction(5, .challenge(job: job, question: [1])).canonicalBytes
        let second = world.transaction(5, .refute(job: job, evidence: [1]), nonce: world.nonce(5) + 1).canonicalBytes
        let receipts = try world.apply([first, second])
        #expect(receipts[1] == .rejected(.tooEarlyToRefute))
        // Nonsense costs the fee and leaves the dispute.
        guard case .failed(let failure, _, let events) = try world.run(5, .refute(job: job, evidence: [2])) else {
            throw World.Unexpected(receipt: receipts[1])
        }
        #expect(failure == .halted(precompile: PrecompileID.oneStep, .malformedInput(code: 7)))
        #expect(events.count == 2)
        #expect(world.state.dispute(job, by: world.actors[5].address) != nil)
        let prover = world.balance(3)
        try world.succeed(5, .refute(job: job, evidence: [0]))
        #expect(world.balance(3) == prover + 25_000)
        #expect(world.state.dispute(job, by: world.actors[5].address) == nil)
        try world.refuse(3, .challenge(job: job, question: []), .challengesOwnClaim)
    }

    @Test func leasesAndDeadlinesRunOut() throws {
        let world = try World(4)
        let model = try Sample.model(1)
        let asset = world.asset(model)
        try world.succeed(0, .registerModel(ModelRegistration(model, [(world.actors[0], 1)])))
        let job = Job.id(chain: World.chain, poster: world.actors[2].address, nonce: world.nonce(2))
        try world.succeed(2, .postJob(Sample.order(asset, deadline: world.time + 800, reservedFor: world.actors[3].address)))
        try world.refuse(1, .takeJob(job), .reserved)
        try world.refuse(1, .cancelJob(job), .notPoster)
        try world.succeed(3, .takeJob(job))
        try world.refuse(2, .cancelJob(job), .wrongStatus)
        try world.refuse(1, .expireJob(job), .notYet(until: world.time + 500))
        world.time += 501
        let claim = try Sample.claim(job, model.id, prover: world.actors[3].address)
        try world.refuse(3, .submitProof(claim: claim, evidence: [1]), .leaseExpired)
        let poster = world.balance(2)
        try world.succeed(1, .expireJob(job))
        #expect(world.balance(2) == poster + 50_000)
        #expect(world.state.job(job)?.status == .posted)
        world.time += 300
        try world.refuse(3, .takeJob(job), .deadlinePassed)
        try world.succeed(1, .expireJob(job))
        #expect(world.balance(2) == poster + 50_000 + 1_000_003)
        #expect(world.state.job(job)?.status == .expired)
        try world.refuse(1, .expireJob(job), .wrongStatus)
    }
}
