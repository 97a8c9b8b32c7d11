import Claims
import Transcript

/// What happened. The log is complete: whatever an index shows can be rebuilt from it, every movement of
/// money included.
public enum Event: Sendable, Hashable {
    /// First event of every transaction that was not refused. The fee is burned.
    case executed(transaction: Digest, sender: Address, nonce: UInt64, gasUsed: UInt64, fee: Amount)
    /// The transaction came to nothing; last event of such.
    /// halt: 0 not accepted, 1 out of gas, 2 malformed.
    case failed(precompile: UInt16, halt: UInt8, code: UInt16)
    case transferred(from: Address, to: Address, amount: Amount)
    case modelRegistered(model: Digest, commitment: Digest, registrant: Address, shares: UInt64, isLinked: Bool)
    case priceSet(model: Digest, price: Amount?)
    case sharesTransferred(model: Digest, from: Address, to: Address, count: UInt64)
    case revenueReceived(model: Digest, amount: Amount)
    case dividendsCollected(model: Digest, holder: Address, amount: Amount)
    case attested(model: Digest, auditor: Address, bond: Amount)
    case attestationWithdrawn(model: Digest, auditor: Address, bond: Amount)
    case jobPosted(job: Digest, poster: Address, model: Digest, escrow: Amount)
    case jobCancelled(job: Digest, refund: Amount)
    case jobTaken(job: Digest, prover: Address, bond: Amount, until: UInt64)
    /// The bond went half to the poster, half up in smoke; the job waits for another.
    case leaseExpired(job: Digest, prover: Address, toPoster: Amount, burned: Amount)
    case jobExpired(job: Digest, refund: Amount)
    case proofAccepted(job: Digest, claim: Digest)
    case claimed(job: Digest, claim: Digest, publication: Digest, windowEnd: UInt64)
    case challenged(job: Digest, challenger: Address, bond: Amount, question: Digest)
    case answered(job: Digest, challenger: Address, answer: Digest)
    case asked(job: Digest, challenger: Address, question: Digest)
    /// The claim fell: the prover's bond went half to the winner, half up in smoke.
    case refuted(job: Digest, winner: Address, toWinner: Amount, burned: Amount, refund: Amount)
    /// A challenge fell: the challenger's bond went half to the prover, half up in smoke.
    case challengeLost(job: Digest, challenger: Address, toProver: Amount, burned: Amount)
    case challengeWithdrawn(job: Digest, challenger: Address, bond: Amount)
    case jobSettled(job: Digest, prover: Address, reward: Amount, licenceFee: Amount, bond: Amount)
}

/// The chain of all events: the digest after an event is the `derive_key` hash, context
/// `sirocco event log v1`, of the digest before ‖ the event's bytes; 32 zero bytes before the first.
public enum EventLog {
    private static let mode = BLAKE3.deriveKey(context: "sirocco event log v1")

    public static func digest(after digest: Digest, _ event: Event) -> Digest {
        mode.hash(digest.bytes + event.canonicalBytes)
    }
}
