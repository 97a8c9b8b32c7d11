/// The node of a model file that an error is about.
public struct NodeName: Equatable, Sendable {
    /// As in the file; empty when the file gives none.
    public let name: String
    /// The ONNX operator, such as `Gemm`.
    public let operatorType: String
    /// Position in the file's list of nodes, from 0.
    public let index: Int

    public init(name: String, operatorType: String, index: Int) {
        self.name = name
        self.operatorType = operatorType
        self.index = index
    }
}

/// Why a model file was refused: one case for each check that can fail.
///
/// `what`, `why` and `suggestion` (see `ModelImportError+Explanation`) are the three lines that a
/// command line shows; `node` names the place.
public enum ModelImportError: Error, Equatable, Sendable {
    // The bytes.
    case fileTooLarge(bytes: Int, limit: Int)
    case malformed(offset: Int, defect: WireDefect)
    case limitExceeded(quantity: String, limit: Int)

    // The model around the nodes.
    case noGraph
    case unsupportedOperatorSet(version: Int64?)
    case duplicateName(String)
    case wrongNumberOfInputs([String])
    case wrongNumberOfOutputs([String])
    case unsupportedInput(name: String, reason: String)
    case dynamicShape(value: String, axis: Int)
    case fixedBatch(value: String, size: Int64)
    case unknownOutput(String)
    case outputNotVector(String)

    // Tensors. The node is the reader of the tensor.
    case externalData(tensor: String, node: NodeName)
    case unsupportedElementType(tensor: String, type: Int64, node: NodeName)
    case wrongElementCount(tensor: String, expected: Int, found: Int, node: NodeName)
    case badDimension(tensor: String, value: Int64, node: NodeName)
    case nonFiniteWeight(tensor: String, index: Int, node: NodeName)

    // Nodes.
    case unsupportedOperator(node: NodeName)
    case unsupportedAttribute(node: NodeName, attribute: String, value: String, supported: String)
    case missingAttribute(node: NodeName, attribute: String)
    case missingInput(node: NodeName, value: String)
    case notInOrder(node: NodeName, value: String)
    case wrongOperands(node: NodeName, expected: String)
    case notConstant(node: NodeName, value: String)
    case branching(node: NodeName, value: String)
    case shapeMismatch(node: NodeName, reason: String)
    case notFoldable(node: NodeName, reason: String)
    case headNotLast(node: NodeName)

    // Quantisation.
    case wrongImageSize(expected: Int, found: Int)
    case noCalibrationImages
    case badOption(String)
    case silentLayer(node: NodeName)
    case nonFiniteActivation(node: NodeName)
    case ratioOutOfRange(node: NodeName, ratio: Double)
    case accumulatorOverflow(node: NodeName, bits: Int)
    case circuitRefused(node: NodeName?, reason: String)
}

/// What is wrong with the bytes of a protocol buffer.
public enum WireDefect: Equatable, Sendable {
    case truncated
    case varintTooLong
    case lengthBeyondEnd
    case fieldNumberZero
    case unsupportedWireType(UInt8)
    case unexpectedWireType(field: Int)
    case repeatedMessage(field: Int)
    case packedLength
    case notUTF8
}
