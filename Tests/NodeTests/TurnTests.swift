import Foundation
import Node
import Testing

/// Processes take turns; nobody reads or writes out of turn.
@Suite struct TurnTests {
    @Test func whoWaitsInVainIsToldWhoHasTheTurn() throws {
        let pair = try Pair(seed: 1)
        do {
            _ = try EmbeddedNode(home: pair.folder.home, waitingAtMost: 0.05)
            Issue.record("two have the turn")
        } catch NodeError.busy(let holder, let waited) {
            #expect(holder == getpid() && waited >= 0.05)
        }
    }

    @Test func theNextOneSeesWhatTheLastOneDid() throws {
        let pair = try Pair(seed: 2)
        pair.node.endTurn()
        let other = try EmbeddedNode(home: pair.folder.home, waitingAtMost: 5)
        try other.submit(pair.nextTransactions())
        #expect(throws: NodeError.notInTurn) { try pair.node.submit([]) }
        #expect(throws: NodeError.notInTurn) { try pair.node.tick() }
        #expect(throws: NodeError.notInTurn) { try pair.node.events(since: 0) }
        #expect(throws: NodeError.self) { try pair.node.waitForTurn(atMost: 0) }
        other.endTurn()
        try pair.node.waitForTurn(atMost: 5)
        #expect(pair.node.state.applicationHash == other.state.applicationHash && pair.node.state.height == 1)
        try pair.submit()
        pair.node.endTurn()
        try other.waitForTurn(atMost: 5)
        #expect(other.state.applicationHash == pair.replica.applicationHash)
    }

    @Test func fourNodesShareOneLedger() throws {
        let pair = try Pair(seed: 3)
        pair.node.endTurn()
        // Four processes with a hammer each; every one gets its turn, since each ends after a few blocks.
        var heights: [UInt64] = []
        for seed in 0..<4 {
            let child = try HammerProcess(pair.folder, seed: UInt64(seed))
            while try child.acknowledged() < 3 + (heights.last ?? 0) { usleep(2_000) }
            child.kill()
            heights.append(try child.acknowledged())
        }
        try pair.node.waitForTurn(atMost: 5)
        #expect(pair.node.state.height >= heights[3] && heights == heights.sorted())
        #expect(try pair.node.check().blocks == pair.node.state.height)
    }
}
