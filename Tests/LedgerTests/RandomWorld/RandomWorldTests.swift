import Claims
import Foundation
import Ledger
import TestSupport
import Testing
import Transcript

/// The ledger and the exact model, side by side.
struct RandomWorldTests {
    static let actorCount = 6
    static let grants: [UInt128] = [900_000_000, 900_000_000, 900_000_000, 900_000_000, 900_000_000, 3_000_000]

    /// Three worlds of ten thousand operations; `SIROCCO_FUZZ_ROUNDS` multiplies their number.
    static let seeds: [UInt64] = {
        let rounds = ProcessInfo.processInfo.environment["SIROCCO_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 1
        return [2_025, 7, 8] + (3..<3 * max(1, rounds)).map { 10_000 + UInt64($0) }
    }()

    /// For operations that once showed a difference.
    static func agree(_ operations: [Operation]) throws {
        let run = try Run(actors())
        try run.play(operations)
        #expect(run.difference == nil)
    }

    @Test func tenThousandOperationsAgreeWithTheExactModel() throws {
        let count = 10_000
        var applied = 0, failed = 0
        var statuses: [String: Int] = [:]
        for seed in Self.seeds {
            print("random world: seed \(seed), \(count) operations")
            var generator = SeededGenerator(seed: seed)
            let operations = (0..<count).map { _ in Operation(&generator) }
            let run = try Run(Self.actors())
            try run.play(operations)
            guard let difference = run.difference else {
                print("random world: \(run.applied) applied, \(run.failed) failed, \(run.statuses)")
                applied += run.applied
                failed += run.failed
                for (status, jobs) in run.statuses { statuses[status, default: 0] += jobs }
                #expect(run.model.total == Self.grants.reduce(0, +))
                continue
            }
            let least = try Self.shrunk(operations)
            Issue.record(
                "\(difference); \(least.count) operations suffice:\n\(Operation.test(of: least, seed: seed))")
        }
        // The walks must not have idled.
        let worlds = Self.seeds.count
        #expect(applied > worlds * count / 5 && failed > 50 * worlds)
        for status in ["settled", "refuted", "expired", "cancelled"] {
            #expect(statuses[status] ?? 0 > 5 * worlds, "\(statuses)")
        }
    }

    /// Shrinking itself: with a model that forgets to burn, a few operations show it.
    @Test func aWrongModelIsFoundAndShrunk() throws {
        var generator = SeededGenerator(seed: 1)
        let operations = (0..<300).map { _ in Operation(&generator) }
        let run = try Run(Self.actors(), forgetsToBurn: true)
        try run.play(operations)
        #expect(run.difference != nil)
        let least = try Self.shrunk(operations, forgetsToBurn: true)
        #expect(least.count == 1)
        // What is printed is what was found: the literals, read back, still show it.
        let text = Operation.test(of: least, seed: 1)
        let numbers = text.matches(of: /\d+/).compactMap { UInt64($0.output) }
        let kind = try #require(Operation.Kind.allCases.first { text.contains("(.\($0),") })
        // Of the seed in the test's name, then of the literal.
        let read = Operation(
            kind, actor: Int(numbers[1]), first: Int(numbers[2]), second: Int(numbers[3]), amount: numbers[4],
            endsBlock: text.contains("true"))
        let again = try Run(Self.actors(), forgetsToBurn: true)
        try again.play([read])
        #expect(again.difference != nil)
        try Self.agree([read])
    }

    /// Replays, forgeries, reordered, cut, prolonged and oversized transactions among the others: each is refused with
    /// a reason of its own, and the rest goes on as if they were not there.
    @Test func noiseChangesNothing() throws {
        var generator = SeededGenerator(seed: 99)
        let operations = (0..<1_500).map { _ in Operation(&generator) }
        let quiet = try Run(Self.actors())
        try quiet.play(operations)
        let noisy = try Run(Self.actors())
        noisy.noise = Noise(seed: 5)
        try noisy.play(operations)
        #expect(quiet.difference == nil && noisy.difference == nil)
        #expect(noisy.world.state.applicationHash == quiet.world.state.applicationHash)
        let reasons = try #require(noisy.noise?.reasons)
        print("noise: \(reasons.sorted { $0.key < $1.key })")
        for reason in ["tooLarge", "malformed", "wrongChain", "invalidSignature", "wrongNonce", "gasLimitTooLow"] {
            #expect(reasons[reason] ?? 0 > 0, "\(reason)")
        }
    }

    /// Two replicas that cut the same transactions into different blocks have the same records, the same
    /// receipts and the same event log.
    @Test(arguments: [1, 7, 400]) func batchingDoesNotChangeTheRoot(_ blockSize: Int) throws {
        var generator = SeededGenerator(seed: 77)
        // What is about time and height is left out: a dispute knows the block that opened it.
        let operations = (0..<400).map { _ in Operation(&generator) }.filter { $0.kind != .wait && $0.kind != .challenge }
        let run = try Run(Self.actors())
        var transactions: [[UInt8]] = []
        run.willApply = { transactions += $0 }
        try run.play(operations)
        #expect(run.difference == nil)
        let replica = try World(actors: run.world.actors, grants: Self.grants, checksInvariants: false)
        var receipts: [Receipt] = []
        for start in stride(from: 0, to: transactions.count, by: blockSize) {
            receipts += try replica.apply(Array(transactions[start..<min(start + blockSize, transactions.count)]))
        }
        #expect(replica.state.root == run.world.state.root)
        #expect(replica.state.eventLog == run.world.state.eventLog)
        #expect(receipts == run.receipts)
        // From a store, too: the records rebuilt in bulk.
        #expect(MerkleMap(sorted: replica.state.records.entries).root == replica.state.root)
    }

    static func actors() throws -> [Actor] { try (1...actorCount).map { try Actor(UInt8($0)) } }

    /// A list that still shows a difference and does so no more with any piece left out.
    static func shrunk(_ operations: [Operation], forgetsToBurn: Bool = false) throws -> [Operation] {
        let actors = try actors()
        func differs(_ candidate: [Operation]) throws -> Bool {
            let run = try Run(actors, forgetsToBurn: forgetsToBurn)
            try run.play(candidate)
            return run.difference != nil
        }
        var least = operations
        var piece = max(1, least.count / 2)
        while true {
            var start = 0
            var hasShrunk = false
            while start < least.count {
                let candidate = Array(least[..<start] + least[min(start + piece, least.count)...])
                if try differs(candidate) {
                    least = candidate
                    hasShrunk = true
                } else {
                    start += piece
                }
            }
            if piece == 1 && !hasShrunk { return least }
            piece = max(1, piece / 2)
        }
    }
}
