import Circuit
import Claims
import Dispute
import Transcript
import Verifier

/// A dispute played to its end.
struct Match {
    let outcome: DisputeOutcome?
    let challengerMoves: Int
    /// Bytes of all messages, both ways.
    let byteCount: Int
    let proof: [UInt8]?

    static let clocks = DisputeClocks(asserter: 100, challenger: 100)

    /// A signature that anybody could forge: the game only has to ask.
    static func sign(_ message: Digest) -> [UInt8] { BLAKE3.hash(derivedFrom: "test signature", message.bytes).bytes }

    static func verify(_ signer: Address, _ message: Digest, _ signature: [UInt8]) -> Bool {
        signer == Subject.prover && signature == sign(message)
    }

    static func game(_ subject: Subject, _ claim: Claim) throws -> DisputeGame {
        try DisputeGame(claim, model: subject.model, challenger: Subject.challenger, clocks: clocks, time: 1000)
    }

    /// - Parameter own: the challenger's run; the right one when nil.
    init(_ subject: Subject, claimed: TraceHolder, claim: Claim? = nil, own: TraceHolder? = nil) throws {
        let claim = try claim ?? subject.claim(claimed)
        var game = try Self.game(subject, claim)
        var asserter = Asserter(claimed) { Match.sign($0) }
        var challenger = Challenger(claim, model: subject.model, own: own ?? subject.honest)
        var bytes = 0
        var proof: [UInt8]?
        var time: UInt64 = 1000
        while game.outcome == nil {
            // Between moves a dispute is what a ledger keeps of it.
            let kept = try DisputeGame.Progress(canonicalBytes: game.progress.canonicalBytes)
            game = try DisputeGame(claim, model: subject.model, challenger: Subject.challenger, resuming: kept)
            time += 1
            let move: DisputeMove?
            if game.question != nil {
                move = try asserter.answer(game)
            } else if own == nil {
                move = try challenger.next(game)
            } else {
                // From a wrong run there may be nothing to prove.
                move = try? challenger.next(game)
            }
            guard let move else { break }
            if case .prove(let found) = move { proof = found }
            let message = move.canonicalBytes
            bytes += message.count
            do {
                try game.play(message, from: move.isReveal ? Subject.prover : Subject.challenger, time: time)
            } catch {
                // What is not taken lets the clock run on.
                guard move.isReveal || own != nil else { throw error }
                try game.tick(time: time + Self.clocks.asserter + 1)
            }
        }
        let ended = try DisputeGame.Progress(canonicalBytes: game.progress.canonicalBytes)
        outcome = ended.outcome
        challengerMoves = Int(game.challengerMoves)
        byteCount = bytes
        self.proof = proof
    }

    /// True when it ended by showing that the named element, and no other, is wrong.
    func refutes(step: Int, _ entry: TracedResult, element: Int) -> Bool {
        guard case .refuted(let refutation) = outcome else { return false }
        switch refutation {
        case .element(let s, let p, let r, let e, let claimed, let right):
            return (Int(s), Int(p), Int(r), Int(e)) == (step, entry.position, entry.result, element) && claimed != right
        case .comparison(let s, let p, let r, let e):
            // A wrong value may be shown by its index, where that moved too.
            return (Int(s), Int(p), Int(e)) == (step, entry.position, element) && Int(r) >= entry.result
        default: return false
        }
    }
}

extension DisputeGame {
    /// A move under the tests' signatures.
    mutating func play(_ move: DisputeMove, from sender: Address, time: UInt64) throws {
        try apply(move, from: sender, time: time, verifySignature: Match.verify)
    }

    mutating func play(_ bytes: [UInt8], from sender: Address, time: UInt64) throws {
        try apply(bytes, from: sender, time: time, verifySignature: Match.verify)
    }
}
