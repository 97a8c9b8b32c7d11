import Claims
import Transcript

/// What a transaction does.
public enum Action: Sendable, Hashable {
    case transfer(to: Address, amount: Amount)
    case registerModel(ModelRegistration)
    /// Sets what a call of one's model costs; nil opens it. Orders that stand keep their fee.
    case setPrice(model: Digest, price: Amount?)
    case transferShares(model: Digest, to: Address, count: UInt64)
    case collectDividends(model: Digest)
    /// "I hold this model's bytes", under a bond.
    case attest(model: Digest)
    case withdrawAttestation(model: Digest)
    /// An order, with the bytes of its public inputs: they travel in the block and are not stored, so what is
    /// called public has been public.
    case postJob(JobOrder, publicInputs: [[UInt8]])
    case cancelJob(Digest)
    case takeJob(Digest)
    /// Anybody may bring a proof; the claim says who is paid.
    case submitProof(claim: Claim, evidence: [UInt8])
    /// A bonded claim, from its prover. `publication` travels in the block and is not stored: public outputs,
    /// operator roots and chunk values for single-shot refutations.
    case submitClaim(claim: Claim, publication: [UInt8])
    /// Opens a dispute under a bond, with its first question: a `DisputeMove`'s bytes, as all questions and
    /// answers are.
    case challenge(job: Digest, question: [UInt8])
    /// Answers the question that stands, which is repeated. Anybody may answer.
    case answer(job: Digest, challenger: Address, question: [UInt8], answer: [UInt8])
    /// The challenger's next question.
    case ask(job: Digest, question: [UInt8])
    /// Ends one's dispute: the claim is refuted, or the challenger's bond is lost. The evidence is an
    /// `OneStepProof`'s bytes; such as shows nothing costs the fee alone.
    case refute(job: Digest, evidence: [UInt8])
    /// Ends a dispute in which a clock ran out. Anybody may call time.
    case callTime(job: Digest, challenger: Address)
    /// The bond back from a dispute whose claim another has refuted.
    case withdrawChallenge(job: Digest)
    /// Ends a lease that ran out, and an order whose deadline passed. Anybody may.
    case expireJob(Digest)
    /// Pays for a claim whose window is over. Anybody may.
    case settleJob(Digest)
}
