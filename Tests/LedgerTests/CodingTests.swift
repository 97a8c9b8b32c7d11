import Claims
import Ledger
import TestSupport
import Testing
import Transcript

struct CodingTests {
    /// One action of every kind.
    static func actions() throws -> [Action] {
        let actor = try Actor(1)
        let model = try Sample.model(1)
        let digest = Sample.digest(3)
        let proved = try Sample.claim(digest, model.id, prover: actor.address)
        let claimed = try Sample.claim(digest, model.id, prover: actor.address, assurance: .optimistic(Sample.trace))
        let registration = ModelRegistration(
            model, parents: [RevenueShare(model: Sample.digest(5), parts: 7), RevenueShare(model: Sample.digest(6), parts: 8)],
            [(actor, 70), (try Actor(2), 30)], price: 5)
        let order = JobOrder(
            model: model.id, steps: 3,
            inputs: [Sample.input, .private(try PrivateCommitment(canonicalBytes: [UInt8](repeating: 1, count: 32)))],
            sealedInput: digest, auditors: [actor.address], assurance: .optimistic(.layer), reward: Amount(5),
            licenceFee: Amount(6), proverBond: Amount(7), reservedFor: actor.address, deadline: 8, lease: 9)
        return [
            .transfer(to: actor.address, amount: Amount(.max)), .registerModel(registration),
            .setPrice(model: digest, price: nil), .setPrice(model: digest, price: Amount(4)),
            .transferShares(model: digest, to: actor.address, count: 3), .collectDividends(model: digest),
            .attest(model: digest), .withdrawAttestation(model: digest), .postJob(order, publicInputs: [[1, 2], []]),
            .postJob(Sample.order(model.id)), .cancelJob(digest), .takeJob(digest),
            .submitProof(claim: proved, evidence: [1, 2]), .submitClaim(claim: claimed, publication: []),
            .challenge(job: digest, question: [1]),
            .answer(job: digest, challenger: actor.address, question: [2], answer: [3, 4]),
            .ask(job: digest, question: []), .refute(job: digest, evidence: [1, 2, 3]),
            .callTime(job: digest, challenger: actor.address), .withdrawChallenge(job: digest), .expireJob(digest),
            .settleJob(digest),
        ]
    }

    @Test func everyActionReadsBack() throws {
        for action in try Self.actions() { #expect(try Action(canonicalBytes: action.canonicalBytes) == action) }
    }

    /// The format of transactions: a change here is a new version.
    @Test func theFormatIsPinned() throws {
        var encoder = CanonicalEncoder()
        encoder.append(list: try Self.actions())
        #expect(encoder.bytes.count == 1882)
        #expect(BLAKE3.hash(encoder.bytes).description == "0x9935820985ab7320771afbdfb81691adee75063d3ed84e34636f67b09901254c")
    }

    @Test func tenThousandMutantsAreReadAsOneEncodingOrRefused() throws {
        let world = try World(2, each: 10_000_000)
        let seeds = try Self.actions().map { world.transaction(0, $0).canonicalBytes }
        let seed: UInt64 = 21
        print("transaction mutants: seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        var batch: [[UInt8]] = []
        var read = 0
        for number in 0..<10_000 {
            var mutant = seeds[number % seeds.count]
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<mutant.count, using: &generator)
                switch UInt8.random(in: 0...4, using: &generator) {
                case 0: mutant[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: mutant[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
                case 2: mutant.insert(UInt8.random(in: 0...255, using: &generator), at: place)
                case 3: mutant.remove(at: place)
                default: mutant.replaceSubrange(place..., with: generator.bytes(min(8, mutant.count - place)))
                }
            }
            if let signed = try? SignedTransaction(canonicalBytes: mutant) {
                read += 1
                #expect(signed.canonicalBytes == mutant)
            }
            batch.append(mutant)
        }
        #expect(read > 500)
        // No mutant is signed, so the ledger refuses all of them, and is as it was.
        let root = world.state.root
        let receipts = try world.apply(batch)
        let mutantsThatRan = receipts.filter { if case .rejected = $0 { false } else { true } }
        #expect(mutantsThatRan.isEmpty)
        #expect(world.state.root == root)
    }

    /// Bytes inside a good signature: what the signer himself may try.
    @Test func signedNonsenseIsRefused() throws {
        let world = try World(2)
        var generator = SeededGenerator(seed: 4)
        for action in try Self.actions() {
            for _ in 0..<20 {
                var bytes = action.canonicalBytes
                bytes[Int.random(in: 1..<bytes.count, using: &generator)] ^= 1 << UInt8.random(in: 0...7, using: &generator)
                guard let mutant = try? Action(canonicalBytes: bytes) else { continue }
                #expect(mutant.canonicalBytes == bytes)
                try world.run(0, mutant)
            }
        }
    }

    @Test func eventsReadBackAndMakeTheLog() throws {
        let (world, job, _) = try StoryTests.claimed()
        var log = world.state.eventLog
        let receipts = [
            try world.run(4, .challenge(job: job, question: [1])), try world.run(4, .refute(job: job, evidence: [2])),
            try world.run(4, .refute(job: job, evidence: [1])),
        ]
        for event in receipts.flatMap(\.events) {
            #expect(try Event(canonicalBytes: event.canonicalBytes) == event)
            log = EventLog.digest(after: log, event)
        }
        #expect(log == world.state.eventLog)
        #expect(receipts.flatMap(\.events).count == 7)
    }

    /// A holder proves his account to somebody who knows the root alone.
    @Test func recordsAreProvenAgainstTheRoot() throws {
        let world = try World(3)
        let key = StateKey.account(world.actors[1].address)
        let value = try #require(world.state.records[key])
        let proof = world.state.records.proof(for: key)
        #expect(throws: Never.self) { try proof.verifyPresence(of: key, value: value, root: world.state.root) }
        let stranger = StateKey.account(try Actor(200).address)
        #expect(throws: Never.self) {
            try world.state.records.proof(for: stranger).verifyAbsence(of: stranger, root: world.state.root)
        }
    }
}
