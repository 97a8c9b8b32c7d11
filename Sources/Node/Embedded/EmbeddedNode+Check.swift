import Foundation
import GRDB
import Ledger
import Transcript

/// What a check went through, all of it found right.
public struct CheckReport: Sendable, Hashable {
    public let blocks: UInt64
    public let transactions: Int
    public let events: UInt64
    public let records: Int
    public let applicationHash: Digest
}

extension EmbeddedNode {
    /// Carries out every block anew, from genesis, and compares all that the store holds: headers, events,
    /// records, index. The laws of the ledger are checked after every block.
    ///
    /// - Parameter advance: called after each block.
    /// - Throws: `NodeError.corrupt` with the first difference, `fault` for a broken law.
    public func check(_ advance: (UInt64) -> Void = { _ in }) throws(NodeError) -> CheckReport {
        try requireTurn()
        try store.requireSoundFile()
        let machine: StateMachine
        var replica: LedgerState
        do {
            machine = try StateMachine(
                parameters: genesis.parameters, precompiles: self.machine.precompiles, checksInvariants: true)
        } catch { throw .parametersRefused(error) }
        do { replica = try machine.genesis(genesis.genesis) } catch { throw .genesisRefused(error) }
        var (events, transactions) = (UInt64(0), 0)
        try compare(BlockHeader(replica, gasUsed: 0, eventCount: 0))
        while replica.height < state.height {
            let height = replica.height + 1
            let block = try store.block(height)
            let applied: AppliedBlock
            do { applied = try machine.apply(block, to: replica) } catch {
                switch error {
                case .refused(let refusal): throw .blockRefused(refusal)
                case .fault(let fault): throw .fault(fault)
                }
            }
            let expected = applied.receipts.flatMap { $0.events }
            let found = try store.events("WHERE height = ? ORDER BY sequence", [Int64(bitPattern: height)])
            for (place, event) in expected.enumerated() {
                let sequence = events + UInt64(place)
                guard place < found.count, found[place].event == event, found[place].sequence == sequence else {
                    throw .corrupt(.events(sequence))
                }
            }
            events += UInt64(expected.count)
            guard found.count == expected.count else { throw .corrupt(.events(events)) }
            transactions += block.transactions.count
            replica = applied.state
            try compare(BlockHeader(replica, gasUsed: applied.gasUsed, eventCount: events))
            advance(height)
        }
        // The state in memory came from the records that stand.
        guard replica.root == (try store.lastState().state.root) else { throw .corrupt(.records) }
        guard try store.countEvents() == events else { throw .corrupt(.events(events)) }
        guard try store.isIndexFaithful() else { throw .corrupt(.index) }
        return CheckReport(
            blocks: replica.height, transactions: transactions, events: events,
            records: replica.records.entries.count, applicationHash: replica.applicationHash)
    }

    private func compare(_ header: BlockHeader) throws(NodeError) {
        let stored = try store.header(header.height)
        guard stored == header else {
            throw .corrupt(
                .replay(height: header.height, found: header.applicationHash, expected: stored.applicationHash))
        }
    }

    /// Makes the index of the events anew, from the events.
    public func rebuildIndex() throws(NodeError) {
        try requireTurn()
        try store.rebuildIndex()
    }
}

extension LedgerStore {
    /// SQLite's own look at the file.
    func requireSoundFile() throws(NodeError) {
        let verdict = try read { try String.fetchOne($0, sql: "PRAGMA integrity_check(1)") } ?? "no answer"
        guard verdict == "ok" else { throw .corrupt(.database(verdict)) }
    }

    func countEvents() throws(NodeError) -> UInt64 {
        UInt64(try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM event") } ?? 0)
    }

    func isIndexFaithful() throws(NodeError) -> Bool {
        do { return try queue.write { try EventIndex.isFaithful($0) } } catch { throw NodeError(error) }
    }

    func rebuildIndex() throws(NodeError) {
        do { try queue.write { try EventIndex.rebuild($0) } } catch { throw NodeError(error) }
    }
}
