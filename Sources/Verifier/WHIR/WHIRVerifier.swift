import Algebra
import Transcript

/// The verifier of WHIR. It is total: no proof makes it trap, and parameters bound its work.
public enum WHIRVerifier {
    /// Checks that each oracle's columns have the claimed values at its claim's point.
    ///
    /// Soundness: an accepted false claim is as likely as the parameters' ``WHIRParameters/securityReport()`` says.
    /// The caller (1) has absorbed its statement, and every message on which points and values depend, in
    /// `transcript`, (2) takes each root from the statement or absorbed it before drawing its point, (3) reckons with
    /// ``WHIRParameters/candidatesLog2`` candidates under the roots in the errors of its own challenges.
    ///
    /// - Parameters:
    ///   - claims: one for each oracle, in order.
    ///   - transcript: moves on with an accepted proof, stays as it is otherwise.
    /// - Throws: `WHIRError`, the first check in the order of the protocol that fails; lengths come first.
    /// - Complexity: for each query the field operations of one leaf and its path's hashes.
    /// - Timing: variable; for public proofs.
    public static func verify(
        _ proof: WHIRProof, claims: [WHIRClaim], parameters: WHIRParameters, transcript: inout Transcript,
        observer: ProofStageObserver? = nil
    ) throws(WHIRError) {
        observer?(.firstFolds)
        try checkShape(proof, claims, parameters)
        var run = WHIRVerification(parameters: parameters, transcript: transcript)
        run.begin(claims)
        for index in parameters.oracles.indices { run.foldOracle(index, claims[index], proof.firstFolds[index]) }
        observer?(.rounds)
        for index in parameters.rounds.indices { try run.round(index, proof.rounds[index], claims) }
        observer?(.finalPolynomial)
        try run.finish(proof)
        transcript = run.transcript
    }

    /// All lengths, before any work.
    private static func checkShape(
        _ proof: WHIRProof, _ claims: [WHIRClaim], _ parameters: WHIRParameters
    ) throws(WHIRError) {
        guard claims.count == parameters.oracles.count else {
            throw .claimCount(expected: parameters.oracles.count, found: claims.count)
        }
        guard proof.firstFolds.count == parameters.oracles.count else {
            throw .firstFoldCount(expected: parameters.oracles.count, found: proof.firstFolds.count)
        }
        guard proof.rounds.count == parameters.rounds.count else {
            throw .roundCount(expected: parameters.rounds.count, found: proof.rounds.count)
        }
        for (index, oracle) in parameters.oracles.enumerated() {
            let claim = claims[index]
            guard claim.point.count == oracle.variableCount else {
                throw .pointLength(oracle: index, expected: oracle.variableCount, found: claim.point.count)
            }
            guard claim.values.count == oracle.columnCount else {
                throw .valueCount(oracle: index, expected: oracle.columnCount, found: claim.values.count)
            }
            let found = proof.firstFolds[index].count
            guard found == oracle.foldLog2 else {
                throw .sumcheckLength(.oracle(index), expected: oracle.foldLog2, found: found)
            }
        }
        for (index, round) in proof.rounds.enumerated() {
            let answers = parameters.rounds[index].sampleCount * parameters.columnCount(ofRound: index)
            guard round.answers.count == answers else {
                throw .answerCount(round: index, expected: answers, found: round.answers.count)
            }
            let openings = index == 0 ? parameters.oracles.count : 1
            guard round.queries.count == openings else {
                throw .openingCount(round: index, expected: openings, found: round.queries.count)
            }
            let sumcheck = parameters.sumcheckCount(ofRound: index)
            guard round.sumcheck.count == sumcheck else {
                throw .sumcheckLength(.round(index), expected: sumcheck, found: round.sumcheck.count)
            }
        }
        let length = 1 << parameters.finalVariableCount
        guard proof.finalPolynomial.count == length else {
            throw .finalLength(expected: length, found: proof.finalPolynomial.count)
        }
    }
}

