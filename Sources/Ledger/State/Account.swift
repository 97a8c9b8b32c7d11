import Claims
import Transcript

/// What an address has at its free disposal. The address is an Ed25519 public key.
public struct Account: Sendable, Hashable {
    public let address: Address
    /// Number of transactions so far; the next one carries it.
    public internal(set) var nonce: UInt64
    public internal(set) var balance: Amount
}

/// How much there is, and which ledger it is.
public struct Supply: Sendable, Hashable {
    public let chain: UInt64
    /// `LedgerParameters.digest`: replicas with other rules part at genesis.
    public let parameters: Digest
    /// All that genesis gave out. There is no later issue.
    public let issued: Amount
    public internal(set) var burned: Amount
}

extension Account: StateRecord {
    static var kind: RecordKind { .account }
    var identity: [UInt8] { address.bytes.bytes }

    /// address (32), nonce (8), balance (16).
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(address.bytes)
        encoder.append(nonce)
        encoder.append(balance)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> Account {
        Account(
            address: try .decode(from: &decoder), nonce: try decoder.uint64("nonce"),
            balance: try .decode(from: &decoder))
    }
}

extension Supply: StateRecord {
    static var kind: RecordKind { .supply }
    var identity: [UInt8] { [] }

    /// chain (8), parameters (32), issued (16), burned (16).
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(chain)
        encoder.append(parameters)
        encoder.append(issued)
        encoder.append(burned)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> Supply {
        Supply(
            chain: try decoder.uint64("chain"), parameters: try decoder.digest("parameters"),
            issued: try .decode(from: &decoder), burned: try .decode(from: &decoder))
    }
}

extension Address {
    /// 32 bytes.
    static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> Address {
        Address(try decoder.digest("address"))
    }
}

extension CanonicalDecoder {
    /// A flag and, behind it, a value.
    mutating func optional<Value>(
        _ field: String, _ decodeValue: (inout CanonicalDecoder) throws(CanonicalError) -> Value
    ) throws(CanonicalError) -> Value? {
        try boolean(field) ? try decodeValue(&self) : nil
    }

    /// Strictly ascending addresses.
    mutating func addresses(_ field: String, limit: Int) throws(CanonicalError) -> [Address] {
        let position = offset
        let list = try list(field, limit: limit, elementByteCount: 32) { (decoder) throws(CanonicalError) in
            try Address.decode(from: &decoder)
        }
        for pair in zip(list, list.dropFirst()) where pair.0.bytes >= pair.1.bytes {
            throw refusal(field, at: position, "addresses do not ascend")
        }
        return list
    }
}

extension CanonicalEncoder {
    /// A flag and, behind it, a value.
    mutating func append<Value>(optional value: Value?, _ encodeValue: (Value, inout CanonicalEncoder) -> Void) {
        append(value != nil)
        if let value { encodeValue(value, &self) }
    }
}
