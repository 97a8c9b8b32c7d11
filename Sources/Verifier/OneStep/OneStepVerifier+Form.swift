import Circuit
import Claims
import Transcript

// Link and form: what can be wrong with a claim without any element being wrong.

extension OneStepVerifier {
    /// The claimed output against the root that the trace has for it in the last step.
    static func checkOutput(
        _ index: UInt32, _ opening: TraceOpening, _ trace: ClaimedTrace
    ) throws(OneStepError) -> OneStepVerdict {
        guard Int(index) < trace.model.outputs.count, Int(index) < trace.claim.outputs.count else { throw .noSuchOutput(index) }
        guard case .public(let claimed) = trace.claim.outputs[Int(index)] else { throw .notPublic(slot: Int(index)) }
        let entry = trace.model.outputs[Int(index)]
        let step = trace.claim.steps - 1
        let roots = try trace.read(try trace.demand([(step, entry)]), opening)
        guard let root = roots.root(step, entry) else { throw .outsideFootprint }
        return claimed == root ? .upheld : .refuted(.output(index: index))
    }

    static func checkForm(_ form: FormEvidence, _ trace: ClaimedTrace) throws(OneStepError) -> OneStepVerdict {
        switch form {
        case .steps(let found, let run):
            guard found != trace.claim.steps else { throw .rightForm }
            _ = try trace.openRun([0], run, count: found)
            return .refuted(.stepCount(claimed: trace.claim.steps, found: found))
        case .results(let step, let found, let run, let opening):
            guard step < trace.claim.steps else { throw .noSuchStep(step) }
            let expected = trace.model.traced(trace.level(of: step)).count
            guard Int(found) != expected else { throw .rightForm }
            let bound = trace.revealedRoot(step)
            let opened = try trace.openRun(bound == nil ? [step] : [], run)
            try trace.openStep(step, root: bound ?? opened[0], opening, leafCount: Int(found), leaves: [0])
            return .refuted(.resultCount(step: step, expected: UInt32(expected), found: found))
        case .length(let step, let position, let result, let found, let opening, let slice):
            guard step < trace.claim.steps else { throw .noSuchStep(step) }
            guard Int(position) < trace.model.operatorCount else { throw .noSuchOperator(position) }
            let counts = trace.model.resultByteCounts[Int(position)]
            guard Int(result) < counts.count else { throw .noSuchResult(result) }
            let expected = counts[Int(result)]
            // Lengths beyond 2^53 have no tree; the claimed one is never near.
            guard found != UInt64(expected), found < 1 << 53 else { throw .rightForm }
            let entry = TracedResult(position: Int(position), result: Int(result))
            let roots = try trace.read(try trace.demand([(step, entry)]), opening)
            guard let root = roots.root(step, entry) else { throw .outsideFootprint }
            // The last chunk's number and length bind the length of the whole.
            let length = Int(found)
            do throws(SliceError) {
                try BLAKE3Tree.verify(
                    slice, root: root, totalLength: length,
                    firstChunk: BLAKE3Tree.chunkCount(totalLength: length) - 1, chunkCount: 1)
            } catch { throw .slice(index: 0, error) }
            return .refuted(
                .resultLength(step: step, position: position, result: result, expected: UInt64(expected), found: found))
        }
    }
}
