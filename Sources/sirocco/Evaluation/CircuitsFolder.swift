import ArgumentParser
import ModelImport

/// Where the committed models are: `circuits/` of the working folder unless told otherwise.
struct CircuitsOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder of the example models (default circuits; environment SIROCCO_CIRCUITS).", valueName: "dir"),
        completion: .directory)
    var circuits: String?

    func folder(_ settings: Settings) -> String { circuits ?? settings.variable("SIROCCO_CIRCUITS") ?? "circuits" }
}

/// A float model to bring in, and the images that set its scales.
struct ImportSource {
    let path: String
    let calibrationPath: String
    var options = ImportOptions()

    private static let largestCalibration = 1 << 28

    /// The example models, which share their calibration images.
    static func examples(in folder: String) -> [ImportSource] {
        ["fashion-mlp", "fashion-cnn"].map {
            ImportSource(path: "\(folder)/\($0).onnx", calibrationPath: "\(folder)/fashion-mnist.calibration.bin")
        }
    }

    /// The images beside a model: `<model>.calibration.bin`, or those of the example models.
    static func calibrationPath(beside path: String) -> String? {
        let base = path.hasSuffix(".onnx") ? String(path.dropLast(5)) : path
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        return [base + ".calibration.bin", folder + "fashion-mnist.calibration.bin"].first { InputFile.exists($0) }
    }

    func imported() throws(Failure) -> ImportedModel {
        if !InputFile.exists(path) {
            throw Failure(
                .fileNotFound, "there is no model \(path)", why: "no such file",
                try: "check the path; the example models are in circuits/ of the source folder, see --circuits")
        }
        let bytes = try InputFile.read(path, what: "model", limit: options.limits.fileBytes)
        let images = try InputFile.read(calibrationPath, what: "calibration file", limit: Self.largestCalibration)
        do {
            let graph = try FloatGraph(onnx: bytes, limits: options.limits)
            return try ImportedModel(graph, calibration: try graph.images(in: images), options: options)
        } catch {
            throw Failure(error, file: path)
        }
    }
}
