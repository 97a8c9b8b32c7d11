import CKernels
import CParallel
import Circuit
import Claims
import Transcript

/// Runs a circuit, the same bits on every machine, instruction set, thread count and batch.
///
/// Planned once: memory is laid out, weights are packed and every operator becomes a kernel when the
/// engine is made; a run then allocates nothing (kernels that fall back to the definition apart: int16
/// convolutions, and the index of a row's largest magnitude). A batch holds independent items; each has
/// the results and roots that it would have alone. Threads share out the items by a fixed split.
///
/// Not thread-safe: one engine, one caller at a time.
public final class TensorEngine {
    public static let maximumBatch = 1 << 16
    public static let maximumThreads = 256
    /// Items that go through all operators together: enough rows to reuse weights, few enough that
    /// activations stay in cache until they are hashed, and that every thread has some.
    /// A power of two, at most 16.
    let blockItems: Int

    public let circuit: Circuit
    public let batch: Int
    public let threads: Int
    /// The level whose roots each run makes; nil makes none.
    public let traceLevel: TraceLevel?
    /// Bytes that the engine holds.
    public let memoryByteCount: Int

    private let arena: AlignedBuffer
    private let shared: AlignedBuffer
    private let memory: Compiler.Memory
    private let inputs: [Cell]
    private let states: [Cell]
    private let results: [[Cell]]
    private let nextStates: [Cell]
    private let outputs: [Cell]
    private let kernels: [Kernel]
    let trace: TraceRecorder?
    /// Items of the last run.
    private(set) var currentItems = 0

