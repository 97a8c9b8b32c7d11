import Claims
import Ledger
import Signatures
import TestSupport
import Testing
import Transcript

/// Transactions that must not run: each with its reason, none with a trace.
struct RefusalTests {
    private func refuse(_ world: World, _ bytes: [UInt8], _ reason: Rejection, _ place: SourceLocation = #_sourceLocation) throws {
        let (root, log) = (world.state.root, world.state.eventLog)
        // The pool sees what does not depend on the action.
        if let refusal = try world.machine.refusal(of: bytes, in: world.state) {
            #expect(refusal == reason, sourceLocation: place)
        }
        #expect(try world.apply([bytes]) == [.rejected(reason)], sourceLocation: place)
        #expect(world.state.root == root && world.state.eventLog == log, sourceLocation: place)
    }

    private func transfer(_ world: World, _ amount: UInt128) -> Action {
        .transfer(to: world.actors[1].address, amount: Amount(amount))
    }

    @Test func replayedReorderedAndForeign() throws {
        let world = try World(2)
        let first = world.transaction(0, transfer(world, 5), nonce: 0).canonicalBytes
        let second = world.transaction(0, transfer(world, 6), nonce: 1).canonicalBytes
        try refuse(world, second, .wrongNonce(expected: 0, found: 1))
        #expect(try world.apply([second, first, first, second]).map(\.events.isEmpty) == [true, false, true, false])
        try refuse(world, first, .wrongNonce(expected: 2, found: 0))
        #expect(try world.machine.refusal(of: first, in: world.state) == .wrongNonce(expected: 2, found: 0))
        let third = world.transaction(0, transfer(world, 1)).canonicalBytes
        #expect(try world.machine.refusal(of: third, in: world.state) == nil)
        try refuse(world, world.transaction(0, transfer(world, 7), chain: 78).canonicalBytes, .wrongChain(78))
    }

    @Test func forged() throws {
        let world = try World(2)
        let honest = world.transaction(0, transfer(world, 5))
        // Another's key under the sender's name.
        let forged = SignedTransaction(honest.transaction, key: world.actors[1].key)
        try refuse(world, forged.canonicalBytes, .invalidSignature)
        // Every bit of the signature.
        let bytes = honest.canonicalBytes
        for bit in stride(from: (bytes.count - 64) * 8, to: bytes.count * 8, by: 7) {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            try refuse(world, changed, .invalidSignature)
        }
        // A signature for another purpose.
        let other = world.actors[0].key.sign(honest.transaction.canonicalBytes, in: SigningContext("sirocco other v1"))
        try refuse(world, honest.transaction.canonicalBytes + other.bytes, .invalidSignature)
        // An address that is no key.
        let nobody = Transaction(
            chain: World.chain, sender: Address(Digest()), nonce: 0, gasLimit: World.gasLimit,
            maximumGasPrice: Amount(1), action: .attest(model: Digest()))
        try refuse(
            world, SignedTransaction(nobody, key: world.actors[0].key).canonicalBytes,
            .cannotPayFee(needed: Amount(201_000), balance: .zero))
    }

    @Test func malformedAndOversized() throws {
        let world = try World(2)
        let bytes = world.transaction(0, transfer(world, 5)).canonicalBytes
        let limit = Int(world.machine.parameters.maximumTransactionBytes)
        try refuse(world, [UInt8](repeating: 1, count: limit + 1), .tooLarge(bytes: limit + 1, limit: limit))
        for length in 0..<bytes.count {
            guard case .rejected(.malformed(.truncated)) = try world.apply([Array(bytes[..<length])])[0] else {
                Issue.record("length \(length)")
                continue
            }
        }
        try refuse(world, bytes + [0], .malformed(.trailingBytes(offset: bytes.count, count: 1)))
        var version = bytes
        version[0] = 2
        try refuse(
            world, version,
            .malformed(.nonCanonical(field: "transaction version", offset: 0, reason: "version 2 is not known here")))
        var action = bytes
        action[74] = 99
        try refuse(
            world, action, .malformed(.nonCanonical(field: "action", offset: 74, reason: "99 is no action")))
    }

