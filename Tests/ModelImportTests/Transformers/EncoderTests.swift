import Circuit
import ModelImport
import TensorEngine
import TestSupport
import Testing

struct EncoderTests {
    static let tokens = 8

    static func encoder(_ program: ActivationProgram, seed: UInt64 = 5) throws -> EncoderCircuit {
        let configuration = try EncoderConfiguration(
            configuration: JSONReader.value(of: Array(SmallEncoder.configuration.utf8)[...]))
        return try EncoderCircuit(
            configuration, SafetensorsFile(SmallEncoder(seed: seed).file()), tokens: tokens, program: program)
    }

    static func inputs(_ ids: [Int]) -> (tokens: [UInt8], mask: [UInt8]) {
        let padded = ids + [Int](repeating: 0, count: tokens - ids.count)
        return (padded.flatMap { [UInt8($0), 0] }, (0..<tokens).map { $0 < ids.count ? 1 : 0 })
    }

    static func run(_ engine: TensorEngine, _ ids: [Int]) throws -> [Double] {
        let (tokens, mask) = inputs(ids)
        try engine.setInput(0, item: 0, tokens)
        try engine.setInput(1, item: 0, mask)
        engine.run(items: 1)
        let output = try engine.output(0, item: 0)
        return (0..<SmallEncoder.width).map { Double(output.element($0)) / 32_768 }
    }

    static func cosine(_ a: [Double], _ b: [Double]) -> Double {
        let dot = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        func length(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        return dot / (length(a) * length(b))
    }

    @Test(arguments: [(ActivationProgram.a8, 0.995), (.a16, 0.9995)])
    func integersFollowTheFloats(program: ActivationProgram, least: Double) throws {
        let reference = SmallEncoder(seed: 5).reference
        let encoder = try Self.encoder(program)
        let engine = try TensorEngine(encoder.circuit, encoder.weights)
        var generator = SeededGenerator(seed: 9)
        for count in 1...Self.tokens {
            let ids = (0..<count).map { _ in Int.random(in: 0..<SmallEncoder.vocabulary, using: &generator) }
            let found = try Self.run(engine, ids)
            let similarity = Self.cosine(found, reference.embedding(ids))
            #expect(similarity > least, "\(count) tokens: \(similarity)")
            let length = found.reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect(abs(length - 1) < 0.001)
        }
    }

    /// What stands behind the mask cannot be seen, and a text has one embedding in every bucket.
    @Test func paddingDoesNotMatter() throws {
        let encoder = try Self.encoder(.a8)
        let engine = try TensorEngine(encoder.circuit, encoder.weights)
        let plain = try Self.run(engine, [7, 8, 9])
        var (tokens, mask) = Self.inputs([7, 8, 9])
        for place in 3..<Self.tokens { tokens[2 * place] = UInt8(10 + place) }
        func output() throws -> [Double] {
            try engine.setInput(0, item: 0, tokens)
            try engine.setInput(1, item: 0, mask)
            engine.run(items: 1)
            let output = try engine.output(0, item: 0)
            return (0..<SmallEncoder.width).map { Double(output.element($0)) / 32_768 }
        }
        #expect(try output() == plain)
        mask[3] = 1
        #expect(try output() != plain)

        let configuration = try EncoderConfiguration(
            configuration: JSONReader.value(of: Array(SmallEncoder.configuration.utf8)[...]))
        let short = try EncoderCircuit(configuration, SafetensorsFile(SmallEncoder(seed: 5).file()), tokens: 3, program: .a8)
        let small = try TensorEngine(short.circuit, short.weights)
        try small.setInput(0, item: 0, [7, 0, 8, 0, 9, 0])
        try small.setInput(1, item: 0, [1, 1, 1])
        small.run(items: 1)
        let found = try small.output(0, item: 0)
        #expect((0..<SmallEncoder.width).map { Double(found.element($0)) / 32_768 } == plain)
    }

    @Test func theEngineFollowsTheDefinition() throws {
        let encoder = try Self.encoder(.a8)
        let engine = try TensorEngine(encoder.circuit, encoder.weights)
        let (tokens, mask) = Self.inputs([1, 2, 3, 4, 5])
        _ = try Self.run(engine, [1, 2, 3, 4, 5])
        let inputs = try zip(encoder.circuit.inputs, [tokens, mask]).map { try Tensor($0.type, bytes: $1) }
        let run = try encoder.circuit.evaluateByDefinition(inputs: inputs, weights: encoder.weights)
        #expect(try engine.output(0, item: 0) == run.outputs[0])
    }

    @Test func theSameFileGivesTheSameCircuit() throws {
        let first = try Self.encoder(.a8), second = try Self.encoder(.a8)
        #expect(first.circuit.hash == second.circuit.hash && first.weights.bytes == second.weights.bytes)
        #expect(try Self.encoder(.a8, seed: 6).weights.bytes != first.weights.bytes)
        #expect(try Self.encoder(.a16).circuit.hash != first.circuit.hash)
    }

    @Test func damagedModelsAreRefused() throws {
        func configuration(_ old: String, _ new: String) throws -> EncoderConfiguration {
            try EncoderConfiguration(
                configuration: JSONReader.value(of: Array(SmallEncoder.configuration.replacing(old, with: new).utf8)[...]))
        }
        #expect(throws: ArchiveError.badHeader("model_type is not bert")) { try configuration("bert", "gpt2") }
        #expect(throws: ArchiveError.badHeader("hidden_act is not gelu")) { try configuration("\"gelu\"", "\"relu\"") }
        #expect(throws: ArchiveError.missingKey("vocab_size")) { try configuration("vocab_size", "x") }
        #expect(throws: ArchiveError.self) { try configuration("\"vocab_size\": 50", "\"vocab_size\": -1") }
        #expect(throws: ArchiveError.badHeader("32 is no multiple of 5 heads")) { try configuration("heads\": 4", "heads\": 5") }

        let right = try configuration("gelu", "gelu")
        let file = SmallEncoder(seed: 5).file(renaming: "encoder.layer.1.output.dense.bias")
        #expect(throws: TransformerImportError.archive(.missingTensor("encoder.layer.1.output.dense.bias"))) {
            try EncoderCircuit(right, SafetensorsFile(file), tokens: 8, program: .a8)
        }
        #expect(throws: TransformerImportError.tokens(13, limit: 12)) {
            try EncoderCircuit(right, SafetensorsFile(SmallEncoder(seed: 5).file()), tokens: 13, program: .a8)
        }
        let wider = try configuration("\"intermediate_size\": 64", "\"intermediate_size\": 65")
        #expect(
            throws: TransformerImportError.archive(
                .wrongShape(tensor: "encoder.layer.0.intermediate.dense.weight", expected: [65, 32], found: [64, 32]))
        ) {
            try EncoderCircuit(wider, SafetensorsFile(SmallEncoder(seed: 5).file()), tokens: 8, program: .a8)
        }
    }
}