/// The state of one verification.
struct WHIRVerification {
    private let parameters: WHIRParameters
    private(set) var transcript: Transcript
    private var lambda = CubicExtension.zero
    /// The carried claim of each column; one column after round 0.
    private var carried: [CubicExtension] = []
    private var weights = WHIRWeights()
    /// The weights of the carried claims of round 0, added under its challenge: factor and point.
    private var firstWeights: [CubicExtension] = []
    /// How values of a tree's leaf become one: each oracle's, then each round's.
    private var oracleChallenges: [[CubicExtension]] = []
    private var columnFactors: [CubicExtension] = []
    private var roundChallenges: [CubicExtension] = []
    private var lastRoot = Digest()

    init(parameters: WHIRParameters, transcript: Transcript) {
        self.parameters = parameters
        self.transcript = transcript
    }

    /// Steps 1 to 3.
    mutating func begin(_ claims: [WHIRClaim]) {
        lambda = WHIRProtocol.begin(parameters, claims, &transcript)
    }

    /// Step 4 for one oracle.
    mutating func foldOracle(_ index: Int, _ claim: WHIRClaim, _ rounds: [WHIRProof.SumcheckRound]) {
        var value = claim.values.reversed().reduce(CubicExtension.zero) { $0 * lambda + $1 }
        var factor = CubicExtension.one
        let challenges = reduce(&value, rounds)
        for (challenge, coordinate) in zip(challenges, claim.point) {
            let complement = CubicExtension.one - challenge
            factor *= complement + coordinate * (challenge - complement)
        }
        carried.append(value)
        firstWeights.append(factor)
        oracleChallenges.append(challenges)
    }

    private mutating func reduce(
        _ claim: inout CubicExtension, _ rounds: [WHIRProof.SumcheckRound]
    ) -> [CubicExtension] {
        var challenges: [CubicExtension] = []
        challenges.reserveCapacity(rounds.count)
        for round in rounds {
            let challenge = WHIRProtocol.fold(round, &transcript)
            claim = round.evaluate(at: challenge, claim: claim)
            challenges.append(challenge)
        }
        return challenges
    }

    /// Step 5.
    mutating func round(_ index: Int, _ message: WHIRProof.Round, _ claims: [WHIRClaim]) throws(WHIRError) {
        let columns = parameters.columnCount(ofRound: index)
        transcript.absorb("whir root", message.root)
        var samples: [CubicExtension] = []
        for _ in 0..<parameters.rounds[index].sampleCount {
            samples.append(WHIRProtocol.challenge("whir sample", &transcript))
        }
        transcript.absorb("whir answers", fieldElements: WHIRProtocol.limbs(message.answers))

        var opened: [[(point: Goldilocks, value: CubicExtension)]] = []
        for (position, queries) in message.queries.enumerated() {
            let set = index == 0 ? parameters.querySet(ofOracle: position) : parameters.querySet(ofRound: index - 1)
            opened.append(try open(queries, set, root: index == 0 ? claims[position].root : lastRoot))
        }

        let gamma = WHIRProtocol.challenge("whir combine", &transcript)
        var factor = CubicExtension.one
        var claim = CubicExtension.zero
        for column in 0..<columns {
            claim += factor * carried[column]
            if index == 0 {
                weights.add(
                    factor * firstWeights[column], point: claims[column].point,
                    bound: parameters.oracles[column].foldLog2, column: column)
            }
            factor *= gamma
            for (position, sample) in samples.enumerated() {
                claim += factor * message.answers[position * columns + column]
                weights.add(factor, sample: sample, column: column)
                factor *= gamma
            }
            for query in opened[column] {
                claim += factor * query.value
                weights.add(factor, query: query.point, column: column)
                factor *= gamma
            }
        }

        let stacking = index == 0 ? parameters.stackingLog2 : 0
        let challenges = reduce(&claim, message.sumcheck)
        columnFactors = (0..<columns).map {
            WHIRProtocol.stackingFactor(Array(challenges.prefix(stacking)), column: $0)
        }
        if index == 0 { weights.stack(columnFactors) }
        roundChallenges = Array(challenges.dropFirst(stacking))
        for challenge in roundChallenges { weights.bind(challenge) }
        carried = [claim]
        lastRoot = message.root
    }

