import Claims
import Foundation
import Ledger
import Transcript

/// A transaction in its block.
public struct LoggedTransaction: Sendable {
    public let id: Digest
    public let height: UInt64
    public let transaction: Transaction
    public let events: [LoggedEvent]
}

extension EmbeddedNode {
    /// Events that one answer holds at most.
    public static let maximumEvents = 10_000

    /// The log from some place on: what a watcher asks again and again, with the last sequence plus one.
    ///
    /// - Parameters:
    ///   - sequence: events to leave out; 0 for the whole log.
    ///   - limit: events at most, up to `maximumEvents`.
    public func events(since sequence: UInt64, limit: Int = maximumEvents) throws(NodeError) -> [LoggedEvent] {
        try requireTurn()
        guard sequence <= UInt64(Int64.max) else { return [] }
        return try store.events(
            "WHERE sequence >= ? ORDER BY sequence LIMIT ?", [Int64(sequence), bounded(limit)])
    }

    /// Events about an account, model, job, claim or transaction, newest last.
    public func events(about subject: Digest, limit: Int = maximumEvents) throws(NodeError) -> [LoggedEvent] {
        try requireTurn()
        return try store.events(
            "WHERE sequence IN (SELECT sequence FROM mention WHERE subject = ? ORDER BY sequence DESC LIMIT ?) ORDER BY sequence",
            [Data(subject.bytes), bounded(limit)])
    }

    /// A transaction that is in a block; nil where none has this id.
    public func transaction(_ id: Digest) throws(NodeError) -> LoggedTransaction? {
        try requireTurn()
        let first = try store.events(
            "WHERE sequence = (SELECT sequence FROM executed WHERE id = ?)", [Data(id.bytes)])
        guard let first = first.first else { return nil }
        for bytes in try store.block(first.height).transactions {
            guard let signed = try? SignedTransaction(canonicalBytes: bytes), signed.id == id else { continue }
            let following = try store.events(
                "WHERE height = ? AND sequence > ? ORDER BY sequence",
                [Int64(bitPattern: first.height), Int64(bitPattern: first.sequence)])
            let own = following.prefix { if case .executed = $0.event { false } else { true } }
            return LoggedTransaction(
                id: id, height: first.height, transaction: signed.transaction, events: [first] + own)
        }
        throw .corrupt(.events(first.sequence))
    }

    /// The claim that a settled or open job was claimed or proved with, from the transaction that brought it.
    public func claim(_ id: Digest) throws(NodeError) -> Claim? {
        for event in try events(about: id) {
            for bytes in try store.block(event.height).transactions {
                switch (try? SignedTransaction(canonicalBytes: bytes))?.transaction.action {
                case .submitProof(let claim, _) where claim.id == id: return claim
                case .submitClaim(let claim, _) where claim.id == id: return claim
                default: continue
                }
            }
        }
        return nil
    }

    /// A block's header; nil above the last.
    public func header(at height: UInt64) throws(NodeError) -> BlockHeader? {
        try requireTurn()
        return height <= state.height ? try store.header(height) : nil
    }

    /// A block; nil for genesis and above the last.
    public func block(at height: UInt64) throws(NodeError) -> Block? {
        try requireTurn()
        return height > 0 && height <= state.height ? try store.block(height) : nil
    }

    private func bounded(_ limit: Int) -> Int { min(max(0, limit), Self.maximumEvents) }
}
