/// The store's tables and the statements that write them. A change of these is a new format version.
enum StoreSchema {
    /// - meta: `genesis`, a `GenesisRecord`.
    /// - block: header and body (a `Block`; empty for height 0) in canonical bytes.
    /// - record: the last state's Merkle map.
    /// - event: the canonical log.
    /// - executed, mention: made from the log alone; see `EventIndex`.
    static let tables = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE block (height INTEGER PRIMARY KEY, header BLOB NOT NULL, body BLOB NOT NULL);
        CREATE TABLE record (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE event (sequence INTEGER PRIMARY KEY, height INTEGER NOT NULL, bytes BLOB NOT NULL);
        """ + EventIndex.tables(prefix: "")

    static let insertBlock = "INSERT INTO block (height, header, body) VALUES (?, ?, ?)"
    static let writeRecord = """
        INSERT INTO record (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value
        """
    static let removeRecord = "DELETE FROM record WHERE key = ?"
    static let insertEvent = "INSERT INTO event (sequence, height, bytes) VALUES (?, ?, ?)"
}
