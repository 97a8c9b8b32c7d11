import Transcript

/// Everything that both sides fix before a WHIR run: shapes, folds, rates, queries, samples, grinding.
///
/// A value of this type has passed all checks: it fits the field's roots of unity, its sizes are bounded
/// and its computed security reaches the profile's floor.
public struct WHIRParameters: Sendable, Hashable {
    /// One committed oracle and its first fold.
    public struct Oracle: Sendable, Hashable {
        /// C.
        public let columnCount: Int
        /// n.
        public let variableCount: Int
        /// ρ: the code has rate 2^−ρ.
        public let rateLog2: Int
        /// k: variables bound by the first fold. A leaf holds C·2^k values.
        public let foldLog2: Int
        /// Queries, and the grinding before them.
        public let queryCount: Int
        public let grindingBits: Int

        public init(
            columnCount: Int, variableCount: Int, rateLog2: Int, foldLog2: Int, queryCount: Int, grindingBits: Int
        ) {
            self.columnCount = columnCount
            self.variableCount = variableCount
            self.rateLog2 = rateLog2
            self.foldLog2 = foldLog2
            self.queryCount = queryCount
            self.grindingBits = grindingBits
        }

        /// Whether a commitment under these parameters serves under `other`: all but queries and grinding,
        /// which a run beside other oracles may set anew, is the same.
        public func hasLayout(of other: Oracle) -> Bool {
            columnCount == other.columnCount && variableCount == other.variableCount
                && rateLog2 == other.rateLog2 && foldLog2 == other.foldLog2
        }
    }

    /// One shared round: a commitment to what was folded, and the fold that follows it.
    public struct Round: Sendable, Hashable {
        /// ρ of this round's code.
        public let rateLog2: Int
        /// Variables bound after this commitment (those that choose the oracle not counted).
        public let foldLog2: Int
        /// Out-of-domain samples of this commitment.
        public let sampleCount: Int
        /// Queries into this commitment, and the grinding before them.
        public let queryCount: Int
        public let grindingBits: Int

        public init(rateLog2: Int, foldLog2: Int, sampleCount: Int, queryCount: Int, grindingBits: Int) {
            self.rateLog2 = rateLog2
            self.foldLog2 = foldLog2
            self.sampleCount = sampleCount
            self.queryCount = queryCount
            self.grindingBits = grindingBits
        }
    }

    public let profile: SecurityProfile
    public let oracles: [Oracle]
    public let rounds: [Round]
    /// n′, the variables left by every oracle's first fold.
    public let commonVariableCount: Int
    /// b: the folded oracles are stacked as one polynomial in b + n′ variables, zeros above the last.
    public let stackingLog2: Int
    /// Variables of the polynomial sent in clear.
    public let finalVariableCount: Int

    public static let maximumOracles = 8
    public static let maximumColumns = 4096
    public static let maximumVariableCount = 30
    public static let maximumRateLog2 = 16
    public static let maximumFoldLog2 = 8
    public static let maximumRounds = 16
    public static let maximumQueries = 4096
    public static let maximumSamples = 4
    public static let maximumGrindingBits = 24
    public static let maximumFinalVariableCount = 10
    /// log2 of the number of roots of unity at hand.
    static let maximumDomainLog2 = 32

    /// Checked parameters.
    ///
    /// - Parameter allowingInsecure: whether a profile for tests may pass.
    /// - Throws: `WHIRParameterError`; `belowFloor` when the computed sum misses the profile's floor.
    public init(
        profile: SecurityProfile, oracles: [Oracle], rounds: [Round], allowingInsecure: Bool = false
    ) throws(WHIRParameterError) {
        try self.init(unmeasured: profile, oracles: oracles, rounds: rounds, allowingInsecure: allowingInsecure)
        let sum = errorSum
        guard sum >= SecurityBits(profile.floorBits) else {
            throw .belowFloor(sum: sum, floorBits: profile.floorBits)
        }
    }

    /// All checks but the floor's.
    init(
        unmeasured profile: SecurityProfile, oracles: [Oracle], rounds: [Round], allowingInsecure: Bool
    ) throws(WHIRParameterError) {
        guard allowingInsecure || !profile.isInsecure else { throw .insecureProfile(profile.name) }
        guard let first = oracles.first, oracles.count <= Self.maximumOracles else {
            throw .oracleCount(oracles.count)
        }
        guard (1...Self.maximumRounds).contains(rounds.count) else { throw .roundCount(rounds.count) }
        for (index, oracle) in oracles.enumerated() {
            try Self.check(oracle, index)
            guard oracle.variableCount - oracle.foldLog2 == first.variableCount - first.foldLog2 else {
                throw .foldsDiffer(oracle: index)
            }
        }
        var variables = first.variableCount - first.foldLog2
        commonVariableCount = variables
        for (index, round) in rounds.enumerated() {
            try Self.check(round, index, variables: variables, profile)
            variables -= round.foldLog2
        }
        guard variables <= Self.maximumFinalVariableCount else { throw .finalSize(variables) }
        finalVariableCount = variables
        stackingLog2 = oracles.count == 1 ? 0 : Int.bitWidth - (oracles.count - 1).leadingZeroBitCount
        self.profile = profile
        self.oracles = oracles
        self.rounds = rounds
    }

