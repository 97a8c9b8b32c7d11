/// How well a term of a security report is founded.
public enum SecurityStatus: String, Sendable, Hashable {
    /// A published, refereed proof.
    case proven
    /// A proof that is public but not yet refereed.
    case preprint
    /// A bound whose proof covers a slightly different setting.
    case approximate
}

/// The error of one round of a proof.
public struct SecurityTerm: Sendable, Hashable {
    /// Which round, and what may go wrong in it.
    public let name: String
    /// The error as text, before grinding.
    public let formula: String
    /// Where the formula is proven.
    public let source: String
    public let status: SecurityStatus
    /// Bits of the formula.
    public let formulaBits: SecurityBits
    /// Work before this round's own challenge.
    public let grindingBits: Int

    /// Bits of the round: the formula's and the grinding's.
    public var bits: SecurityBits {
        SecurityBits(units: formulaBits.units + SecurityBits(grindingBits).units)
    }
}

/// Every term of a proof's soundness error, their minimum and their sum.
///
/// Classical bits in the random-oracle model, of the interactive oracle proof; collisions of the hash
/// (128 bits for 32-byte digests) stand beside them. The floor of a profile applies to the sum.
public struct SecurityReport: Sendable, Hashable {
    public let profile: SecurityProfile
    public let terms: [SecurityTerm]

    public init(profile: SecurityProfile, terms: [SecurityTerm]) {
        self.profile = profile
        self.terms = terms
    }

    /// The weakest round.
    public var minimum: SecurityBits { terms.map(\.bits).min() ?? SecurityBits(1 << 20) }

    /// −log2 of the sum of all rounds' errors.
    public var sum: SecurityBits { SecurityBits.ofSum(terms.map(\.bits)) }

    /// Whether the sum reaches the profile's floor.
    public var reachesFloor: Bool { sum >= SecurityBits(profile.floorBits) }
}
