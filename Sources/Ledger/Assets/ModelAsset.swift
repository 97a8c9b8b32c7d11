import Claims
import Transcript

/// A part of a model's revenue that goes to another model.
public struct RevenueShare: Sendable, Hashable {
    public let model: Digest
    /// In parts per 10^9, at least 1.
    public let parts: UInt32

    public init(model: Digest, parts: UInt32) {
        self.model = model
        self.parts = parts
    }
}

/// A registered model. What it is never changes; a new version is a child.
public struct ModelAsset: Sendable, Hashable {
    public let commitment: ModelCommitment
    /// Who registered it and sets its price.
    public let registrant: Address
    /// Models that this one was made from, by ascending id, each with its part of the revenue.
    public let parents: [RevenueShare]
    /// What every ancestor finally gets of this model's revenue, by ascending id, computed once at
    /// registration, so that a payment never walks the lineage. Their sum is at most 10^9; the rest is
    /// the shareholders'.
    public let ancestors: [RevenueShare]
    /// 0 without parents; above every parent's, so lineage cannot have a cycle.
    public let depth: UInt32
    /// Asked for each call; nil: open, nothing is due.
    public internal(set) var pricePerCall: Amount?
    /// Auditors with a bonded statement that they hold the model's bytes.
    public internal(set) var attestations: UInt32
    /// Weights root and oracle roots were recomputed from the same bytes. Of other models nothing is settled by
    /// proofs.
    public let isLinked: Bool
    /// The referee holds tables of its circuit, so optimistic claims about it can be disputed.
    public let isDisputable: Bool
    /// Optimistic jobs that are taken or claimed: while there are any, no auditor leaves.
    public internal(set) var jobsInHand: UInt32

    public var id: Digest { Self.id(commitment, registrant: registrant) }

    /// The id that a registrant's model gets: `derive_key` hash, context `sirocco asset v1`, of the registrant
    /// (32) and the commitment's id (32).
    public static func id(_ commitment: ModelCommitment, registrant: Address) -> Digest {
        BLAKE3.hash(derivedFrom: "sirocco asset v1", registrant.bytes.bytes + commitment.id.bytes)
    }
}

extension ModelAsset: StateRecord {
    static var kind: RecordKind { .model }
    var identity: [UInt8] { id.bytes }

    /// commitment, registrant (32), parents, ancestors (lists of id (32) and parts (4)), depth (4), flag and
    /// price (1 or 17), attestations (4), linked (1), disputable (1), jobs in hand (4).
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(commitment)
        encoder.append(registrant.bytes)
        encoder.append(list: parents)
        encoder.append(list: ancestors)
        encoder.append(depth)
        encoder.append(optional: pricePerCall) { $0.encode(into: &$1) }
        encoder.append(attestations)
        encoder.append(isLinked)
        encoder.append(isDisputable)
        encoder.append(jobsInHand)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> ModelAsset {
        ModelAsset(
            commitment: try .decode(from: &decoder), registrant: try .decode(from: &decoder),
            parents: try RevenueShare.list("parents", &decoder), ancestors: try RevenueShare.list("ancestors", &decoder),
            depth: try decoder.uint32("depth"),
            pricePerCall: try decoder.optional("price flag") { (decoder) throws(CanonicalError) in
                try Amount.decode(from: &decoder)
            },
            attestations: try decoder.uint32("attestations"), isLinked: try decoder.boolean("linked"),
            isDisputable: try decoder.boolean("disputable"), jobsInHand: try decoder.uint32("jobs in hand"))
    }
}

extension RevenueShare: CanonicalCodable {
    static let maximumCount = 1024

    /// model (32), parts (4).
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(model)
        encoder.append(parts)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> RevenueShare {
        let model = try decoder.digest("model")
        let position = decoder.offset
        let parts = try decoder.uint32("parts")
        guard parts > 0 else { throw decoder.refusal("parts", at: position, "a share of nothing") }
        return RevenueShare(model: model, parts: parts)
    }

    /// Shares by strictly ascending model.
    static func list(_ field: String, _ decoder: inout CanonicalDecoder) throws(CanonicalError) -> [RevenueShare] {
        let position = decoder.offset
        let list = try decoder.list(field, limit: maximumCount, elementByteCount: 36) { (decoder) throws(CanonicalError) in
            try RevenueShare.decode(from: &decoder)
        }
        for pair in zip(list, list.dropFirst()) where pair.0.model >= pair.1.model {
            throw decoder.refusal(field, at: position, "models do not ascend")
        }
        return list
    }
}
