import Circuit
import Transcript

/// Reads operands from opened chunks. What was not opened reads as zero and is remembered: a table's
/// entry and a gathered row lie where another element says.
struct OpenedReader: ElementReader {
    let plan: OpeningPlan
    private var opened: [[(start: Int, bytes: [UInt8])]]
    private(set) var missing: ChunkSet
    private(set) var isMissing = false

    init(_ plan: OpeningPlan) {
        self.plan = plan
        opened = plan.messages.map { _ in [] }
        missing = ChunkSet(messages: plan.messages.count)
    }

    mutating func add(_ message: Int, firstChunk: Int, _ bytes: [UInt8]) {
        opened[message].append((firstChunk * BLAKE3.chunkByteCount, bytes))
    }

    /// Forgets what was missing, to read again once it is opened.
    mutating func again() {
        missing = ChunkSet(messages: plan.messages.count)
        isMissing = false
    }

    mutating func element(_ index: Int, of operand: Int) -> Int64 {
        let type = plan.operandTypes[operand]
        guard index >= 0, index < type.shape.count else { return 0 }
        return value(type.element, index, plan.operandMessages[operand])
    }

    /// Element `index` of the tensor that stands in a message.
    mutating func value(_ element: ElementType, _ index: Int, _ message: Int) -> Int64 {
        if case .zeros = plan.messages[message].origin { return 0 }
        let size = element.byteCount
        let start = plan.messages[message].base + index * size
        for segment in opened[message] where start >= segment.start && start + size <= segment.start + segment.bytes.count {
            var word: UInt64 = 0
            for position in 0..<size { word |= UInt64(segment.bytes[start - segment.start + position]) << UInt64(8 * position) }
            return element.wrapped(Int64(bitPattern: word))
        }
        isMissing = true
        missing.insert(BLAKE3Tree.chunks(holding: start..<start + size), of: message)
        return 0
    }
}
