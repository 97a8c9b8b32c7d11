import Circuit
import Claims
import Dispute
import Foundation
import TestSupport
import Transcript
import Verifier

/// A circuit with weights and an input, its right run, and ways to spoil it.
struct Subject {
    let circuit: Circuit
    let weights: Weights
    let inputs: [[Tensor]]
    let commitment: ModelCommitment
    let model: DisputedModel
    /// For each step, all results by the engine.
    let results: [[[Tensor]]]
    let honest: TraceHolder

    static let prover = Address(BLAKE3.hash([1]))
    static let challenger = Address(BLAKE3.hash([2]))
    static let job = BLAKE3.hash([3])

    init(_ circuit: Circuit, _ weights: Weights, inputs: [[Tensor]]) throws {
        self.circuit = circuit
        self.weights = weights
        self.inputs = inputs
        commitment = try ModelCommitment(circuitHash: circuit.hash, weightsRoot: weights.root)
        model = try DisputedModel(circuit, commitment: commitment)
        var holder = try TraceHolder(circuit, weights, inputs: inputs)
        results = try inputs.indices.map { try holder.results(step: $0) }
        honest = holder
    }

    static func committed(_ name: String) throws -> Subject {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "circuits")
        func bytes(_ file: String) throws -> Data { try Data(contentsOf: folder.appending(path: file)) }
        let circuit = try Circuit(canonicalBytes: [UInt8](try bytes("\(name).circuit")))
        let weights = Weights(bytes: [UInt8](try bytes("\(name).weights")))
        struct Input: Decodable { let values: [Int64] }
        let input = try JSONDecoder().decode(Input.self, from: try bytes("\(name).input.0.json"))
        return try Subject(circuit, weights, inputs: [[try Tensor(circuit.inputs[0].type, values: input.values)]])
    }

    static func gallery(_ example: CircuitGallery, seed: UInt64) throws -> Subject {
        var random = SeededGenerator(seed: seed)
        let steps = example.circuit.states.isEmpty ? 1 : 4
        return try Subject(
            example.circuit, example.weights, inputs: try (0..<steps).map { _ in try example.inputs(&random) })
    }

    func claim(_ holder: TraceHolder) throws -> Claim {
        try holder.claim(chain: 7, job: Self.job, model: commitment, prover: Self.prover)
    }

    func holder(_ results: [[[Tensor]]], level: TraceLevel = .full) throws -> TraceHolder {
        let last = results[results.count - 1]
        return try TraceHolder(
            circuit, weights, inputs: inputs, results: results, outputs: try outputs(last), level: level)
    }

    func outputs(_ results: [[Tensor]]) throws -> [Tensor] {
        try circuit.outputs.map { output in
            guard case .result(let position, let result) = output.operand.source else { fatalError() }
            return try Tensor(output.operand.type, bytes: results[position][result].bytes)
        }
    }

    /// The run with one tensor replaced and all else as it was.
    func replacing(step: Int, _ entry: TracedResult, by tensor: Tensor) -> [[[Tensor]]] {
        var all = results
        all[step][entry.position][entry.result] = tensor
        return all
    }

    /// The run with one tensor replaced and everything that depends on it made again from it, by definition.
    func carrying(step: Int, _ entry: TracedResult, by tensor: Tensor) throws -> [[[Tensor]]] {
        var all = replacing(step: step, entry, by: tensor)
        var changed: Set<TracedResult> = [entry]
        var changedStates: Set<Int> = []
        for later in step..<all.count {
            for (position, op) in circuit.operators.enumerated() where later > step || position > entry.position {
                let isTouched = op.operands.contains { operand in
                    switch operand.source {
                    case .result(let position, let result): changed.contains(TracedResult(position: position, result: result))
                    case .state(let slot): changedStates.contains(slot)
                    default: false
                    }
                }
                guard isTouched else { continue }
                var reader = ValueReader(op.operands.map { values($0, step: later, all) })
                for (result, type) in op.results.enumerated() {
                    let values = (0..<type.shape.count).map { op.evaluateElement($0, result: result, reading: &reader) }
                    all[later][position][result] = try Tensor(type, values: values)
                    changed.insert(TracedResult(position: position, result: result))
                }
            }
            changedStates = Set(circuit.states.indices.filter { slot in
                guard case .result(let position, let result) = circuit.states[slot].next else { return false }
                return changed.contains(TracedResult(position: position, result: result))
            })
            changed = []
        }
        return all
    }

    private func values(_ operand: Operand, step: Int, _ all: [[[Tensor]]]) -> [Int64] {
        switch operand.source {
        case .input(let slot): return inputs[step][slot].values
        case .weight(let offset):
            let bytes = Array(weights.bytes[offset..<offset + operand.type.byteCount])
            return (try? Tensor(operand.type, bytes: bytes))?.values ?? []
        case .table(let root): return circuit.table(root)?.values ?? []
        case .state(let slot):
            guard step > 0, case .result(let position, let result) = circuit.states[slot].next else {
                return [Int64](repeating: 0, count: operand.type.shape.count)
            }
            return all[step - 1][position][result].values
        case .result(let position, let result): return all[step][position][result].values
        }
    }

    /// All results, as places.
    var entries: [TracedResult] { circuit.tracedResults(.full) }

    func type(_ entry: TracedResult) -> TensorType { circuit.operators[entry.position].results[entry.result] }
}

extension Tensor {
    /// This tensor with one element changed: by one, or to any other value.
    func flipped(_ element: Int, _ random: inout SeededGenerator) throws -> Tensor {
        var values = self.values
        let old = values[element]
        while values[element] == old {
            values[element] =
                random.next() % 2 == 0
                ? type.element.wrapped(old &+ 1) : type.element.wrapped(Int64(truncatingIfNeeded: random.next()))
        }
        return try Tensor(type, values: values)
    }
}

struct ValueReader: ElementReader {
    let operands: [[Int64]]

    init(_ operands: [[Int64]]) { self.operands = operands }

    mutating func element(_ index: Int, of operand: Int) -> Int64 {
        operands[operand].indices.contains(index) ? operands[operand][index] : 0
    }
}
