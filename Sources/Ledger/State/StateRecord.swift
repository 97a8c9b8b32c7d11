import Transcript

/// Something the state holds: canonical bytes that name themselves, so that the state can be read back
/// from its values alone.
protocol StateRecord: CanonicalCodable, Sendable {
    /// The value's first byte; never used for another kind.
    static var kind: RecordKind { get }

    /// What tells this record from others of its kind, in canonical bytes.
    var identity: [UInt8] { get }
}

/// The kinds of records. Numbers are part of the state's format.
public enum RecordKind: UInt8, Sendable, CaseIterable {
    case supply = 1
    case account = 2
    case model = 3
    case revenuePool = 4
    case holding = 5
    case attestation = 6
    case job = 7
    case dispute = 8
    case modelTables = 9
}

/// The 256-bit key of a record: `derive_key` hash, context `sirocco state key v1`, of its kind (1 byte) ‖
/// its identity.
public enum StateKey {
    private static let mode = BLAKE3.deriveKey(context: "sirocco state key v1")

    static func of(_ kind: RecordKind, _ identity: [UInt8]) -> Digest { mode.hash([kind.rawValue] + identity) }
}

extension StateRecord {
    var stateKey: Digest { StateKey.of(Self.kind, identity) }

    /// The kind (1 byte) and the record.
    var stateValue: [UInt8] {
        var encoder = CanonicalEncoder()
        encoder.append(Self.kind.rawValue)
        encode(into: &encoder)
        return encoder.bytes
    }

    /// A record from a value of the map; nil unless the value is exactly one of this kind.
    init?(stateValue value: [UInt8]) {
        var decoder = CanonicalDecoder(value)
        guard let kind = try? decoder.uint8("kind"), kind == Self.kind.rawValue,
            let record = try? Self.decode(from: &decoder), decoder.remaining == 0
        else { return nil }
        self = record
    }
}