    @Test func unpaid() throws {
        let world = try World(actors: try [Actor(1), Actor(2)], grants: [250_000, 10])
        let action = transfer(world, 5)
        let bytes = world.transaction(0, action).canonicalBytes
        let needed = UInt64(21_000 + 16 * bytes.count)
        try refuse(world, world.transaction(0, action, gasLimit: 5).canonicalBytes, .gasLimitTooLow(needed: needed))
        try refuse(world, world.transaction(0, action, gasLimit: .max).canonicalBytes, .blockIsFull)
        try refuse(world, world.transaction(0, action, price: .zero).canonicalBytes, .gasPriceTooLow(needed: Amount(1)))
        try refuse(
            world, world.transaction(1, action).canonicalBytes,
            .cannotPayFee(needed: Amount(201_000), balance: Amount(10)))
        try refuse(
            world, world.transaction(0, transfer(world, 100_000)).canonicalBytes,
            .insufficientBalance(needed: Amount(100_000), balance: Amount(49_000)))
        try refuse(
            world, world.transaction(0, transfer(world, .max)).canonicalBytes,
            .insufficientBalance(needed: Amount(.max), balance: Amount(49_000)))
        try refuse(world, world.transaction(0, transfer(world, 0)).canonicalBytes, .nothingToDo)
        // What is not used of the gas comes back.
        #expect(try world.apply([bytes])[0].events.count == 2)
        #expect(world.balance(0) == 250_000 - 5 - 1_000 - UInt128(needed))
    }

