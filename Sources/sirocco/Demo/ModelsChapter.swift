import Circuit
import ModelImport
import TensorEngine

/// Two trained networks become integer circuits, and lose nothing that matters by it.
struct ModelsChapter {
    let models: [ImportedModel]
    let evaluations: [Evaluation]

    /// Points of accuracy that quantisation may cost.
    static let toleratedLoss = 0.5

    init(_ sources: [ImportSource], images: LabelledImages, context: Context) throws {
        var models: [ImportedModel] = []
        for source in sources {
            models.append(try context.progress.stage("importing \(source.path)") { _ in try source.imported() })
        }
        self.models = models
        try context.say(Self.importText(models))
        do {
            evaluations = try models.map { try Evaluation($0, on: images, context: context) }
        } catch let error as ModelImportError {
            throw Failure(error, file: "the example models")
        } catch let error as EngineError {
            throw Failure(error)
        }
        try context.say(accuracyText)
        for (model, evaluation) in zip(models, evaluations)
        where evaluation.report.differenceInPoints < -Self.toleratedLoss {
            throw Failure(
                .demonstrationFailed, "\(model.circuit.name) loses accuracy as integers",
                why:
                    "\(decimal(evaluation.report.differenceInPoints, digits: 2)) points, \(Self.toleratedLoss) are tolerated",
                try: "sirocco doctor; and sirocco model import with --evaluate shows the layers")
        }
    }

    private static func importText(_ models: [ImportedModel]) -> String {
        var table = Table([
            ("model", .left), ("operators", .right), ("multiply-adds", .right), ("weights", .right),
            ("widest value", .right), ("circuit hash", .left), ("weights root", .left),
        ])
        for model in models {
            table.append([
                model.circuit.name, grouped(model.circuit.operators.count), grouped(model.circuit.multiplyAdds),
                byteSize(model.weights.bytes.count), "\(model.circuit.maximumBits) bits",
                shortened(model.circuit.hash.description), shortened(model.weights.root.description),
            ])
        }
        return """
            \(Terminal.output.bold("1. Two trained networks become integer circuits"))
            The float models are read from ONNX files and quantised: from here on there are only whole
            numbers, and range analysis has shown that no sum can leave its 32 bits.

            \(table.rendered())

            """
    }

    private var accuracyText: String {
        var table = Table([
            ("model", .left), ("float", .right), ("integers", .right), ("difference", .right),
            ("same class", .right), ("float time", .right), ("integer time", .right),
        ])
        for (model, evaluation) in zip(models, evaluations) {
            let report = evaluation.report
            table.append([
                model.circuit.name, percent(report.floatAccuracy), percent(report.integerAccuracy),
                decimal(report.differenceInPoints, digits: 2) + " points", percent(report.agreement),
                duration(evaluation.floatSeconds), duration(evaluation.integerSeconds),
            ])
        }
        let count = evaluations.first?.report.images ?? 0
        return """
            \(Terminal.output.bold("2. All \(counted(count, "test image")) through both"))
            How often each names the right one of ten kinds of clothing.

            \(table.rendered())

            """
    }

    var json: JSON {
        .list(
            zip(models, evaluations).map { model, evaluation in
                [
                    "name": .text(model.circuit.name),
                    "circuit_hash": .text(model.circuit.hash.description),
                    "weights_root": .text(model.weights.root.description),
                    "operators": .integer(model.circuit.operators.count),
                    "macs": .wide(model.circuit.multiplyAdds),
                    "max_bits": .integer(model.circuit.maximumBits),
                    "accuracy": evaluation.report.json,
                    "float_s": .measured(evaluation.floatSeconds),
                    "integer_s": .measured(evaluation.integerSeconds),
                ]
            })
    }
}
