import Circuit
import Claims
import Transcript

/// Why a model cannot stand behind optimistic claims.
public enum DisputedModelError: Error, Equatable, Sendable {
    /// The circuit is not the one that the commitment names.
    case otherCircuit(expected: Digest, found: Digest)
    /// One element of this operator is computed from more chunks than a one-step proof may open.
    case tooManyChunks(position: Int, chunks: Int, limit: Int)
    /// A result has more chunks than their values may be revealed at once.
    case resultTooLong(position: Int, result: Int, chunks: Int, limit: Int)
    /// A step makes more results than their roots may be revealed at once.
    case tooManyResults(found: Int, limit: Int)
}

/// What a referee keeps of a registered model: its commitment, and of its circuit what no single
/// operator record says: how many records there are, which results a trace holds and in which order,
/// how long they are, what becomes of states and outputs, and the length of the weights.
///
/// It is made once, at registration, from the whole circuit. Leaf numbers and lengths are never taken
/// from whoever opens something: these tables say them.
public struct DisputedModel: Sendable {
    /// Most chunks of operands that one element may need.
    public static let maximumOperandChunks = 64
    /// Most chunk values revealed at once: tensors of 4 MiB.
    public static let maximumChunkValues = 1 << 12
    /// Most roots revealed at once.
    public static let maximumResults = 1 << 14

    public let commitment: ModelCommitment
    public let operatorCount: Int
    /// Bytes of the canonical weights.
    public let weightsByteCount: Int
    /// Canonical bytes of result j of operator i.
    public let resultByteCounts: [[Int]]
    /// Canonical bytes of one step of each input.
    public let inputByteCounts: [Int]
    /// Where each state's next value comes from.
    let nextStates: [TracedResult]
    /// Where each output comes from.
    public let outputs: [TracedResult]
    let traced: [[TracedResult]]

    /// - Throws: `DisputedModelError`: then claims about the model cannot all be disputed within the
    ///   caps, and an optimistic assurance must not be offered for it.
    public init(_ circuit: Circuit, commitment: ModelCommitment) throws(DisputedModelError) {
        guard circuit.hash == commitment.circuitHash else {
            throw .otherCircuit(expected: commitment.circuitHash, found: circuit.hash)
        }
        self.commitment = commitment
        operatorCount = circuit.operators.count
        weightsByteCount = circuit.layout.byteCount
        resultByteCounts = circuit.operators.map { $0.results.map { $0.byteCount } }
        inputByteCounts = circuit.inputs.map { $0.type.byteCount }
        nextStates = circuit.states.compactMap { Self.result($0.next) }
        outputs = circuit.outputs.compactMap { Self.result($0.operand.source) }
        traced = TraceLevel.allCases.map { circuit.tracedResults($0) }
        let count = traced[0].count
        guard count <= Self.maximumResults else { throw .tooManyResults(found: count, limit: Self.maximumResults) }
        for (position, op) in circuit.operators.enumerated() {
            for (result, type) in op.results.enumerated() {
                let chunks = BLAKE3Tree.chunkCount(totalLength: type.byteCount)
                guard chunks <= Self.maximumChunkValues else {
                    throw .resultTooLong(position: position, result: result, chunks: chunks, limit: Self.maximumChunkValues)
                }
            }
            let chunks = Self.operandChunks(op)
            guard chunks <= Self.maximumOperandChunks else {
                throw .tooManyChunks(position: position, chunks: chunks, limit: Self.maximumOperandChunks)
            }
        }
    }

    /// No less than the chunks that any one element's operands lie in. Maxima need two.
    private static func operandChunks(_ op: Operator) -> Int {
        let footprint = op.footprint(element: 0)
        guard !footprint.isByComparison else { return 2 }
        return footprint.runs.reduce(0) { total, run in
            let type = op.operands[run.operand].type
            let bytes = run.count * type.element.byteCount
            return total + min((bytes + 1022) / 1024 + 1, BLAKE3Tree.chunkCount(totalLength: type.byteCount))
        }
    }

    /// Outputs and next states are operators' results: the circuit would not exist otherwise.
    private static func result(_ source: Source) -> TracedResult? {
        if case .result(let position, let result) = source { TracedResult(position: position, result: result) } else { nil }
    }

    var hasStates: Bool { !nextStates.isEmpty }

    /// The results that a step's tree of this level holds, leaf by leaf.
    public func traced(_ level: TraceLevel) -> [TracedResult] { traced[Int(level.rawValue) - 1] }

    /// The leaf of `entry` in a step's tree; nil where the level does not hold it.
    public func leaf(of entry: TracedResult, _ level: TraceLevel) -> Int? {
        let list = traced(level)
        var low = 0, high = list.count
        while low < high {
            let middle = (low + high) / 2
            let at = list[middle]
            if (at.position, at.result) < (entry.position, entry.result) { low = middle + 1 } else { high = middle }
        }
        return low < list.count && list[low] == entry ? low : nil
    }
}
