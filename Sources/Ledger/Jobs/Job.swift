import Claims
import Transcript

/// Where a job stands. Money moves only on the arrows:
///
///     posted → cancelled | expired | taken
///     taken → posted | expired (lease ran out) | settled (proved) | claimed
///     claimed → settled (window over, no dispute open) | refuted
public enum JobStatus: Sendable, Hashable {
    case posted
    case taken(prover: Address, until: UInt64)
    /// Challenges are admitted until `windowEnd`; `disputes` are open.
    case claimed(claim: Claim, windowEnd: UInt64, disputes: UInt32)
    /// The prover was paid for this claim.
    case settled(prover: Address, claim: Digest)
    case refuted(prover: Address, winner: Address)
    case cancelled
    case expired

    /// Whether reward and licence fee lie with the job.
    public var holdsEscrow: Bool {
        switch self {
        case .posted, .taken, .claimed: true
        case .settled, .refuted, .cancelled, .expired: false
        }
    }

    /// Whether the prover's bond lies with the job.
    public var holdsBond: Bool {
        switch self {
        case .taken, .claimed: true
        case .posted, .settled, .refuted, .cancelled, .expired: false
        }
    }
}

/// An order and what became of it. Ended jobs stay, so that none is paid twice.
public struct Job: Sendable, Hashable {
    public let id: Digest
    public let poster: Address
    public let order: JobOrder
    public internal(set) var status: JobStatus

    /// The id that a poster's order gets, known before it is posted: private commitments bind it.
    ///
    /// - Parameter nonce: of the posting transaction.
    /// - Returns: `derive_key` hash, context `sirocco job v1`, of chain (8) ‖ poster (32) ‖ nonce (8).
    public static func id(chain: UInt64, poster: Address, nonce: UInt64) -> Digest {
        var encoder = CanonicalEncoder()
        encoder.append(chain)
        encoder.append(poster.bytes)
        encoder.append(nonce)
        return BLAKE3.hash(derivedFrom: "sirocco job v1", encoder.bytes)
    }
}

extension Job: StateRecord {
    static var kind: RecordKind { .job }
    var identity: [UInt8] { id.bytes }

    /// id (32), poster (32), order, status.
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(id)
        encoder.append(poster.bytes)
        encoder.append(order)
        encoder.append(status)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> Job {
        Job(
            id: try decoder.digest("job"), poster: try .decode(from: &decoder), order: try .decode(from: &decoder),
            status: try .decode(from: &decoder))
    }
}

extension JobStatus: CanonicalCodable {
    /// A tag (1) and the case's values in order.
    public func encode(into encoder: inout CanonicalEncoder) {
        switch self {
        case .posted: encoder.append(UInt8(1))
        case .taken(let prover, let until):
            encoder.append(UInt8(2))
            encoder.append(prover.bytes)
            encoder.append(until)
        case .claimed(let claim, let windowEnd, let disputes):
            encoder.append(UInt8(3))
            encoder.append(claim)
            encoder.append(windowEnd)
            encoder.append(disputes)
        case .settled(let prover, let claim):
            encoder.append(UInt8(4))
            encoder.append(prover.bytes)
            encoder.append(claim)
        case .refuted(let prover, let winner):
            encoder.append(UInt8(5))
            encoder.append(prover.bytes)
            encoder.append(winner.bytes)
        case .cancelled: encoder.append(UInt8(6))
        case .expired: encoder.append(UInt8(7))
        }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> JobStatus {
        let position = decoder.offset
        switch try decoder.uint8("status") {
        case 1: return .posted
        case 2: return .taken(prover: try .decode(from: &decoder), until: try decoder.uint64("lease end"))
        case 3:
            return .claimed(
                claim: try .decode(from: &decoder), windowEnd: try decoder.uint64("window end"),
                disputes: try decoder.uint32("disputes"))
        case 4: return .settled(prover: try .decode(from: &decoder), claim: try decoder.digest("claim"))
        case 5: return .refuted(prover: try .decode(from: &decoder), winner: try .decode(from: &decoder))
        case 6: return .cancelled
        case 7: return .expired
        case let tag: throw decoder.refusal("status", at: position, "\(tag) is no status")
        }
    }
}
