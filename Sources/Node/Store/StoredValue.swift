import GRDB
import Ledger
import Transcript

/// Reads what the store holds. Bytes that a node cannot have written are a flaw, never a trap.
enum StoredValue {
    /// The bytes of a column. GRDB's subscript would trap on a column of another kind, which a damaged file has.
    static func bytes(_ row: Row, _ column: Int) throws(NodeError) -> [UInt8] {
        let value: DatabaseValue = row[column]
        guard case .blob(let data) = value.storage else { throw .corrupt(.database("a column holds no bytes")) }
        return [UInt8](data)
    }

    /// The unsigned number of a column.
    static func number(_ row: Row, _ column: Int) throws(NodeError) -> UInt64 {
        let value: DatabaseValue = row[column]
        guard case .int64(let number) = value.storage else { throw .corrupt(.database("a column holds no number")) }
        return UInt64(bitPattern: number)
    }

    static func header(_ bytes: [UInt8], height: UInt64) throws(NodeError) -> BlockHeader {
        let header: BlockHeader
        do { header = try BlockHeader(canonicalBytes: bytes) } catch { throw .corrupt(.header(height, error)) }
        guard header.height == height else { throw .corrupt(.missingBlock(height)) }
        return header
    }

    static func block(_ bytes: [UInt8], height: UInt64) throws(NodeError) -> Block {
        let block: Block
        do { block = try Block(canonicalBytes: bytes) } catch { throw .corrupt(.block(height, error)) }
        guard block.height == height else { throw .corrupt(.missingBlock(height)) }
        return block
    }

    static func event(_ bytes: [UInt8], sequence: UInt64) throws(NodeError) -> Event {
        do { return try Event(canonicalBytes: bytes) } catch { throw .corrupt(.event(sequence, error)) }
    }

    static func key(_ bytes: [UInt8]) throws(NodeError) -> Digest {
        do { return try Digest(bytes) } catch { throw .corrupt(.recordKey) }
    }
}
