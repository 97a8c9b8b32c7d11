/// The soundness error of a WHIR run, round by round.
///
/// Notation: ℓ list size, a number of bad challenges of a fold (``ProximityBounds``), F the cubic extension.
/// - columns: C columns under powers of one challenge, (C − 1)(a + ℓ)/|F|.
/// - fold: one variable, (a + 3ℓ)/|F|, a of the code that is left. The stacking variables fold columns of
///   the same tree, by the code of the whole round.
/// - samples: two of the ℓ candidates agree at all s samples, ℓ²/2 · (2^n/|F|)^s.
/// - queries: (1 − δ)^t, less the grinding before them.
/// - combination: N claims under powers of one challenge, ℓ·(N − 1)/|F|.
///
/// - Source: Arnon, Chiesa, Fenzi, Yogev, "WHIR", eprint 2024/1586, Theorem 5.2.
enum WHIRTerm {
    case columns(oracle: Int)
    case firstFold(oracle: Int, variable: Int)
    case samples(round: Int)
    case oracleQueries(oracle: Int)
    case roundQueries(round: Int)
    case combination(round: Int)
    case stackingFold(variable: Int)
    case fold(round: Int, variable: Int)
}

extension WHIRParameters {
    /// The errors in the order of the protocol: which, formula in units of bits, grinding.
    func errors() -> [(term: WHIRTerm, formula: SecurityBits, grindingBits: Int)] {
        var result: [(term: WHIRTerm, formula: SecurityBits, grindingBits: Int)] = []
        func add(_ term: WHIRTerm, _ parts: [Int], grindingBits: Int = 0) {
            result.append((term, SecurityBits.ofSum(parts.map { SecurityBits(units: $0) }), grindingBits))
        }
        func log2(_ count: Int) -> Int { BinaryLogarithm.ceiling(UInt64(clamping: count)) }
        let field = ProximityBounds.fieldBits
        func foldParts(_ bounds: ProximityBounds, size: Int) -> [Int] {
            [field - bounds.exceptions(sizeLog2: size), field - log2(3) - bounds.listSize]
        }
        for (index, oracle) in oracles.enumerated() {
            let bounds = bounds(ofOracle: index)
            if oracle.columnCount > 1 {
                let claims = log2(oracle.columnCount - 1)
                add(
                    .columns(oracle: index),
                    [
                        field - claims - bounds.exceptions(sizeLog2: oracle.variableCount),
                        field - claims - bounds.listSize,
                    ])
            }
            for variable in 0..<oracle.foldLog2 {
                add(
                    .firstFold(oracle: index, variable: variable),
                    foldParts(bounds, size: oracle.variableCount - variable - 1))
            }
        }
        for (index, round) in rounds.enumerated() {
            let size = variableCount(ofRound: index)
            let bounds = bounds(ofRound: index)
            let list = bounds.listSize
            if profile.analysis != .uniqueDecoding {
                let each = field - size << BinaryLogarithm.fractionBits
                add(.samples(round: index), [round.sampleCount * each - 2 * list + BinaryLogarithm.one])
            }
            var claims = columnCount(ofRound: index) * (1 + round.sampleCount)
            if index == 0 {
                for (position, oracle) in oracles.enumerated() {
                    claims += oracle.queryCount
                    add(
                        .oracleQueries(oracle: position),
                        [oracle.queryCount * self.bounds(ofOracle: position).bitsOfQuery],
                        grindingBits: oracle.grindingBits)
                }
            } else {
                let before = rounds[index - 1]
                claims += before.queryCount
                add(
                    .roundQueries(round: index - 1),
                    [before.queryCount * self.bounds(ofRound: index - 1).bitsOfQuery],
                    grindingBits: before.grindingBits)
            }
            if claims > 1 { add(.combination(round: index), [field - list - log2(claims - 1)]) }
            if index == 0 {
                for variable in 0..<stackingLog2 {
                    add(.stackingFold(variable: variable), foldParts(bounds, size: size))
                }
            }
            for variable in 0..<round.foldLog2 {
                add(
                    .fold(round: index, variable: variable),
                    foldParts(bounds, size: size - variable - 1))
            }
        }
        if let last = rounds.last {
            add(
                .roundQueries(round: rounds.count - 1),
                [last.queryCount * bounds(ofRound: rounds.count - 1).bitsOfQuery], grindingBits: last.grindingBits)
        }
        return result
    }

