import Ledger
import Signatures
import Transcript

/// What became of a transaction that was handed in.
public struct Submission: Sendable {
    public let id: Digest
    /// The block that it is in; nil for one that was refused, which is in none, or tried only.
    public let height: UInt64?
    public let receipt: Receipt
}

extension EmbeddedNode {
    /// Makes a block of one transaction. One that the ledger refuses makes no block and leaves no trace.
    ///
    /// - Throws: `NodeError`; the transaction's own faults are in the receipt.
    public func submit(_ transaction: SignedTransaction) throws(NodeError) -> Submission {
        let receipts = try submit([transaction.canonicalBytes])
        return Submission(
            id: transaction.id, height: receipts[0].isRejected ? nil : state.height, receipt: receipts[0])
    }

    /// Makes a block of those transactions that the ledger does not refuse, in the order given; none where it
    /// refuses all.
    ///
    /// - Parameter transactions: bytes that anybody may have made.
    /// - Returns: a receipt for each.
    /// - Throws: `NodeError`.
    @discardableResult
    public func submit(_ transactions: [[UInt8]]) throws(NodeError) -> [Receipt] {
        try requireTurn()
        let applied = try trial(transactions)
        // What was refused changed nothing, so the block without it has the same outcome.
        let kept = zip(transactions, applied.receipts).filter { !$0.1.isRejected }.map { $0.0 }
        if !kept.isEmpty { try keep(applied, kept) }
        return applied.receipts
    }

    /// What `submit` would do, without doing it.
    public func preview(_ transaction: SignedTransaction) throws(NodeError) -> Submission {
        try requireTurn()
        let receipt = try trial([transaction.canonicalBytes]).receipts[0]
        return Submission(id: transaction.id, height: nil, receipt: receipt)
    }

    /// Makes a block without transactions, so that the ledger's time goes on.
    public func tick() throws(NodeError) {
        try requireTurn()
        try keep(try trial([]), [])
    }
}

extension Receipt {
    public var isRejected: Bool {
        if case .rejected = self { true } else { false }
    }
}
