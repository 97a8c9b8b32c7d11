import Ledger
import Transcript

/// What a block left behind, in a few hundred bytes: all that consensus agrees on, and what it took.
public struct BlockHeader: Sendable, Hashable {
    public static let formatVersion: UInt16 = 1

    public let height: UInt64
    /// Milliseconds since 1970.
    public let time: UInt64
    /// Root of the records after the block.
    public let root: Digest
    /// Of the next block.
    public let gasPrice: Amount
    public let eventLog: Digest
    public let gasUsed: UInt64
    /// Events of this block and of all before it.
    public let eventCount: UInt64
    /// `LedgerState.applicationHash`, which follows from the fields before.
    public let applicationHash: Digest

    init(_ state: LedgerState, gasUsed: UInt64, eventCount: UInt64) {
        height = state.height
        time = state.time
        root = state.root
        gasPrice = state.gasPrice
        eventLog = state.eventLog
        self.gasUsed = gasUsed
        self.eventCount = eventCount
        applicationHash = state.applicationHash
    }

    private init(
        height: UInt64, time: UInt64, root: Digest, gasPrice: Amount, eventLog: Digest, gasUsed: UInt64,
        eventCount: UInt64, applicationHash: Digest
    ) {
        self.height = height
        self.time = time
        self.root = root
        self.gasPrice = gasPrice
        self.eventLog = eventLog
        self.gasUsed = gasUsed
        self.eventCount = eventCount
        self.applicationHash = applicationHash
    }
}

extension BlockHeader: CanonicalCodable {
    /// version (2), height (8), time (8), root (32), gas price (16), event log (32), gas used (8), events (8),
    /// application hash (32).
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(Self.formatVersion)
        encoder.append(height)
        encoder.append(time)
        encoder.append(root)
        encoder.append(gasPrice)
        encoder.append(eventLog)
        encoder.append(gasUsed)
        encoder.append(eventCount)
        encoder.append(applicationHash)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> BlockHeader {
        let position = decoder.offset
        let version = try decoder.uint16("header version")
        guard version == formatVersion else {
            throw decoder.refusal("header version", at: position, "version \(version) is not known here")
        }
        return BlockHeader(
            height: try decoder.uint64("height"), time: try decoder.uint64("time"), root: try decoder.digest("root"),
            gasPrice: try .decode(from: &decoder), eventLog: try decoder.digest("event log"),
            gasUsed: try decoder.uint64("gas used"), eventCount: try decoder.uint64("events"),
            applicationHash: try decoder.digest("application hash"))
    }
}
