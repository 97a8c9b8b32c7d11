import Circuit
import Claims
import Transcript
import Verifier

/// The claimed bytes that a proof shows: what the challenger was shown, or what it holds.
public struct ClaimedResult: Sendable {
    /// All chunk values; nil for a result of one chunk.
    let chunkValues: [Digest]?
    /// Bytes of the chunks that are known, by number.
    let chunks: [Int: [UInt8]]

    /// A result of which one chunk was revealed.
    public init(chunkValues: [Digest]?, chunk: Int, bytes: [UInt8]) {
        self.chunkValues = chunkValues
        chunks = [chunk: bytes]
    }

    /// A result whose bytes are at hand.
    public init(_ tensor: Tensor) {
        let bytes = tensor.bytes
        let size = BLAKE3.chunkByteCount
        let count = BLAKE3Tree.chunkCount(totalLength: bytes.count)
        chunkValues = count == 1 ? nil : BLAKE3Tree.chunkValues(unsafe bytes.span.bytes)
        var chunks: [Int: [UInt8]] = [:]
        for chunk in 0..<count { chunks[chunk] = Array(bytes[chunk * size..<min((chunk + 1) * size, bytes.count)]) }
        self.chunks = chunks
    }
}

/// Makes one-step proofs about a claim, from the right run and what of the claimed one was shown.
///
/// The claimed run's roots are given, so that operands can be opened under them: a proof about a place
/// whose operands are the right ones needs nothing else of the claimed run.
public struct OneStepProver: Sendable {
    public let claim: Claim
    public let model: DisputedModel
    /// The right run: operands are opened from it.
    public internal(set) var own: TraceHolder
    /// Roots of the claimed run at the claim's level, by step.
    public var stepRoots: [Digest]
    /// For each step whose roots are known, the list of the level at which it is read.
    public var resultRoots: [UInt32: [Digest]]
    /// As the verifier will have them.
    public var revealed: [UInt32: Digest]
    private let recordTree: MerkleTree
    private let weightsTree: BLAKE3Tree

    /// - Parameters:
    ///   - stepRoots: the claimed run's.
    ///   - resultRoots: by step, the claimed results' roots: all of them for steps in `revealed`, the claim's
    ///     level's otherwise.
    public init(
        _ claim: Claim, model: DisputedModel, own: TraceHolder, stepRoots: [Digest], resultRoots: [UInt32: [Digest]],
        revealed: [UInt32: Digest] = [:]
    ) {
        self.claim = claim
        self.model = model
        self.own = own
        self.stepRoots = stepRoots
        self.resultRoots = resultRoots
        self.revealed = revealed
        recordTree = own.circuit.recordTree
        weightsTree = BLAKE3Tree(own.weights.bytes)
    }

    /// A proof that an element is wrong: by its whole footprint, or for maxima of long rows by the indexed
    /// and a better element.
    ///
    /// - Parameter claimed: by result, what is known of the claimed ones; others are as in the own run.
    /// - Throws: `TraceHolderError`; `proof` when the verifier would not even look at it.
    public mutating func element(
        step: Int, position: Int, result: Int, element: Int, claimed: [Int: ClaimedResult]
    ) throws(TraceHolderError) -> OneStepProof {
        let op = try self.op(position)
        guard op.results.indices.contains(result), (0..<op.results[result].shape.count).contains(element) else {
            throw .noSuch("element \(element) of result \(result)")
        }
        let footprint = op.footprint(element: element, result: result)
        let isLong = footprint.byteCount(operands: op.operands.map { $0.type }) > Self.longRow
        guard footprint.isByComparison && isLong else {
            let evidence = try evidence(op, step, position, result, element, .element(element), claimed)
            return OneStepProof(claim: claim.id, evidence: .element(evidence))
        }
        return try comparison(op, step, position, result, element, claimed)
    }

    /// Rows of maxima above this many bytes are decided by comparison: two chunks instead of all.
    static let longRow = 2048

