import Transcript

/// A tree that queries go into: an oracle's, or a round's.
public enum WHIRStage: Sendable, Hashable {
    case oracle(Int)
    case round(Int)
}

/// Why a WHIR proof is refused; one case for each check.
public enum WHIRError: Error, Hashable, Sendable {
    /// There are not as many claims as oracles.
    case claimCount(expected: Int, found: Int)
    /// The point of this oracle's claim has the wrong number of coordinates.
    case pointLength(oracle: Int, expected: Int, found: Int)
    /// This oracle's claim has not one value a column.
    case valueCount(oracle: Int, expected: Int, found: Int)
    /// There are not as many first folds as oracles.
    case firstFoldCount(expected: Int, found: Int)
    case roundCount(expected: Int, found: Int)
    /// A fold has the wrong number of sumcheck rounds: that of an oracle, or that of a round.
    case sumcheckLength(WHIRStage, expected: Int, found: Int)
    case answerCount(round: Int, expected: Int, found: Int)
    /// A round opens the wrong number of trees.
    case openingCount(round: Int, expected: Int, found: Int)
    case finalLength(expected: Int, found: Int)
    /// The nonce before the queries into this tree shows too little work.
    case grinding(WHIRStage, bits: Int, nonce: UInt64)
    /// Not as many leaves as distinct queries were opened.
    case rowCount(WHIRStage, expected: Int, found: Int)
    /// The rows are not that many leaves of limbs.
    case rowLength(WHIRStage, expected: Int, found: Int)
    /// A limb is not below p.
    case nonCanonicalLimb(WHIRStage, position: Int)
    /// The opened leaves do not belong to the root.
    case opening(WHIRStage, MerkleProblem)
    /// The polynomial in clear is not what the leaf at this position of the last queries folds to.
    case finalQuery(position: Int)
    /// The claim that is left does not hold of the polynomial in clear.
    case closingSum

    /// What an opening got wrong once its leaves are as many as asked for.
    public enum MerkleProblem: Sendable, Hashable {
        case siblingCount
        case rootMismatch
    }
}
