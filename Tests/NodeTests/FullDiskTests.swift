import Foundation
import Ledger
import LedgerSupport
import Node
import TestSupport
import Testing

/// A disk without room stops a node cleanly; with room it goes on.
@Suite struct FullDiskTests {
    @Test func aFullStoreKeepsWhatItHasAndGoesOn() throws {
        let pair = try Pair(seed: 21)
        try pair.submit()
        try pair.node.limit(pages: try pair.node.pageCount() + 2)
        var refused = 0
        for _ in 0..<200 where refused < 3 {
            let before = pair.node.state.applicationHash
            do { try pair.submit() } catch NodeError.diskFull {
                refused += 1
                #expect(pair.node.state.applicationHash == before)
                #expect(try pair.node.check().applicationHash == before)
            }
        }
        try #require(refused == 3)
        try pair.node.limit(pages: 1 << 30)
        for _ in 0..<5 { try pair.submit() }
        #expect(pair.node.state.applicationHash == pair.replica.applicationHash)
        pair.node.endTurn()
        let again = try EmbeddedNode(home: pair.folder.home, waitingAtMost: 5)
        #expect(try again.check().applicationHash == pair.replica.applicationHash)
    }

    @Test func aProcessAtItsFileLimitStopsCleanly() throws {
        let pair = try Pair(seed: 22)
        pair.node.endTurn()
        for (round, limit) in [300_000, 400_000].enumerated() {
            let child = try HammerProcess(pair.folder, seed: UInt64(round), limit: limit)
            // The system refuses the write for another reason than a full disk has: an error of the store.
            #expect(child.waitForEnd() == 6)
            let said = try child.acknowledged()
            #expect(said > 0)
            try pair.node.waitForTurn(atMost: 5)
            try pair.follow(pair.node)
            #expect(pair.node.state.height >= said)
            #expect(pair.node.state.applicationHash == pair.replica.applicationHash)
            // Here there is room.
            try pair.submit()
            #expect(try pair.node.check().blocks == pair.node.state.height)
            pair.node.endTurn()
        }
    }
}
