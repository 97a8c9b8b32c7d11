import Transcript

/// Writes on top of a committed map, in two layers: what the block's transactions so far did, and what the
/// transaction at hand does, which is kept or dropped as a whole. Every module writes through this one
/// journal, so nothing outlives the rejection of its transaction.
struct Journal: Sendable {
    let base: MerkleMap
    private var block = SortedMap<Digest, [UInt8]?>()
    private var transaction = SortedMap<Digest, [UInt8]?>()

    init(over base: MerkleMap) { self.base = base }

    /// - Throws: `LedgerFault.corruptRecord` where the state holds other bytes than it should.
    func read<Record: StateRecord>(_ type: Record.Type, _ identity: [UInt8]) throws(Stop) -> Record? {
        let key = StateKey.of(Record.kind, identity)
        guard let value = transaction[key] ?? block[key] ?? base[key] else { return nil }
        guard let record = Record(stateValue: value) else { throw .fault(.corruptRecord(key)) }
        return record
    }

    mutating func write(_ record: some StateRecord) { transaction.set(record.stateKey, to: record.stateValue) }

    mutating func remove(_ record: some StateRecord) {
        transaction.set(record.stateKey, to: Optional<[UInt8]>.none)
    }

    /// Keeps what the transaction wrote.
    mutating func keep() {
        for entry in transaction.entries { block.set(entry.key, to: entry.value) }
        transaction.removeAll()
    }

    /// Drops what the transaction wrote.
    mutating func drop() { transaction.removeAll() }

    /// What was kept, in ascending order of keys.
    var changes: [MerkleMap.Change] { block.entries.map { ($0.key, $0.value) } }
}
