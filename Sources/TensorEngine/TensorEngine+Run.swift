import CParallel
import Circuit
import Claims
import Transcript

extension TensorEngine {
    /// Puts an input of one item in place.
    ///
    /// - Throws: when there is no such slot or item, the length is not the type's, or a value lies
    ///   outside the range that the circuit declares.
    @unsafe
    public func setInput(_ slot: Int, item: Int, _ bytes: UnsafeRawBufferPointer) throws(EngineError) {
        if let problem = unsafe place(bytes, slot, item) { throw problem }
    }

    public func setInput(_ slot: Int, item: Int, _ bytes: [UInt8]) throws(EngineError) {
        let problem = unsafe bytes.withUnsafeBytes { (source: UnsafeRawBufferPointer) in
            unsafe place(source, slot, item)
        }
        if let problem { throw problem }
    }

    /// Copies the input, or says what is wrong with it.
    @unsafe
    private func place(_ bytes: UnsafeRawBufferPointer, _ slot: Int, _ item: Int) -> EngineError? {
        guard circuit.inputs.indices.contains(slot) else { return .noSuch("input \(slot)") }
        guard item >= 0, item < batch else { return .noSuch("item \(item)") }
        let input = circuit.inputs[slot]
        guard bytes.count == input.type.byteCount, let source = bytes.baseAddress else {
            return .circuit(.tensorMismatch(
                name: input.name, reason: "\(bytes.count) bytes, \(input.type) has \(input.type.byteCount)"))
        }
        if input.range != input.type.element.range {
            for index in 0..<input.type.shape.count {
                let value = unsafe input.type.element.load(at: index, from: source)
                guard input.range.contains(value) else {
                    return .circuit(.tensorMismatch(
                        name: input.name, reason: "element \(index) is \(value), outside \(input.range)"))
                }
            }
        }
        unsafe inputCell(slot).item(item).copyMemory(from: source, byteCount: bytes.count)
        return nil
    }

    /// Puts states back to zeros, as before a first step.
    public func resetStates() {
        for slot in circuit.states.indices {
            let cell = stateCell(slot)
            unsafe cell.base.initializeMemory(as: UInt8.self, repeating: 0, count: cell.type.byteCount * batch)
        }
    }

    /// Runs one step on items `0..<items` as their inputs stand; states move on.
    ///
    /// - Precondition: `1 ≤ items ≤ batch`.
    public func run(items count: Int) {
        precondition((1...batch).contains(count), "items are 1 to the batch")
        prepare(items: count)
        let parts = self.parts
        guard parts > 1 else { return run(part: 0, of: 1) }
        unsafe sirocco_parallel(
            Int32(parts), Int32(parts),
            { context, part in
                guard let context = unsafe context else { return }
                let engine = unsafe Unmanaged<TensorEngine>.fromOpaque(context).takeUnretainedValue()
                engine.run(part: Int(part), of: engine.parts)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// The step root of one item of the last run. Engines made without a trace have none.
    public func traceRoot(item: Int) -> Digest? {
        guard item >= 0, item < currentItems else { return nil }
        return trace?.stepRoot(item: item)
    }

    /// The root of one result of the last run; nil where the trace level does not hold it.
    public func resultRoot(position: Int, result: Int, item: Int) -> Digest? {
        guard item >= 0, item < currentItems else { return nil }
        return trace?.root(TracedResult(position: position, result: result), item: item)
    }

    /// An output of the last run.
    ///
    /// - Throws: when there is no such output or item.
    public func output(_ index: Int, item: Int) throws(EngineError) -> Tensor {
        guard circuit.outputs.indices.contains(index) else { throw .noSuch("output \(index)") }
        return try tensor(outputCell(index), item: item)
    }

    /// Calls `body` with the bytes of an output of the last run; copies nothing.
    public func withOutput<Value>(
        _ index: Int, item: Int, _ body: (UnsafeRawBufferPointer) -> Value
    ) throws(EngineError) -> Value {
        guard circuit.outputs.indices.contains(index) else { throw .noSuch("output \(index)") }
        guard item >= 0, item < currentItems else { throw .noSuch("item \(item)") }
        let cell = outputCell(index)
        return unsafe body(UnsafeRawBufferPointer(start: cell.item(item), count: cell.type.byteCount))
    }

    /// A result of the last run. Without a trace its memory may have been reused: then there is none.
    public func result(position: Int, result: Int, item: Int) throws(EngineError) -> Tensor {
        guard traceLevel != nil, circuit.operators.indices.contains(position),
            circuit.operators[position].results.indices.contains(result)
        else { throw .noSuch("kept result \(result) of operator \(position)") }
        return try tensor(resultCell(position, result), item: item)
    }

    private func tensor(_ cell: Cell, item: Int) throws(EngineError) -> Tensor {
        guard item >= 0, item < currentItems else { throw .noSuch("item \(item)") }
        let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: cell.item(item), count: cell.type.byteCount))
        do { return try Tensor(cell.type, bytes: bytes) } catch { throw .circuit(error) }
    }
}

/// What one item gave.
public struct EngineRun: Sendable {
    public let outputs: [Tensor]
    /// The step root, when the engine traces.
    public let traceRoot: Digest?
    /// For operator i and result j, the root; nil where the trace level does not hold it.
    public let resultRoots: [[Digest?]]
}

extension TensorEngine {
    /// Runs one step on one item.
    public func run(_ inputs: [Tensor]) throws(EngineError) -> EngineRun {
        do { try circuit.check(inputs: inputs) } catch { throw .circuit(error) }
        for (slot, input) in inputs.enumerated() { try setInput(slot, item: 0, input.bytes) }
        run(items: 1)
        var outputs: [Tensor] = []
        for index in circuit.outputs.indices { outputs.append(try output(index, item: 0)) }
        let roots = circuit.operators.enumerated().map { position, op in
            op.results.indices.map { resultRoot(position: position, result: $0, item: 0) }
        }
        return EngineRun(outputs: outputs, traceRoot: traceRoot(item: 0), resultRoots: roots)
    }

    /// All results of the last run of one item, as a dispute needs them.
    public func results(item: Int) throws(EngineError) -> [[Tensor]] {
        var all: [[Tensor]] = []
        for (position, op) in circuit.operators.enumerated() {
            var row: [Tensor] = []
            for index in op.results.indices { row.append(try result(position: position, result: index, item: item)) }
            all.append(row)
        }
        return all
    }
}
