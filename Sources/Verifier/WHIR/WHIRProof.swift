import Algebra
import Transcript

/// The prover's messages of one WHIR run, in the order of ``WHIRProtocol``.
public struct WHIRProof: Sendable, Equatable {
    /// s(0) and s(2) of a round polynomial of degree 2; s(1) follows from the claim.
    public struct SumcheckRound: Sendable, Equatable {
        public var atZero: CubicExtension
        public var atTwo: CubicExtension

        public init(atZero: CubicExtension, atTwo: CubicExtension) {
            self.atZero = atZero
            self.atTwo = atTwo
        }

        /// s(x), for the claim s(0) + s(1).
        package func evaluate(at x: CubicExtension, claim: CubicExtension) -> CubicExtension {
            let atOne = claim - atZero
            // The second difference is twice the leading coefficient.
            let leading = (atTwo - atOne - atOne + atZero) * WHIRDomain.half
            return atZero + x * (atOne - atZero + leading * (x - Goldilocks.one))
        }
    }

    /// The opened leaves of one set of queries.
    public struct Queries: Sendable, Equatable {
        /// The grinding before the queries were drawn.
        public var nonce: UInt64
        /// The number of distinct leaves.
        public var rowCount: Int
        /// The rows of the distinct leaves, increasing in their indexes; each limb below p.
        public var rows: [UInt64]
        public var opening: MerkleOpening

        public init(nonce: UInt64, rowCount: Int, rows: [UInt64], opening: MerkleOpening) {
            self.nonce = nonce
            self.rowCount = rowCount
            self.rows = rows
            self.opening = opening
        }
    }

    /// One shared round.
    public struct Round: Sendable, Equatable {
        public var root: Digest
        /// `[samples, columns]`.
        public var answers: [CubicExtension]
        /// One for each oracle in round 0, one in later rounds.
        public var queries: [Queries]
        /// The stacking variables (round 0), then the fold's.
        public var sumcheck: [SumcheckRound]

        public init(root: Digest, answers: [CubicExtension], queries: [Queries], sumcheck: [SumcheckRound]) {
            self.root = root
            self.answers = answers
            self.queries = queries
            self.sumcheck = sumcheck
        }
    }

    /// For each oracle the rounds of its first fold.
    public var firstFolds: [[SumcheckRound]]
    public var rounds: [Round]
    /// What is left, `[2^finalVariableCount]`, by its values on the hypercube.
    public var finalPolynomial: [CubicExtension]
    public var finalQueries: Queries

    public init(
        firstFolds: [[SumcheckRound]], rounds: [Round], finalPolynomial: [CubicExtension], finalQueries: Queries
    ) {
        self.firstFolds = firstFolds
        self.rounds = rounds
        self.finalPolynomial = finalPolynomial
        self.finalQueries = finalQueries
    }
}

extension WHIRParameters {
    /// What one set of queries opens: which tree, how large.
    package struct QuerySet {
        package let stage: WHIRStage
        package let queryCount: Int
        package let grindingBits: Int
        /// log2 of the number of leaves.
        package let leavesLog2: Int
        package let foldLog2: Int
        package let columnCount: Int
        /// Limbs of an element.
        package let limbCount: Int

        /// Limbs of a leaf.
        package var rowWordCount: Int { (columnCount * limbCount) << foldLog2 }
        package var rowByteCount: Int { 8 * rowWordCount }
        /// More siblings than any opening has.
        package var maximumSiblings: Int { queryCount * leavesLog2 }
    }

    /// The queries into oracle `index`.
    package func querySet(ofOracle index: Int) -> QuerySet {
        let oracle = oracles[index]
        return QuerySet(
            stage: .oracle(index), queryCount: oracle.queryCount, grindingBits: oracle.grindingBits,
            leavesLog2: oracle.variableCount + oracle.rateLog2 - oracle.foldLog2, foldLog2: oracle.foldLog2,
            columnCount: oracle.columnCount, limbCount: 1)
    }

    /// The queries into the tree of round `index`.
    package func querySet(ofRound index: Int) -> QuerySet {
        let round = rounds[index]
        return QuerySet(
            stage: .round(index), queryCount: round.queryCount, grindingBits: round.grindingBits,
            leavesLog2: variableCount(ofRound: index) + round.rateLog2 - round.foldLog2, foldLog2: round.foldLog2,
            columnCount: columnCount(ofRound: index), limbCount: 3)
    }

    /// The sets that round `index` opens: every oracle in round 0, then the tree before it.
    package func querySets(openedInRound index: Int) -> [QuerySet] {
        index == 0 ? oracles.indices.map { querySet(ofOracle: $0) } : [querySet(ofRound: index - 1)]
    }

    /// Sumcheck rounds of round `index`.
    package func sumcheckCount(ofRound index: Int) -> Int {
        rounds[index].foldLog2 + (index == 0 ? stackingLog2 : 0)
    }
}
