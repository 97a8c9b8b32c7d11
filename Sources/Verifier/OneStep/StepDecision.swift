import Circuit
import Claims
import Transcript

/// Gives the bytes of chunks: the verifier's from slices that it checks, the prover's from tensors that
/// it holds. Both walk the same decision, so a proof brings exactly what is asked for.
package protocol ChunkOpener {
    associatedtype Failure: Error
    static func failure(_ error: OneStepError) -> Failure
    mutating func open(_ message: Int, _ chunks: Range<Int>) throws(Failure) -> [UInt8]
}

/// Decides about one place from opened chunks.
package struct StepDecision: Sendable {
    package enum Question: Sendable, Hashable {
        case element(Int)
        case comparison(Int, better: Int)
        case chunk(Int, chunkValues: [Digest])
    }

    /// Most operand elements that are read for a whole chunk.
    package static let maximumChunkReads = 1 << 18

    let op: Operator
    let step: UInt32
    let position: Int
    let result: Int
    let question: Question
    package let plan: OpeningPlan

    /// - Throws: `noSuchResult`, `noSuchElement`, `notByComparison`, `footprintTooLong`, `noSuchCandidate`,
    ///   `chunkValues`, `chunkTooCostly`, `notPublic`.
    package init(
        _ op: Operator, step: UInt32, position: Int, result: Int, _ question: Question, _ trace: ClaimedTrace
    ) throws(OneStepError) {
        guard op.results.indices.contains(result) else { throw .noSuchResult(UInt8(clamping: result)) }
        let type = op.results[result]
        var claimed = [result]
        switch question {
        case .element(let element):
            guard (0..<type.shape.count).contains(element) else { throw .noSuchElement(UInt32(clamping: element)) }
            let bytes = op.footprint(element: element, result: result).byteCount(operands: op.operands.map { $0.type })
            guard bytes <= Footprint.maximumBytes else { throw .footprintTooLong(bytes: bytes) }
        case .comparison(let element, let better):
            guard (0..<type.shape.count).contains(element) else { throw .noSuchElement(UInt32(clamping: element)) }
            guard op.footprint(element: element, result: result).isByComparison, op.results.count == 2 else {
                throw .notByComparison
            }
            // The value is compared with the indexed element, the index's element with the better one.
            guard result == 0 ? better == 0 : better < op.operands[0].type.shape.width else {
                throw .noSuchCandidate(UInt32(clamping: better))
            }
            if result == 0 { claimed = [0, 1] }
        case .chunk(let chunk, let values):
            let count = BLAKE3Tree.chunkCount(totalLength: type.byteCount)
            guard (0..<count).contains(chunk) else { throw .noSuchElement(UInt32(clamping: chunk)) }
            guard values.count == count else { throw .chunkValues(expected: count, found: values.count) }
            let elements = Self.elements(of: chunk, type)
            let reads = op.footprint(element: elements.lowerBound, result: result).runs.reduce(1) { $0 + $1.count }
            guard reads <= Self.maximumChunkReads / elements.count else {
                throw .chunkTooCostly(multiplyAdds: reads * elements.count)
            }
        }
        self.op = op
        self.step = step
        self.position = position
        self.result = result
        self.question = question
        plan = try OpeningPlan(op, step: step, position: position, claimed: claimed, trace)
    }

    static func elements(of chunk: Int, _ type: TensorType) -> Range<Int> {
        let each = BLAKE3.chunkByteCount / type.element.byteCount
        return chunk * each..<min((chunk + 1) * each, type.shape.count)
    }

    package func verdict<Opener: ChunkOpener>(_ opener: inout Opener) throws(Opener.Failure) -> OneStepVerdict {
        var reader = OpenedReader(plan)
        switch question {
        case .element(let element):
            let type = op.results[result].element
            try open(plan.chunks(0, type, first: element, count: 1), of: 0, &reader, &opener)
            let claimed = reader.value(type, element, 0)
            let right = try evaluate(element..<element + 1, &reader, &opener)[0]
            guard claimed != right else { return .upheld }
            return .refuted(
                .element(
                    step: step, position: UInt32(position), result: UInt8(result), element: UInt32(element), claimed: claimed,
                    right: right))
        case .comparison(let element, let better):
            guard try isWrong(element, better, &reader, &opener) else { return .upheld }
            return .refuted(
                .comparison(step: step, position: UInt32(position), result: UInt8(result), element: UInt32(element)))
        case .chunk(let chunk, let values):
            let type = op.results[result]
            let elements = Self.elements(of: chunk, type)
            var bytes: [UInt8] = []
            for value in try evaluate(elements, &reader, &opener) {
                for place in 0..<type.element.byteCount { bytes.append(UInt8(truncatingIfNeeded: value >> Int64(8 * place))) }
            }
            let right =
                values.count == 1
                ? BLAKE3.hash(bytes) : BLAKE3Tree.chunkValues(unsafe bytes.span.bytes, firstChunk: chunk)[0]
            guard right != values[chunk] else { return .upheld }
            return .refuted(
                .chunk(step: step, position: UInt32(position), result: UInt8(result), chunk: UInt32(chunk)))
        }
    }

    private func open<Opener: ChunkOpener>(
        _ chunks: Range<Int>, of message: Int, _ reader: inout OpenedReader, _ opener: inout Opener
    ) throws(Opener.Failure) {
        if case .zeros = plan.messages[message].origin { return }
        reader.add(message, firstChunk: chunks.lowerBound, try opener.open(message, chunks))
    }

    /// The elements as the operator gives them: first what its footprint places, then what these say.
    private func evaluate<Opener: ChunkOpener>(
        _ elements: Range<Int>, _ reader: inout OpenedReader, _ opener: inout Opener
    ) throws(Opener.Failure) -> [Int64] {
        var placed = ChunkSet(messages: plan.messages.count)
        for element in elements { placed.insert(plan.placedChunks(op.footprint(element: element, result: result))) }
        var count = placed.ranges.reduce(0) { $0 + $1.chunks.count }
        guard count <= DisputedModel.maximumOperandChunks else { throw Opener.failure(.tooManyChunks(count)) }
        for (message, chunks) in placed.ranges { try open(chunks, of: message, &reader, &opener) }
        reader.again()
        var values = elements.map { op.evaluateElement($0, result: result, reading: &reader) }
        guard reader.isMissing else { return values }
        count += reader.missing.ranges.reduce(0) { $0 + $1.chunks.count }
        guard count <= DisputedModel.maximumOperandChunks else { throw Opener.failure(.tooManyChunks(count)) }
        for (message, chunks) in reader.missing.ranges { try open(chunks, of: message, &reader, &opener) }
        reader.again()
        values = elements.map { op.evaluateElement($0, result: result, reading: &reader) }
        guard !reader.isMissing else { throw Opener.failure(.outsideFootprint) }
        return values
    }

    /// A claimed maximum (or largest magnitude) v at index i of a row x is right exactly when i is in the
    /// row, v is x[i], and nothing before i is as large nor anything after it larger. Result 0 is wrong
    /// when v is not x[i], result 1 when i is outside the row or `better` comes before it.
    private func isWrong<Opener: ChunkOpener>(
        _ element: Int, _ better: Int, _ reader: inout OpenedReader, _ opener: inout Opener
    ) throws(Opener.Failure) -> Bool {
        let indexMessage = result == 0 ? 1 : 0
        let indexType = op.results[1].element
        let row = op.operands[0].type
        let start = element * row.shape.width
        if result == 0 { try open(plan.chunks(0, op.results[0].element, first: element, count: 1), of: 0, &reader, &opener) }
        try open(plan.chunks(indexMessage, indexType, first: element, count: 1), of: indexMessage, &reader, &opener)
        let index = reader.value(indexType, element, indexMessage)
        guard index >= 0, index < Int64(row.shape.width) else {
            guard better == 0 else { throw Opener.failure(.noSuchCandidate(UInt32(clamping: better))) }
            return true
        }
        let message = plan.operandMessages[0]
        var chunks = ChunkSet(messages: plan.messages.count)
        chunks.insert(plan.chunks(message, row.element, first: start + Int(index), count: 1), of: message)
        if result == 1 { chunks.insert(plan.chunks(message, row.element, first: start + better, count: 1), of: message) }
        for (message, range) in chunks.ranges { try open(range, of: message, &reader, &opener) }
        let indexed = reader.element(start + Int(index), of: 0)
        let isMagnitude = if case .reduction(let reduction) = op.kind { reduction.function == .magnitude } else { false }
        func key(_ value: Int64) -> Int64 { isMagnitude && value < 0 ? 0 &- value : value }
        if result == 0 {
            let value = isMagnitude ? max(1, key(indexed)) : indexed
            return reader.value(op.results[0].element, element, 0) != op.results[0].element.wrapped(value)
        }
        let candidate = key(reader.element(start + better, of: 0))
        return candidate > key(indexed) || (candidate == key(indexed) && better < Int(index))
    }
}
