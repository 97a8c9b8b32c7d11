import Circuit
import Foundation
import ModelImport
import TensorEngine
import Testing
import Transcript

/// The circuits in `circuits/` are what the importer makes of the networks beside them, byte for byte.
/// Where this fails on purpose, `sirocco model import circuits/<name>.onnx -o circuits/<name>` writes
/// them anew, and whatever names their hashes changes with them.
struct CommittedCircuitsTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "circuits")

    static func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appending(path: name))) }

    /// Pinned here too, so that a drift of format and importer together is seen.
    static let pinned = [
        (
            "fashion-mlp", "0xecc67ad362a17a06add478f2b4386be192dd7b4b482c49ce1cbbb5bf52e59289",
            "0xa982d4304aa577ebc2b333cd59a8d1b417eb8a380b66a7a416831276fb0ba674"
        ),
        (
            "fashion-cnn", "0x85ae73adb3f06540a45afac4be693f60de316b7306554855af8275189cd1fa4c",
            "0xf7aa0773a9fe73b86906da48dcf9484600c30ca1ceac1b7e7c25ceb521e47021"
        ),
    ]

    @Test(arguments: pinned) func areWhatTheImporterMakes(name: String, circuitHash: String, weightsRoot: String) throws {
        let graph = try FloatGraph(onnx: try Self.bytes("\(name).onnx"))
        let pictures = try graph.images(in: try Self.bytes("fashion-mnist.calibration.bin"))
        var options = ImportOptions()
        options.name = name
        let imported = try ImportedModel(graph, calibration: pictures, options: options)
        #expect(imported.circuit.canonicalBytes == (try Self.bytes("\(name).circuit")))
        #expect(imported.weights.bytes == (try Self.bytes("\(name).weights")))
        let circuit = try Circuit(canonicalBytes: try Self.bytes("\(name).circuit"))
        #expect(circuit.hash.description == circuitHash)
        #expect(Weights(bytes: try Self.bytes("\(name).weights")).root.description == weightsRoot)
    }

    @Test(arguments: ["fashion-mlp", "fashion-cnn"]) func theEngineRunsThemAsDefined(name: String) throws {
        let circuit = try Circuit(canonicalBytes: try Self.bytes("\(name).circuit"))
        let weights = Weights(bytes: try Self.bytes("\(name).weights"))
        let pictures = try Self.bytes("fashion-mnist.calibration.bin")
        let engine = try TensorEngine(circuit, weights, trace: .full)
        for picture in 0..<3 {
            let input = try Tensor(circuit.inputs[0].type, bytes: Array(pictures[784 * picture..<784 * (picture + 1)]))
            let expected = try circuit.evaluateByDefinition(inputs: [input], weights: weights)
            #expect(try engine.run([input]).outputs == expected.outputs)
            #expect(try engine.results(item: 0) == expected.results)
        }
    }
}
