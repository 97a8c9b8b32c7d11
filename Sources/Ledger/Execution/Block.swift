import Claims
import Transcript

/// What consensus hands to the state machine. All that it knows of time is in here.
public struct Block: Sendable, Hashable {
    /// One above the state's.
    public let height: UInt64
    /// Milliseconds since 1970; never before the state's.
    public let time: UInt64
    /// Bytes that anybody may have made, in consensus's order.
    public let transactions: [[UInt8]]

    public init(height: UInt64, time: UInt64, transactions: [[UInt8]]) {
        self.height = height
        self.time = time
        self.transactions = transactions
    }
}

/// What became of one transaction.
public enum Receipt: Sendable, Equatable {
    case applied(gasUsed: UInt64, events: [Event])
    /// Paid for and undone.
    case failed(Failure, gasUsed: UInt64, events: [Event])
    /// Changed nothing, left no event.
    case rejected(Rejection)

    public var events: [Event] {
        switch self {
        case .applied(_, let events), .failed(_, _, let events): events
        case .rejected: []
        }
    }
}

/// A block that was carried out.
public struct AppliedBlock: Sendable {
    public let state: LedgerState
    /// One for each transaction, in order.
    public let receipts: [Receipt]
    /// What a store writes: values by ascending key, nil to remove.
    public let changes: [MerkleMap.Change]
    public let gasUsed: UInt64
}

/// Why a block as a whole is refused: deterministic, its proposer's fault.
public enum BlockRefusal: Error, Equatable, Sendable {
    case wrongHeight(expected: UInt64, found: UInt64)
    case timeWentBack(from: UInt64, to: UInt64)
    case tooManyTransactions(Int)
}

/// Why a block was not carried out.
public enum BlockError: Error, Equatable, Sendable {
    case refused(BlockRefusal)
    /// This node must stop.
    case fault(LedgerFault)
}

/// What a ledger begins with.
public struct Genesis: Sendable, Hashable {
    public struct Grant: Sendable, Hashable {
        public let address: Address
        public let amount: Amount

        public init(address: Address, amount: Amount) {
            self.address = address
            self.amount = amount
        }
    }

    /// Milliseconds since 1970.
    public let time: UInt64
    public let grants: [Grant]

    public init(time: UInt64, grants: [Grant]) {
        self.time = time
        self.grants = grants
    }
}

/// Why no ledger begins so.
public enum GenesisError: Error, Equatable, Sendable {
    case grantedTwice(Address)
    case amountOverflow
}