    /// Steps 6 and 7.
    mutating func finish(_ proof: WHIRProof) throws(WHIRError) {
        transcript.absorb("whir final", fieldElements: WHIRProtocol.limbs(proof.finalPolynomial))
        let polynomial = WHIRFinalPolynomial(values: proof.finalPolynomial)
        let set = parameters.querySet(ofRound: parameters.rounds.count - 1)
        let leaves = try open(proof.finalQueries, set, root: lastRoot)
        for (position, leaf) in leaves.enumerated() where polynomial.evaluate(at: leaf.point) != leaf.value {
            throw .finalQuery(position: position)
        }
        guard carried == [weights.sum(with: polynomial)] else { throw .closingSum }
    }

    /// Draws the queries of a set, checks what was opened and folds it.
    private mutating func open(
        _ queries: WHIRProof.Queries, _ set: WHIRParameters.QuerySet, root: Digest
    ) throws(WHIRError) -> [(point: Goldilocks, value: CubicExtension)] {
        do throws(TranscriptError) {
            try transcript.checkGrinding(bits: set.grindingBits, nonce: queries.nonce)
        } catch {
            throw .grinding(set.stage, bits: set.grindingBits, nonce: queries.nonce)
        }
        let leaves = WHIRProtocol.leaves(
            queryCount: set.queryCount, leavesLog2: set.leavesLog2, &transcript)
        guard queries.rowCount == leaves.count else {
            throw .rowCount(set.stage, expected: leaves.count, found: queries.rowCount)
        }
        guard queries.rows.count == leaves.count * set.rowWordCount else {
            throw .rowLength(set.stage, expected: leaves.count * set.rowWordCount, found: queries.rows.count)
        }
        if let position = queries.rows.firstIndex(where: { $0 >= Goldilocks.modulus }) {
            throw .nonCanonicalLimb(set.stage, position: position)
        }
        if let problem = merkleProblem(queries, set, leaves, root: root) { throw .opening(set.stage, problem) }
        let domain = WHIRDomain(set)
        var result: [(point: Goldilocks, value: CubicExtension)] = []
        result.reserveCapacity(leaves.count)
        for (position, leaf) in leaves.enumerated() {
            let row = queries.rows[position * set.rowWordCount..<(position + 1) * set.rowWordCount]
            result.append((domain.point(ofLeaf: leaf), folded(row, set, domain, leaf: leaf)))
        }
        return result
    }

    private func merkleProblem(
        _ queries: WHIRProof.Queries, _ set: WHIRParameters.QuerySet, _ leaves: [Int], root: Digest
    ) -> WHIRError.MerkleProblem? {
        var rows = CanonicalEncoder(capacity: 8 * queries.rows.count)
        rows.append(words: queries.rows)
        do throws(MerkleError) {
            try MerkleTree.verify(
                root: root, leafCount: 1 << set.leavesLog2, indexes: leaves, rows: rows.bytes,
                rowByteCount: set.rowByteCount, opening: queries.opening)
            return nil
        } catch {
            return error == .rootMismatch ? .rootMismatch : .siblingCount
        }
    }

    /// One leaf's value under the challenges of its tree's fold.
    private func folded(
        _ row: ArraySlice<UInt64>, _ set: WHIRParameters.QuerySet, _ domain: WHIRDomain, leaf: Int
    ) -> CubicExtension {
        let size = 1 << set.foldLog2
        var values = [CubicExtension](repeating: .zero, count: size)
        let start = row.startIndex
        switch set.stage {
        case .oracle(let index):
            var factor = CubicExtension.one
            for column in 0..<set.columnCount {
                for position in 0..<size {
                    values[position] += factor * Goldilocks(reducing: row[start + column * size + position])
                }
                factor *= lambda
            }
            return domain.fold(&values, ofLeaf: leaf, challenges: oracleChallenges[index])
        case .round:
            for column in 0..<set.columnCount {
                let first = start + 3 * column * size
                for position in 0..<size {
                    let value = CubicExtension(
                        Goldilocks(reducing: row[first + position]),
                        Goldilocks(reducing: row[first + size + position]),
                        Goldilocks(reducing: row[first + 2 * size + position]))
                    values[position] += set.columnCount == 1 ? value : columnFactors[column] * value
                }
            }
            return domain.fold(&values, ofLeaf: leaf, challenges: roundChallenges)
        }
    }
}
