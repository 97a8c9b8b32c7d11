import Claims

/// A named choice of analysis, floor and grinding, from which parameters are derived.
///
/// The profiles here are the ones in force; the files of `params/proof` say the same for readers and
/// tools, and a test compares them.
public struct SecurityProfile: Sendable, Hashable {
    /// Up to which distance from the code a word is argued about.
    public enum Analysis: Sendable, Hashable {
        /// Distance 1 − √ρ·(1 + 1/(2m)), below the Johnson bound by √ρ/(2m), or further for long codes
        /// (``ProximityBounds``). A power of two, at least 4.
        case johnson(m: Int)
        /// Distance (1 − ρ)/2: one codeword at most.
        case uniqueDecoding
    }

    public let id: ProfileID
    public let name: String
    public let analysis: Analysis
    /// The sum of all errors is at most 2^−floorBits, or the parameters are refused.
    public let floorBits: Int
    /// Grinding before each set of queries when fewer than 2^20 elements are committed in all.
    public let grindingBits: Int
    /// The same from 2^20 elements on.
    public let largeGrindingBits: Int

    /// log2 of the number of committed elements from which on more grinding is allowed: ten rounds of
    /// 20 bits cost a second or so of hashing, too much beside a small proof.
    public static let largeElementsLog2 = 20

    /// Whether the profile serves tests only. Such profiles are refused unless asked for by name.
    public var isInsecure: Bool { name.hasPrefix("insecure_") }

    /// 100 bits under the Johnson bound. The cubic field leaves room to come within 1/128 of it for small models.
    public static let p100 = SecurityProfile(
        id: .p100, name: "P100", analysis: .johnson(m: 64), floorBits: 100, grindingBits: 12, largeGrindingBits: 20)
    /// 100 bits under unique decoding: older theorems, larger proofs.
    public static let ud100 = SecurityProfile(
        id: .ud100, name: "UD100", analysis: .uniqueDecoding, floorBits: 100, grindingBits: 12, largeGrindingBits: 20)
    /// Ten bits: so few queries that every byte of a proof can be tried.
    public static let insecureTest = SecurityProfile(
        id: .insecureTest, name: "insecure_test", analysis: .johnson(m: 4), floorBits: 10, grindingBits: 2,
        largeGrindingBits: 2)

    /// All profiles of this version.
    public static let all = [p100, ud100, insecureTest]

    /// The profile with this identifier, or nil.
    public static func named(_ id: ProfileID) -> SecurityProfile? { all.first { $0.id == id } }
}
