import Foundation
import GRDB
import Ledger
import Transcript

extension LedgerStore {
    /// A block that was carried out, as the store takes it.
    struct Commit {
        let block: Block
        let header: BlockHeader
        let changes: [MerkleMap.Change]
        let events: [Event]
    }

    /// Writes a block, its state and its events, all or nothing; on disk when it returns.
    ///
    /// - Throws: `NodeError.diskFull`, `storage`, `corrupt`. Then nothing was kept, or the system lied about it:
    ///   the caller reads the store again before it goes on.
    func commit(_ commit: Commit) throws(NodeError) {
        let height = Int64(bitPattern: commit.header.height)
        do {
            try queue.write { database in
                let between = { () throws -> Void in try self.betweenWrites?() }
                try between()
                try database.cachedStatement(sql: StoreSchema.insertBlock).execute(
                    arguments: [height, Data(commit.header.canonicalBytes), Data(commit.block.canonicalBytes)])
                for change in commit.changes {
                    try between()
                    if let value = change.value {
                        try database.cachedStatement(sql: StoreSchema.writeRecord)
                            .execute(arguments: [Data(change.key.bytes), Data(value)])
                    } else {
                        try database.cachedStatement(sql: StoreSchema.removeRecord)
                            .execute(arguments: [Data(change.key.bytes)])
                    }
                }
                var sequence = commit.header.eventCount - UInt64(commit.events.count)
                for event in commit.events {
                    try between()
                    try database.cachedStatement(sql: StoreSchema.insertEvent)
                        .execute(arguments: [Int64(bitPattern: sequence), height, Data(event.canonicalBytes)])
                    try EventIndex.enter(event, sequence: sequence, into: database, between: between)
                    sequence += 1
                }
                try between()
            }
        } catch {
            throw NodeError(error)
        }
    }
}
