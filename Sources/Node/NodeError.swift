import Ledger
import Transcript

/// Why a node could not do what it was asked. The ledger is as it was, unless a case says otherwise.
public enum NodeError: Error, Equatable, Sendable {
    /// There is no ledger in this folder.
    case noLedger(String)
    /// There is one already, and it is not replaced.
    case alreadyExists(String)
    /// Another process had its turn all the while; nil where the lock does not say which.
    case busy(holder: Int32?, waitedSeconds: Double)
    /// Something was asked of a node that had ended its turn.
    case notInTurn
    /// The store was written by a later release.
    case newerFormat(found: Int, known: Int)
    /// The file is no store of a ledger.
    case notAStore(String)
    /// The store contradicts itself: these bytes are not those that a node wrote.
    case corrupt(StoreFlaw)
    /// There is no room. Nothing of the block was kept; it can be tried again.
    case diskFull
    /// The system refused a file, or SQLite an operation.
    case storage(String)
    case genesisMalformed(CanonicalError)
    case genesisRefused(GenesisError)
    case parametersRefused(ParameterError)
    /// The block is one that no replica carries out.
    case blockRefused(BlockRefusal)
    /// The state machine found a fault and stops: a broken law or a broken precompile.
    case fault(LedgerFault)
}

/// Where a store is not what its blocks make it.
public enum StoreFlaw: Error, Equatable, Sendable {
    /// A table, row or file that SQLite itself finds damaged.
    case database(String)
    case missingBlock(UInt64)
    case header(UInt64, CanonicalError)
    case block(UInt64, CanonicalError)
    case event(UInt64, CanonicalError)
    /// A key that is not 32 bytes, or out of order.
    case recordKey
    /// The records give another root than the last block's.
    case root(height: UInt64, found: Digest, expected: Digest)
    /// A block, carried out anew, leads elsewhere than its header says.
    case replay(height: UInt64, found: Digest, expected: Digest)
    /// The header's application hash is not that of its other fields.
    case applicationHash(UInt64)
    /// The records are not those that the blocks leave.
    case records
    /// The events are not those that the blocks give.
    case events(UInt64)
    /// The index is not the one that the events make.
    case index
}
