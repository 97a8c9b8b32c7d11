import Transcript

/// What verifying a proof file costs at most, in units of about ten nanoseconds of the machine of
/// `Benchmarks/README.md`, rounded up with a margin of two or more: an integer that follows from the file's length, its
/// circuit and its profile alone, the same everywhere, so that gas can be charged from it.
///
/// It is monotone: a circuit with more of anything (operators, cells, relations, public elements, taps, blocks), a file
/// with more bytes, never costs less. A ledger charges ``reading(byteCount:)`` before it hands over any bytes; that covers
/// decoding, hashing and planning. ``ProofVerifier/verify(_:allowingInsecure:costLimit:)`` stops with
/// ``ProofError/overCostLimit(cost:limit:)`` before all other work when the total is above the caller's limit.
///
/// Refused files cost no more than accepted ones: a check that fails only ends the work.
public struct VerificationCost: Sendable, Hashable {
    /// Decoding, hashing, planning.
    public let reading: UInt64
    /// Relations, sumchecks, lookups: down to one value of each oracle.
    public let statement: UInt64
    /// The two oracles' openings.
    public let opening: UInt64

    public var total: UInt64 { reading + statement + opening }

    /// Any file: derivation of parameters (a search over folds and rates) and fixed parts.
    static let base: UInt64 = 1_000_000
    /// A byte of the file: decoded, checked, hashed.
    static let byte: UInt64 = 8

    /// What a file of this length costs before anything else is known of it.
    ///
    /// - Parameter byteCount: not negative; at most ``ProofVerifier/maximumByteCount`` is read at all.
    public static func reading(byteCount: Int) -> UInt64 {
        base + byte * UInt64(clamping: min(max(byteCount, 0), ProofVerifier.maximumByteCount))
    }

    /// - Parameter byteCount: the file's length.
    init(_ setting: ProofSetting, byteCount: Int) {
        let plan = setting.plan
        let work = plan.work
        func count(_ value: Int) -> UInt64 { UInt64(clamping: value) }
        reading =
            Self.reading(byteCount: byteCount) + 2_000 * count(plan.sites.count + plan.gadgets.count) + 500 * count(work.blocks)
        // An opened block is weighed at each coordinate of its oracle; a public element is laid out and summed.
        let weighing =
            count(work.witnessTerms) * count(8 + plan.witnessLayout.sizeLog2)
            + count(work.weightTerms) * count(8 + plan.weightLayout.sizeLog2)
        statement =
            8 * weighing + 10 * count(work.publicReads) + 8 * count(work.wiring) + 500 * count(plan.columns.count)
            + 500 * count(work.permutations) + 40 * count(work.privateCells)

        opening = Self.opening(witnessLog2: plan.witnessLayout.sizeLog2, weightsLog2: plan.weightLayout.sizeLog2)
    }

    /// A bound on ``queries(_:)`` for every pair of oracles and every profile: parameters jump with sizes, this does not.
    package static func opening(witnessLog2: Int, weightsLog2: Int) -> UInt64 {
        400_000 + 75_000 * UInt64(clamping: witnessLog2 + weightsLog2)
    }

    /// What opening two oracles takes under these parameters.
    package static func queries(_ parameters: WHIRParameters) -> UInt64 {
        func count(_ value: Int) -> UInt64 { UInt64(clamping: value) }
        let sets =
            parameters.oracles.indices.map { parameters.querySet(ofOracle: $0) }
            + parameters.rounds.indices.map { parameters.querySet(ofRound: $0) }
        return sets.reduce(0) { sum, set in
            // A leaf is decoded, hashed and folded; its path has a hash a level; its point joins the last sum.
            let each =
                16 * count(set.rowWordCount) + 64 * count(set.leavesLog2) + 8 << count(parameters.finalVariableCount) + 400
            return sum + count(set.queryCount) * each
        }
    }
}
