import Foundation
import Ledger
import LedgerSupport
import Node
import TestSupport
import Testing

/// What `check` finds: every kind of change to a store.
@Suite struct CheckTests {
    private func story() throws -> Pair {
        let pair = try Pair(seed: 31)
        for _ in 0..<6 { try pair.submit() }
        pair.node.endTurn()
        return pair
    }

    @Test func aStoreOfANodeIsSound() throws {
        let pair = try story()
        let node = try EmbeddedNode(home: pair.folder.home)
        let report = try node.check()
        #expect(report.blocks == 6 && report.applicationHash == pair.replica.applicationHash)
        #expect(report.events == node.header.eventCount && report.records == pair.replica.records.entries.count)
    }

    /// A change behind the node's back, and how the flaw that is found begins when it is printed.
    static let changes: [(sql: String, flaw: String)] = [
        ("UPDATE record SET value = x'00' WHERE key = (SELECT min(key) FROM record)", "root("),
        ("DELETE FROM record WHERE key = (SELECT max(key) FROM record)", "root("),
        ("UPDATE record SET value = 'text' WHERE key = (SELECT min(key) FROM record)", "database("),
        ("UPDATE event SET bytes = 7.5 WHERE sequence = 1", "database("),
        ("UPDATE block SET header = 'text' WHERE height = 6", "header("),
        ("UPDATE record SET key = x'0011' WHERE key = (SELECT min(key) FROM record)", "recordKey"),
        ("DELETE FROM block WHERE height = 3", "missingBlock(3)"),
        ("DELETE FROM block WHERE height = 6", "root("),
        ("UPDATE block SET header = x'01' WHERE height = 2", "header(2,"),
        ("UPDATE block SET body = x'01' WHERE height = 2", "block(2,"),
        ("UPDATE block SET body = (SELECT body FROM block WHERE height = 2) WHERE height = 4", "missingBlock(4)"),
        ("UPDATE event SET bytes = x'ff' WHERE sequence = 4", "event(4,"),
        ("DELETE FROM event WHERE sequence = 4", "events(4)"),
        ("INSERT INTO event SELECT 999999, height, bytes FROM event WHERE sequence = 4", "events("),
        ("DELETE FROM mention WHERE sequence = 2", "index"),
        ("INSERT INTO mention VALUES (x'00', 2)", "index"),
        ("UPDATE executed SET sequence = sequence + 1", "index"),
    ]

    @Test(arguments: changes.indices)
    func everyChangeIsFound(index: Int) throws {
        let (sql, flaw) = Self.changes[index]
        let pair = try story()
        try pair.folder.tamper(sql)
        do throws(NodeError) {
            _ = try EmbeddedNode(home: pair.folder.home).check()
            Issue.record("not found: \(sql)")
        } catch {
            guard case .corrupt(let found) = error else {
                Issue.record("\(sql): \(error)")
                return
            }
            let words = "\(found)"
            #expect(words.hasPrefix(flaw), "\(sql): \(words)")
        }
    }

    @Test func aStoreWithoutItsGenesisIsRefused() throws {
        let pair = try story()
        try pair.folder.tamper("UPDATE meta SET value = x'00'")
        #expect(throws: NodeError.self) { try EmbeddedNode(home: pair.folder.home) }
    }

    @Test func theIndexIsMadeAnewFromTheLog() throws {
        let pair = try story()
        try pair.folder.tamper("DELETE FROM executed; DELETE FROM mention")
        let node = try EmbeddedNode(home: pair.folder.home)
        #expect(throws: NodeError.corrupt(.index)) { try node.check() }
        try node.rebuildIndex()
        #expect(try node.check().blocks == 6)
        let address = pair.crowd.first.address.bytes
        #expect(try node.events(about: address) == node.events(since: 0).filter { $0.event.subjects.contains(address) })
    }

    /// Damage of the disk's kind: flipped bytes in the file. A node opens with the right state or with a
    /// typed error, and never traps.
    @Test func damagedFilesNeverTrap() throws {
        let pair = try story()
        // A copy that one node had to itself: when it closes, the write-ahead log is folded into the file.
        let closed = try Folder(copying: pair.folder)
        _ = try EmbeddedNode(home: closed.home)
        let file = URL(filePath: closed.home.storePath)
        let whole = try Data(contentsOf: file)
        var random = SeededGenerator(seed: 32)
        var refused = 0
        for _ in 0..<300 {
            let copy = try Folder(copying: closed)
            for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy.home.storePath + ending) }
            var bytes = whole
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            try bytes.write(to: URL(filePath: copy.home.storePath))
            do throws(NodeError) {
                let node = try EmbeddedNode(home: copy.home, checksInvariants: false)
                #expect(node.state.applicationHash == pair.replica.applicationHash)
                _ = try node.check()
            } catch { refused += 1 }
        }
        #expect(refused > 10)
    }
}
