import Transcript

/// Names a set of proof parameters. The raw value is the profile's number in canonical encodings.
public struct ProfileID: RawRepresentable, Sendable, Hashable, Comparable, CustomStringConvertible {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// 100 provable bits under the Johnson bound.
    public static let p100 = ProfileID(rawValue: 1)
    /// 100 provable bits under unique decoding.
    public static let ud100 = ProfileID(rawValue: 2)
    /// 128 bits.
    public static let p128 = ProfileID(rawValue: 3)
    /// For tests; refused by default.
    public static let insecureTest = ProfileID(rawValue: 0xFFFF)

    public static func < (left: ProfileID, right: ProfileID) -> Bool { left.rawValue < right.rawValue }

    public var description: String {
        switch self {
        case .p100: "P100"
        case .ud100: "UD100"
        case .p128: "P128"
        case .insecureTest: "insecure_test"
        default: "profile \(rawValue)"
        }
    }
}

/// What registers a model: everything that says which integers it computes, under every assurance.
///
/// The weights root serves disputes, the oracle roots serve proofs; that they are one model is shown
/// at registration (an open model's oracle is recomputed from its bytes).
public struct ModelCommitment: Sendable, Hashable {
    public struct OracleRoot: Sendable, Hashable {
        public let profile: ProfileID
        public let root: Digest

        public init(profile: ProfileID, root: Digest) {
            self.profile = profile
            self.root = root
        }
    }

    public static let formatVersion: UInt16 = 1
    static let maximumOracles = 16

    public let circuitHash: Digest
    /// Plain BLAKE3 of the canonical weight bytes.
    public let weightsRoot: Digest
    /// In ascending order of profile, at most 16.
    public let oracleRoots: [OracleRoot]
    /// Hash of the tokenizer's canonical bytes; nil for models without one.
    public let tokenizerHash: Digest?

    /// - Throws: `CanonicalError.nonCanonical` unless the profiles ascend; `tooLong` above 16.
    public init(
        circuitHash: Digest, weightsRoot: Digest, oracleRoots: [OracleRoot] = [], tokenizerHash: Digest? = nil
    ) throws(CanonicalError) {
        guard oracleRoots.count <= Self.maximumOracles else {
            throw .tooLong(field: "oracle roots", offset: 0, length: oracleRoots.count, limit: Self.maximumOracles)
        }
        for pair in zip(oracleRoots, oracleRoots.dropFirst()) where pair.0.profile >= pair.1.profile {
            throw .nonCanonical(field: "oracle roots", offset: 0, reason: "profiles do not ascend")
        }
        self.circuitHash = circuitHash
        self.weightsRoot = weightsRoot
        self.oracleRoots = oracleRoots
        self.tokenizerHash = tokenizerHash
    }

    /// The model's name on the ledger and in claims.
    public var id: Digest { BLAKE3.hash(derivedFrom: "sirocco model commitment v1", canonicalBytes) }
}

extension ModelCommitment: CanonicalCodable {
    /// version (2), circuit hash (32), weights root (32), list of (profile (2), root (32)), flag and
    /// tokenizer hash (1 or 33).
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(Self.formatVersion)
        encoder.append(circuitHash)
        encoder.append(weightsRoot)
        encoder.append(count: oracleRoots.count)
        for oracle in oracleRoots {
            encoder.append(oracle.profile.rawValue)
            encoder.append(oracle.root)
        }
        encoder.append(tokenizerHash != nil)
        if let tokenizerHash { encoder.append(tokenizerHash) }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> ModelCommitment {
        try decoder.version("model version", formatVersion)
        let circuitHash = try decoder.digest("circuit hash")
        let weightsRoot = try decoder.digest("weights root")
        let oracles = try decoder.list("oracle roots", limit: maximumOracles, elementByteCount: 34) {
            (decoder) throws(CanonicalError) in
            let profile = ProfileID(rawValue: try decoder.uint16("profile"))
            return OracleRoot(profile: profile, root: try decoder.digest("oracle root"))
        }
        let tokenizer = try decoder.boolean("tokenizer flag") ? try decoder.digest("tokenizer hash") : nil
        return try ModelCommitment(
            circuitHash: circuitHash, weightsRoot: weightsRoot, oracleRoots: oracles, tokenizerHash: tokenizer)
    }
}

extension CanonicalDecoder {
    /// Reads a format version that must be the one expected.
    mutating func version(_ field: String, _ expected: UInt16) throws(CanonicalError) {
        let position = offset
        let found = try uint16(field)
        guard found == expected else { throw refusal(field, at: position, "version \(found) is not known here") }
    }
}
