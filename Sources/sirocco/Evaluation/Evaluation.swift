import Circuit
import ModelImport
import TensorEngine

/// A float network and its integer circuit over the same labelled images.
struct Evaluation {
    let report: AccuracyReport
    let floatSeconds: Double
    let integerSeconds: Double

    init(_ model: ImportedModel, on data: LabelledImages, context: Context) throws {
        let name = model.circuit.name
        let threads = context.settings.threads
        var seconds = (float: 0.0, integer: 0.0)
        report = try AccuracyReport.measure(images: data.images, labels: data.labels) { images in
            let watch = Stopwatch()
            defer { seconds.float = watch.seconds }
            return try context.progress.stage("\(name), float", of: images.count) { stage in
                let evaluator = FloatEvaluator(model.graph)
                return try inParallelBlocks(of: 64, count: images.count, threads: threads) {
                    (range) throws(ModelImportError) in
                    defer { stage.advance(range.count) }
                    return try evaluator.classes(Array(images[range]), encoding: .unitPixels)
                }
            }
        } integer: { images in
            let watch = Stopwatch()
            defer { seconds.integer = watch.seconds }
            return try context.progress.stage("\(name), integer", of: images.count) { stage in
                // An engine serves one caller at a time, so every block has its own.
                try inParallelBlocks(of: 512, count: images.count, threads: threads) { (range) throws(EngineError) in
                    defer { stage.advance(range.count) }
                    return try Self.classes(images[range], model)
                }
            }
        }
        floatSeconds = seconds.float
        integerSeconds = seconds.integer
    }

    /// The first output of each image: an importer's circuit names the class there.
    private static func classes(_ images: ArraySlice<[UInt8]>, _ model: ImportedModel) throws(EngineError) -> [Int] {
        let engine = try TensorEngine(model.circuit, model.weights, batch: 16)
        var classes: [Int] = []
        classes.reserveCapacity(images.count)
        for first in stride(from: images.startIndex, to: images.endIndex, by: engine.batch) {
            let block = images[first..<min(images.endIndex, first + engine.batch)]
            for (item, image) in block.enumerated() { try engine.setInput(0, item: item, image) }
            engine.run(items: block.count)
            for item in 0..<block.count { classes.append(Int(try engine.output(0, item: item).element(0))) }
        }
        return classes
    }
}

extension AccuracyReport {
    var json: JSON {
        [
            "images": .integer(images),
            "float": .measured(floatAccuracy),
            "integer": .measured(integerAccuracy),
            "difference_points": .measured(differenceInPoints),
            "agreement": .measured(agreement),
        ]
    }
}

extension Failure {
    init(_ error: ModelImportError, file: String) {
        let code: FailureCode =
            switch error {
            case .wrongImageSize, .noCalibrationImages: .calibrationRefused
            default: .modelRefused
            }
        self.init(code, "\(file): \(error.what)", why: error.why, try: error.suggestion)
    }

    init(_ error: EngineError) {
        self.init(
            .engineRefused, "the engine refuses this run", why: "\(error)",
            try: "fewer threads with -j, or a smaller model where memory is short")
    }
}
