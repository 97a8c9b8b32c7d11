import Circuit

/// An imported model: the integer circuit, its weights, and what the import did.
public struct ImportedModel: Sendable {
    public let circuit: Circuit
    public let weights: Weights
    /// The float network, for comparisons.
    public let graph: FloatGraph
    public let report: ImportReport

    /// Reads an ONNX file and quantises it to program `a8`: int8 weights and activations, one
    /// symmetric scale a tensor, int32 accumulators.
    ///
    /// The circuit takes one input `image`, uint8 [height][width][channels] (or [1][K]), and gives
    /// `class` (int32 [1], the lowest index among equal scores) and `score`, the winning accumulator.
    /// The same bytes and options give the same circuit and weights on every machine.
    /// - Parameter calibration: typical images as the circuit takes them; they set the scales.
    /// - Throws: one case for each check, with the node where there is one.
    public init(
        onnx: [UInt8], calibration: [[UInt8]], options: ImportOptions = ImportOptions()
    ) throws(ModelImportError) {
        let graph = try FloatGraph(onnx: onnx, limits: options.limits)
        try self.init(graph, calibration: calibration, options: options)
    }

    /// Quantises a float network.
    public init(
        _ graph: FloatGraph, calibration: [[UInt8]], options: ImportOptions = ImportOptions()
    ) throws(ModelImportError) {
        try options.encoding.check()
        let ranges = try Calibration(
            graph, images: calibration, encoding: options.encoding, rule: options.calibration)
        var quantiser = Quantiser(graph, ranges, options: options)
        self = try quantiser.run()
    }

    init(circuit: Circuit, weights: Weights, graph: FloatGraph, report: ImportReport) {
        self.circuit = circuit
        self.weights = weights
        self.graph = graph
        self.report = report
    }
}

extension FloatGraph {
    /// Cuts a headerless file of images into images.
    ///
    /// - Throws: `wrongImageSize` when the length is not a multiple of the input's size.
    public func images(in bytes: [UInt8]) throws(ModelImportError) -> [[UInt8]] {
        let size = inputShape.count
        guard bytes.count % size == 0 else {
            throw .wrongImageSize(expected: size, found: bytes.count % size)
        }
        return stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<$0 + size]) }
    }
}
