import GRDB

// What tests of crashes and of full disks need; nothing else uses it.
extension EmbeddedNode {
    /// Is called before, between and after the statements of a block's transaction.
    package func interrupt(betweenWrites body: (() throws -> Void)?) { store.betweenWrites = body }

    /// Keeps the store from growing beyond a number of pages, as a full disk does.
    package func limit(pages: Int) throws(NodeError) {
        try store.read { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
    }

    package func pageCount() throws(NodeError) -> Int {
        try store.read { try Int.fetchOne($0, sql: "PRAGMA page_count") } ?? 0
    }

    /// SQLite's journal mode and degree of synchronisation (2 is FULL).
    package func durability() throws(NodeError) -> (journal: String, synchronous: Int) {
        try store.read {
            (
                try String.fetchOne($0, sql: "PRAGMA journal_mode") ?? "",
                try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1
            )
        }
    }
}
