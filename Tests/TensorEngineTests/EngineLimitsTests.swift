import CAllocationCounter
import Circuit
import Claims
import TensorEngine
import TestSupport
import Testing
import Transcript

struct EngineLimitsTests {
    @Test func allocatesNothingAfterTheFirstRun() throws {
        for sample in try [CircuitGallery.dense(), .elementwise(), .movement(), .tables(), .stateful(), .wide()] {
            for trace in [nil, TraceLevel.full] {
                let engine = try TensorEngine(sample.circuit, sample.weights, batch: 8, trace: trace)
                var random = SeededGenerator(seed: 1)
                let inputs = try (0..<8).map { _ in try sample.inputs(&random) }
                func step() throws {
                    for (item, tensors) in inputs.enumerated() {
                        for (slot, tensor) in tensors.enumerated() {
                            try unsafe tensor.bytes.withUnsafeBytes { bytes in try unsafe engine.setInput(slot, item: item, bytes) }
                        }
                    }
                    engine.run(items: 8)
                    engine.run(items: 1)
                }
                try step()
                let before = sirocco_thread_allocations()
                for _ in 0..<10 { try step() }
                let made = sirocco_thread_allocations() - before
                #expect(made == 0, "\(sample.name), trace \(String(describing: trace)): \(made) allocations")
            }
        }
    }

    @Test func countsAllocationsAtAll() {
        let before = sirocco_thread_allocations()
        var values: [Int] = []
        for value in 0..<100 { values.append(value) }
        #expect(values.count == 100 && sirocco_thread_allocations() > before)
    }

    @Test func refusesWhatDoesNotFitBeforeItAllocates() throws {
        let sample = try CircuitGallery.dense()
        #expect(throws: EngineError.self) { try TensorEngine(sample.circuit, sample.weights, memoryLimit: 1000) }
        #expect(throws: EngineError.batch(0)) { try TensorEngine(sample.circuit, sample.weights, batch: 0) }
        #expect(throws: EngineError.batch(1 << 20)) { try TensorEngine(sample.circuit, sample.weights, batch: 1 << 20) }
        #expect(throws: EngineError.threads(0)) { try TensorEngine(sample.circuit, sample.weights, threads: 0) }

        // 2^31 elements of eight bytes in a small description.
        var builder = CircuitBuilder(name: "huge")
        let x = builder.input("x", try TensorType(.int8, [1 << 15, 1 << 15]))
        let y = try builder.append(.clamp(Clamp(to: .int64, lower: -1, upper: 1)), [x], label: "widen")
        builder.output("y", y[0])
        let huge = try builder.build()
        #expect(throws: EngineError.self) { try TensorEngine(huge.circuit, huge.weights) }
        #expect(throws: EngineError.self) { try TensorEngine(huge.circuit, huge.weights, batch: 1 << 16) }
    }

    @Test func refusesWeightsAndInputsThatAreNotTheCircuits() throws {
        let sample = try CircuitGallery.dense()
        var bytes = sample.weights.bytes
        bytes.removeLast()
        #expect(throws: EngineError.self) { try TensorEngine(sample.circuit, Weights(bytes: bytes)) }
        bytes = sample.weights.bytes
        bytes[0] = 0x80
        #expect(throws: EngineError.self) { try TensorEngine(sample.circuit, Weights(bytes: bytes)) }

        let engine = try TensorEngine(sample.circuit, sample.weights, batch: 2)
        let good = [UInt8](repeating: 1, count: 111)
        #expect(throws: EngineError.noSuch("input 1")) { try engine.setInput(1, item: 0, good) }
        #expect(throws: EngineError.noSuch("item 2")) { try engine.setInput(0, item: 2, good) }
        #expect(throws: EngineError.noSuch("item -1")) { try engine.setInput(0, item: -1, good) }
        #expect(throws: EngineError.self) { try engine.setInput(0, item: 0, [1, 2, 3]) }
        #expect(throws: EngineError.self) { try engine.setInput(0, item: 0, []) }
        try engine.setInput(0, item: 0, good)
        engine.run(items: 1)
        #expect(throws: EngineError.noSuch("item 1")) { try engine.output(0, item: 1) }
        #expect(throws: EngineError.noSuch("output 9")) { try engine.output(9, item: 0) }
        #expect(engine.traceRoot(item: 0) == nil)
        #expect(throws: EngineError.self) { try engine.result(position: 0, result: 0, item: 0) }

        let ranged = try CircuitGallery.rowScales()
        let other = try TensorEngine(ranged.circuit, ranged.weights)
        let outside = try Tensor(ranged.circuit.inputs[1].type, values: [Int64](repeating: 0, count: 44))
        #expect(throws: EngineError.self) { try other.setInput(1, item: 0, outside.bytes) }
    }

    @Test func aTraceKeyChangesEveryRootAndNoResult() throws {
        let sample = try CircuitGallery.dense()
        var random = SeededGenerator(seed: 3)
        let inputs = try sample.inputs(&random)
        let key = BLAKE3.hash([1, 2, 3])
        let plain = try TensorEngine(sample.circuit, sample.weights, trace: .full).run(inputs)
        let keyed = try TensorEngine(sample.circuit, sample.weights, trace: .full, traceKey: key).run(inputs)
        #expect(plain.outputs == keyed.outputs)
        #expect(plain.traceRoot != keyed.traceRoot)
        for (left, right) in zip(plain.resultRoots.joined(), keyed.resultRoots.joined()) { #expect(left != right) }
    }

    @Test func memoryIsReusedWhenNothingIsTraced() throws {
        let sample = try CircuitGallery.convolutional()
        let lean = try TensorEngine(sample.circuit, sample.weights, batch: 64)
        let full = try TensorEngine(sample.circuit, sample.weights, batch: 64, trace: .full)
        #expect(lean.memoryByteCount < full.memoryByteCount)
    }
}

struct ReplayTests {
    @Test func findsEveryFlippedElementWhereItArose() throws {
        let sample = try CircuitGallery.convolutional()
        let engine = try TensorEngine(sample.circuit, sample.weights, trace: .full)
        var random = SeededGenerator(seed: 9)
        _ = try engine.run(try sample.inputs(&random))
        let honest = try engine.results(item: 0)
        #expect(try Replay.firstDivergence(circuit: sample.circuit, claimed: honest, computed: honest) == nil)
        for _ in 0..<200 {
            let position = Int.random(in: honest.indices, using: &random)
            let tensor = honest[position][0]
            let element = Int.random(in: 0..<tensor.type.shape.count, using: &random)
            var values = tensor.values
            values[element] = values[element] == 0 ? 1 : 0
            var forged = honest
            forged[position][0] = try Tensor(tensor.type, values: values)
            let found = try Replay.firstDivergence(circuit: sample.circuit, claimed: forged, computed: honest)
            #expect(
                found
                    == Divergence(
                        position: position, result: 0, chunk: element * tensor.type.element.byteCount / 1024,
                        element: element, claimed: values[element], right: tensor.element(element)))
        }
    }

    @Test func refusesATraceOfAnotherForm() throws {
        let sample = try CircuitGallery.dense()
        let engine = try TensorEngine(sample.circuit, sample.weights, trace: .full)
        var random = SeededGenerator(seed: 9)
        _ = try engine.run(try sample.inputs(&random))
        let honest = try engine.results(item: 0)
        #expect(throws: EngineError.self) {
            try Replay.firstDivergence(circuit: sample.circuit, claimed: Array(honest.dropLast()), computed: honest)
        }
    }
}