    private mutating func comparison(
        _ op: Operator, _ step: Int, _ position: Int, _ result: Int, _ element: Int, _ claimed: [Int: ClaimedResult]
    ) throws(TraceHolderError) -> OneStepProof {
        var better = 0
        if result == 1 {
            // The right index is better than any other; none is looked at where the claimed one is outside.
            let type = op.results[1]
            let right = try own.tensor(step: step, TracedResult(position: position, result: 1)).element(element)
            let chunk = element * type.element.byteCount / BLAKE3.chunkByteCount
            let first = element - chunk * (BLAKE3.chunkByteCount / type.element.byteCount)
            let shown = claimed[1]?.chunks[chunk].map { Int32(littleEndian: Self.word($0, 4 * first)) } ?? Int32(clamping: right)
            if shown >= 0 && Int(shown) < op.operands[0].type.shape.width { better = Int(right) }
        }
        let question = StepDecision.Question.comparison(element, better: better)
        let evidence = try evidence(op, step, position, result, element, question, claimed)
        return OneStepProof(claim: claim.id, evidence: .comparison(evidence, better: UInt32(better)))
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> Int32 {
        guard offset + 4 <= bytes.count else { return 0 }
        return (0..<4).reduce(Int32(0)) { $0 | Int32(bitPattern: UInt32(bytes[offset + $1]) << UInt32(8 * $1)) }
    }

    /// A proof that a chunk is wrong, from its result's chunk values alone: no byte of the claimed run needs
    /// to be known.
    ///
    /// - Throws: `proof(.chunkTooCostly)` or `proof(.tooManyChunks)` where the chunk's operands do not fit a proof.
    public mutating func chunk(
        step: Int, position: Int, result: Int, chunk: Int, chunkValues: [Digest]
    ) throws(TraceHolderError) -> OneStepProof {
        let op = try self.op(position)
        let question = StepDecision.Question.chunk(chunk, chunkValues: chunkValues)
        let evidence = try evidence(op, step, position, result, chunk, question, [:])
        return OneStepProof(claim: claim.id, evidence: .chunk(evidence, chunkValues: chunkValues))
    }

    /// A proof that an output is not the trace's.
    public mutating func output(_ index: Int) throws(TraceHolderError) -> OneStepProof {
        guard model.outputs.indices.contains(index) else { throw .noSuch("output \(index)") }
        let opening = try open([(claim.steps - 1, model.outputs[index])])
        return OneStepProof(claim: claim.id, evidence: .output(index: UInt32(index), opening))
    }

    private func op(_ position: Int) throws(TraceHolderError) -> Operator {
        guard own.circuit.operators.indices.contains(position) else { throw .noSuch("operator \(position)") }
        return own.circuit.operators[position]
    }

    /// What the verdict would be is for the caller to see: a right element gives a proof too.
    private mutating func evidence(
        _ op: Operator, _ step: Int, _ position: Int, _ result: Int, _ element: Int, _ question: StepDecision.Question,
        _ claimed: [Int: ClaimedResult]
    ) throws(TraceHolderError) -> ElementEvidence {
        guard step >= 0, step < Int(claim.steps) else { throw .noSuch("step \(step)") }
        let trace: ClaimedTrace
        let decision: StepDecision
        do throws(OneStepError) {
            trace = try ClaimedTrace(claim, model, revealed: revealed)
            decision = try StepDecision(op, step: UInt32(step), position: position, result: result, question, trace)
        } catch { throw .proof(error) }
        var opener = HeldChunks(
            plan: decision.plan, holder: own, weightsTree: weightsTree, step: UInt32(step), position: position,
            claimed: claimed)
        _ = try decision.verdict(&opener)
        own = opener.holder
        let path: MerkleOpening
        do throws(MerkleError) { path = try recordTree.opening(of: [position + 1]) } catch { throw .proof(.record(error)) }
        return ElementEvidence(
            step: UInt32(step), position: UInt32(position), result: UInt8(result), element: UInt32(element),
            record: op.record, recordOpening: path, trace: try open(decision.plan.traced), slices: opener.slices)
    }

    /// Opens roots of the claimed run. Lists that were not given are the own run's.
    private mutating func open(
        _ entries: [(step: UInt32, entry: TracedResult)]
    ) throws(TraceHolderError) -> TraceOpening {
        let demand: ClaimedTrace.Demand
        let trace: ClaimedTrace
        do throws(OneStepError) {
            trace = try ClaimedTrace(claim, model, revealed: revealed)
            demand = try trace.demand(entries)
        } catch { throw .proof(error) }
        var steps: [StepOpening] = []
        for wanted in demand.steps {
            var roots = resultRoots[wanted.step] ?? []
            if resultRoots[wanted.step] == nil {
                for entry in model.traced(trace.level(of: wanted.step)) {
                    roots.append(try own.tensor(step: Int(wanted.step), entry).root)
                }
            }
            let tree = MerkleTree(leaves: roots)
            do throws(MerkleError) {
                steps.append(
                    StepOpening(
                        top: tree.root, roots: wanted.leaves.filter { $0 < roots.count }.map { roots[$0] },
                        opening: try tree.opening(of: wanted.leaves)))
            } catch { throw .proof(.stepPath(step: wanted.step, error)) }
        }
        return TraceOpening(run: try openRun(demand.committed), steps: steps)
    }

    private func openRun(_ steps: [UInt32]) throws(TraceHolderError) -> RunOpening? {
        guard !steps.isEmpty else { return nil }
        let tree = MerkleTree(leaves: stepRoots)
        let indexes = steps.map { Int($0) }
        do throws(MerkleError) {
            let opening = try tree.opening(of: indexes)
            return RunOpening(top: tree.root, stepRoots: indexes.map { stepRoots[$0] }, opening: opening)
        } catch { throw .proof(.runPath(error)) }
    }
}

/// Opens chunks of what is held, and keeps the slices in the order in which they were asked for.
private struct HeldChunks: ChunkOpener {
    let plan: OpeningPlan
    var holder: TraceHolder
    let weightsTree: BLAKE3Tree
    let step: UInt32
    let position: Int
    let claimed: [Int: ClaimedResult]
    var slices: [SliceProof] = []

