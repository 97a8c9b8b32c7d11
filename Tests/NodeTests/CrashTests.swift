import Foundation
import Ledger
import LedgerSupport
import Node
import TestSupport
import Testing
import Transcript

/// Whenever a node dies, the ledger is at the end of a block: the last that was committed or the one after.
@Suite struct CrashTests {
    /// At every point between two statements the files are copied, which is what a kill would leave; the
    /// copy opens at the block before.
    @Test func everyPointBetweenTwoWritesIsSafe() throws {
        let pair = try Pair(seed: 11)
        for _ in 0..<3 { try pair.submit() }
        let before = pair.node.state.applicationHash
        let transactions = pair.nextTransactions()
        var copies: [Folder] = []
        pair.node.interrupt { copies.append(try Folder(copying: pair.folder)) }
        try pair.node.submit(transactions)
        pair.node.interrupt(betweenWrites: nil)
        try pair.follow(pair.node)
        #expect(copies.count > 10)
        for copy in copies {
            let survivor = try EmbeddedNode(home: copy.home, waitingAtMost: 5)
            #expect(survivor.state.applicationHash == before && survivor.state.height == 3)
            #expect(try survivor.check().blocks == 3)
            // It goes on, and gets where the other one got: only the block's time is the clock's.
            try survivor.submit(transactions)
            #expect(survivor.state.root == pair.replica.root && survivor.state.height == 4)
        }
    }

    /// The same with an error in place of a death: the transaction is undone and the node goes on.
    @Test func everyFailedWriteIsUndone() throws {
        let pair = try Pair(seed: 12)
        try pair.submit()
        let before = pair.node.state.applicationHash
        let transactions = pair.nextTransactions()
        var points = 0
        while case .storage? = failure(of: pair.node, transactions, atPoint: points) {
            #expect(pair.node.state.applicationHash == before)
            points += 1
            try #require(points < 1_000)
        }
        #expect(points > 10)
        pair.node.interrupt(betweenWrites: nil)
        try pair.follow(pair.node)
        #expect(pair.node.state.applicationHash == pair.replica.applicationHash && pair.node.state.height == 2)
        #expect(try pair.node.check().blocks == 2)
    }

    private struct Fault: Error {}

    /// What a node says when one of its writes fails; nil where there are fewer writes.
    private func failure(of node: EmbeddedNode, _ transactions: [[UInt8]], atPoint point: Int) -> NodeError? {
        var left = point
        node.interrupt {
            left -= 1
            if left < 0 { throw Fault() }
        }
        do throws(NodeError) { try node.submit(transactions) } catch { return error }
        return nil
    }

    /// A power cut leaves some beginning of the write-ahead log. Every such beginning opens at the end of a
    /// block, and longer ones never earlier.
    @Test func everyBeginningOfTheLogIsTheEndOfABlock() throws {
        let pair = try Pair(seed: 13)
        var hashes = [pair.node.state.applicationHash]
        for _ in 0..<4 {
            try pair.submit()
            hashes.append(pair.node.state.applicationHash)
        }
        let frozen = try Folder(copying: pair.folder)
        let log = try Data(contentsOf: URL(filePath: frozen.home.storePath + "-wal"))
        // 32 bytes of header, then frames of 24 + 4096.
        #expect(log.count > 32 + 20 * 4120)
        var lengths = Array(stride(from: 32, through: log.count, by: 4120))
        var random = SeededGenerator(seed: 13)
        for _ in 0..<40 { lengths.append(Int.random(in: 0...log.count, using: &random)) }
        var last: UInt64 = 0
        for length in lengths.sorted() {
            let copy = try Folder(copying: frozen)
            try? FileManager.default.removeItem(atPath: copy.home.storePath + "-shm")
            try log.prefix(length).write(to: URL(filePath: copy.home.storePath + "-wal"))
            let height = try survivingHeight(copy, hashes)
            #expect(height >= last)
            last = height
        }
        #expect(last == 4)
    }

    /// The height at which a copy opens; 0 also where not even genesis was on disk.
    private func survivingHeight(_ copy: Folder, _ hashes: [Digest]) throws -> UInt64 {
        let survivor: EmbeddedNode
        do throws(NodeError) { survivor = try EmbeddedNode(home: copy.home, waitingAtMost: 5) } catch {
            #expect(error == .noLedger(copy.path))
            return 0
        }
        let height = survivor.state.height
        #expect(survivor.state.applicationHash == hashes[Int(height)])
        return height
    }

    /// Two hundred times a process is killed at some moment while it commits. Nothing that it said was
    /// committed is lost, and every state is the one that the blocks give.
    @Test func twoHundredKillsLoseNothing() throws {
        let pair = try Pair(seed: 14)
        pair.node.endTurn()
        var random = SeededGenerator(seed: 200)
        for kill in 0..<200 {
            let child = try HammerProcess(pair.folder, seed: UInt64(kill))
            usleep(UInt32.random(in: 0..<70_000, using: &random))
            child.kill()
            let said = try child.acknowledged()
            try pair.node.waitForTurn(atMost: 5)
            try #require(pair.node.state.height >= said, "kill \(kill): \(said) was said to be on disk")
            try pair.follow(pair.node)
            try #require(pair.node.state.applicationHash == pair.replica.applicationHash, "kill \(kill)")
            pair.node.endTurn()
        }
        try pair.node.waitForTurn(atMost: 5)
        #expect(pair.node.state.height > 200)
        #expect(try pair.node.check().blocks == pair.node.state.height)
    }
}
