import Circuit

/// Where every tensor of a run lies: one arena, each region `[batch][bytes of one item]`.
///
/// With a trace every result stays. Without one a result's bytes are reused once its last reader has run
/// (first fit over the regions that are alive at the same time), within one block of items: blocks are at
/// different operators at the same time, and finished ones still hold outputs, so that bytes of one block
/// are never another's. Then `results` are offsets into the first block, `blockByteCount` apart.
struct MemoryPlan {
    private(set) var inputs: [Int] = []
    private(set) var states: [Int] = []
    private(set) var results: [[Int]] = []
    /// Bytes from one block's results to the next one's; 0 where results are not in blocks.
    private(set) var blockByteCount = 0
    /// Bytes of the arena.
    private(set) var byteCount = 0

    /// - Returns: nil when the sizes overflow or exceed `limit`.
    init?(circuit: Circuit, batch: Int, blockItems: Int, keepsResults: Bool, limit: Int) {
        var regions: [Region] = []
        var end = 0
        func size(_ type: TensorType) -> Int? {
            let (bytes, overflow) = type.byteCount.multipliedReportingOverflow(by: batch)
            return overflow || bytes > limit ? nil : AlignedBuffer.aligned(bytes)
        }
        func append(_ size: Int) -> Int? {
            let offset = end
            guard size <= limit - end else { return nil }
            end += size
            return offset
        }
        for input in circuit.inputs {
            guard let size = size(input.type), let offset = append(size) else { return nil }
            inputs.append(offset)
        }
        for state in circuit.states {
            guard let size = size(state.type), let offset = append(size) else { return nil }
            states.append(offset)
        }
        let fixed = end
        let lastUse = Self.lastUses(circuit)
        for (position, op) in circuit.operators.enumerated() {
            if !keepsResults { regions.removeAll { $0.lastUse < position } }
            var offsets: [Int] = []
            for (result, type) in op.results.enumerated() {
                let offset: Int
                if keepsResults {
                    guard let size = size(type), let next = append(size) else { return nil }
                    offset = next
                } else {
                    let (bytes, overflow) = type.byteCount.multipliedReportingOverflow(by: blockItems)
                    guard !overflow, bytes <= limit else { return nil }
                    let size = AlignedBuffer.aligned(bytes)
                    offset = Self.firstFit(size, from: fixed, among: regions)
                    guard offset <= limit - size else { return nil }
                    let place = regions.firstIndex { $0.offset > offset } ?? regions.count
                    regions.insert(
                        Region(offset: offset, size: size, lastUse: max(lastUse[position][result], position)), at: place)
                    end = max(end, offset + size)
                }
                offsets.append(offset)
            }
            results.append(offsets)
        }
        if !keepsResults {
            blockByteCount = end - fixed
            let blocks = (batch + blockItems - 1) / blockItems
            let (bytes, overflow) = blockByteCount.multipliedReportingOverflow(by: blocks)
            guard !overflow, bytes <= limit - fixed else { return nil }
            end = fixed + bytes
        }
        byteCount = end
    }

    private struct Region {
        let offset: Int
        let size: Int
        let lastUse: Int
    }

    /// `regions` ascend and do not overlap.
    private static func firstFit(_ size: Int, from start: Int, among regions: [Region]) -> Int {
        var offset = start
        for region in regions {
            if region.offset - offset >= size { break }
            offset = max(offset, region.offset + region.size)
        }
        return offset
    }

    /// The last operator that reads each result; one past the end for outputs and next states.
    private static func lastUses(_ circuit: Circuit) -> [[Int]] {
        var last = circuit.operators.map { [Int](repeating: -1, count: $0.results.count) }
        func use(_ source: Source, at position: Int) {
            if case .result(let producer, let result) = source { last[producer][result] = position }
        }
        for (position, op) in circuit.operators.enumerated() {
            for operand in op.operands { use(operand.source, at: position) }
        }
        for output in circuit.outputs { use(output.operand.source, at: circuit.operators.count) }
        for state in circuit.states { use(state.next, at: circuit.operators.count) }
        return last
    }
}