    static func failure(_ error: OneStepError) -> TraceHolderError { .proof(error) }

    mutating func open(_ message: Int, _ chunks: Range<Int>) throws(TraceHolderError) -> [UInt8] {
        let slice: SliceProof
        switch plan.messages[message].origin {
        case .zeros: throw .noSuch("chunk of zeros")
        case .weights: slice = try Self.slice(weightsTree, holder.weights.bytes, chunks)
        case .input(let slot):
            let bytes = holder.inputBytes(slot)
            slice = try Self.slice(BLAKE3Tree(bytes), bytes, chunks)
        case .table(let root):
            guard let table = holder.circuit.table(root) else { throw .noSuch("table \(root)") }
            slice = try Self.slice(BLAKE3Tree(table.bytes), table.bytes, chunks)
        case .result(let step, let entry):
            if step == self.step, entry.position == position, let shown = claimed[entry.result] {
                slice = try shown.slice(chunks)
            } else {
                let bytes = try holder.tensor(step: Int(step), entry).bytes
                slice = try Self.slice(BLAKE3Tree(bytes), bytes, chunks)
            }
        }
        slices.append(slice)
        return slice.bytes
    }

    private static func slice(
        _ tree: BLAKE3Tree, _ bytes: [UInt8], _ chunks: Range<Int>
    ) throws(TraceHolderError) -> SliceProof {
        do throws(SliceError) {
            return try tree.open(firstChunk: chunks.lowerBound, chunkCount: chunks.count, of: bytes)
        } catch { throw .slice(error) }
    }
}

extension ClaimedResult {
    fileprivate func slice(_ range: Range<Int>) throws(TraceHolderError) -> SliceProof {
        var bytes: [UInt8] = []
        for chunk in range {
            guard let known = chunks[chunk] else { throw .noSuch("chunk \(chunk) of the claimed result") }
            bytes += known
        }
        guard let chunkValues else { return SliceProof(bytes: bytes, siblings: []) }
        do throws(SliceError) {
            let siblings = try BLAKE3Tree.siblings(
                chunkValues: chunkValues, firstChunk: range.lowerBound, chunkCount: range.count)
            return SliceProof(bytes: bytes, siblings: siblings)
        } catch { throw .slice(error) }
    }
}