    /// The sum that the floor applies to.
    package var errorSum: SecurityBits {
        SecurityBits.ofSum(errors().map { SecurityBits(units: $0.formula.units + SecurityBits($0.grindingBits).units) })
    }

    /// Every term with its formula and source.
    public func securityReport() -> SecurityReport {
        SecurityReport(
            profile: profile,
            terms: errors().map { describe($0.term, $0.formula, grindingBits: $0.grindingBits) })
    }

    /// log2 of how many sets of columns a prover may have committed to, rounded up to whole bits.
    ///
    /// Under the Johnson bound an oracle's root does not yet fix one codeword: an outer protocol whose
    /// claims end in this one multiplies the errors of its own challenges by this number.
    public var candidatesLog2: Int {
        let units = oracles.indices.reduce(0) { $0 + bounds(ofOracle: $1).listSize }
        return (units + BinaryLogarithm.one - 1) >> BinaryLogarithm.fractionBits
    }

    private func bounds(ofOracle index: Int) -> ProximityBounds {
        let oracle = oracles[index]
        return ProximityBounds(
            profile, sizeLog2: oracle.variableCount, rateLog2: oracle.rateLog2, columnCount: oracle.columnCount)
    }

    private func bounds(ofRound index: Int) -> ProximityBounds {
        ProximityBounds(
            profile, sizeLog2: variableCount(ofRound: index), rateLog2: rounds[index].rateLog2,
            columnCount: columnCount(ofRound: index))
    }

    private func bounds(of term: WHIRTerm) -> ProximityBounds {
        switch term {
        case .columns(let oracle), .firstFold(let oracle, _), .oracleQueries(let oracle): bounds(ofOracle: oracle)
        case .samples(let round), .roundQueries(let round), .combination(let round), .fold(let round, _):
            bounds(ofRound: round)
        case .stackingFold: bounds(ofRound: 0)
        }
    }

    private func describe(_ term: WHIRTerm, _ formula: SecurityBits, grindingBits: Int) -> SecurityTerm {
        let bounds = bounds(of: term)
        let exceptions = bounds.exceptionsFormula
        let johnson = profile.analysis != .uniqueDecoding
        let whir = "eprint 2024/1586 Thm 5.2"
        func make(_ name: String, _ text: String, _ source: String, _ status: SecurityStatus) -> SecurityTerm {
            SecurityTerm(
                name: name, formula: text, source: source, status: status, formulaBits: formula,
                grindingBits: grindingBits)
        }
        let fold = "(a + 3ℓ)/|F|, \(exceptions)"
        switch term {
        case .columns(let oracle):
            // Powers beyond a line: eprint 2025/2110 says that its proof carries over, 2025/2051 gives one.
            let isLine = oracles[oracle].columnCount == 2
            return make(
                "oracle \(oracle): columns", "(C - 1)(a + ℓ)/|F|, \(exceptions), C = \(oracles[oracle].columnCount)",
                bounds.foldSource + (johnson && !isLine ? "; eprint 2025/2051" : ""),
                johnson && !isLine ? .approximate : bounds.foldStatus)
        case .firstFold(let oracle, let variable):
            return make("oracle \(oracle): fold \(variable)", fold, bounds.foldSource, bounds.foldStatus)
        case .samples(let round):
            return make(
                "round \(round): out-of-domain samples", "ℓ²/2·(2^n/|F|)^s, s = \(rounds[round].sampleCount)",
                whir + " (Johnson list size)", .proven)
        case .oracleQueries(let oracle):
            return make(
                "oracle \(oracle): queries", bounds.queryFormula + ", t = \(oracles[oracle].queryCount)", whir, .proven)
        case .roundQueries(let round):
            return make(
                "round \(round): queries", bounds.queryFormula + ", t = \(rounds[round].queryCount)", whir, .proven)
        case .combination(let round):
            return make("round \(round): combination", "ℓ(N - 1)/|F|", whir, .proven)
        case .stackingFold(let variable):
            // The theorem is about one oracle; that several in one tree fold alike needs agreement of
            // interleaved words beyond two of them.
            let status: SecurityStatus = stackingLog2 > 1 && johnson ? .approximate : bounds.foldStatus
            return make("round 0: stacking \(variable)", fold, bounds.foldSource, status)
        case .fold(let round, let variable):
            return make("round \(round): fold \(variable)", fold, bounds.foldSource, bounds.foldStatus)
        }
    }
}
