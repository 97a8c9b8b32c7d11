import Algebra
import Transcript
import Verifier

/// The prover of WHIR: ``WHIRProtocol`` from the other side.
public enum WHIRProver {
    /// Opens each oracle at its claim's point, in one run.
    ///
    /// - Parameters:
    ///   - oracles: committed in the layout of `parameters.oracles`, in order: a precondition.
    ///   - claims: one for each oracle. A false one gives a proof that is refused.
    ///   - transcript: as the verifier's: statement and roots absorbed, points drawn from it.
    ///   - threads: how many may encode; the proof does not depend on them.
    /// - Complexity: about 2^n extension products an oracle and variable bound, then transforms of the
    ///   shared rounds' codewords.
    /// - Timing: grinding varies with public values; the rest depends on sizes only.
    public static func open(
        _ oracles: [WHIROracle], claims: [WHIRClaim], parameters: WHIRParameters, transcript: inout Transcript,
        threads: Int = 1, observer: ProofStageObserver? = nil
    ) -> WHIRProof {
        observer?(.firstFolds)
        var run = WHIRProverRun(
            oracles, claims: claims, parameters: parameters, transcript: transcript, threads: threads)
        run.foldOracles()
        for index in parameters.rounds.indices {
            observer?(.roundCommitments)
            let samples = run.commitRound(index)
            observer?(.rounds)
            run.answer(samples, with: run.answers(to: samples))
            run.combineAndFold(index, samples)
        }
        observer?(.finalPolynomial)
        let proof = run.finish()
        transcript = run.transcript
        return proof
    }
}

