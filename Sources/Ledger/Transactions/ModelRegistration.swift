import Claims
import Transcript

/// What registers a model.
///
/// The asset's id hashes the registrant beside the commitment, so nobody can register in another's place: a
/// copied commitment makes another asset, and a job names the one that it pays.
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
    /// What the commitment is of; travels in the block and is not stored.
    public let opening: ModelOpening?

    public init(
        model: ModelCommitment, parents: [RevenueShare] = [], shareholders: [Shareholder], pricePerCall: Amount? = nil,
        opening: ModelOpening? = nil
    ) {
        self.model = model
        self.parents = parents
        self.shareholders = shareholders
        self.pricePerCall = pricePerCall
        self.opening = opening
    }
}

extension ModelRegistration: CanonicalCodable {
    /// model, parents (list of model (32) and parts (4)), shareholders (list of address (32) and shares
    /// (8)), flag and price (1 or 17), flag and opening.
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(model)
        encoder.append(list: parents)
        encoder.append(list: shareholders) {
            $1.append($0.holder.bytes)
            $1.append($0.shares)
        }
        encoder.append(optional: pricePerCall) { $0.encode(into: &$1) }
        encoder.append(optional: opening) { $0.encode(into: &$1) }
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
        let opening = try decoder.optional("opening flag") { (decoder) throws(CanonicalError) in
            try ModelOpening.decode(from: &decoder)
        }
        return ModelRegistration(
            model: model, parents: parents, shareholders: shareholders, pricePerCall: price, opening: opening)
    }
}
