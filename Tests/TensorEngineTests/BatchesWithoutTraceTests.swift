import Circuit
import TensorEngine
import TestSupport
import Testing

/// Without a trace results reuse memory: items must still not see each other.
struct BatchesWithoutTraceTests {
    @Test func eachItemOfABatchHasTheOutputsThatItHasAlone() throws {
        for sample in try CircuitGallery.all() + [widening()] {
            var random = SeededGenerator(seed: 78)
            let items = try (0..<256).map { _ in try sample.inputs(&random) }
            let single = try TensorEngine(sample.circuit, sample.weights)
            var alone: [[Tensor]] = []
            for inputs in items {
                single.resetStates()
                alone.append(try single.run(inputs).outputs)
            }
            for (batch, threads) in [(8, 1), (8, 2), (37, 1), (37, 2), (256, 1), (256, 2), (256, 5)] {
                let engine = try TensorEngine(sample.circuit, sample.weights, batch: batch, threads: threads)
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
                        let outputs = try sample.circuit.outputs.indices.map { try engine.output($0, item: item) }
                        #expect(outputs == alone[start + item], "\(sample.name), batch \(batch), threads \(threads), item \(start + item)")
                    }
                }
            }
        }
    }

    /// A small first result whose memory a large output takes over.
    private func widening() throws -> CircuitGallery {
        try CircuitGallery("widening") { builder in
            let x = builder.input("x", try TensorType(.int8, [8]))
            let clamp = OperatorKind.clamp(Clamp(to: .int8, lower: -100, upper: 100))
            let a = try builder.append(clamp, [x], label: "a")[0]
            let b = try builder.append(clamp, [a], label: "b")[0]
            let pad = OperatorKind.padding(Padding(before: [0], after: [120], value: 3))
            builder.output("y", try builder.append(pad, [b], label: "pad")[0])
        }
    }
}
