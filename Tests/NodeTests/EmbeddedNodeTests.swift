import Foundation
import Ledger
import LedgerSupport
import Node
import Testing

/// What an embedded node does when nothing goes wrong, and what it refuses.
@Suite struct EmbeddedNodeTests {
    @Test func keepsWhatItCommitted() throws {
        let pair = try Pair(seed: 1)
        for _ in 0..<20 { try pair.submit() }
        let hash = pair.node.state.applicationHash
        #expect(hash == pair.replica.applicationHash && pair.node.state.height == 20)
        pair.node.endTurn()
        let again = try EmbeddedNode(home: pair.folder.home, waitingAtMost: 5)
        #expect(again.state.applicationHash == hash && again.header == pair.node.header)
        #expect(again.genesis == pair.crowd.genesis())
    }

    @Test func aBlockIsOnDiskWhenSubmitReturns() throws {
        let pair = try Pair(seed: 2)
        let (journal, synchronous) = try pair.node.durability()
        #expect(journal == "wal" && synchronous == 2)
    }

    @Test func whatIsRefusedMakesNoBlock() throws {
        let pair = try Pair(seed: 3)
        let good = pair.nextTransactions()
        let before = pair.node.state.applicationHash
        #expect(try pair.node.submit([[1, 2, 3]]).allSatisfy { $0.isRejected })
        #expect(pair.node.state.applicationHash == before && pair.node.state.height == 0)
        // Among others it is left out of the block, and the block leads where it led with it.
        let receipts = try pair.node.submit([[1, 2, 3]] + good + [good[0]])
        #expect(receipts.map { $0.isRejected } == [true] + good.map { _ in false } + [true])
        #expect(try pair.node.block(at: 1)?.transactions == good)
        try pair.follow(pair.node)
        #expect(pair.replica.applicationHash == pair.node.state.applicationHash)
        #expect(try pair.node.check().transactions == good.count)
    }

    @Test func aPreviewChangesNothing() throws {
        let pair = try Pair(seed: 4)
        let transfer = try pair.node.sign(.transfer(to: pair.crowd.second.address, amount: Amount(5)), by: pair.crowd.first.key)
        let before = pair.node.state.applicationHash
        let preview = try pair.node.preview(transfer)
        #expect(preview.height == nil && pair.node.state.applicationHash == before)
        let submission = try pair.node.submit(transfer)
        #expect(submission.receipt == preview.receipt && submission.height == 1)
        #expect(submission.id == transfer.id)
        guard case .applied = submission.receipt else { return #expect(Bool(false), "\(submission.receipt)") }
    }

    @Test func ticksMoveTimeAndNothingElse() throws {
        let folder = try Folder()
        try EmbeddedNode.create(try Crowd().genesis(), in: folder.home)
        let node = try EmbeddedNode(home: folder.home, clock: { 5_000 })
        let root = node.state.root
        try node.tick()
        #expect(node.state.time == 5_000 && node.state.root == root && node.state.height == 1)
        // A clock that goes back holds block time still.
        node.endTurn()
        let late = try EmbeddedNode(home: folder.home, clock: { 10 })
        try late.tick()
        #expect(late.state.time == 5_000 && late.state.height == 2)
    }

    @Test func theLogAnswers() throws {
        let pair = try Pair(seed: 5)
        for _ in 0..<10 { try pair.submit() }
        let log = try pair.node.events(since: 0)
        #expect(log.count == Int(pair.node.header.eventCount) && log.map { $0.sequence } == Array(0..<UInt64(log.count)))
        #expect(try pair.node.events(since: 7, limit: 2) == Array(log[7..<9]))
        #expect(try pair.node.events(since: .max) == [])
        #expect(log.reduce(Crowd.zero) { EventLog.digest(after: $0, $1.event) } == pair.node.state.eventLog)
        for address in pair.crowd.addresses {
            let expected = log.filter { $0.event.subjects.contains(address.bytes) }
            #expect(try pair.node.events(about: address.bytes) == expected && !expected.isEmpty)
            #expect(try pair.node.events(about: address.bytes, limit: 1) == [expected[expected.count - 1]])
        }
        var found = 0
        for height in 1...pair.node.state.height {
            for bytes in try #require(try pair.node.block(at: height)).transactions {
                let signed = try SignedTransaction(canonicalBytes: bytes)
                let logged = try #require(try pair.node.transaction(signed.id))
                #expect(logged.height == height && logged.transaction == signed.transaction)
                found += logged.events.count
            }
        }
        #expect(found == log.count)
        #expect(try pair.node.transaction(Crowd.digest(99)) == nil)
        #expect(try pair.node.block(at: 0) == nil && pair.node.block(at: 11) == nil && pair.node.header(at: 11) == nil)
    }

    @Test func homesAreNotMixedUp() throws {
        let folder = try Folder()
        #expect(throws: NodeError.noLedger(folder.path)) { try EmbeddedNode(home: folder.home) }
        let genesis = try Crowd().genesis()
        try EmbeddedNode.create(genesis, in: folder.home)
        #expect(throws: NodeError.alreadyExists(folder.path)) { try EmbeddedNode.create(genesis, in: folder.home) }
        try folder.tamper("PRAGMA user_version = 2")
        #expect(throws: NodeError.newerFormat(found: 2, known: 1)) { try EmbeddedNode(home: folder.home) }
        try folder.tamper("PRAGMA application_id = 7")
        #expect(throws: NodeError.notAStore(folder.home.storePath)) { try EmbeddedNode(home: folder.home) }
        try Data("hello".utf8).write(to: URL(filePath: folder.home.storePath))
        #expect(throws: NodeError.self) { try EmbeddedNode(home: folder.home) }
    }

    @Test func rulesThatCannotRuleBeginNothing() throws {
        let folder = try Folder()
        var parameters = LedgerParameters(chain: 1)
        parameters.gasPerTransaction = 0
        let bad = GenesisRecord(parameters: parameters, genesis: Genesis(time: 0, grants: []))
        #expect(throws: NodeError.parametersRefused(.blockGasLimit)) { try EmbeddedNode.create(bad, in: folder.home) }
        let grant = Genesis.Grant(address: try Crowd().first.address, amount: Amount(1))
        let twice = GenesisRecord(parameters: LedgerParameters(chain: 1), genesis: Genesis(time: 0, grants: [grant, grant]))
        #expect(throws: NodeError.genesisRefused(.grantedTwice(grant.address))) {
            try EmbeddedNode.create(twice, in: folder.home)
        }
        #expect(throws: NodeError.noLedger(folder.path)) { try EmbeddedNode(home: folder.home) }
    }
}
