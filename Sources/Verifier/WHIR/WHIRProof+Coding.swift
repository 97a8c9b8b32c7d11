import Algebra
import Transcript

extension WHIRProof {
    /// Reads a proof under `parameters`: every number of elements follows from them or is capped by them
    /// before anything is allocated, and each proof has one encoding.
    ///
    /// Masks (32 bits, zero: reserved for hiding) ‖ for each oracle its first fold ‖ for each round: root,
    /// answers, sets of queries, sumcheck ‖ final polynomial ‖ final queries. A sumcheck round is s(0) ‖ s(2), an
    /// element its three limbs. A set of queries: nonce (64) ‖ number of rows (32) ‖ rows ‖ number of siblings
    /// (32) ‖ siblings.
    ///
    /// - Throws: `CanonicalError`; trailing bytes are the caller's to refuse.
    public static func decode(
        from decoder: inout CanonicalDecoder, parameters: WHIRParameters
    ) throws(CanonicalError) -> WHIRProof {
        let start = decoder.offset
        guard try decoder.uint32("masks") == 0 else {
            throw decoder.refusal("masks", at: start, "hiding is not part of this version")
        }
        var firstFolds: [[SumcheckRound]] = []
        for oracle in parameters.oracles {
            firstFolds.append(try sumcheck(from: &decoder, count: oracle.foldLog2))
        }
        var rounds: [Round] = []
        for (index, round) in parameters.rounds.enumerated() {
            let root = try decoder.digest("round root")
            let answers = try elements(
                "answers", from: &decoder, count: round.sampleCount * parameters.columnCount(ofRound: index))
            var queries: [Queries] = []
            for set in parameters.querySets(openedInRound: index) {
                queries.append(try Queries.decode(from: &decoder, set))
            }
            let sumcheck = try sumcheck(from: &decoder, count: parameters.sumcheckCount(ofRound: index))
            rounds.append(Round(root: root, answers: answers, queries: queries, sumcheck: sumcheck))
        }
        let final = try elements("final polynomial", from: &decoder, count: 1 << parameters.finalVariableCount)
        let last = try Queries.decode(from: &decoder, parameters.querySet(ofRound: parameters.rounds.count - 1))
        return WHIRProof(firstFolds: firstFolds, rounds: rounds, finalPolynomial: final, finalQueries: last)
    }

    /// The proof that is exactly `bytes`.
    public init(canonicalBytes bytes: [UInt8], parameters: WHIRParameters) throws(CanonicalError) {
        var decoder = CanonicalDecoder(bytes)
        self = try WHIRProof.decode(from: &decoder, parameters: parameters)
        try decoder.finish()
    }

    /// Writes the proof.
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(UInt32(0))
        for rounds in firstFolds { WHIRProof.encode(rounds, into: &encoder) }
        for round in rounds {
            encoder.append(round.root)
            encoder.append(words: WHIRProtocol.limbs(round.answers))
            for queries in round.queries { queries.encode(into: &encoder) }
            WHIRProof.encode(round.sumcheck, into: &encoder)
        }
        encoder.append(words: WHIRProtocol.limbs(finalPolynomial))
        finalQueries.encode(into: &encoder)
    }

    /// The proof's encoding.
    public var canonicalBytes: [UInt8] {
        var encoder = CanonicalEncoder()
        encode(into: &encoder)
        return encoder.bytes
    }

    private static func elements(
        _ field: String, from decoder: inout CanonicalDecoder, count: Int
    ) throws(CanonicalError) -> [CubicExtension] {
        let words = try decoder.words(field, count: 3 * count, below: Goldilocks.modulus)
        var result: [CubicExtension] = []
        result.reserveCapacity(count)
        for index in 0..<count {
            // Below the modulus all three: never nil.
            let element = CubicExtension(canonicalLimbs: words[3 * index], words[3 * index + 1], words[3 * index + 2])
            result.append(element ?? .zero)
        }
        return result
    }

    private static func sumcheck(
        from decoder: inout CanonicalDecoder, count: Int
    ) throws(CanonicalError) -> [SumcheckRound] {
        let values = try elements("sumcheck", from: &decoder, count: 2 * count)
        return (0..<count).map { SumcheckRound(atZero: values[2 * $0], atTwo: values[2 * $0 + 1]) }
    }

    private static func encode(_ rounds: [SumcheckRound], into encoder: inout CanonicalEncoder) {
        for round in rounds { encoder.append(words: WHIRProtocol.limbs([round.atZero, round.atTwo])) }
    }
}

extension WHIRProof.Queries {
    fileprivate static func decode(
        from decoder: inout CanonicalDecoder, _ set: WHIRParameters.QuerySet
    ) throws(CanonicalError) -> WHIRProof.Queries {
        let nonce = try decoder.uint64("nonce")
        let count = try decoder.count("rows", limit: set.queryCount, elementByteCount: set.rowByteCount)
        let rows = try decoder.words("rows", count: count * set.rowWordCount, below: Goldilocks.modulus)
        return WHIRProof.Queries(
            nonce: nonce, rowCount: count, rows: rows,
            opening: try MerkleOpening.decode(from: &decoder, maximumSiblings: set.maximumSiblings))
    }

    fileprivate func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(nonce)
        encoder.append(UInt32(truncatingIfNeeded: rowCount))
        encoder.append(words: rows)
        opening.encode(into: &encoder)
    }
}
