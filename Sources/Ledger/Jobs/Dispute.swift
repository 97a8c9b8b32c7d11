import Claims
import Transcript

/// One challenger's dispute of one claim. Disputes of a claim run side by side and do not wait for each
/// other. Each side has one allowance of time for all its moves; the side whose clock runs out loses.
///
/// What the moves say is the referee's matter (`PrecompileID.oneStep`); the ledger keeps the order, the clocks,
/// and the referee's notes between moves.
public struct Dispute: Sendable, Hashable {
    public enum Side: UInt8, Sendable, Hashable {
        case asserter = 1
        case challenger = 2
    }

    public let job: Digest
    public let challenger: Address
    public let bond: Amount
    /// The block that opened it; a refutation must be in a later one, so that a copied refutation comes
    /// too late.
    public let openedAt: UInt64
    /// Whose move it is.
    public internal(set) var turn: Side
    /// Since when, in milliseconds.
    public internal(set) var turnStart: UInt64
    /// Milliseconds that each side has left, this turn not counted.
    public internal(set) var asserterTime: UInt64
    public internal(set) var challengerTime: UInt64
    /// Questions so far, at least 1.
    public internal(set) var questions: UInt8
    /// The digest of the question that stands.
    public internal(set) var question: Digest
    /// What was asked and revealed so far, as the referee writes it: `DisputeGame.Progress`'s bytes.
    public internal(set) var progress: [UInt8]

    /// The last moment of the side whose move it is; saturates.
    public var turnEnd: UInt64 {
        let (end, overflow) = turnStart.addingReportingOverflow(turn == .asserter ? asserterTime : challengerTime)
        return overflow ? .max : end
    }

    /// What the ledger keeps of a question or an answer: plain BLAKE3.
    public static func digest(of move: [UInt8]) -> Digest { BLAKE3.hash(move) }
}

extension Dispute: StateRecord {
    static var kind: RecordKind { .dispute }
    var identity: [UInt8] { job.bytes + challenger.bytes.bytes }

    /// job (32), challenger (32), bond (16), opened at (8), turn (1), turn start (8), asserter's time (8),
    /// challenger's time (8), questions (1), question (32), progress (byte string).
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(job)
        encoder.append(challenger.bytes)
        encoder.append(bond)
        encoder.append(openedAt)
        encoder.append(turn.rawValue)
        encoder.append(turnStart)
        encoder.append(asserterTime)
        encoder.append(challengerTime)
        encoder.append(questions)
        encoder.append(question)
        encoder.append(byteString: progress)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> Dispute {
        let job = try decoder.digest("job")
        let challenger = try Address.decode(from: &decoder)
        let bond = try Amount.decode(from: &decoder)
        let openedAt = try decoder.uint64("opened at")
        let position = decoder.offset
        guard let turn = Side(rawValue: try decoder.uint8("turn")) else {
            throw decoder.refusal("turn", at: position, "1 or 2")
        }
        return Dispute(
            job: job, challenger: challenger, bond: bond, openedAt: openedAt, turn: turn,
            turnStart: try decoder.uint64("turn start"), asserterTime: try decoder.uint64("asserter's time"),
            challengerTime: try decoder.uint64("challenger's time"), questions: try decoder.uint8("questions"),
            question: try decoder.digest("question"),
            progress: try decoder.byteString("progress", limit: PrecompileInput.maximumRecord))
    }
}
