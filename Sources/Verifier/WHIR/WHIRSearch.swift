/// The search for the smallest proof: dynamic programming over (variables left, rate), since what a tail
/// of rounds costs depends on nothing else.
struct WHIRSearch {
    private let shapes: [WHIROracleShape]
    private let profile: SecurityProfile
    private let grindingBits: Int
    /// Bound on the base-field elements of the first shared codeword: what the oracles' codewords have at
    /// their highest rates, or twice that for small ones, whose proofs are large for their size.
    private let elementLimit: Int
    private var tails: [Int: (bytes: Int, rounds: [(rate: Int, fold: Int)])] = [:]

    private var queryCounts: [Int: Int] = [:]

    private static let rates = 1...12
    private static let folds = 1...5
    /// A polynomial in clear of at most 2^8 elements.
    private static let clearLog2 = 8
    private static let elementByteCount = 24

    init(shapes: [WHIROracleShape], profile: SecurityProfile) {
        self.shapes = shapes
        self.profile = profile
        let elements = shapes.reduce(0) { $0 + $1.columnCount << $1.variableCount }
        let isLarge = elements >= 1 << SecurityProfile.largeElementsLog2
        grindingBits = isLarge ? profile.largeGrindingBits : profile.grindingBits
        let committed = shapes.reduce(0) {
            $0 + $1.columnCount << ($1.variableCount + $1.rates.lowerBound)
        }
        elementLimit = max(isLarge ? committed : 2 * committed, 64)
    }

    /// The cheapest plan, or nil when the oracles have no common size.
    mutating func best() -> WHIRPlan? {
        var best: (bytes: Int, plan: WHIRPlan)?
        let most = shapes.map { $0.variableCount - $0.firstFolds.lowerBound }.min() ?? 0
        let least = shapes.map { max(0, $0.variableCount - $0.firstFolds.upperBound) }.max() ?? 0
        guard least <= most else { return nil }
        for common in least...most {
            var bytes = 0
            var oracles: [(columns: Int, variables: Int, rate: Int, fold: Int)] = []
            for shape in shapes {
                let fold = shape.variableCount - common
                let choice = cheapestRate(of: shape, fold: fold)
                bytes += choice.bytes + 48 * fold
                oracles.append((shape.columnCount, shape.variableCount, choice.rate, fold))
            }
            let tail = firstRound(variables: common)
            bytes += tail.bytes
            if best.map({ bytes < $0.bytes }) ?? true {
                best = (bytes, WHIRPlan(oracles: oracles, rounds: tail.rounds, grindingBits: grindingBits))
            }
        }
        return best?.plan
    }

    private mutating func cheapestRate(of shape: WHIROracleShape, fold: Int) -> (bytes: Int, rate: Int) {
        var best = (bytes: Int.max, rate: shape.rates.lowerBound)
        for rate in shape.rates {
            let bytes = openingBytes(
                variables: shape.variableCount, rate: rate, fold: fold, columns: shape.columnCount, elementBytes: 8)
            if bytes < best.bytes { best = (bytes, rate) }
        }
        return best
    }

    /// Estimated bytes of one pruned opening: rows, and for each query the levels below the part of the
    /// tree that all queries fill.
    private mutating func openingBytes(
        variables: Int, rate: Int, fold: Int, columns: Int, elementBytes: Int
    ) -> Int {
        let queries = estimatedQueries(variables: variables, rate: rate, columns: columns)
        let rowBytes = (columns * elementBytes) << fold
        let filled = BinaryLogarithm.floor(UInt64(clamping: queries)) / (BinaryLogarithm.one / 16)
        let siblings = queries * max(0, 16 * (variables + rate - fold) - filled) / 16
        return queries * rowBytes + siblings * 32 + 16
    }

    private mutating func estimatedQueries(variables: Int, rate: Int, columns: Int) -> Int {
        let key = (columns * 64 + variables) * 64 + rate
        if let known = queryCounts[key] { return known }
        let bounds = ProximityBounds(profile, sizeLog2: variables, rateLog2: rate, columnCount: columns)
        // Two bits above the floor: some terms of about equal size are summed.
        let queries = WHIRPlan.queries(bounds, units: SecurityBits(profile.floorBits + 2 - grindingBits).units)
        queryCounts[key] = queries
        return queries
    }

    /// Round 0 with a column for each oracle.
    private mutating func firstRound(variables: Int) -> (bytes: Int, rounds: [(rate: Int, fold: Int)]) {
        let columns = shapes.count
        var limit = 0
        while limit < WHIRParameters.maximumDomainLog2,
            3 * columns << (limit + 1) <= elementLimit { limit += 1 }
        return cheapest(variables: variables, columns: columns, domainLimit: limit, leastRate: 1)
    }

    /// The cheapest commitment and what follows, where the domain has at most 2^domainLimit points (or the
    /// lowest rate is taken, if even that is too large).
    private mutating func cheapest(
        variables: Int, columns: Int, domainLimit: Int, leastRate: Int
    ) -> (bytes: Int, rounds: [(rate: Int, fold: Int)]) {
        var best: (bytes: Int, rounds: [(rate: Int, fold: Int)])?
        for rate in WHIRSearch.rates
        where rate >= leastRate && (variables + rate <= domainLimit || rate == leastRate) {
            let folds = variables == 0 ? 0...0 : 1...min(variables, WHIRSearch.folds.upperBound)
            for fold in folds {
                let left = variables - fold
                var bytes = 32 + columns * WHIRSearch.elementByteCount + 48 * fold
                bytes += openingBytes(
                    variables: variables, rate: rate, fold: fold, columns: columns,
                    elementBytes: WHIRSearch.elementByteCount)
                if left <= WHIRSearch.clearLog2 {
                    let total = bytes + WHIRSearch.elementByteCount << left
                    if total < best?.bytes ?? Int.max { best = (total, [(rate, fold)]) }
                }
                if left > 0 {
                    let tail = tail(variables: left, after: variables + rate, rate: rate)
                    if let tail, bytes + tail.bytes < best?.bytes ?? Int.max {
                        best = (bytes + tail.bytes, [(rate, fold)] + tail.rounds)
                    }
                }
            }
        }
        return best ?? (Int.max / 2, [])
    }

    /// What follows a round on a domain of 2^domain points: a domain of at most half the size, a rate not
    /// higher. Nil below that.
    private mutating func tail(
        variables: Int, after domain: Int, rate: Int
    ) -> (bytes: Int, rounds: [(rate: Int, fold: Int)])? {
        guard variables + rate <= domain - 1 else { return nil }
        let key = (variables * 64 + domain) * 64 + rate
        if let known = tails[key] { return known }
        let result = cheapest(variables: variables, columns: 1, domainLimit: domain - 1, leastRate: rate)
        tails[key] = result
        return result.rounds.isEmpty ? nil : result
    }
}
