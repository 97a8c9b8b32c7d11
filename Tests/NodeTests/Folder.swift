import Foundation
import GRDB
import Ledger
import LedgerSupport
import Node
import TestSupport

/// A home that disappears with its last user.
final class Folder: Sendable {
    let path: String
    var home: NodeHome { NodeHome(path) }

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "sirocco-node-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// What a killed process would leave at this moment: a copy of the files as they are.
    init(copying other: Folder) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "sirocco-node-\(UUID().uuidString)").path()
        try FileManager.default.copyItem(atPath: other.path, toPath: path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Opens the store behind the node's back.
    func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: home.storePath)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }
}

/// A ledger with a clock that the test moves, and the same ledger in memory.
final class Pair {
    let folder: Folder
    let crowd: Crowd
    let node: EmbeddedNode
    let machine: StateMachine
    private(set) var replica: LedgerState
    var random: SeededGenerator

    init(seed: UInt64, others: Int = 0) throws {
        folder = try Folder()
        crowd = try Crowd()
        let genesis = crowd.genesis(others: others)
        try EmbeddedNode.create(genesis, in: folder.home)
        node = try EmbeddedNode(home: folder.home, checksInvariants: false, waitingAtMost: 5)
        machine = try StateMachine(
            parameters: genesis.parameters, precompiles: .standard(), checksInvariants: false)
        replica = try machine.genesis(genesis.genesis)
        random = SeededGenerator(seed: seed)
    }

    func nextTransactions() -> [[UInt8]] { crowd.transactions(node.state, &random) }

    /// Gives both the same block.
    func submit() throws {
        let transactions = nextTransactions()
        try node.submit(transactions)
        try follow(node)
    }

    /// Brings the copy in memory up to a node's blocks.
    func follow(_ node: EmbeddedNode) throws {
        while replica.height < node.state.height {
            guard let block = try node.block(at: replica.height + 1) else { throw NodeError.notInTurn }
            replica = try machine.apply(block, to: replica).state
        }
    }
}
