import Circuit
import Claims
import Transcript

extension DisputeGame {
    /// What changes during a dispute: what a ledger keeps of it between moves. Claim, model and challenger
    /// stand elsewhere.
    public struct Progress: Sendable, Hashable {
        public let asserterTime: UInt64
        public let challengerTime: UInt64
        public let lastMoveTime: UInt64
        public let challengerMoves: UInt32
        public let question: Question?
        public let revealed: Revealed
        public let outcome: DisputeOutcome?
    }

    public var progress: Progress {
        Progress(
            asserterTime: asserterTime, challengerTime: challengerTime, lastMoveTime: lastMoveTime,
            challengerMoves: challengerMoves, question: question, revealed: revealed, outcome: outcome)
    }

    /// Goes on with a dispute.
    ///
    /// - Parameter progress: of a dispute about the same claim, model and challenger, kept by the caller. That its
    ///   places exist is checked; that its reveals are those that were taken is not.
    /// - Throws: as when a dispute is opened; `noSuchPlace` for a progress that no such dispute can have.
    public init(
        _ claim: Claim, model: DisputedModel, challenger: Address, resuming progress: Progress
    ) throws(DisputeError) {
        let clocks = DisputeClocks(asserter: progress.asserterTime, challenger: progress.challengerTime)
        try self.init(claim, model: model, challenger: challenger, clocks: clocks, time: progress.lastMoveTime)
        guard Self.areInPlace(progress, claim, model) else { throw .noSuchPlace }
        challengerMoves = progress.challengerMoves
        question = progress.question
        revealed = progress.revealed
        outcome = progress.outcome
    }
}

extension DisputeGame {
    /// Whether every step, result and chunk that a progress names exists, and every list is as long as it has to be.
    private static func areInPlace(_ progress: Progress, _ claim: Claim, _ model: DisputedModel) -> Bool {
        func chunks(_ entry: TracedResult) -> Int? {
            guard model.resultByteCounts.indices.contains(entry.position),
                model.resultByteCounts[entry.position].indices.contains(entry.result)
            else { return nil }
            return BLAKE3Tree.chunkCount(totalLength: model.resultByteCounts[entry.position][entry.result])
        }
        let revealed = progress.revealed
        if let roots = revealed.stepRoots, roots.count != Int(claim.steps) { return false }
        if let step = revealed.step, step >= claim.steps { return false }
        if let roots = revealed.roots, revealed.step == nil || roots.count != model.traced(.full).count { return false }
        if let entry = revealed.entry {
            guard let count = chunks(entry), revealed.roots != nil else { return false }
            if let values = revealed.chunkValues, values.count != count { return false }
            if let chunk = revealed.chunk, chunk >= count { return false }
        } else if revealed.chunkValues != nil || revealed.chunk != nil {
            return false
        }
        switch progress.question {
        case nil: return true
        case .stepRoots: return claim.steps > 1
        case .resultRoots(let step): return step < claim.steps
        case .chunkValues(let entry): return chunks(entry) != nil && revealed.roots != nil
        case .chunk(let entry, let chunk):
            guard let count = chunks(entry), revealed.roots != nil else { return false }
            return chunk >= 0 && chunk < count && (revealed.chunkValues != nil || count == 1)
        }
    }
}

