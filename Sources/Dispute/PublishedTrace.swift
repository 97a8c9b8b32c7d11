import Circuit
import Claims
import Transcript
import Verifier

/// What an asserter may publish beside its claim, so that whoever finds it wrong needs no answer: the
/// roots and chunk values of all results, 3.1 % of the trace.
public struct PublishedTrace: Sendable, Hashable {
    /// For each step and each of its results in the order of a `full` trace: its root and chunk values (none
    /// for a result of one chunk).
    public struct Entry: Sendable, Hashable {
        public let root: Digest
        public let chunkValues: [Digest]
    }

    public let steps: [[Entry]]

    /// - Throws: `TraceHolderError` of a run that cannot be made again.
    public init(_ holder: TraceHolder) throws(TraceHolderError) {
        var holder = holder
        var steps: [[Entry]] = []
        for step in 0..<holder.steps {
            steps.append(
                try holder.results(step: step).flatMap { $0 }.map { tensor in
                    let isOneChunk = BLAKE3Tree.chunkCount(totalLength: tensor.bytes.count) == 1
                    let values = isOneChunk ? [] : BLAKE3Tree.chunkValues(unsafe tensor.bytes.span.bytes)
                    return Entry(root: tensor.root, chunkValues: values)
                })
        }
        self.steps = steps
    }

    /// True when this is what a claim at level `full` commits to: only then does it say anything of it.
    public func matches(_ claim: Claim) -> Bool {
        guard case .optimistic(let commitment) = claim.assurance, commitment.level == .full else { return false }
        let roots = steps.map { TraceHashing.stepRoot(.full, tensorRoots: $0.map { $0.root }) }
        guard TraceHashing.runRoot(.full, stepRoots: roots) == commitment.root else { return false }
        return steps.joined().allSatisfy { entry in
            entry.chunkValues.isEmpty || BLAKE3Tree.root(chunkValues: entry.chunkValues) == entry.root
        }
    }
}

extension OneStepProver {
    /// The single-shot form: one message, from a published trace and the own run, without any byte of the
    /// claimed run. The first wrong chunk is recomputed whole.
    ///
    /// - Parameter published: matches the claim.
    /// - Returns: nil when claim and own run agree.
    /// - Throws: `TraceHolderError.proof` (`chunkTooCostly`, `tooManyChunks`) where the chunk's operands do not
    ///   fit a proof: then only questions help.
    public static func singleShot(
        _ claim: Claim, model: DisputedModel, own: TraceHolder, published: PublishedTrace
    ) throws(TraceHolderError) -> OneStepProof? {
        guard published.steps.count == own.steps else { throw .noSuch("step") }
        var own = own
        let entries = model.traced(.full)
        var lists: [UInt32: [Digest]] = [:]
        for (step, list) in published.steps.enumerated() { lists[UInt32(step)] = list.map { $0.root } }
        let stepRoots = published.steps.map { TraceHashing.stepRoot(.full, tensorRoots: $0.map { $0.root }) }
        for step in 0..<own.steps {
            let right = try own.allRoots(step: step)
            guard published.steps[step].count == right.count else { throw .noSuch("result") }
            guard let leaf = right.indices.first(where: { published.steps[step][$0].root != right[$0] }) else { continue }
            let entry = entries[leaf], claimed = published.steps[step][leaf]
            let bytes = try own.tensor(step: step, entry).bytes
            var chunk = 0
            var values = [claimed.root]
            if !claimed.chunkValues.isEmpty {
                values = claimed.chunkValues
                let ownValues = BLAKE3Tree.chunkValues(unsafe bytes.span.bytes)
                guard values.count == ownValues.count, let first = values.indices.first(where: { values[$0] != ownValues[$0] })
                else { throw .noSuch("chunk") }
                chunk = first
            }
            var prover = OneStepProver(claim, model: model, own: own, stepRoots: stepRoots, resultRoots: lists)
            return try prover.chunk(
                step: step, position: entry.position, result: entry.result, chunk: chunk, chunkValues: values)
        }
        for (index, output) in own.outputs.enumerated() where claim.outputs[index] != .public(output.root) {
            var prover = OneStepProver(claim, model: model, own: own, stepRoots: stepRoots, resultRoots: lists)
            return try prover.output(index)
        }
        return nil
    }
}
