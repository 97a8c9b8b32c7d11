/// Named float tensors of a weight file, read when asked for, with the shape that the model says.
struct NamedTensors {
    private let bytes: [UInt8]
    private let tensors: [String: StoredTensor]

    init(_ file: SafetensorsFile) {
        bytes = file.bytes
        tensors = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0) })
    }

    init(_ file: GGUFFile) {
        bytes = file.bytes
        tensors = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0) })
    }

    func has(_ name: String) -> Bool { tensors[name] != nil }

    func values(_ name: String, _ shape: [Int]) throws(ArchiveError) -> [Float] {
        guard let tensor = tensors[name] else { throw .missingTensor(name) }
        guard tensor.shape == shape else { throw .wrongShape(tensor: name, expected: shape, found: tensor.shape) }
        return try tensor.values(in: bytes)
    }

    func linear(_ name: String, inputs: Int, outputs: Int) throws(ArchiveError) -> LinearWeights {
        LinearWeights(
            inputs: inputs, outputs: outputs, weights: try values("\(name).weight", [outputs, inputs]),
            bias: try values("\(name).bias", [outputs]))
    }
}
