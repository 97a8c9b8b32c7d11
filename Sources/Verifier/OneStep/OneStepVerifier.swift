import Circuit
import Claims
import Transcript

/// The one-step check: what a precompile runs to end a dispute.
///
/// Checks, in order, for evidence about an element, a comparison or a chunk:
/// 1. the bytes are one canonical encoding within the caps; it names this claim, the claim this model,
///    and the claim has a trace;
/// 2. the run has the step, the circuit the operator;
/// 3. the record is leaf position + 1 under the circuit hash, whose number of leaves the registered
///    circuit says; only then is it decoded;
/// 4. the operator has the result and the element; a comparison is about a maximum;
/// 5. the claimed result's root and those of its operands open from the trace: leaf numbers, numbers of
///    leaves and the previous step's states follow from the registered circuit;
/// 6. weights are read under the registered weights root at the record's offset, tables under their own
///    root in the record, inputs under the claim's input commitments, states of the first step are zero;
/// 7. every slice asked for opens under its root, with lengths from the record and the circuit, and no
///    slice is left over;
/// 8. `Operator.evaluateElement` decides.
///
/// For an output: the trace's root of what the circuit calls that output, in the last step, against the
/// claim's. For the form: the number of leaves of a tree, or the length of a tensor, both bound in the
/// root that is opened.
///
/// Soundness: BLAKE3's collision resistance and nothing else. A claim whose trace is the circuit's own run
/// on the claimed inputs cannot be refuted: every value that is read is bound by the claim, the model or
/// the circuit, at a place that the challenger does not choose, and one root opens to one content. (A list
/// of chunk values of another length is never evidence: BLAKE3's inner nodes could pass for it.) The
/// caller still has to check that the claim's inputs are the job's, that the model is the job's, and that
/// `revealed` holds only lists that the asserter signed and that `DisputeGame` (or the like) bound.
///
/// Total: any bytes end in a verdict or a typed error; work and memory are bounded by the proof's length
/// and `StepDecision.maximumChunkReads`.
///
/// - Source: refereed delegation as in Canetti, Riva and Rothblum 2011; absolute refutation of tensor
///   programs by committed traces as in TAO (arXiv:2510.16028) without its tolerance.
public enum OneStepVerifier {
    /// - Parameters:
    ///   - model: the registered model, which is the claim's.
    ///   - revealed: step roots at level `full` of steps that were revealed and bound.
    /// - Throws: `OneStepError`: the bytes show nothing.
    public static func check(
        _ bytes: [UInt8], claim: Claim, model: DisputedModel, revealed: [UInt32: Digest] = [:]
    ) throws(OneStepError) -> OneStepVerdict {
        let proof: OneStepProof
        do throws(CanonicalError) { proof = try OneStepProof(canonicalBytes: bytes) } catch { throw .malformed(error) }
        let id = claim.id
        guard proof.claim == id else { throw .otherClaim(proof.claim) }
        let trace = try ClaimedTrace(claim, model, revealed: revealed)
        switch proof.evidence {
        case .element(let evidence):
            return try decide(evidence, .element(Int(evidence.element)), trace)
        case .comparison(let evidence, let better):
            return try decide(evidence, .comparison(Int(evidence.element), better: Int(better)), trace)
        case .chunk(let evidence, let values):
            return try decide(evidence, .chunk(Int(evidence.element), chunkValues: values), trace)
        case .output(let index, let opening):
            return try checkOutput(index, opening, trace)
        case .form(let form):
            return try checkForm(form, trace)
        }
    }

    private static func decide(
        _ evidence: ElementEvidence, _ question: StepDecision.Question, _ trace: ClaimedTrace
    ) throws(OneStepError) -> OneStepVerdict {
        guard evidence.step < trace.claim.steps else { throw .noSuchStep(evidence.step) }
        guard Int(evidence.position) < trace.model.operatorCount else { throw .noSuchOperator(evidence.position) }
        let op = try openRecord(evidence, trace.model)
        let decision = try StepDecision(
            op, step: evidence.step, position: Int(evidence.position), result: Int(evidence.result), question, trace)
        let roots = try trace.read(try trace.demand(decision.plan.traced), evidence.trace)
        if case .chunk(_, let values) = question {
            try check(values, root: try root(decision.plan.messages[0], roots, trace))
        }
        var expected: [Digest] = []
        for message in decision.plan.messages { expected.append(try root(message, roots, trace)) }
        var opener = SliceOpener(plan: decision.plan, roots: expected, slices: evidence.slices)
        let verdict = try decision.verdict(&opener)
        guard opener.next == evidence.slices.count else {
            throw .sliceCount(expected: opener.next, found: evidence.slices.count)
        }
        return verdict
    }

    private static func openRecord(
        _ evidence: ElementEvidence, _ model: DisputedModel
    ) throws(OneStepError) -> Operator {
        do throws(MerkleError) {
            try MerkleTree.verify(
                root: model.commitment.circuitHash, leafCount: model.operatorCount + 1,
                indexes: [Int(evidence.position) + 1], leaves: [Circuit.recordDigest(evidence.record)],
                opening: evidence.recordOpening)
        } catch { throw .record(error) }
        do throws(CircuitError) { return try Operator(record: evidence.record) } catch { throw .unreadableRecord(error) }
    }

    /// The root under which a message opens.
    private static func root(
        _ message: OpeningPlan.Message, _ roots: ResultRoots, _ trace: ClaimedTrace
    ) throws(OneStepError) -> Digest {
        switch message.origin {
        case .zeros: return Digest()
        case .weights: return trace.model.commitment.weightsRoot
        case .table(let root): return root
        case .input(let slot):
            guard trace.claim.inputs.indices.contains(slot), case .public(let root) = trace.claim.inputs[slot] else {
                throw .notPublic(slot: slot)
            }
            return root
        case .result(let step, let entry):
            guard let root = roots.root(step, entry) else { throw .outsideFootprint }
            return root
        }
    }

    /// `StepDecision` has seen that their number is the circuit's, so that they are chunk values and no nodes
    /// above them.
    private static func check(_ values: [Digest], root: Digest) throws(OneStepError) {
        guard (values.count == 1 ? values[0] : BLAKE3Tree.root(chunkValues: values)) == root else { throw .chunkValuesRoot }
    }
}

/// Hands out the proof's slices one by one, each checked against the root of what it is a slice of.
private struct SliceOpener: ChunkOpener {
    let plan: OpeningPlan
    let roots: [Digest]
    let slices: [SliceProof]
    var next = 0

    static func failure(_ error: OneStepError) -> OneStepError { error }

    mutating func open(_ message: Int, _ chunks: Range<Int>) throws(OneStepError) -> [UInt8] {
        guard next < slices.count else { throw .sliceCount(expected: next + 1, found: slices.count) }
        do throws(SliceError) {
            try BLAKE3Tree.verify(
                slices[next], root: roots[message], totalLength: plan.messages[message].byteCount,
                firstChunk: chunks.lowerBound, chunkCount: chunks.count)
        } catch { throw .slice(index: next, error) }
        next += 1
        return slices[next - 1].bytes
    }
}
