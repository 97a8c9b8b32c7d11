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
    case postJob(JobOrder)
    case cancelJob(Digest)
    case takeJob(Digest)
    /// Anybody may bring a proof; the claim says who is paid.
    case submitProof(claim: Claim, evidence: [UInt8])
    /// A bonded claim, from its prover. `publication` travels in the block and is not stored: public outputs,
    /// operator roots and chunk values for single-shot refutations.
    case submitClaim(claim: Claim, publication: [UInt8])
    /// Opens a dispute under a bond, with its first question.
    case challenge(job: Digest, question: [UInt8])
    /// Answers the question that stands, which is repeated. Anybody may answer.
    case answer(job: Digest, challenger: Address, question: [UInt8], answer: [UInt8])
    /// The challenger's next question.
    case ask(job: Digest, question: [UInt8])
    /// Ends one's dispute: the claim is refuted, or the challenger's bond is lost.
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

/// What registers a model.
public struct ModelRegistration: Sendable, Hashable {
    /// Somebody's first shares.
    public struct Shareholder: Sendable, Hashable {
        public let holder: Address
        public let shares: UInt64

        public init(holder: Address, shares: UInt64) {
            self.holder = holder
            self.shares = shares
        }
    }

    public static let maximumShareholders = 256
    public static let maximumParents = 64

    public let model: ModelCommitment
    /// Registered models that this one was made from, by ascending id, at most 64.
    public let parents: [RevenueShare]
    /// By ascending address, each with at least one share; 1 to 256.
    public let shareholders: [Shareholder]
    public let pricePerCall: Amount?

    public init(
        model: ModelCommitment, parents: [RevenueShare] = [], shareholders: [Shareholder], pricePerCall: Amount? = nil
    ) {
        self.model = model
        self.parents = parents
        self.shareholders = shareholders
        self.pricePerCall = pricePerCall
    }
}

extension ModelRegistration: CanonicalCodable {
    /// model, parents (list of model (32) and parts (4)), shareholders (list of address (32) and shares
    /// (8)), flag and price (1 or 17).
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(model)
        encoder.append(list: parents)
        encoder.append(list: shareholders) {
            $1.append($0.holder.bytes)
            $1.append($0.shares)
        }
        encoder.append(optional: pricePerCall) { $0.encode(into: &$1) }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> ModelRegistration {
        let model = try ModelCommitment.decode(from: &decoder)
        let start = decoder.offset
        let parents = try RevenueShare.list("parents", &decoder)
        guard parents.count <= maximumParents else {
            throw .tooLong(field: "parents", offset: start, length: parents.count, limit: maximumParents)
        }
        let position = decoder.offset
        let shareholders = try decoder.list("shareholders", limit: maximumShareholders, elementByteCount: 40) {
            (decoder) throws(CanonicalError) in
            let holder = try Address.decode(from: &decoder)
            let place = decoder.offset
            let shares = try decoder.uint64("shares")
            guard shares > 0 else { throw decoder.refusal("shares", at: place, "a holder of none") }
            return Shareholder(holder: holder, shares: shares)
        }
        for pair in zip(shareholders, shareholders.dropFirst()) where pair.0.holder.bytes >= pair.1.holder.bytes {
            throw decoder.refusal("shareholders", at: position, "addresses do not ascend")
        }
        let price = try decoder.optional("price flag") { (decoder) throws(CanonicalError) in
            try Amount.decode(from: &decoder)
        }
        return ModelRegistration(model: model, parents: parents, shareholders: shareholders, pricePerCall: price)
    }
}