    @Test func amountsThatWouldOverflow() throws {
        let world = try World(actors: try [Actor(1), Actor(2)], grants: [.max - 5, 5])
        let model = try Sample.model(1)
        let asset = world.asset(model)
        try world.succeed(0, .registerModel(ModelRegistration(model, [(world.actors[0], .max)], price: .max)))
        try world.refuse(0, .postJob(Sample.order(asset, reward: 1, fee: .max)), .amountOverflow)
        let twice = ModelRegistration(try Sample.model(2), [(world.actors[0], .max), (world.actors[1], 1)])
        try world.refuse(0, .registerModel(twice), .amountOverflow)
        #expect(throws: GenesisError.amountOverflow) {
            try World(actors: try [Actor(1), Actor(2)], grants: [.max, 1])
        }
    }

    @Test func modelsThatBreakTheRules() throws {
        let world = try World(3)
        var ids: [Digest] = []
        for number in UInt64(0)..<6 {
            let model = try Sample.model(number)
            let parents = ids.last.map { [RevenueShare(model: $0, parts: 500_000_000)] } ?? []
            let action = Action.registerModel(ModelRegistration(model, parents: parents, [(world.actors[0], 10)]))
            if number <= 4 { try world.succeed(0, action) } else { try world.refuse(0, action, .lineageTooDeep(5)) }
            ids.append(world.asset(model))
        }
        try world.refuse(
            0, .registerModel(ModelRegistration(try Sample.model(0), [(world.actors[1], 1)])),
            .alreadyRegistered(ids[0]))
        let stranger = Sample.digest(99)
        try world.refuse(
            1,
            .registerModel(
                ModelRegistration(
                    try Sample.model(50), parents: [RevenueShare(model: stranger, parts: 1)], [(world.actors[1], 1)])),
            .unknownModel(stranger))
        let greedy = [RevenueShare(model: ids[0], parts: 600_000_000), RevenueShare(model: ids[1], parts: 400_000_001)]
        try world.refuse(
            1, .registerModel(ModelRegistration(try Sample.model(50), parents: greedy, [(world.actors[1], 1)])),
            .revenueOverspent(parts: 1_000_000_001))
        try world.refuse(
            1, .registerModel(ModelRegistration(try Sample.model(50), [])), .noShares)
        try world.refuse(1, .setPrice(model: ids[0], price: nil), .notRegistrant)
        try world.refuse(
            1, .transferShares(model: ids[0], to: world.actors[2].address, count: 1),
            .insufficientShares(needed: 1, found: 0))
        // 1,000 units through a chain of halves: 500, 250, 125, 62.5, 62.5 to the last unit.
        try world.succeed(0, .setPrice(model: ids[4], price: Amount(1_000)))
        let job = Job.id(chain: World.chain, poster: world.actors[1].address, nonce: world.nonce(1))
        try world.succeed(1, .postJob(Sample.order(ids[4], fee: 1_000)))
        try world.succeed(2, .takeJob(job))
        let claim = try Sample.claim(job, try Sample.model(4).id, prover: world.actors[2].address)
        try world.succeed(2, .submitProof(claim: claim, evidence: [1]))
        let revenue = ids[0..<5].map { world.state.revenuePool($0)?.revenue.units ?? 0 }
        #expect(revenue.reduce(0, +) == 1_000)
        #expect(Array(revenue[2...]) == [125, 250, 500])
        #expect(Set(revenue[..<2]) == [62, 63])
    }

    @Test func jobsThatBreakTheRules() throws {
        let world = try World(4)
        let model = try Sample.model(1)
        let asset = world.asset(model)
        let (prover, other) = (world.actors[3].address, world.actors[1].address)
        try world.refuse(2, .postJob(Sample.order(asset)), .unknownModel(asset))
        try world.succeed(0, .registerModel(ModelRegistration(model, [(world.actors[0], 1)], price: 9)))
        try world.refuse(2, .postJob(Sample.order(asset, fee: 8)), .wrongLicenceFee(due: Amount(9)))
        try world.refuse(
            2, .postJob(Sample.order(asset, assurance: .proved(.insecureTest), fee: 9)),
            .profileNotAccepted(.insecureTest))
        try world.refuse(2, .postJob(Sample.order(asset, assurance: .proved(.ud100), fee: 9)), .noOracle(.ud100))
        try world.refuse(2, .postJob(Sample.order(asset, fee: 9, bond: 100_000)), .bondTooLow(needed: Amount(100_001)))
        try world.refuse(2, .postJob(Sample.order(asset, fee: 9, deadline: world.time)), .durationOutOfRange)
        try world.refuse(2, .postJob(Sample.order(asset, fee: 9, deadline: .max)), .durationOutOfRange)
        try world.refuse(2, .postJob(Sample.order(asset, fee: 9, lease: .max)), .durationOutOfRange)
        try world.refuse(2, .takeJob(Sample.digest(5)), .unknownJob(Sample.digest(5)))
        let job = Job.id(chain: World.chain, poster: world.actors[2].address, nonce: world.nonce(2))
        try world.succeed(2, .postJob(Sample.order(asset, fee: 9)))
        let claim = try Sample.claim(job, model.id, prover: prover)
        try world.refuse(3, .submitProof(claim: claim, evidence: [1]), .wrongStatus)
        try world.succeed(3, .takeJob(job))
        try world.refuse(1, .takeJob(job), .wrongStatus)
        func differ(_ field: Rejection.ClaimField, _ claim: Claim) throws {
            try world.refuse(3, .submitProof(claim: claim, evidence: [1]), .claimDiffers(field: field))
        }
        try differ(.prover, try Sample.claim(job, model.id, prover: other))
        try differ(.model, try Sample.claim(job, Sample.digest(4), prover: prover))
        try differ(.chain, try Sample.claim(job, model.id, prover: prover, chain: 78))
        try differ(.assurance, try Sample.claim(job, model.id, prover: prover, assurance: .proved(.ud100)))
        try differ(.assurance, try Sample.claim(job, model.id, prover: prover, assurance: .optimistic(Sample.trace)))
        let inputs = [TensorCommitment.public(Sample.digest(1))]
        try differ(
            .inputs,
            try Claim(
                chain: World.chain, job: job, model: model.id, inputs: inputs, outputs: [Sample.output],
                assurance: .proved(.p100), prover: prover))
        try differ(
            .steps,
            try Claim(
                chain: World.chain, job: job, model: model.id, steps: 2, inputs: [Sample.input],
                outputs: [Sample.output], assurance: .proved(.p100), prover: prover))
        // A wrong proof costs its bringer the fee; the job waits on.
        let balance = world.balance(1)
        guard case .failed(.notAccepted(PrecompileID.verifyProof, 0), let gas, _) = try world.run(
            1, .submitProof(claim: claim, evidence: [0]))
        else { throw World.Unexpected(receipt: .rejected(.nothingToDo)) }
        #expect(world.balance(1) == balance - 1_000 - UInt128(gas))
        guard case .failed(.halted(_, .outOfGas), World.gasLimit, _) = try world.run(
            1, .submitProof(claim: claim, evidence: [4]))
        else { throw World.Unexpected(receipt: .rejected(.nothingToDo)) }
        #expect(world.state.job(job)?.status == .taken(prover: prover, until: world.time + 500))
    }

    /// Private inputs need a sealed copy, and an optimistic claim about them enough auditors who can read it.
    @Test func optimisticJobsNeedSomebodyWhoCanCheck() throws {
        let world = try World(4)
        let model = try Sample.model(1)
        let asset = world.asset(model)
        try world.succeed(0, .registerModel(ModelRegistration(model, [(world.actors[0], 1)])))
        try world.succeed(3, .attest(model: asset))
        try world.refuse(3, .attest(model: asset), .alreadyAttested)
        let hidden = TensorCommitment.private(
            try PrivateCommitment(canonicalBytes: [UInt8](repeating: 0, count: 32)))
        func order(_ sealed: Digest?, _ auditors: [Address]) -> Action {
            .postJob(
                JobOrder(
                    model: asset, inputs: [hidden], sealedInput: sealed, auditors: auditors,
                    assurance: .optimistic(.full), reward: Amount(1), licenceFee: .zero, proverBond: Amount(100_001),
                    deadline: world.time + 10, lease: 10))
        }
        try world.refuse(2, order(nil, []), .sealedInputExpected(true))
        try world.refuse(2, order(Sample.digest(1), []), .tooFewAuditors(found: 0, needed: 1))
        let stranger = world.actors[1].address
        try world.refuse(2, order(Sample.digest(1), [stranger]), .auditorHoldsNothing(stranger))
        let job = Job.id(chain: World.chain, poster: world.actors[2].address, nonce: world.nonce(2))
        try world.succeed(2, order(Sample.digest(1), [world.actors[3].address]))
        // Nobody has taken the job yet: the auditor may leave, and nobody takes it any more.
        try world.succeed(3, .withdrawAttestation(model: asset))
        try world.refuse(1, .takeJob(job), .tooFewAttestations(found: 0, needed: 1))
        try world.succeed(3, .attest(model: asset))
        try world.succeed(1, .takeJob(job))
        try world.refuse(3, .withdrawAttestation(model: asset), .jobsInHand(1))
        world.time += 11
        try world.succeed(2, .expireJob(job))
        try world.succeed(3, .withdrawAttestation(model: asset))
        try world.refuse(3, .withdrawAttestation(model: asset), .notAttested)
        try world.refuse(
            2, order(Sample.digest(1), [world.actors[3].address]), .tooFewAttestations(found: 0, needed: 1))
    }

    @Test func blocksOutOfOrder() throws {
        let world = try World(2)
        func problem(_ height: UInt64, _ time: UInt64) -> BlockError? {
            do {
                _ = try world.machine.apply(Block(height: height, time: time, transactions: []), to: world.state)
                return nil
            } catch { return error }
        }
        #expect(problem(0, world.time) == .refused(.wrongHeight(expected: 1, found: 0)))
        #expect(problem(2, world.time) == .refused(.wrongHeight(expected: 1, found: 2)))
        #expect(problem(1, world.time - 1) == .refused(.timeWentBack(from: world.time, to: world.time - 1)))
        #expect(problem(1, world.time) == nil)
    }
}
