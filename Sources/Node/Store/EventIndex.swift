import Foundation
import GRDB
import Ledger
import Transcript

/// Where to find a transaction, and which events are about somebody or something. Made from the event log and
/// nothing else, so it can be made anew at any time.
enum EventIndex {
    static func tables(prefix: String) -> String {
        """
        CREATE TABLE \(prefix)executed (id BLOB PRIMARY KEY, sequence INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE \(prefix)mention
            (subject BLOB NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY (subject, sequence)) WITHOUT ROWID;
        """
    }

    /// Enters one event.
    static func enter(
        _ event: Event, sequence: UInt64, into database: Database, prefix: String = "",
        between: () throws -> Void = {}
    ) throws {
        let place = Int64(bitPattern: sequence)
        if case .executed(let transaction, _, _, _, _) = event {
            try between()
            try database.cachedStatement(sql: "INSERT INTO \(prefix)executed (id, sequence) VALUES (?, ?)")
                .execute(arguments: [Data(transaction.bytes), place])
        }
        for subject in event.subjects {
            try between()
            try database.cachedStatement(sql: "INSERT INTO \(prefix)mention (subject, sequence) VALUES (?, ?)")
                .execute(arguments: [Data(subject.bytes), place])
        }
    }

    /// Whether the index is the one that the log makes.
    static func isFaithful(_ database: Database) throws -> Bool {
        try database.execute(sql: tables(prefix: "temp.fresh_"))
        defer {
            try? database.execute(sql: "DROP TABLE temp.fresh_executed; DROP TABLE temp.fresh_mention")
        }
        let rows = try Row.fetchCursor(database, sql: "SELECT sequence, bytes FROM event ORDER BY sequence")
        while let row = try rows.next() {
            let sequence = try StoredValue.number(row, 0)
            let event = try StoredValue.event(try StoredValue.bytes(row, 1), sequence: sequence)
            try enter(event, sequence: sequence, into: database, prefix: "temp.fresh_")
        }
        for (live, fresh) in [("executed", "temp.fresh_executed"), ("mention", "temp.fresh_mention")] {
            for (one, other) in [(live, fresh), (fresh, live)] {
                let differences = try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM (SELECT * FROM \(one) EXCEPT SELECT * FROM \(other))")
                if differences != 0 { return false }
            }
        }
        return true
    }

    /// Makes the index anew.
    static func rebuild(_ database: Database) throws {
        try database.execute(sql: "DELETE FROM executed; DELETE FROM mention")
        let rows = try Row.fetchCursor(database, sql: "SELECT sequence, bytes FROM event ORDER BY sequence")
        while let row = try rows.next() {
            let sequence = try StoredValue.number(row, 0)
            try enter(try StoredValue.event(try StoredValue.bytes(row, 1), sequence: sequence), sequence: sequence, into: database)
        }
    }
}
