import Ledger
import Transcript

/// The rules and the first accounts of a ledger: what a replica needs to start from nothing.
public struct GenesisRecord: Sendable, Hashable {
    public let parameters: LedgerParameters
    public let genesis: Genesis

    public init(parameters: LedgerParameters, genesis: Genesis) {
        self.parameters = parameters
        self.genesis = genesis
    }
}

extension GenesisRecord: CanonicalCodable {
    /// parameters, genesis.
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(parameters)
        encoder.append(genesis)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> GenesisRecord {
        GenesisRecord(parameters: try .decode(from: &decoder), genesis: try .decode(from: &decoder))
    }
}
