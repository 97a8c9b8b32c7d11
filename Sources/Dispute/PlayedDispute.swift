import Claims
import Transcript
import Verifier

/// A dispute from the first question to its end, between a challenger with the right run and an asserter
/// with whatever it has; the referee is `DisputeGame`.
public struct PlayedDispute: Sendable {
    public struct Turn: Sendable {
        public let move: DisputeMove
        public let byteCount: Int
        /// Why the referee did not take it.
        public let refusal: DisputeError?
    }

    public let turns: [Turn]
    /// Nil when the challenger found nothing to ask about: the claim is its own run.
    public let outcome: DisputeOutcome?

    public var challengerMoves: Int { turns.count { !$0.move.isReveal } }
    /// Of all messages, both ways.
    public var byteCount: Int { turns.reduce(0) { $0 + $1.byteCount } }

    /// Nobody thinks for long here: a side loses by the clock only when it has no answer that is taken.
    private static let clocks = DisputeClocks(asserter: 1 << 20, challenger: 1 << 20)

    /// - Throws: `TraceHolderError` where the challenger's own run does not suffice; `proof` when the claim has
    ///   no trace that could be disputed.
    public init(_ file: ClaimFile, own: TraceHolder, asserter: Asserter) throws(TraceHolderError) {
        let challengerAddress = Address(BLAKE3.hash(derivedFrom: "sirocco dispute challenger v1", []))
        var game: DisputeGame
        do throws(DisputeError) {
            game = try DisputeGame(
                file.claim, model: file.model, challenger: challengerAddress, clocks: Self.clocks, time: 0)
        } catch {
            guard case .proof(let error) = error else { throw .noSuch("dispute") }
            throw .proof(error)
        }
        var challenger = Challenger(file.claim, model: file.model, own: own)
        var asserter = asserter
        var turns: [Turn] = []
        while game.outcome == nil {
            let isAsked = game.question != nil
            let time = game.lastMoveTime + 1
            // An asserter who has not what is asked for is silent.
            let move = isAsked ? try? asserter.answer(game) : try challenger.next(game)
            guard isAsked || move != nil else { break }
            var refusal: DisputeError?
            if let move {
                let message = move.canonicalBytes
                let sender = isAsked ? file.claim.prover : challengerAddress
                do throws(DisputeError) {
                    try game.apply(message, from: sender, time: time, verifySignature: RevealSignature.isValid)
                } catch { refusal = error }
                turns.append(Turn(move: move, byteCount: message.count, refusal: refusal))
            }
            if move == nil || refusal != nil {
                // What is not taken lets the clock run out.
                do throws(DisputeError) { try game.tick(time: .max) } catch { throw .noSuch("time") }
            }
        }
        self.turns = turns
        outcome = game.outcome
    }
}
