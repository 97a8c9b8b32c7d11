import Circuit
import Claims
import Transcript

/// How long each side may think in all: chess clocks. In whatever unit the caller's times are.
public struct DisputeClocks: Sendable, Hashable {
    public let asserter: UInt64
    public let challenger: UInt64

    public init(asserter: UInt64, challenger: UInt64) {
        self.asserter = asserter
        self.challenger = challenger
    }
}

/// How a dispute ended.
public enum DisputeOutcome: Sendable, Hashable {
    /// The claim is wrong: absolutely, whoever showed it.
    case refuted(Refutation)
    /// The asserter did not answer in time; the claim falls.
    case asserterTimedOut
    /// The challenger proved that the claim is right where it said it was wrong.
    case challengeFailed
    /// The challenger did not go on in time. The claim stands as if never challenged.
    case challengerTimedOut

    public var claimFalls: Bool {
        switch self {
        case .refuted, .asserterTimedOut: true
        case .challengeFailed, .challengerTimedOut: false
        }
    }
}

/// Why a move is not taken. The dispute stays as it was, and the clock of whose turn it is runs on.
public enum DisputeError: Error, Equatable, Sendable {
    case malformed(CanonicalError)
    /// The dispute is over.
    case ended
    /// Times never go back.
    case timeWentBack(from: UInt64, to: UInt64)
    /// Only the challenger asks and proves.
    case notTheChallenger
    /// It is the other side's turn, or something else is asked for.
    case outOfTurn
    /// What is asked for does not exist, or was not shown to lie there.
    case noSuchPlace
    case wrongCount(expected: Int, found: Int)
    /// What is revealed is not what was committed.
    case notCommitted
    /// Roots that were not committed count only when the asserter signed them.
    case notSigned
    /// The proof shows nothing.
    case proof(OneStepError)
}

/// A dispute between one challenger and whoever defends a claim: a pure state machine.
///
/// The challenger leads from the run to a step, an operator, a chunk and an element, and may prove at
/// each of its turns; what it asks for, anyone may reveal who has it, since a preimage of a committed
/// value speaks for itself. Roots of a level that does not hold them count only with the asserter's
/// signature, and the first such list binds. A reveal that was taken may be repeated: it changes nothing.
///
/// Whose turn it is loses when its clock has run out; a move that comes later comes too late. Times are
/// inputs and nothing here reads a clock. Other disputes about the same claim are other values.
///
/// - Soundness: an honest asserter who answers each question in its time cannot lose: only a
///   `Refutation` ends the dispute against it, and those are absolute (`OneStepVerifier`).
public struct DisputeGame: Sendable {
    /// Checks the asserter's signature of a digest.
    public typealias VerifySignature = (_ signer: Address, _ message: Digest, _ signature: [UInt8]) -> Bool

    /// What the challenger asked for last.
    public enum Question: Sendable, Hashable {
        case stepRoots
        case resultRoots(step: UInt32)
        case chunkValues(TracedResult)
        case chunk(TracedResult, chunk: Int)
    }

    /// What was revealed, in the order of the moves.
    public struct Revealed: Sendable, Hashable {
        public internal(set) var stepRoots: [Digest]?
        public internal(set) var step: UInt32?
        public internal(set) var roots: [Digest]?
        /// The level at which `roots` are listed.
        public internal(set) var level: TraceLevel?
        public internal(set) var entry: TracedResult?
        public internal(set) var chunkValues: [Digest]?
        public internal(set) var chunk: Int?
        public internal(set) var bytes: [UInt8]?
    }

    public let claim: Claim
    public let claimID: Digest
    public let model: DisputedModel
    public let challenger: Address
    let trace: ClaimedTrace

    public internal(set) var asserterTime: UInt64
    public internal(set) var challengerTime: UInt64
    public internal(set) var lastMoveTime: UInt64
    /// Nil when it is the challenger's turn.
    public internal(set) var question: Question?
    public internal(set) var revealed = Revealed()
    public internal(set) var outcome: DisputeOutcome?
    /// Moves that the challenger made.
    public internal(set) var challengerMoves: UInt32 = 0

    /// - Parameter time: when the challenge was opened; the challenger's clock begins to run.
    /// - Throws: `DisputeError.proof` when the claim has no trace that could be disputed.
    public init(
        _ claim: Claim, model: DisputedModel, challenger: Address, clocks: DisputeClocks, time: UInt64
    ) throws(DisputeError) {
        do throws(OneStepError) { trace = try ClaimedTrace(claim, model) } catch { throw .proof(error) }
        self.claim = claim
        claimID = claim.id
        self.model = model
        self.challenger = challenger
        asserterTime = clocks.asserter
        challengerTime = clocks.challenger
        lastMoveTime = time
    }

    /// Step roots at level `full` of what was revealed beyond the claim: bound, for one-step checks.
    public var boundReveals: [UInt32: Digest] {
        guard let step = revealed.step, let roots = revealed.roots, revealed.level == .full,
            trace.commitment.level != .full
        else { return [:] }
        return [step: TraceHashing.stepRoot(.full, tensorRoots: roots)]
    }

    /// Ends the dispute if the clock of whose turn it is has run out at `time`.
    ///
    /// - Throws: `timeWentBack`. Once there is an outcome nothing changes.
    public mutating func tick(time: UInt64) throws(DisputeError) {
        guard outcome == nil else { return }
        guard time >= lastMoveTime else { throw .timeWentBack(from: lastMoveTime, to: time) }
        let elapsed = time - lastMoveTime
        if question == nil {
            if elapsed > challengerTime { outcome = .challengerTimedOut }
        } else if elapsed > asserterTime {
            outcome = .asserterTimedOut
        }
    }

    /// Takes a move's canonical bytes.
    public mutating func apply(
        _ bytes: [UInt8], from sender: Address, time: UInt64, verifySignature: VerifySignature
    ) throws(DisputeError) {
        let move: DisputeMove
        do throws(CanonicalError) { move = try DisputeMove(canonicalBytes: bytes) } catch { throw .malformed(error) }
        try apply(move, from: sender, time: time, verifySignature: verifySignature)
    }

    /// Takes a move, or the clock's verdict if the move comes too late.
    ///
    /// - Parameters:
    ///   - sender: proven by the caller.
    ///   - verifySignature: asked only about roots that were not committed.
    /// - Throws: `DisputeError`; nothing has changed then.
    public mutating func apply(
        _ move: DisputeMove, from sender: Address, time: UInt64, verifySignature: VerifySignature
    ) throws(DisputeError) {
        guard outcome == nil else { throw .ended }
        try tick(time: time)
        guard outcome == nil else { return }
        if move.isReveal {
            guard let question else {
                guard isRepeated(move) else { throw .outOfTurn }
                return
            }
            if isRepeated(move) { return }
            try take(move, answering: question, verifySignature)
            asserterTime -= time - lastMoveTime
        } else {
            guard sender == challenger else { throw .notTheChallenger }
            guard question == nil else { throw .outOfTurn }
            try ask(move)
            challengerTime -= time - lastMoveTime
            challengerMoves += 1
        }
        lastMoveTime = time
    }
}
