import Circuit
import Claims
import TensorEngine
import TestSupport
import Testing
import Transcript

/// The engine against `evaluateElement`, which is the definition.
struct EngineMatchesDefinitionTests {
    @Test func everyOperatorGivesTheDefinedResultsAtEveryLevelAndTraceLevel() throws {
        for sample in try CircuitGallery.all() {
            for seed in UInt64(0)..<6 {
                var random = SeededGenerator(seed: seed)
                let inputs = try sample.inputs(&random)
                let expected = try sample.circuit.evaluateByDefinition(inputs: inputs, weights: sample.weights)
                try InstructionSets.forEach { level in
                    for trace in [nil, TraceLevel.full, .layer, .step] {
                        let engine = try TensorEngine(sample.circuit, sample.weights, trace: trace)
                        let run = try engine.run(inputs)
                        #expect(run.outputs == expected.outputs, "\(sample.name), seed \(seed), level \(level), trace \(String(describing: trace))")
                        guard let trace else { continue }
                        let results = try engine.results(item: 0)
                        #expect(results == expected.results, "\(sample.name), seed \(seed), level \(level)")
                        let roots = sample.circuit.tracedResults(trace).map { expected.results[$0.position][$0.result].root }
                        #expect(run.traceRoot == TraceHashing.stepRoot(trace, tensorRoots: roots))
                    }
                }
            }
        }
    }

    @Test func eachItemOfABatchHasTheRootsThatItHasAlone() throws {
        for sample in try CircuitGallery.all() {
            var random = SeededGenerator(seed: 77)
            let items = try (0..<37).map { _ in try sample.inputs(&random) }
            let single = try TensorEngine(sample.circuit, sample.weights, trace: .full)
            var alone: [Digest?] = []
            for inputs in items {
                single.resetStates()
                alone.append(try single.run(inputs).traceRoot)
            }
            try InstructionSets.forEach { level in
                for (batch, threads) in [(1, 1), (8, 1), (8, 2), (37, 1), (37, 2), (37, 5)] {
                    let engine = try TensorEngine(
                        sample.circuit, sample.weights, batch: batch, threads: threads, trace: .full)
                    for start in stride(from: 0, to: items.count, by: batch) {
                        let count = min(batch, items.count - start)
                        for item in 0..<count {
                            for (slot, input) in items[start + item].enumerated() {
                                try engine.setInput(slot, item: item, input.bytes)
                            }
                        }
                        engine.resetStates()
                        engine.run(items: count)
                        for item in 0..<count {
                            #expect(
                                engine.traceRoot(item: item) == alone[start + item],
                                "\(sample.name), batch \(batch), threads \(threads), level \(level)")
                        }
                    }
                }
            }
        }
    }

    @Test func statesMoveFromStepToStepAsDefined() throws {
        let sample = try CircuitGallery.stateful()
        let engine = try TensorEngine(sample.circuit, sample.weights, trace: .full)
        var states: [Tensor]? = nil
        var random = SeededGenerator(seed: 5)
        for _ in 0..<40 {
            let inputs = try sample.inputs(&random)
            let step = try sample.circuit.evaluateByDefinition(inputs: inputs, weights: sample.weights, states: states)
            #expect(try engine.run(inputs).outputs == step.outputs)
            states = step.states
        }
        engine.resetStates()
        let inputs = try sample.inputs(&random)
        let fresh = try sample.circuit.evaluateByDefinition(inputs: inputs, weights: sample.weights)
        #expect(try engine.run(inputs).outputs == fresh.outputs)
    }
}