extension DisputeGame.Progress: CanonicalCodable {
    /// times (3 × 8), moves (4), then question, what was revealed, outcome, each absent part as 0.
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(asserterTime)
        encoder.append(challengerTime)
        encoder.append(lastMoveTime)
        encoder.append(challengerMoves)
        switch question {
        case nil: encoder.append(UInt8(0))
        case .stepRoots: encoder.append(UInt8(1))
        case .resultRoots(let step):
            encoder.append(UInt8(2))
            encoder.append(step)
        case .chunkValues(let entry):
            encoder.append(UInt8(3))
            encoder.append(entry: entry)
        case .chunk(let entry, let chunk):
            encoder.append(UInt8(4))
            encoder.append(entry: entry)
            encoder.append(UInt32(clamping: chunk))
        }
        revealed.encode(into: &encoder)
        switch outcome {
        case nil: encoder.append(UInt8(0))
        case .refuted(let refutation):
            encoder.append(UInt8(1))
            refutation.encode(into: &encoder)
        case .asserterTimedOut: encoder.append(UInt8(2))
        case .challengeFailed: encoder.append(UInt8(3))
        case .challengerTimedOut: encoder.append(UInt8(4))
        }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> DisputeGame.Progress {
        let asserterTime = try decoder.uint64("asserter's time")
        let challengerTime = try decoder.uint64("challenger's time")
        let lastMoveTime = try decoder.uint64("time")
        let moves = try decoder.uint32("moves")
        var position = decoder.offset
        let question: DisputeGame.Question?
        switch try decoder.uint8("question") {
        case 0: question = nil
        case 1: question = .stepRoots
        case 2: question = .resultRoots(step: try decoder.uint32("step"))
        case 3: question = .chunkValues(try decoder.entry())
        case 4:
            let entry = try decoder.entry()
            question = .chunk(entry, chunk: Int(try decoder.uint32("chunk")))
        case let tag: throw decoder.refusal("question", at: position, "\(tag) is no question")
        }
        let revealed = try DisputeGame.Revealed.decode(from: &decoder)
        position = decoder.offset
        let outcome: DisputeOutcome?
        switch try decoder.uint8("outcome") {
        case 0: outcome = nil
        case 1: outcome = .refuted(try Refutation.decode(from: &decoder))
        case 2: outcome = .asserterTimedOut
        case 3: outcome = .challengeFailed
        case 4: outcome = .challengerTimedOut
        case let tag: throw decoder.refusal("outcome", at: position, "\(tag) is no outcome")
        }
        return DisputeGame.Progress(
            asserterTime: asserterTime, challengerTime: challengerTime, lastMoveTime: lastMoveTime, challengerMoves: moves,
            question: question, revealed: revealed, outcome: outcome)
    }
}

extension DisputeGame.Revealed: CanonicalCodable {
    public func encode(into encoder: inout CanonicalEncoder) {
        func list(_ digests: [Digest]?) {
            encoder.append(digests != nil)
            if let digests { encoder.append(list: digests) }
        }
        list(stepRoots)
        encoder.append(step != nil)
        if let step { encoder.append(step) }
        list(roots)
        encoder.append(entry != nil)
        if let entry { encoder.append(entry: entry) }
        list(chunkValues)
        encoder.append(bytes != nil)
        if let bytes, let chunk {
            encoder.append(UInt32(clamping: chunk))
            encoder.append(byteString: bytes)
        }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> DisputeGame.Revealed {
        var revealed = DisputeGame.Revealed()
        if try decoder.boolean("step roots") {
            revealed.stepRoots = try decoder.list("step roots", limit: Int(ClaimAdmission.maximumSteps))
        }
        if try decoder.boolean("step") { revealed.step = try decoder.uint32("step") }
        if try decoder.boolean("roots") {
            revealed.roots = try decoder.list("roots", limit: DisputedModel.maximumResults)
            revealed.level = .full
        }
        if try decoder.boolean("result") { revealed.entry = try decoder.entry() }
        if try decoder.boolean("chunk values") {
            revealed.chunkValues = try decoder.list("chunk values", limit: DisputedModel.maximumChunkValues)
        }
        if try decoder.boolean("chunk") {
            revealed.chunk = Int(try decoder.uint32("chunk"))
            revealed.bytes = try decoder.byteString("chunk bytes", limit: BLAKE3.chunkByteCount)
        }
        return revealed
    }
}

extension CanonicalEncoder {
    fileprivate mutating func append(entry: TracedResult) {
        append(UInt32(clamping: entry.position))
        append(UInt8(clamping: entry.result))
    }
}

extension CanonicalDecoder {
    fileprivate mutating func entry() throws(CanonicalError) -> TracedResult {
        let position = Int(try uint32("operator"))
        return TracedResult(position: position, result: Int(try uint8("result")))
    }
}
