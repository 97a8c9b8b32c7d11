import ArgumentParser
import Circuit
import ModelImport
import TensorEngine

struct ModelImportCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Turn a float model into an integer circuit and its weights.",
        discussion: """
            Reads ONNX (operator sets 13 to 17, image classifiers without branches), sets the scales from \
            calibration images, checks that no value can ever wrap, and writes OUT.circuit and OUT.weights, \
            both or neither. The example models are compared with their floats on all test images, others \
            with --evaluate. Calibration images are raw uint8 [height][width][channels], one after another; \
            without --calibrate, FILE's .calibration.bin or fashion-mnist.calibration.bin beside FILE.
            """)

    enum Program: String, ExpressibleByArgument, CaseIterable { case a8, a16 }

    @Argument(help: ArgumentHelp("The float model.", valueName: "file"), completion: .file(extensions: ["onnx"]))
    var file: String

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Where to write, without ending.", valueName: "out"), completion: .file())
    var output: String

    @Option(help: ArgumentHelp("Calibration images.", valueName: "file"), completion: .file(extensions: ["bin"]))
    var calibrate: String?

    @Option(help: "The program: a8 has 8-bit activations; a16 comes later.")
    var program = Program.a8

    @Option(help: "The circuit's name (default: the model's own).")
    var name: String?

    @Flag(
        inversion: .prefixedNo,
        help: "Run the test images of Fashion-MNIST through both and compare (default: for the example models).")
    var evaluate: Bool?

    @OptionGroup var data: DataOption
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let target = try ModelFiles(output)
        var source = ImportSource(path: file, calibrationPath: try calibrationPath())
        source.options.name = try checkedName()
        // Before the work, not after it.
        let images = try labelledImages(source, context)
        let model = try context.progress.stage("importing \(file)") { _ in try source.imported() }
        let evaluation: Evaluation?
        do {
            evaluation = try images.map { try Evaluation(model, on: $0, context: context) }
        } catch {
            throw evaluationFailure(error)
        }
        var files = AtomicFiles()
        try files.stage(model.circuit.canonicalBytes, at: target.circuitPath)
        try files.stage(model.weights.bytes, at: target.weightsPath)
        try files.commit()
        context.note("wrote \(target.circuitPath) and \(target.weightsPath)")
        return report(model, source, target, evaluation)
    }

    /// What to evaluate on. Where nobody asked, a data set that is not there is no reason to fail.
    private func labelledImages(_ source: ImportSource, _ context: Context) throws(Failure) -> LabelledImages? {
        let set = FashionMNIST(folder: data.folder(context.settings))
        if evaluate ?? (data.data != nil) { return try set.load(.test) }
        guard evaluate == nil, calibrate == nil, source.calibrationPath.hasSuffix("fashion-mnist.calibration.bin")
        else {
            return nil
        }
        do throws(Failure) { return try set.load(.test) } catch {
            context.warn("accuracy is not measured: \(error.what)")
            return nil
        }
    }

    private func calibrationPath() throws(Failure) -> String {
        guard program == .a8 else {
            throw Failure(
                .notYet, "program a16 is not in this release", why: "only a8, with 8-bit activations, can be made now",
                try: "leave --program out")
        }
        if let calibrate { return calibrate }
        guard let found = ImportSource.calibrationPath(beside: file) else {
            throw Failure(
                .usage, "calibration images are needed",
                why: "quantisation takes its scales from typical images, and none lie beside \(file)",
                try: "--calibrate FILE with raw uint8 images, some hundred of them")
        }
        return found
    }

    private func checkedName() throws(Failure) -> String? {
        guard let name else { return nil }
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw Failure(
                .valueOutOfRange, "\"\(name)\" is no name for a circuit",
                why: "names are 1 to 64 printable ASCII characters",
                try: "choose another with --name")
        }
        return name
    }

    private func evaluationFailure(_ error: any Error) -> any Error {
        switch error {
        case let error as ModelImportError:
            Failure(
                .usage, "\(file) cannot be evaluated on Fashion-MNIST", why: error.why,
                try: "--no-evaluate: the images are 28 x 28 bytes each")
        case let error as EngineError:
            if case .circuit = error {
                Failure(
                    .usage, "\(file) cannot be evaluated on Fashion-MNIST", why: "\(error)",
                    try: "--no-evaluate: the images are 28 x 28 bytes each")
            } else {
                Failure(error)
            }
        default: error
        }
    }

    private func report(
        _ model: ImportedModel, _ source: ImportSource, _ target: ModelFiles, _ evaluation: Evaluation?
    ) -> Report {
        let circuit = model.circuit
        let root = model.weights.root
        var pairs = [
            ("written", "\(target.circuitPath) and \(target.weightsPath)"),
            ("calibrated on", "\(counted(model.report.calibrationImages, "image")) of \(source.calibrationPath)"),
            ("circuit hash", circuit.hash.description),
            ("weights root", root.description),
            ("operators", grouped(circuit.operators.count)),
            ("multiply-adds", grouped(circuit.multiplyAdds)),
            ("widest value", "\(circuit.maximumBits) bits, proved by range analysis: nothing can wrap"),
            ("weights", byteSize(model.weights.bytes.count)),
        ]
        if let report = evaluation?.report {
            pairs.append(
                (
                    "accuracy",
                    "\(percent(report.integerAccuracy)), float \(percent(report.floatAccuracy)), on \(counted(report.images, "image"))"
                ))
            pairs.append(("same class", percent(report.agreement)))
        }
        var layers = Table([
            ("layer", .left), ("multiply-adds", .right), ("bits", .right), ("output step", .right),
            ("multiplier / 2^shift", .right), ("weights at limit", .right),
        ])
        for layer in model.report.layers {
            layers.append([
                layer.label, grouped(layer.multiplyAdds), String(layer.bits), decimal(layer.outputStep, digits: 6),
                layer.ratio.map { "\($0.multiplier) / 2^\($0.shift)" } ?? "-",
                layer.weights.map { percent($0.saturation) } ?? "-",
            ])
        }
        return Report(
            text: "\(circuit.name)\n" + fields(pairs) + "\n" + layers.rendered(),
            json: [
                "name": .text(circuit.name),
                "circuit": .text(target.circuitPath),
                "weights": .text(target.weightsPath),
                "circuit_hash": .text(circuit.hash.description),
                "weights_root": .text(root.description),
                "program": .text(program.rawValue),
                "operators": .integer(circuit.operators.count),
                "macs": .wide(circuit.multiplyAdds),
                "max_bits": .integer(circuit.maximumBits),
                "weights_bytes": .integer(model.weights.bytes.count),
                "calibration_images": .integer(model.report.calibrationImages),
                "accuracy": evaluation?.report.json ?? .null,
                "layers": .list(
                    model.report.layers.map { layer in
                        [
                            "label": .text(layer.label), "macs": .wide(layer.multiplyAdds),
                            "bits": .integer(layer.bits),
                            "input_step": .measured(layer.inputStep), "output_step": .measured(layer.outputStep),
                            "multiplier": layer.ratio.map { .integer(Int($0.multiplier)) } ?? .null,
                            "shift": layer.ratio.map { .integer(Int($0.shift)) } ?? .null,
                            "weights_at_limit": layer.weights.map { .measured($0.saturation) } ?? .null,
                        ]
                    }),
            ])
    }
}