    /// - Parameters:
    ///   - trace: which results to hash on every run; their bytes then stay readable by `result`.
    ///   - traceKey: hashes tensors under this key: for private runs, where a plain root would be a
    ///     fingerprint.
    ///   - memoryLimit: refused above this many bytes, before anything is allocated.
    /// - Throws: `EngineError`; weights are checked against the circuit's layout.
    public init(
        _ circuit: Circuit, _ weights: Weights, batch: Int = 1, threads: Int = 1, trace: TraceLevel? = nil,
        traceKey: Digest? = nil, memoryLimit: Int = 4 << 30
    ) throws(EngineError) {
        guard (1...Self.maximumBatch).contains(batch) else { throw .batch(batch) }
        guard (1...Self.maximumThreads).contains(threads) else { throw .threads(threads) }
        do { try circuit.layout.check(weights) } catch { throw .circuit(error) }
        var blockShift = 4
        while blockShift > 0, threads << blockShift > batch { blockShift -= 1 }
        blockItems = 1 << blockShift
        guard
            let plan = MemoryPlan(
                circuit: circuit, batch: batch, blockItems: blockItems, keepsResults: trace != nil, limit: memoryLimit)
        else { throw .memory(needed: .max, limit: memoryLimit) }
        let needed = plan.byteCount + Self.sharedByteCount(circuit) * 2 + Self.scratchByteCount(circuit, batch)
        guard needed <= memoryLimit else { throw .memory(needed: needed, limit: memoryLimit) }

        arena = AlignedBuffer(byteCount: plan.byteCount)
        shared = AlignedBuffer(byteCount: Self.sharedByteCount(circuit))
        let arenaBase = unsafe arena.base, sharedBase = unsafe shared.base
        memory = Compiler.Memory()
        var tables: [Digest: Int] = [:]
        unsafe weights.bytes.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
            if let source = bytes.baseAddress { unsafe sharedBase.copyMemory(from: source, byteCount: bytes.count) }
        }
        var end = AlignedBuffer.aligned(weights.bytes.count)
        for table in circuit.tables {
            tables[table.root] = end
            unsafe table.bytes.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
                if let source = bytes.baseAddress {
                    unsafe (sharedBase + end).copyMemory(from: source, byteCount: bytes.count)
                }
            }
            end = AlignedBuffer.aligned(end + table.bytes.count)
        }
        func cell(_ source: Source, as type: TensorType) -> Cell {
            switch source {
            case .input(let slot): unsafe Cell(base: arenaBase + plan.inputs[slot], stride: type.byteCount, type: type)
            case .state(let slot): unsafe Cell(base: arenaBase + plan.states[slot], stride: type.byteCount, type: type)
            case .weight(let offset): unsafe Cell(base: sharedBase + offset, stride: 0, type: type)
            case .table(let root): unsafe Cell(base: sharedBase + (tables[root] ?? 0), stride: 0, type: type)
            case .result(let position, let result):
                unsafe Cell(
                    base: arenaBase + plan.results[position][result], stride: type.byteCount, type: type,
                    blockShift: plan.blockByteCount > 0 ? blockShift : 62, blockStride: plan.blockByteCount)
            }
        }
        let compiler = Compiler(batch: batch, memory: memory)
        var results: [[Cell]] = []
        var kernels: [Kernel] = []
        for (position, op) in circuit.operators.enumerated() {
            let cells = op.results.indices.map { cell(.result(position: position, result: $0), as: op.results[$0]) }
            results.append(cells)
            kernels.append(
                compiler.compile(op, operands: op.operands.map { cell($0.source, as: $0.type) }, results: cells))
        }
        inputs = circuit.inputs.indices.map { cell(.input($0), as: circuit.inputs[$0].type) }
        states = circuit.states.indices.map { cell(.state($0), as: circuit.states[$0].type) }
        nextStates = circuit.states.map { cell($0.next, as: $0.type) }
        outputs = circuit.outputs.map { cell($0.operand.source, as: $0.operand.type) }
        self.results = results
        self.kernels = kernels
        self.circuit = circuit
        self.batch = batch
        self.threads = threads
        traceLevel = trace
        self.trace = trace.map { level in
            TraceRecorder(
                level: level, key: traceKey, traced: circuit.tracedResults(level), results: results, batch: batch)
        }
        memoryByteCount = arena.byteCount + shared.byteCount + memory.byteCount
    }

    private static func sharedByteCount(_ circuit: Circuit) -> Int {
        circuit.tables.reduce(AlignedBuffer.aligned(circuit.layout.byteCount)) { AlignedBuffer.aligned($0 + $1.bytes.count) }
    }

    /// What kernels keep beside the arena: int64 copies for divisions and reductions.
    private static func scratchByteCount(_ circuit: Circuit, _ batch: Int) -> Int {
        circuit.operators.reduce(0) { total, op in
            switch op.kind {
            case .division, .reduction: total + 8 * batch * op.results.reduce(0) { $0 + $1.shape.count }
            default: total
            }
        }
    }
}

// The parts of a run that touch the engine's own memory.
extension TensorEngine {
    func inputCell(_ slot: Int) -> Cell { inputs[slot] }
    func stateCell(_ slot: Int) -> Cell { states[slot] }
    func outputCell(_ index: Int) -> Cell { outputs[index] }
    func resultCell(_ position: Int, _ result: Int) -> Cell { results[position][result] }

    func prepare(items: Int) { currentItems = items }

    /// Shares of the last run's items: whole blocks each.
    var parts: Int { min(threads, blocks) }
    private var blocks: Int { (currentItems + blockItems - 1) / blockItems }

    /// Runs share `part` of `parts` of the items through all operators, block by block.
    func run(part: Int, of parts: Int) {
        let end = min(currentItems, blocks * (part + 1) / parts * blockItems)
        var first = blocks * part / parts * blockItems
        while first < end {
            let next = min(first + blockItems, end)
            for position in kernels.indices {
                kernels[position](first, next)
                trace?.record(position, first, next)
            }
            for slot in states.indices {
                for item in first..<next {
                    unsafe states[slot].item(item).copyMemory(
                        from: nextStates[slot].item(item), byteCount: states[slot].type.byteCount)
                }
            }
            trace?.finish(first, next)
            first = next
        }
    }
}
