import Circuit
import ModelImport
import Testing

@Suite struct RealModelTests {
    @Test(arguments: RealModels.names)
    func floatLogitsMatchOnnxruntime(name: String) throws {
        let evaluator = FloatEvaluator(try RealModels.graph(name))
        let images = try RealModels.examples(name).map(\.values)
        let logits = try evaluator.logits(images, encoding: .unitPixels)
        for (row, expected) in zip(logits, try RealModels.logits(name)) {
            #expect(row.count == expected.count)
            for (value, oracle) in zip(row, expected) { #expect(abs(value - oracle) < 1e-4) }
        }
    }

    @Test(arguments: RealModels.names)
    func circuitsSurviveEncodingAndAreDeterministic(name: String) throws {
        let bytes = try RealModels.file("\(name).onnx")
        let images = try RealModels.calibration(try RealModels.graph(name))
        let first = try ImportedModel(onnx: bytes, calibration: images)
        let second = try ImportedModel(onnx: bytes, calibration: images)
        let encoded = first.circuit.canonicalBytes
        #expect(second.circuit.canonicalBytes == encoded)
        #expect(second.weights == first.weights)
        #expect(second.report == first.report)
        let decoded = try Circuit(canonicalBytes: encoded)
        #expect(decoded.canonicalBytes == encoded)
        #expect(decoded.hash == first.circuit.hash)
        try decoded.layout.check(first.weights)
        #expect(first.circuit.name == name)
        #expect(first.circuit.outputs.map(\.name) == ["class", "score"])
    }

    @Test(arguments: RealModels.names)
    func integersAgreeWithFloats(name: String) throws {
        let graph = try RealModels.graph(name)
        let calibration = try RealModels.calibration(graph)
        var options = ImportOptions()
        options.showsLogits = true
        let model = try ImportedModel(graph, calibration: calibration, options: options)
        let run = try ReferenceRun(model.circuit, model.weights)
        let evaluator = FloatEvaluator(graph)
        let examples = try RealModels.examples(name)

        let images = Array(calibration.prefix(64))
        let report = try AccuracyReport.measure(
            images: images, labels: try evaluator.classes(images, encoding: .unitPixels),
            float: { try evaluator.classes($0, encoding: .unitPixels) },
            integer: { $0.map { Int(run.outputs($0)["class"]?[0] ?? -1) } })
        #expect(report.floatAccuracy == 1)
        #expect(report.integerAccuracy >= 0.95)
        #expect(report.agreement == report.integerAccuracy)

        let step = try #require(model.report.layers.last).outputStep
        let floats = try evaluator.logits(examples.map(\.values), encoding: .unitPixels)
        for (example, row) in zip(examples, floats) {
            let outputs = run.outputs(example.values)
            #expect(outputs["class"] == [Int64(example.label)])
            let logits = try #require(outputs["logits"])
            #expect(outputs["score"] == [logits.max() ?? 0])
            for (integer, float) in zip(logits, row) {
                #expect(abs(Float(Double(integer) * step) - float) < 0.35)
            }
        }
    }

    @Test(arguments: RealModels.names)
    func reportsCoverEveryLayer(name: String) throws {
        let graph = try RealModels.graph(name)
        let model = try ImportedModel(graph, calibration: try RealModels.calibration(graph))
        let report = model.report
        #expect(report.calibrationImages == 256)
        #expect(report.multiplyAdds == graph.multiplications)
        #expect(report.multiplyAdds == model.circuit.multiplyAdds - extraMultiplyAdds(model.circuit))
        #expect(report.maximumBits == model.circuit.maximumBits)
        for layer in report.layers {
            #expect(layer.inputStep > 0 && layer.outputStep > 0)
            #expect((1...32).contains(layer.bits))
            if let weights = layer.weights {
                #expect(weights.atLimit >= 1 && weights.saturation < 0.01)
                #expect(layer.ratio == nil && layer.multiplyAdds > 0)
            }
        }
        #expect(report.layers.contains { $0.label == "fc1" })
    }

    /// What the circuit counts beside products with weights.
    private func extraMultiplyAdds(_ circuit: Circuit) -> Int {
        circuit.operators.reduce(0) { sum, op in
            switch op.kind {
            case .matrixProduct, .convolution: sum
            default: sum + op.multiplyAdds
            }
        }
    }

    @Test func percentilesGiveFinerSteps() throws {
        let graph = try RealModels.graph("fashion-mlp")
        let images = try RealModels.calibration(graph)
        var options = ImportOptions()
        options.calibration = .percentile(99)
        let clipped = try ImportedModel(graph, calibration: images, options: options)
        let whole = try ImportedModel(graph, calibration: images)
        let pairs = zip(clipped.report.layers, whole.report.layers)
        #expect(pairs.contains { $0.ratio != nil && $0.outputStep < $1.outputStep })
        options.calibration = .percentile(100)
        let full = try ImportedModel(graph, calibration: images, options: options)
        #expect(full.circuit.canonicalBytes == whole.circuit.canonicalBytes)
    }
}
