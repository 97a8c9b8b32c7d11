import Foundation
import GRDB
import Ledger
import Transcript

/// What a node keeps on disk: genesis, blocks, the records of the last state, every event, and an index of
/// the events. SQLite with a write-ahead log; a block is one transaction, on disk when it returns.
///
/// Only the holder of the home's turn may use it.
final class LedgerStore {
    /// Says that an SQLite file is a store of this kind.
    static let applicationID: Int32 = 0x5369_726F
    static let formatVersion = 1

    let queue: DatabaseQueue
    /// Called between any two statements of a block's transaction: tests stop there.
    var betweenWrites: (() throws -> Void)?

    private init(_ queue: DatabaseQueue) { self.queue = queue }

    /// Opens a store, or an empty one where there is no file yet.
    ///
    /// - Throws: `NodeError.storage`, `newerFormat`, `notAStore`, `corrupt`.
    static func open(_ path: String) throws(NodeError) -> LedgerStore {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.label = "ledger"
        // A process that had the turn before may still be closing its connection.
        configuration.busyMode = .timeout(10)
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            // GRDB asks for NORMAL with a write-ahead log, which may lose the last blocks at a power cut.
            try queue.inDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            let store = LedgerStore(queue)
            try store.requireFormat(path)
            return store
        } catch {
            throw NodeError(error)
        }
    }

    private func requireFormat(_ path: String) throws {
        let (application, version, tables) = try queue.inDatabase { database in
            (
                try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0,
                try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0,
                try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            )
        }
        if tables == 0 && application == 0 { return }
        guard application == Self.applicationID else { throw NodeError.notAStore(path) }
        guard version <= Self.formatVersion else {
            throw NodeError.newerFormat(found: version, known: Self.formatVersion)
        }
        guard version == Self.formatVersion else { throw NodeError.notAStore(path) }
    }

    /// Writes the first state; nothing may be there yet.
    ///
    /// - Throws: `NodeError.alreadyExists`, `storage`, `diskFull`.
    func begin(_ genesis: GenesisRecord, _ state: LedgerState, path: String) throws(NodeError) {
        do {
            try queue.write { database in
                let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
                guard tables == 0 else { throw NodeError.alreadyExists(path) }
                try database.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
                try database.execute(sql: "PRAGMA user_version = \(Self.formatVersion)")
                try database.execute(sql: StoreSchema.tables)
                try database.execute(
                    sql: "INSERT INTO meta (name, value) VALUES ('genesis', ?)", arguments: [Data(genesis.canonicalBytes)])
                let header = BlockHeader(state, gasUsed: 0, eventCount: 0)
                try database.execute(
                    sql: StoreSchema.insertBlock, arguments: [0, Data(header.canonicalBytes), Data()])
                for entry in state.records.entries {
                    try database.execute(
                        sql: StoreSchema.writeRecord, arguments: [Data(entry.key.bytes), Data(entry.value)])
                }
            }
        } catch {
            throw NodeError(error)
        }
    }

    /// Ends the connection; the write-ahead log is folded into the file.
    func close() { try? queue.close() }
}
