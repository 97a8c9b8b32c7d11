import Circuit
import Claims
import Transcript

/// Why bytes are no one-step proof about a claim. One case a check, in the order of the checks. None of
/// them says anything against the claim.
public enum OneStepError: Error, Equatable, Sendable {
    /// The bytes are not a canonical encoding.
    case malformed(CanonicalError)
    /// It is about another claim.
    case otherClaim(Digest)
    /// The claim is about another model than the one given.
    case otherModel(Digest)
    /// The claim is not optimistic: it has no trace to refute.
    case notOptimistic
    /// The run has no such step.
    case noSuchStep(UInt32)
    /// The circuit has no such operator.
    case noSuchOperator(UInt32)
    /// The record is not the circuit's at this position.
    case record(MerkleError)
    /// The record under the circuit hash is no operator's: the commitment was never registered.
    case unreadableRecord(CircuitError)
    /// The operator has no such result.
    case noSuchResult(UInt8)
    /// The result has no such element, or chunk.
    case noSuchElement(UInt32)
    /// One element of the operator is not decided by comparison.
    case notByComparison
    /// The element's whole footprint is more than is read at once: such maxima are decided by comparison.
    case footprintTooLong(bytes: Int)
    /// The better element is none of the row's, or one is named where none is looked at.
    case noSuchCandidate(UInt32)
    /// All elements of the chunk together need more than a one-step check does.
    case chunkTooCostly(multiplyAdds: Int)
    /// The operands lie in more chunks than a proof may open.
    case tooManyChunks(Int)
    /// The level of the claim's trace does not hold this result: somebody has to reveal the step first.
    case notTraced(position: Int, result: Int, TraceLevel)
    /// The claim does not say this input or output in public, or not at all.
    case notPublic(slot: Int)
    /// A run opening is missing, or there is one where nothing is read from it.
    case runOpening(expected: Bool)
    /// The run opening does not lead to the claim's trace root.
    case runRoot
    case runPath(MerkleError)
    /// Other steps are opened than are read.
    case stepCount(expected: Int, found: Int)
    /// The step opening does not lead to the step's root.
    case stepRoot(step: UInt32)
    case stepPath(step: UInt32, MerkleError)
    /// Other slices are opened than are read.
    case sliceCount(expected: Int, found: Int)
    case slice(index: Int, SliceError)
    /// An operand was read outside its footprint. No operator does that.
    case outsideFootprint
    /// The chunk values are not the claimed result's.
    case chunkValues(expected: Int, found: Int)
    case chunkValuesRoot
    /// The output has no such number.
    case noSuchOutput(UInt32)
    /// The form is the one that the circuit asks for.
    case rightForm
}

/// What a well-formed proof shows.
public enum OneStepVerdict: Sendable, Equatable {
    case refuted(Refutation)
    /// The claim is right at this place; nothing is said of others.
    case upheld
}

/// How a claim was refuted.
public enum Refutation: Sendable, Hashable {
    /// The committed element is not the right one.
    case element(step: UInt32, position: UInt32, result: UInt8, element: UInt32, claimed: Int64, right: Int64)
    /// A maximum is not the indexed element, or the indexed element is not the first of the largest.
    case comparison(step: UInt32, position: UInt32, result: UInt8, element: UInt32)
    /// A whole chunk, recomputed, has another chunk value.
    case chunk(step: UInt32, position: UInt32, result: UInt8, chunk: UInt32)
    /// The claimed output is not the trace's.
    case output(index: UInt32)
    case stepCount(claimed: UInt32, found: UInt32)
    case resultCount(step: UInt32, expected: UInt32, found: UInt32)
    case resultLength(step: UInt32, position: UInt32, result: UInt8, expected: UInt64, found: UInt64)

    public enum Kind: String, Sendable, Hashable { case element, link, form }

    public var kind: Kind {
        switch self {
        case .element, .comparison, .chunk: .element
        case .output: .link
        case .stepCount, .resultCount, .resultLength: .form
        }
    }
}
