import Circuit
import Claims
import Transcript

/// Where the bytes lie that decide about an element: the claimed results first, then the operator's
/// distinct sources in the order of its operands. Follows from the record and the place alone.
package struct OpeningPlan: Sendable {
    package enum Origin: Sendable, Hashable {
        /// A state before the first step.
        case zeros
        case input(Int)
        case weights
        case table(Digest)
        case result(step: UInt32, TracedResult)
    }

    /// Bytes that have a root of their own, and where in them a tensor begins.
    package struct Message: Sendable {
        package let origin: Origin
        package let base: Int
        package let byteCount: Int
    }

    package let messages: [Message]
    let operandMessages: [Int]
    let operandTypes: [TensorType]

    /// - Parameter claimed: the results whose claimed values are looked at.
    /// - Throws: `notPublic` for an input that the circuit or the claim does not have.
    package init(
        _ op: Operator, step: UInt32, position: Int, claimed: [Int], _ trace: ClaimedTrace
    ) throws(OneStepError) {
        var messages = claimed.map { result in
            Message(
                origin: .result(step: step, TracedResult(position: position, result: result)), base: 0,
                byteCount: op.results[result].byteCount)
        }
        var sources: [(source: Source, message: Int)] = []
        var places: [Int] = []
        for operand in op.operands {
            if let known = sources.first(where: { $0.source == operand.source }) {
                places.append(known.message)
                continue
            }
            sources.append((operand.source, messages.count))
            places.append(messages.count)
            messages.append(try Self.message(operand, step: step, trace))
        }
        self.messages = messages
        operandMessages = places
        operandTypes = op.operands.map { $0.type }
    }

    private static func message(
        _ operand: Operand, step: UInt32, _ trace: ClaimedTrace
    ) throws(OneStepError) -> Message {
        let bytes = operand.type.byteCount
        switch operand.source {
        case .input(let slot):
            guard trace.model.inputByteCounts.indices.contains(slot) else { throw .notPublic(slot: slot) }
            // All steps' tensors stand one after another.
            return Message(origin: .input(slot), base: Int(step) * bytes, byteCount: Int(trace.claim.steps) * bytes)
        case .weight(let offset):
            return Message(origin: .weights, base: offset, byteCount: trace.model.weightsByteCount)
        case .table(let root):
            return Message(origin: .table(root), base: 0, byteCount: bytes)
        case .state(let slot):
            guard step > 0 else { return Message(origin: .zeros, base: 0, byteCount: bytes) }
            guard trace.model.nextStates.indices.contains(slot) else { throw .notPublic(slot: slot) }
            return Message(origin: .result(step: step - 1, trace.model.nextStates[slot]), base: 0, byteCount: bytes)
        case .result(let position, let result):
            return Message(
                origin: .result(step: step, TracedResult(position: position, result: result)), base: 0, byteCount: bytes)
        }
    }

    /// The roots that are read from the trace.
    package var traced: [(step: UInt32, entry: TracedResult)] {
        messages.compactMap { message in
            if case .result(let step, let entry) = message.origin { (step, entry) } else { nil }
        }
    }

    /// The chunks that hold `count` elements of `type` from `first` in a message.
    func chunks(_ message: Int, _ element: ElementType, first: Int, count: Int) -> Range<Int> {
        let start = messages[message].base + first * element.byteCount
        return BLAKE3Tree.chunks(holding: start..<start + count * element.byteCount)
    }

    /// The chunks of the operands' runs whose place the operator itself says, message by message.
    func placedChunks(_ footprint: Footprint) -> ChunkSet {
        var set = ChunkSet(messages: messages.count)
        for run in footprint.runs {
            guard let start = run.start else { continue }
            let message = operandMessages[run.operand]
            set.insert(chunks(message, operandTypes[run.operand].element, first: start, count: run.count), of: message)
        }
        return set
    }
}

/// Chunks of several messages.
struct ChunkSet {
    private var chunks: [[Int]]

    init(messages: Int) { chunks = [[Int]](repeating: [], count: messages) }

    mutating func insert(_ range: Range<Int>, of message: Int) {
        // Neighbouring runs mostly name the chunk just named.
        for chunk in range where chunks[message].last != chunk { chunks[message].append(chunk) }
    }

    mutating func insert(_ other: ChunkSet) {
        for (message, list) in other.chunks.enumerated() {
            for chunk in list where chunks[message].last != chunk { chunks[message].append(chunk) }
        }
    }

    /// Maximal ranges of neighbouring chunks, in ascending order of message and chunk.
    var ranges: [(message: Int, chunks: Range<Int>)] {
        var ranges: [(message: Int, chunks: Range<Int>)] = []
        for (message, list) in chunks.enumerated() {
            for chunk in list.sorted() {
                if let last = ranges.last, last.message == message, chunk <= last.chunks.upperBound {
                    ranges[ranges.count - 1].chunks = last.chunks.lowerBound..<max(chunk + 1, last.chunks.upperBound)
                } else {
                    ranges.append((message, chunk..<chunk + 1))
                }
            }
        }
        return ranges
    }
}
