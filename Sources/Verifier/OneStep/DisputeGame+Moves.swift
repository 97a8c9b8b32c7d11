import Circuit
import Claims
import Transcript

extension DisputeGame {
    /// A challenger's move, in its turn.
    mutating func ask(_ move: DisputeMove) throws(DisputeError) {
        switch move {
        case .challengeRun:
            guard claim.steps > 1, revealed.stepRoots == nil, revealed.step == nil else { throw .noSuchPlace }
            question = .stepRoots
        case .challengeStep(let step):
            guard revealed.step == nil, step < claim.steps, claim.steps == 1 || revealed.stepRoots != nil else {
                throw .noSuchPlace
            }
            question = .resultRoots(step: step)
        case .challengeOperator(let position, let result):
            let entry = TracedResult(position: Int(position), result: Int(result))
            guard let level = revealed.level, model.leaf(of: entry, level) != nil, revealed.entry == nil else {
                throw .noSuchPlace
            }
            let isOneChunk = chunkCount(entry) == 1
            question = isOneChunk ? .chunk(entry, chunk: 0) : .chunkValues(entry)
        case .challengeChunk(let chunk):
            guard let entry = revealed.entry, let values = revealed.chunkValues, revealed.chunk == nil,
                Int(chunk) < values.count
            else { throw .noSuchPlace }
            question = .chunk(entry, chunk: Int(chunk))
        case .prove(let bytes):
            do throws(OneStepError) {
                switch try OneStepVerifier.check(bytes, claim: claim, model: model, revealed: boundReveals) {
                case .refuted(let refutation): outcome = .refuted(refutation)
                case .upheld: outcome = .challengeFailed
                }
            } catch { throw .proof(error) }
        default: throw .outOfTurn
        }
    }

    private func chunkCount(_ entry: TracedResult) -> Int {
        BLAKE3Tree.chunkCount(totalLength: model.resultByteCounts[entry.position][entry.result])
    }

    /// The root that was revealed for an entry of the revealed step.
    private func root(_ entry: TracedResult) -> Digest? {
        guard let level = revealed.level, let roots = revealed.roots, let leaf = model.leaf(of: entry, level),
            leaf < roots.count
        else { return nil }
        return roots[leaf]
    }

    /// True of a reveal that says what was taken before.
    func isRepeated(_ move: DisputeMove) -> Bool {
        switch move {
        case .revealSteps(let roots): roots == revealed.stepRoots
        case .revealRoots(let roots, _): roots == revealed.roots
        case .revealChunkValues(let values): values == revealed.chunkValues
        case .revealChunk(let bytes): bytes == revealed.bytes
        default: false
        }
    }

    /// An answer, checked against what the claim or an earlier answer is bound to.
    mutating func take(
        _ move: DisputeMove, answering question: Question, _ verifySignature: VerifySignature
    ) throws(DisputeError) {
        switch (question, move) {
        case (.stepRoots, .revealSteps(let roots)):
            guard !roots.isEmpty, TraceHashing.runRoot(trace.commitment.level, stepRoots: roots) == trace.commitment.root else {
                throw .notCommitted
            }
            guard roots.count == Int(claim.steps) else {
                outcome = .refuted(.stepCount(claimed: claim.steps, found: UInt32(clamping: roots.count)))
                return
            }
            revealed.stepRoots = roots
        case (.resultRoots(let step), .revealRoots(let roots, let signature)):
            try take(roots, of: step, signature: signature, verifySignature)
        case (.chunkValues(let entry), .revealChunkValues(let values)):
            let expected = chunkCount(entry)
            guard values.count == expected else { throw .wrongCount(expected: expected, found: values.count) }
            guard BLAKE3Tree.root(chunkValues: values) == root(entry) else { throw .notCommitted }
            revealed.entry = entry
            revealed.chunkValues = values
        case (.chunk(let entry, let chunk), .revealChunk(let bytes)):
            let length = model.resultByteCounts[entry.position][entry.result]
            let expected = min(BLAKE3.chunkByteCount, length - chunk * BLAKE3.chunkByteCount)
            guard bytes.count == expected else { throw .wrongCount(expected: expected, found: bytes.count) }
            if let values = revealed.chunkValues {
                guard BLAKE3Tree.chunkValues(unsafe bytes.span.bytes, firstChunk: chunk)[0] == values[chunk] else {
                    throw .notCommitted
                }
            } else {
                guard BLAKE3.hash(bytes) == root(entry) else { throw .notCommitted }
            }
            revealed.entry = entry
            revealed.chunk = chunk
            revealed.bytes = bytes
        default: throw .outOfTurn
        }
        self.question = nil
    }

    /// A step's list of roots. At level `full` it is the preimage of what was committed, and may come from
    /// anyone. At other levels it has to be signed, whole, and to agree with the committed part; a signed
    /// list of another number of roots convicts its signer.
    private mutating func take(
        _ roots: [Digest], of step: UInt32, signature: [UInt8], _ verifySignature: VerifySignature
    ) throws(DisputeError) {
        guard !roots.isEmpty else { throw .wrongCount(expected: model.traced(.full).count, found: 0) }
        let level = trace.commitment.level
        let expected = model.traced(.full).count
        let count = UInt32(clamping: roots.count)
        if level == .full {
            guard isCommitted(TraceHashing.stepRoot(.full, tensorRoots: roots), step) else { throw .notCommitted }
        } else {
            let message = SignedReveal.digest(claim: claimID, step: step, roots: roots)
            guard verifySignature(claim.prover, message, signature) else { throw .notSigned }
        }
        guard roots.count == expected else {
            outcome = .refuted(.resultCount(step: step, expected: UInt32(expected), found: count))
            return
        }
        if level != .full {
            var part: [Digest] = []
            for entry in model.traced(level) {
                if let leaf = model.leaf(of: entry, .full) { part.append(roots[leaf]) }
            }
            guard isCommitted(TraceHashing.stepRoot(level, tensorRoots: part), step) else { throw .notCommitted }
        }
        revealed.step = step
        revealed.roots = roots
        revealed.level = .full
    }

    private func isCommitted(_ stepRoot: Digest, _ step: UInt32) -> Bool {
        if let roots = revealed.stepRoots { return roots[Int(step)] == stepRoot }
        return claim.steps == 1 && TraceHashing.runRoot(trace.commitment.level, stepRoots: [stepRoot]) == trace.commitment.root
    }
}
