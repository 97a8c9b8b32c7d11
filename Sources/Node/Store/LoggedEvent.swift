import Ledger
import Transcript

/// An event and its place in the log.
public struct LoggedEvent: Sendable, Hashable {
    /// Events before it; the first has 0.
    public let sequence: UInt64
    /// The block that it happened in.
    public let height: UInt64
    public let event: Event
}

extension Event {
    /// The accounts, models, jobs, claims and transactions that the event is about, each once, ascending.
    public var subjects: [Digest] {
        let all: [Digest] =
            switch self {
            case .executed(let transaction, let sender, _, _, _): [transaction, sender.bytes]
            case .failed: []
            case .transferred(let from, let to, _): [from.bytes, to.bytes]
            case .modelRegistered(let model, let commitment, let registrant, _, _): [model, commitment, registrant.bytes]
            case .priceSet(let model, _), .revenueReceived(let model, _): [model]
            case .sharesTransferred(let model, let from, let to, _): [model, from.bytes, to.bytes]
            case .dividendsCollected(let model, let holder, _): [model, holder.bytes]
            case .attested(let model, let auditor, _), .attestationWithdrawn(let model, let auditor, _):
                [model, auditor.bytes]
            case .jobPosted(let job, let poster, let model, _): [job, poster.bytes, model]
            case .jobCancelled(let job, _), .jobExpired(let job, _): [job]
            case .jobTaken(let job, let prover, _, _), .leaseExpired(let job, let prover, _, _): [job, prover.bytes]
            case .proofAccepted(let job, let claim), .claimed(let job, let claim, _, _): [job, claim]
            case .challenged(let job, let challenger, _, _), .answered(let job, let challenger, _),
                .asked(let job, let challenger, _), .challengeLost(let job, let challenger, _, _),
                .challengeWithdrawn(let job, let challenger, _):
                [job, challenger.bytes]
            case .refuted(let job, let winner, _, _, _): [job, winner.bytes]
            case .jobSettled(let job, let prover, _, _, _): [job, prover.bytes]
            }
        var distinct: [Digest] = []
        for subject in all.sorted() where distinct.last != subject { distinct.append(subject) }
        return distinct
    }
}
