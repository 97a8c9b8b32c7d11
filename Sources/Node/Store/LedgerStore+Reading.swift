import Foundation
import GRDB
import Ledger
import Transcript

extension LedgerStore {
    /// Reads, with whatever goes wrong as a `NodeError`.
    func read<Value>(_ body: (Database) throws -> Value) throws(NodeError) -> Value {
        do { return try queue.inDatabase(body) } catch { throw NodeError(error) }
    }

    /// - Throws: `NodeError.noLedger` where none was begun.
    func genesis(home: String) throws(NodeError) -> GenesisRecord {
        let bytes = try read { database -> [UInt8]? in
            guard try database.tableExists("meta") else { return nil }
            return try Data.fetchOne(database, sql: "SELECT value FROM meta WHERE name = 'genesis'").map { [UInt8]($0) }
        }
        guard let bytes else { throw .noLedger(home) }
        do { return try GenesisRecord(canonicalBytes: bytes) } catch { throw .genesisMalformed(error) }
    }

    func lastHeight() throws(NodeError) -> UInt64 {
        let height = try read { try Int64.fetchOne($0, sql: "SELECT max(height) FROM block") }
        guard let height else { throw .corrupt(.missingBlock(0)) }
        return UInt64(bitPattern: height)
    }

    /// The state after the last block, from the records that stand; its root has to be the block's.
    func lastState() throws(NodeError) -> (state: LedgerState, header: BlockHeader) {
        let header = try header(try lastHeight())
        let records = try read { database in
            var records: [(key: Digest, value: [UInt8])] = []
            let rows = try Row.fetchCursor(database, sql: "SELECT key, value FROM record ORDER BY key")
            while let row = try rows.next() {
                let key = try StoredValue.key(try StoredValue.bytes(row, 0))
                // A damaged tree of SQLite's gives rows in any order.
                if let last = records.last, last.key >= key { throw NodeError.corrupt(.recordKey) }
                records.append((key, try StoredValue.bytes(row, 1)))
            }
            return records
        }
        let state = LedgerState(
            records: MerkleMap(sorted: records), height: header.height, time: header.time, gasPrice: header.gasPrice,
            eventLog: header.eventLog)
        guard state.root == header.root else {
            throw .corrupt(.root(height: header.height, found: state.root, expected: header.root))
        }
        guard state.applicationHash == header.applicationHash else { throw .corrupt(.applicationHash(header.height)) }
        // The number of events is in no hash; the next block's numbers begin with it.
        let last = try read { try Int64.fetchOne($0, sql: "SELECT max(sequence) FROM event") }
        guard (last.map { UInt64(bitPattern: $0) &+ 1 } ?? 0) == header.eventCount else {
            throw .corrupt(.events(header.eventCount))
        }
        return (state, header)
    }

    /// - Throws: `NodeError.corrupt(.missingBlock)` above the last.
    func header(_ height: UInt64) throws(NodeError) -> BlockHeader {
        let bytes = try read {
            try Data.fetchOne($0, sql: "SELECT header FROM block WHERE height = ?", arguments: [Int64(bitPattern: height)])
        }
        guard let bytes else { throw .corrupt(.missingBlock(height)) }
        return try StoredValue.header([UInt8](bytes), height: height)
    }

    func block(_ height: UInt64) throws(NodeError) -> Block {
        let bytes = try read {
            try Data.fetchOne($0, sql: "SELECT body FROM block WHERE height = ?", arguments: [Int64(bitPattern: height)])
        }
        guard let bytes else { throw .corrupt(.missingBlock(height)) }
        return try StoredValue.block([UInt8](bytes), height: height)
    }

    /// Events whose rows a query names, in the log's order.
    ///
    /// - Parameter condition: SQL behind `FROM event`.
    func events(_ condition: String, _ arguments: StatementArguments) throws(NodeError) -> [LoggedEvent] {
        try read { database in
            var found: [LoggedEvent] = []
            let rows = try Row.fetchCursor(
                database, sql: "SELECT sequence, height, bytes FROM event \(condition)", arguments: arguments)
            while let row = try rows.next() {
                let sequence = try StoredValue.number(row, 0)
                let event = try StoredValue.event(try StoredValue.bytes(row, 2), sequence: sequence)
                found.append(LoggedEvent(sequence: sequence, height: try StoredValue.number(row, 1), event: event))
            }
            return found
        }
    }
}
