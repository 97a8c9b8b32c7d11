extension FloatGraph {
    /// Reads an ONNX file, operator sets 13 to 17.
    ///
    /// - Parameter onnx: the bytes of the file, from any source: nothing in them traps.
    /// - Throws: one case for each check, with the node where there is one.
    /// - Complexity: O(bytes + weights); memory within `limits`.
    public init(onnx: [UInt8], limits: ImportLimits = ImportLimits()) throws(ModelImportError) {
        let model = try ONNXModel(decoding: onnx[...], limits: limits)
        var converter = GraphConverter(limits: limits)
        self = try converter.convert(model)
    }
}
