import Ledger
import Transcript

/// Reads what the store holds. Bytes that a node cannot have written are a flaw, never a trap.
enum StoredValue {
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
