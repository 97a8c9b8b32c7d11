import GRDB

extension NodeError {
    /// What a failing store said, as the node's own error.
    init(_ error: any Error) {
        switch error {
        case let error as NodeError: self = error
        case let error as DatabaseError:
            switch error.resultCode {
            case .SQLITE_FULL: self = .diskFull
            case .SQLITE_CORRUPT, .SQLITE_CONSTRAINT: self = .corrupt(.database(error.message ?? "damaged"))
            case .SQLITE_NOTADB: self = .corrupt(.database("the file is no database"))
            default: self = .storage(error.message ?? "SQLite error \(error.resultCode.rawValue)")
            }
        // A column of another kind than the schema has.
        case is RowDecodingError: self = .corrupt(.database("a column holds a value of another kind"))
        default: self = .storage("\(error)")
        }
    }
}
