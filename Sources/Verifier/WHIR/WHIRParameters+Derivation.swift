extension WHIRParameters {
    /// The parameters for oracles of these shapes: the one deterministic choice, integer arithmetic
    /// throughout, that everybody who knows shapes and profile arrives at.
    ///
    /// It searches the first folds, later folds and rates for the smallest estimated proof, within a bound
    /// on the prover's encoding work, then takes the fewest queries whose computed sum reaches the floor. Step by step, for
    /// a second implementation: `ProofParameters` in the documentation of `Claims`.
    ///
    /// - Throws: `WHIRParameterError`, for instance `noCommonSize` when no first folds in bounds bring the
    ///   oracles to one size.
    /// - Complexity: about a millisecond; keep the result where many proofs of one shape come by.
    public static func derive(
        for shapes: [WHIROracleShape], profile: SecurityProfile, allowingInsecure: Bool = false
    ) throws(WHIRParameterError) -> WHIRParameters {
        guard allowingInsecure || !profile.isInsecure else { throw .insecureProfile(profile.name) }
        guard !shapes.isEmpty, shapes.count <= maximumOracles else { throw .oracleCount(shapes.count) }
        for (index, shape) in shapes.enumerated() {
            guard (1...maximumColumns).contains(shape.columnCount),
                (0...maximumVariableCount).contains(shape.variableCount),
                shape.rates.lowerBound >= 1, shape.rates.upperBound <= maximumRateLog2,
                shape.variableCount + shape.rates.upperBound <= maximumDomainLog2,
                shape.firstFolds.lowerBound >= 0, shape.firstFolds.upperBound <= maximumFoldLog2
            else { throw .oracleOutOfRange(index) }
        }
        var search = WHIRSearch(shapes: shapes, profile: profile)
        guard let plan = search.best() else { throw .noCommonSize }
        return try plan.withFewestQueries(profile, allowingInsecure: allowingInsecure)
    }
}

/// A choice of folds and rates.
struct WHIRPlan {
    /// Shapes with rate and first fold chosen.
    var oracles: [(columns: Int, variables: Int, rate: Int, fold: Int)]
    var rounds: [(rate: Int, fold: Int)]
    var grindingBits: Int

    /// Parameters whose every set of queries gives `units` of bits, grinding included.
    private func parameters(
        _ profile: SecurityProfile, bitsPerRound units: Int, allowingInsecure: Bool
    ) throws(WHIRParameterError) -> WHIRParameters {
        let samples = profile.analysis == .uniqueDecoding ? 0 : 1
        func queries(size: Int, rate: Int, columns: Int) -> Int {
            WHIRPlan.queries(
                ProximityBounds(profile, sizeLog2: size, rateLog2: rate, columnCount: columns),
                units: units - SecurityBits(grindingBits).units)
        }
        var size = oracles.first.map { $0.variables - $0.fold } ?? 0
        var shared: [WHIRParameters.Round] = []
        for (index, round) in rounds.enumerated() {
            shared.append(
                WHIRParameters.Round(
                    rateLog2: round.rate, foldLog2: round.fold, sampleCount: samples,
                    queryCount: queries(size: size, rate: round.rate, columns: index == 0 ? oracles.count : 1),
                    grindingBits: grindingBits))
            size -= round.fold
        }
        return try WHIRParameters(
            unmeasured: profile,
            oracles: oracles.map {
                WHIRParameters.Oracle(
                    columnCount: $0.columns, variableCount: $0.variables, rateLog2: $0.rate, foldLog2: $0.fold,
                    queryCount: queries(size: $0.variables, rate: $0.rate, columns: $0.columns),
                    grindingBits: grindingBits)
            },
            rounds: shared,
            allowingInsecure: allowingInsecure)
    }

    /// The least number of queries that give `units` of bits; at least one.
    static func queries(_ bounds: ProximityBounds, units: Int) -> Int {
        let each = max(1, bounds.bitsOfQuery)
        return min(WHIRParameters.maximumQueries, max(1, (max(0, units) + each - 1) / each))
    }

    /// Raises the bits of each set of queries by eighths until the sum reaches the floor, then drops
    /// single queries, the dearest sets first, while it still does.
    func withFewestQueries(
        _ profile: SecurityProfile, allowingInsecure: Bool
    ) throws(WHIRParameterError) -> WHIRParameters {
        let floor = SecurityBits(profile.floorBits)
        var units = floor.units
        var current = try parameters(profile, bitsPerRound: units, allowingInsecure: allowingInsecure)
        for _ in 0..<64 where current.errorSum < floor {
            units += BinaryLogarithm.one / 8
            current = try parameters(profile, bitsPerRound: units, allowingInsecure: allowingInsecure)
        }
        for index in 0..<(oracles.count + rounds.count) {
            while let fewer = try current.droppingQuery(at: index, allowingInsecure), fewer.errorSum >= floor {
                current = fewer
            }
        }
        return try WHIRParameters(
            profile: profile, oracles: current.oracles, rounds: current.rounds, allowingInsecure: allowingInsecure)
    }
}

extension WHIRParameters {
    /// One query less in oracle `index`, or in round `index` less the number of oracles; nil at one query.
    fileprivate func droppingQuery(
        at index: Int, _ allowingInsecure: Bool
    ) throws(WHIRParameterError) -> WHIRParameters? {
        var oracles = oracles
        var rounds = rounds
        if index < oracles.count {
            let old = oracles[index]
            guard old.queryCount > 1 else { return nil }
            oracles[index] = Oracle(
                columnCount: old.columnCount, variableCount: old.variableCount, rateLog2: old.rateLog2,
                foldLog2: old.foldLog2, queryCount: old.queryCount - 1, grindingBits: old.grindingBits)
        } else {
            let old = rounds[index - oracles.count]
            guard old.queryCount > 1 else { return nil }
            rounds[index - oracles.count] = Round(
                rateLog2: old.rateLog2, foldLog2: old.foldLog2, sampleCount: old.sampleCount,
                queryCount: old.queryCount - 1, grindingBits: old.grindingBits)
        }
        return try WHIRParameters(
            unmeasured: profile, oracles: oracles, rounds: rounds, allowingInsecure: allowingInsecure)
    }
}
