import Foundation
import ModelImport

/// The models and pictures of `circuits/`.
enum RealModels {
    static let names = ["fashion-mlp", "fashion-cnn"]

    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func file(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: root.appending(path: "circuits/\(name)")))
    }

    static func graph(_ name: String) throws -> FloatGraph {
        try FloatGraph(onnx: file("\(name).onnx"))
    }

    static func calibration(_ graph: FloatGraph) throws -> [[UInt8]] {
        try graph.images(in: file("fashion-mnist.calibration.bin"))
    }

    struct Example: Decodable {
        let label: Int
        let values: [UInt8]
    }

    static func examples(_ name: String) throws -> [Example] {
        try (0..<3).map {
            try JSONDecoder().decode(Example.self, from: Data(file("\(name).input.\($0).json")))
        }
    }

    /// Logits of the first test images, by another engine.
    static func logits(_ name: String) throws -> [[Float]] {
        struct Oracle: Decodable { let logits: [[Float]] }
        let path = root.appending(path: "Tests/Vectors/onnxruntime/\(name).logits.json")
        return try JSONDecoder().decode(Oracle.self, from: Data(contentsOf: path)).logits
    }
}
