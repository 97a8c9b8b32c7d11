import Circuit
import Claims
import TensorEngine
import Transcript
import Verifier

/// Why a trace cannot be held or opened.
public enum TraceHolderError: Error, Equatable, Sendable {
    case engine(EngineError)
    /// There is no such step, operator, result or chunk.
    case noSuch(String)
    case slice(SliceError)
    /// The proof would show nothing: what the verifier says of it.
    case proof(OneStepError)
    /// The canonical bytes of something refuse.
    case canonical(CanonicalError)
}

/// A run with its trace: what an asserter keeps of what it claimed, and a challenger of what is right.
///
/// At level `full` every result is kept. At `layer` and `step` the results that the trace commits to are
/// kept, and a step asked for is run again, from the first step since states are not an engine's input;
/// the last such step stays at hand.
public struct TraceHolder: Sendable {
    public let circuit: Circuit
    public let weights: Weights
    public let level: TraceLevel
    /// For each step, one tensor for each input.
    public let inputs: [[Tensor]]
    /// Outputs of the last step.
    public private(set) var outputs: [Tensor]
    /// What the level's trees hold, leaf by leaf.
    private let traced: [TracedResult]
    /// For each step, these results.
    private var kept: [[Tensor]]
    /// All results of steps at hand, where the level does not keep them.
    private var atHand: [Int: [[Tensor]]] = [:]

    /// Runs the circuit.
    ///
    /// - Parameter inputs: for each step, one tensor for each input; at least one step.
    /// - Throws: `engine`, `noSuch` without any step.
    public init(
        _ circuit: Circuit, _ weights: Weights, inputs: [[Tensor]], level: TraceLevel = .full, threads: Int = 1
    ) throws(TraceHolderError) {
        guard !inputs.isEmpty else { throw .noSuch("step") }
        self.circuit = circuit
        self.weights = weights
        self.level = level
        self.inputs = inputs
        kept = []
        outputs = []
        traced = circuit.tracedResults(level)
        let engine = try Self.engine(circuit, weights, threads: threads)
        for values in inputs {
            let results = try Self.step(engine, values, outputs: &outputs)
            kept.append(traced.map { results[$0.position][$0.result] })
        }
    }

    /// Holds results that were made elsewhere, whatever they are.
    ///
    /// - Parameter results: for each step, every result of every operator.
    /// - Throws: `noSuch` unless there are as many steps of inputs and results, with as many results as the
    ///   circuit has.
    public init(
        _ circuit: Circuit, _ weights: Weights, inputs: [[Tensor]], results: [[[Tensor]]], outputs: [Tensor],
        level: TraceLevel = .full
    ) throws(TraceHolderError) {
        guard !inputs.isEmpty, inputs.count == results.count else { throw .noSuch("step") }
        let counts = circuit.operators.map { $0.results.count }
        for step in results where step.map({ $0.count }) != counts { throw .noSuch("result") }
        self.circuit = circuit
        self.weights = weights
        self.level = level
        self.inputs = inputs
        self.outputs = outputs
        let traced = circuit.tracedResults(level)
        self.traced = traced
        kept = results.map { step in traced.map { step[$0.position][$0.result] } }
        if level != .full { for (step, values) in results.enumerated() { atHand[step] = values } }
    }

    public var steps: Int { inputs.count }

    private static func engine(
        _ circuit: Circuit, _ weights: Weights, threads: Int
    ) throws(TraceHolderError) -> TensorEngine {
        do throws(EngineError) { return try TensorEngine(circuit, weights, threads: threads, trace: .full) } catch {
            throw .engine(error)
        }
    }

    private static func step(
        _ engine: TensorEngine, _ values: [Tensor], outputs: inout [Tensor]
    ) throws(TraceHolderError) -> [[Tensor]] {
        do throws(EngineError) {
            outputs = try engine.run(values).outputs
            return try engine.results(item: 0)
        } catch { throw .engine(error) }
    }

    /// A result of a step. Runs the circuit again where the level does not hold it.
    public mutating func tensor(step: Int, _ entry: TracedResult) throws(TraceHolderError) -> Tensor {
        guard kept.indices.contains(step) else { throw .noSuch("step \(step)") }
        if let leaf = traced.firstIndex(of: entry) { return kept[step][leaf] }
        let results = try results(step: step)
        guard results.indices.contains(entry.position), results[entry.position].indices.contains(entry.result) else {
            throw .noSuch("result \(entry.result) of operator \(entry.position)")
        }
        return results[entry.position][entry.result]
    }

    /// All results of a step. Runs the circuit again where the level does not hold them.
    public mutating func results(step: Int) throws(TraceHolderError) -> [[Tensor]] {
        guard kept.indices.contains(step) else { throw .noSuch("step \(step)") }
        if level == .full {
            var next = 0
            return circuit.operators.map { op in
                next += op.results.count
                return Array(kept[step][next - op.results.count..<next])
            }
        }
        if let results = atHand[step] { return results }
        let engine = try Self.engine(circuit, weights, threads: 1)
        var results: [[Tensor]] = []
        var ignored: [Tensor] = []
        for values in inputs[...step] { results = try Self.step(engine, values, outputs: &ignored) }
        atHand = [step: results]
        return results
    }

    /// Roots of the results that a step's tree of the holder's level holds.
    public func tracedRoots(step: Int) -> [Digest] { kept[step].map { $0.root } }

    /// Roots of all results of a step.
    public mutating func allRoots(step: Int) throws(TraceHolderError) -> [Digest] {
        try results(step: step).flatMap { $0.map { $0.root } }
    }

    public var stepRoots: [Digest] { kept.indices.map { TraceHashing.stepRoot(level, tensorRoots: tracedRoots(step: $0)) } }

    public var commitment: TraceCommitment {
        TraceCommitment(level: level, root: TraceHashing.runRoot(level, stepRoots: stepRoots))
    }

    /// All steps' bytes of one input, as the claim's commitment reads them.
    public func inputBytes(_ slot: Int) -> [UInt8] { inputs.flatMap { $0[slot].bytes } }
}

extension TraceHolder {
    /// The optimistic claim that this run is what the model gives on these inputs.
    ///
    /// - Throws: `canonical` when a number is outside a claim's bounds.
    public func claim(
        chain: UInt64, job: Digest, model: ModelCommitment, prover: Address
    ) throws(TraceHolderError) -> Claim {
        let slots = circuit.inputs.indices.map { TensorCommitment.public(BLAKE3.hash(inputBytes($0))) }
        do throws(CanonicalError) {
            return try Claim(
                chain: chain, job: job, model: model.id, steps: UInt32(clamping: steps), inputs: slots,
                outputs: outputs.map { .public($0.root) }, assurance: .optimistic(commitment), prover: prover)
        } catch { throw .canonical(error) }
    }
}
