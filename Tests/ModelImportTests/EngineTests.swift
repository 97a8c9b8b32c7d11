import Circuit
import ModelImport
import TensorEngine
import Testing

/// What an import makes, run by the engine.
@Suite struct EngineTests {
    /// The first value of an output for each image.
    private func run(
        _ model: ImportedModel, _ images: [[UInt8]], output name: String
    ) throws -> [Int64] {
        let engine = try TensorEngine(model.circuit, model.weights, batch: images.count)
        for (item, image) in images.enumerated() { try engine.setInput(0, item: item, image) }
        engine.run(items: images.count)
        let index = try #require(model.circuit.outputs.firstIndex { $0.name == name })
        return try images.indices.map { try engine.output(index, item: $0).element(0) }
    }

    @Test(arguments: RealModels.names)
    func calibrationImagesKeepTheirClasses(name: String) throws {
        let graph = try RealModels.graph(name)
        let images = try RealModels.calibration(graph)
        let model = try ImportedModel(graph, calibration: images)
        let evaluator = FloatEvaluator(graph)
        let report = try AccuracyReport.measure(
            images: images, labels: try evaluator.classes(images, encoding: .unitPixels),
            float: { try evaluator.classes($0, encoding: .unitPixels) },
            integer: { try run(model, $0, output: "class").map(Int.init) })
        #expect(report.images == 256 && report.agreement >= 0.97, "\(report.agreement)")
    }

    @Test(arguments: SmallModels.names)
    func scoresAreThoseOfTheDefinitions(name: String) throws {
        let graph = try FloatGraph(onnx: SmallModels.model(name).bytes)
        let images = SmallModels.images(graph, count: 9)
        let model = try ImportedModel(graph, calibration: images)
        let reference = try ReferenceRun(model.circuit, model.weights)
        let expected = images.map { reference.outputs($0)["score"]?.first }
        #expect(try run(model, images, output: "score") == expected)
    }
}
