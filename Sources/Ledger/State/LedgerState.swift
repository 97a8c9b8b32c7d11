import Claims
import Transcript

/// Where the ledger stands after a block: the records, and what rules the next block.
///
/// `root` covers the records alone; `applicationHash` covers everything, and is what consensus agrees on:
/// `derive_key` hash, context `sirocco application v1`, of root ‖ height (8) ‖ time (8) ‖ gas price (16) ‖ event
/// log digest.
public struct LedgerState: Sendable {
    public internal(set) var records: MerkleMap
    /// Number of the last block; 0 is genesis.
    public internal(set) var height: UInt64
    /// The last block's time, in milliseconds since 1970.
    public internal(set) var time: UInt64
    /// Units a unit of gas costs in the next block.
    public internal(set) var gasPrice: Amount
    /// Every event so far, chained: see `EventLog`.
    public internal(set) var eventLog: Digest

    /// The state that a store kept. Its caller compares `applicationHash` with the one it kept beside.
    public init(records: MerkleMap, height: UInt64, time: UInt64, gasPrice: Amount, eventLog: Digest) {
        self.records = records
        self.height = height
        self.time = time
        self.gasPrice = gasPrice
        self.eventLog = eventLog
    }

    public var root: Digest { records.root }

    public var applicationHash: Digest {
        var encoder = CanonicalEncoder()
        encoder.append(root)
        encoder.append(height)
        encoder.append(time)
        encoder.append(gasPrice)
        encoder.append(eventLog)
        return BLAKE3.hash(derivedFrom: "sirocco application v1", encoder.bytes)
    }
}

extension LedgerState {
    private func record<Record: StateRecord>(_ type: Record.Type, _ identity: [UInt8]) -> Record? {
        records[StateKey.of(Record.kind, identity)].flatMap { Record(stateValue: $0) }
    }

    public var supply: Supply? { record(Supply.self, []) }

    public func account(_ address: Address) -> Account? { record(Account.self, address.bytes.bytes) }

    /// - Parameter model: `ModelAsset.id(_:registrant:)`.
    public func model(_ model: Digest) -> ModelAsset? { record(ModelAsset.self, model.bytes) }

    public func modelTables(_ model: Digest) -> ModelTables? { record(ModelTables.self, model.bytes) }

    public func revenuePool(_ model: Digest) -> RevenuePool? { record(RevenuePool.self, model.bytes) }

    public func holding(_ model: Digest, of holder: Address) -> Holding? {
        record(Holding.self, model.bytes + holder.bytes.bytes)
    }

    public func attestation(_ model: Digest, by auditor: Address) -> Attestation? {
        record(Attestation.self, model.bytes + auditor.bytes.bytes)
    }

    public func job(_ job: Digest) -> Job? { record(Job.self, job.bytes) }

    public func dispute(_ job: Digest, by challenger: Address) -> Dispute? {
        record(Dispute.self, job.bytes + challenger.bytes.bytes)
    }
}

extension StateKey {
    /// Keys for proofs of what the state holds.
    public static func account(_ address: Address) -> Digest { of(.account, address.bytes.bytes) }
    public static func model(_ model: Digest) -> Digest { of(.model, model.bytes) }
    public static func job(_ job: Digest) -> Digest { of(.job, job.bytes) }
    public static func holding(_ model: Digest, of holder: Address) -> Digest {
        of(.holding, model.bytes + holder.bytes.bytes)
    }
}
