import Claims
import Transcript

extension Block: CanonicalCodable {
    public static let formatVersion: UInt16 = 1
    /// What a decoder takes: more than any parameters allow.
    static let maximumTransactions = 1 << 20
    static let maximumTransactionBytes = 1 << 27

    /// version (2), height (8), time (8), list of transactions as byte strings.
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(Self.formatVersion)
        encoder.append(height)
        encoder.append(time)
        encoder.append(list: transactions) { $1.append(byteString: $0) }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> Block {
        let position = decoder.offset
        let version = try decoder.uint16("block version")
        guard version == formatVersion else {
            throw decoder.refusal("block version", at: position, "version \(version) is not known here")
        }
        let height = try decoder.uint64("height")
        let time = try decoder.uint64("time")
        let transactions = try decoder.list("transactions", limit: maximumTransactions, elementByteCount: 4) {
            (decoder) throws(CanonicalError) in
            try decoder.byteString("transaction", limit: maximumTransactionBytes)
        }
        return Block(height: height, time: time, transactions: transactions)
    }
}

extension Genesis: CanonicalCodable {
    static let maximumGrants = 1 << 20

    /// time (8), list of grants: address (32), amount (16).
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(time)
        encoder.append(list: grants) {
            $1.append($0.address.bytes)
            $1.append($0.amount)
        }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> Genesis {
        let time = try decoder.uint64("genesis time")
        let grants = try decoder.list("grants", limit: maximumGrants, elementByteCount: 48) {
            (decoder) throws(CanonicalError) in
            Grant(address: try .decode(from: &decoder), amount: try .decode(from: &decoder))
        }
        return Genesis(time: time, grants: grants)
    }
}
