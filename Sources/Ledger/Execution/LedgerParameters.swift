import Claims
import Transcript

/// The rules that a ledger was started with. Replicas with other parameters part at genesis.
public struct LedgerParameters: Sendable, Hashable {
    public static let formatVersion: UInt16 = 1

    public var chain: UInt64
    /// Fees: each transaction pays the flat fee, and gas at the block's price; both are burned. A unit of gas is
    /// about a nanosecond of work, with a margin of two: `Ledger.docc`, note 2.
    public var flatFee = Amount(1_000)
    public var gasPerTransaction: UInt32 = 100_000
    public var gasPerByte: UInt32 = 16
    /// For each ancestor that a licence fee is split with.
    public var gasPerAncestor: UInt32 = 10_000
    /// The price of gas follows EIP-1559: it moves by at most an eighth a block, so that blocks are half full
    /// on average, and never below the least.
    public var minimumGasPrice = Amount(1)
    public var blockGasLimit: UInt64 = 1 << 32
    public var maximumTransactionBytes: UInt32 = 4 << 20
    public var maximumBlockTransactions: UInt32 = 20_000
    /// Ascending; proofs under other profiles are not admitted.
    public var acceptedProfiles: [ProfileID] = [.p100, .ud100, .p128]
    public var maximumAncestors: UInt32 = 1024
    public var maximumLineageDepth: UInt32 = 64
    /// Attestations that an optimistic job's model needs, and auditors that its private input needs.
    public var minimumAuditors: UInt32 = 1
    public var minimumProverBond = Amount(1_000_000)
    public var challengeBond = Amount(1_000_000)
    public var attestationBond = Amount(1_000_000)
    /// Milliseconds: the longest that a lease or a time to a deadline may be.
    public var maximumDuration: UInt64 = 90 * 24 * 3_600_000
    /// Milliseconds from a claim to the last challenge.
    public var challengeWindow: UInt64 = 24 * 3_600_000
    /// Milliseconds that a side has for all its moves in one dispute.
    public var asserterAllowance: UInt64 = 6 * 3_600_000
    public var challengerAllowance: UInt64 = 6 * 3_600_000
    public var maximumQuestions: UInt8 = 8
    /// Open at a time about one claim.
    public var maximumDisputes: UInt32 = 256

    public init(chain: UInt64) { self.chain = chain }

    /// Names the rules: `derive_key` hash, context `sirocco ledger parameters v1`.
    public var digest: Digest { BLAKE3.hash(derivedFrom: "sirocco ledger parameters v1", canonicalBytes) }

    /// Above this no price of gas rises.
    static let highestGasPrice = Amount(1 << 60)

    /// The first rule that is broken; nil when these can rule a ledger.
    var problem: ParameterError? {
        if gasPerTransaction == 0 || blockGasLimit < UInt64(gasPerTransaction) || blockGasLimit > 1 << 60 {
            return .blockGasLimit
        }
        if minimumGasPrice > Self.highestGasPrice { return .minimumGasPrice }
        if maximumTransactionBytes > UInt32(Action.maximumByteString) { return .maximumTransactionBytes }
        if maximumAncestors > UInt32(RevenueShare.maximumCount) { return .maximumAncestors }
        if maximumQuestions == 0 || maximumDisputes == 0 { return .disputes }
        for pair in zip(acceptedProfiles, acceptedProfiles.dropFirst()) where pair.0 >= pair.1 {
            return .profilesDoNotAscend
        }
        return nil
    }
}

/// The rule that a set of parameters breaks.
public enum ParameterError: Error, Equatable, Sendable {
    case blockGasLimit, minimumGasPrice, maximumTransactionBytes, maximumAncestors, disputes, profilesDoNotAscend
}

extension LedgerParameters {
    /// Gas that a signed transaction takes before it does anything.
    ///
    /// - Parameter byteCount: of the signed bytes; not negative, at most 2^27.
    public func intrinsicGas(byteCount: Int) -> UInt64 {
        // At most 2^32 + 2^32 · 2^27: fits.
        UInt64(gasPerTransaction) + UInt64(gasPerByte) * UInt64(byteCount)
    }

    /// What gas costs after a block (EIP-1559).
    func gasPrice(after price: Amount, gasUsed: UInt64) -> Amount {
        let target = UInt128(max(1, blockGasLimit / 2))
        let used = UInt128(gasUsed)
        // price <= 2^60 and gas <= 2^60: products stay below 2^128.
        let next: UInt128
        if used > target {
            next = price.units + max(1, price.units * (used - target) / target / 8)
        } else {
            next = price.units - price.units * (target - used) / target / 8
        }
        return min(max(Amount(next), minimumGasPrice), Self.highestGasPrice)
    }
}
