import Algebra
import Transcript

/// The prover's messages of the statement, in the order of its steps. All lengths follow from the plan.
public struct StatementProof: Sendable, Hashable {
    public let sites: BatchedSumcheckProof
    public let openings: [CubicExtension]
    public let products: BatchedSumcheckProof
    /// Nil exactly where the circuit has no convolution.
    public let taps: BatchedSumcheckProof?
    /// Nil exactly where all tensors are public.
    public let privateTensors: PrivateTensorProof?
    public let lookup: LookupProof
    public let opening: BatchedSumcheckProof

    public init(
        sites: BatchedSumcheckProof, openings: [CubicExtension], products: BatchedSumcheckProof,
        taps: BatchedSumcheckProof?, privateTensors: PrivateTensorProof? = nil, lookup: LookupProof,
        opening: BatchedSumcheckProof
    ) {
        self.sites = sites
        self.openings = openings
        self.products = products
        self.taps = taps
        self.privateTensors = privateTensors
        self.lookup = lookup
        self.opening = opening
    }
}

/// What a verified statement leaves: one value of each oracle, to be opened in the polynomial commitment.
public struct StatementReduction: Sendable, Hashable {
    public let witnessPoint: [CubicExtension]
    public let witnessValue: CubicExtension
    public let weightPoint: [CubicExtension]
    public let weightValue: CubicExtension

    public init(
        witnessPoint: [CubicExtension], witnessValue: CubicExtension, weightPoint: [CubicExtension],
        weightValue: CubicExtension
    ) {
        self.witnessPoint = witnessPoint
        self.witnessValue = witnessValue
        self.weightPoint = weightPoint
        self.weightValue = weightValue
    }
}

/// Why a statement's proof was refused. One case a check.
public enum StatementFailure: Error, Hashable, Sendable {
    /// Public inputs are not of the circuit's number, or the index is none of the argmax's.
    case publicValues(String)
    case sites(BatchedSumcheckError)
    case wrongOpeningCount(expected: Int, found: Int)
    /// value + complement is not the clamp's span, for the operator at `position`.
    case clampSpan(position: Int)
    /// m·x + 2^(s−1) is not the quotient times 2^s plus the remainder.
    case requantiseRelation(position: Int)
    /// The maximum is not the value at this place of the window plus its gap.
    case poolingRelation(position: Int, place: Int)
    case products(BatchedSumcheckError)
    /// A proof with convolutions lacks their taps, or the reverse.
    case tapsMissing
    case taps(BatchedSumcheckError)
    /// Private input `slot` may be outside its range.
    case inputRange(slot: Int)
    /// A proof with private tensors lacks the openings of their commitments, or the reverse.
    case privateTensorsMissing
    /// Private tensors are not those of their commitments.
    case privateTensors(BatchedSumcheckError)
    case lookupStatement(LookupStatementError)
    case lookup(LookupError)
    case opening(BatchedSumcheckError)
}