/// One run, step by step: an honest prover takes the steps one after another; a test that plays a lying one
/// changes something in between.
package struct WHIRProverRun {
    private let parameters: WHIRParameters
    private let oracles: [WHIROracle]
    private let claims: [WHIRClaim]
    private let threads: Int
    package private(set) var transcript: Transcript
    /// What is left of each oracle, then of their combination.
    package var columns: [CubicExtensionVector] = []
    private var weights: [CubicExtensionVector] = []
    private var carried: [CubicExtension] = []
    private var firstFolds: [[WHIRProof.SumcheckRound]] = []
    private var rounds: [WHIRProof.Round] = []
    private var answers: [CubicExtension] = []
    private var tree: WHIRCodewordTree?
    private var lastTree: WHIRCodewordTree?

    package init(
        _ oracles: [WHIROracle], claims: [WHIRClaim], parameters: WHIRParameters, transcript: Transcript,
        threads: Int = 1
    ) {
        precondition(oracles.count == parameters.oracles.count && claims.count == oracles.count)
        precondition(zip(oracles, parameters.oracles).allSatisfy { $0.parameters.hasLayout(of: $1) })
        self.parameters = parameters
        self.oracles = oracles
        self.claims = claims
        self.transcript = transcript
        self.threads = threads
    }

    /// Steps 1 to 4.
    package mutating func foldOracles() {
        let lambda = WHIRProtocol.begin(parameters, claims, &transcript)
        for (oracle, claim) in zip(oracles, claims) {
            var sumcheck = WHIRSumcheck(
                polynomial: oracle.combined(lambda), weight: EqualityPolynomial.table(at: claim.point),
                claim: claim.values.reversed().reduce(.zero) { $0 * lambda + $1 })
            firstFolds.append(reduce(&sumcheck, count: oracle.parameters.foldLog2))
            columns.append(sumcheck.polynomial)
            weights.append(sumcheck.weight)
            carried.append(sumcheck.claim)
        }
    }

    private mutating func reduce(_ sumcheck: inout WHIRSumcheck, count: Int) -> [WHIRProof.SumcheckRound] {
        var messages: [WHIRProof.SumcheckRound] = []
        for _ in 0..<count {
            let message = sumcheck.message()
            sumcheck.bind(WHIRProtocol.fold(message, &transcript), after: message)
            messages.append(message)
        }
        return messages
    }

    /// Step 5.1, and the samples of 5.2.
    package mutating func commitRound(_ index: Int) -> [CubicExtension] {
        let round = parameters.rounds[index]
        let sizeLog2 = columns[0].count.trailingZeroBitCount
        guard let code = LowDegreeExtension(sizeLog2: sizeLog2, rateLog2: round.rateLog2) else {
            preconditionFailure("checked parameters fit the field")
        }
        let planes = columns.flatMap { column in
            (0..<3).map { Array(column.planes[$0 * column.count..<($0 + 1) * column.count]) }
        }
        lastTree = tree
        let committed = WHIRCodewordTree(
            CodewordEncoder.encode(planes, code, threads: threads), foldLog2: round.foldLog2)
        tree = committed
        transcript.absorb("whir root", committed.root)
        return (0..<round.sampleCount).map { _ in WHIRProtocol.challenge("whir sample", &transcript) }
    }

    /// The columns' values at the samples, `[samples, columns]`.
    package func answers(to samples: [CubicExtension]) -> [CubicExtension] {
        samples.flatMap { sample in columns.map { $0.univariateValue(at: sample) } }
    }

    /// The rest of step 5.2.
    package mutating func answer(_ samples: [CubicExtension], with answers: [CubicExtension]) {
        transcript.absorb("whir answers", fieldElements: WHIRProtocol.limbs(answers))
        self.answers = answers
    }

    /// Steps 5.3 to 5.6.
    package mutating func combineAndFold(_ index: Int, _ samples: [CubicExtension]) {
        var queries: [WHIRProof.Queries] = []
        var points: [[Goldilocks]] = []
        for (position, set) in parameters.querySets(openedInRound: index).enumerated() {
            let opened = index == 0 ? oracles[position].tree : lastTree
            let (messages, leaves) = query(opened, set)
            queries.append(messages)
            let domain = WHIRDomain(set)
            points.append(leaves.map { domain.point(ofLeaf: $0) })
        }

        let gamma = WHIRProtocol.challenge("whir combine", &transcript)
        var factor = CubicExtension.one
        var claim = CubicExtension.zero
        let variables = columns[0].count.trailingZeroBitCount
        for column in columns.indices {
            claim += factor * carried[column]
            weights[column].scale(by: factor)
            factor *= gamma
            for (position, sample) in samples.enumerated() {
                claim += factor * answers[position * columns.count + column]
                weights[column].add(.powers(of: sample, variables: variables, times: factor))
                factor *= gamma
            }
            // The claims of queries are added at once: Σ γ^e · p(z_e) is the sum of the column against their
            // weights.
            var weight = CubicExtensionVector(repeating: .zero, count: columns[column].count)
            for point in points[column] {
                weight.accumulatePowers(of: point, times: factor)
                factor *= gamma
            }
            claim += columns[column].dot(weight)
            weights[column].add(weight)
        }

        let stacking = index == 0 ? parameters.stackingLog2 : 0
        var sumcheck = WHIRSumcheck(
            polynomial: .stacked(columns, stackingLog2: stacking), weight: .stacked(weights, stackingLog2: stacking),
            claim: claim)
        let messages = reduce(&sumcheck, count: parameters.sumcheckCount(ofRound: index))
        columns = [sumcheck.polynomial]
        weights = [sumcheck.weight]
        carried = [sumcheck.claim]
        guard let tree else { preconditionFailure("a round is committed before it is folded") }
        rounds.append(WHIRProof.Round(root: tree.root, answers: answers, queries: queries, sumcheck: messages))
    }

    private mutating func query(
        _ tree: WHIRCodewordTree?, _ set: WHIRParameters.QuerySet
    ) -> (WHIRProof.Queries, leaves: [Int]) {
        guard let tree else { preconditionFailure("nothing to query before the first commitment") }
        let nonce = transcript.grind(bits: set.grindingBits)
        let leaves = WHIRProtocol.leaves(queryCount: set.queryCount, leavesLog2: set.leavesLog2, &transcript)
        return (tree.queries(leaves, nonce: nonce), leaves)
    }

    /// Step 6.
    package mutating func finish() -> WHIRProof {
        let final = columns[0].elements
        transcript.absorb("whir final", fieldElements: WHIRProtocol.limbs(final))
        let (queries, _) = query(tree, parameters.querySet(ofRound: parameters.rounds.count - 1))
        return WHIRProof(
            firstFolds: firstFolds, rounds: rounds, finalPolynomial: final, finalQueries: queries)
    }
}