    private static func check(_ oracle: Oracle, _ index: Int) throws(WHIRParameterError) {
        guard (1...maximumColumns).contains(oracle.columnCount),
            (0...maximumVariableCount).contains(oracle.variableCount),
            (1...maximumRateLog2).contains(oracle.rateLog2),
            oracle.variableCount + oracle.rateLog2 <= maximumDomainLog2,
            (0...min(maximumFoldLog2, oracle.variableCount)).contains(oracle.foldLog2),
            (1...maximumQueries).contains(oracle.queryCount),
            (0...maximumGrindingBits).contains(oracle.grindingBits)
        else { throw .oracleOutOfRange(index) }
    }

    private static func check(
        _ round: Round, _ index: Int, variables: Int, _ profile: SecurityProfile
    ) throws(WHIRParameterError) {
        // More than one candidate within the distance: a sample must choose between them.
        let leastSamples = profile.analysis == .uniqueDecoding ? 0 : 1
        guard (1...maximumRateLog2).contains(round.rateLog2), variables + round.rateLog2 <= maximumDomainLog2,
            (0...min(maximumFoldLog2, variables)).contains(round.foldLog2),
            (leastSamples...maximumSamples).contains(round.sampleCount),
            (1...maximumQueries).contains(round.queryCount),
            (0...maximumGrindingBits).contains(round.grindingBits)
        else { throw .roundOutOfRange(index) }
    }
}

/// Why parameters are refused.
public enum WHIRParameterError: Error, Hashable, Sendable {
    /// The profile serves tests and was not asked for by name.
    case insecureProfile(String)
    case oracleCount(Int)
    case roundCount(Int)
    /// A size of this oracle is outside its bounds.
    case oracleOutOfRange(Int)
    /// A size of this round is outside its bounds.
    case roundOutOfRange(Int)
    /// The first fold of this oracle leaves another number of variables than that of the first one.
    case foldsDiffer(oracle: Int)
    /// Too many variables for a polynomial in clear.
    case finalSize(Int)
    /// No first folds within bounds bring the oracles to one size.
    case noCommonSize
    /// The sum of all errors is above what the profile allows.
    case belowFloor(sum: SecurityBits, floorBits: Int)
}

extension WHIRParameters {
    /// Variables of the polynomial that round `index` commits to, one for each oracle in round 0.
    func variableCount(ofRound index: Int) -> Int {
        rounds.prefix(index).reduce(commonVariableCount) { $0 - $1.foldLog2 }
    }

    /// Columns that round `index` commits to.
    func columnCount(ofRound index: Int) -> Int { index == 0 ? oracles.count : 1 }

    /// What both sides hash, so that a proof under other parameters is another proof.
    ///
    /// Profile (16 bits) ‖ number of oracles (32) ‖ each: C (32), n, ρ, k, grinding (8 each), queries (32) ‖
    /// number of rounds (32) ‖ each: ρ, k, samples, grinding (8 each), queries (32).
    public var canonicalBytes: [UInt8] {
        var encoder = CanonicalEncoder()
        encoder.append(profile.id.rawValue)
        encoder.append(list: oracles) { (oracle, encoder) in
            encoder.append(UInt32(truncatingIfNeeded: oracle.columnCount))
            encoder.append(UInt8(truncatingIfNeeded: oracle.variableCount))
            encoder.append(UInt8(truncatingIfNeeded: oracle.rateLog2))
            encoder.append(UInt8(truncatingIfNeeded: oracle.foldLog2))
            encoder.append(UInt8(truncatingIfNeeded: oracle.grindingBits))
            encoder.append(UInt32(truncatingIfNeeded: oracle.queryCount))
        }
        encoder.append(list: rounds) { (round, encoder) in
            encoder.append(UInt8(truncatingIfNeeded: round.rateLog2))
            encoder.append(UInt8(truncatingIfNeeded: round.foldLog2))
            encoder.append(UInt8(truncatingIfNeeded: round.sampleCount))
            encoder.append(UInt8(truncatingIfNeeded: round.grindingBits))
            encoder.append(UInt32(truncatingIfNeeded: round.queryCount))
        }
        return encoder.bytes
    }
}
