extension ModelImportError {
    /// The node that the error is about, where there is one.
    public var node: NodeName? {
        switch self {
        case .fileTooLarge, .malformed, .limitExceeded, .noGraph, .unsupportedOperatorSet,
            .duplicateName, .wrongNumberOfInputs, .wrongNumberOfOutputs, .unsupportedInput,
            .dynamicShape, .fixedBatch, .unknownOutput, .outputNotVector, .wrongImageSize,
            .noCalibrationImages, .badOption:
            nil
        case .externalData(_, let node), .unsupportedElementType(_, _, let node),
            .wrongElementCount(_, _, _, let node), .badDimension(_, _, let node),
            .nonFiniteWeight(_, _, let node), .unsupportedOperator(let node),
            .unsupportedAttribute(let node, _, _, _), .missingAttribute(let node, _),
            .missingInput(let node, _), .notInOrder(let node, _), .wrongOperands(let node, _),
            .notConstant(let node, _), .branching(let node, _), .shapeMismatch(let node, _),
            .notFoldable(let node, _), .headNotLast(let node), .silentLayer(let node),
            .nonFiniteActivation(let node), .ratioOutOfRange(let node, _),
            .accumulatorOverflow(let node, _):
            node
        case .circuitRefused(let node, _): node
        }
    }

    /// What was refused, in one line: the node where there is one, otherwise the file.
    public var what: String {
        guard let node else { return "the model cannot be imported" }
        return "\(node) cannot be imported"
    }

    /// Why, in one line.
    public var why: String {
        switch self {
        case .fileTooLarge(let bytes, let limit): "the file has \(bytes) bytes, the limit is \(limit)"
        case .malformed(let offset, let defect): "byte \(offset): \(defect)"
        case .limitExceeded(let quantity, let limit): "\(quantity) above the limit of \(limit)"
        case .noGraph: "the file holds no graph"
        case .unsupportedOperatorSet(let version?): "operator set \(version) is not among 13 to 17"
        case .unsupportedOperatorSet(nil): "the file names no operator set, or more than one"
        case .duplicateName(let name): "two values are called \(quoted(name))"
        case .wrongNumberOfInputs(let names): "one input is expected, found \(listed(names))"
        case .wrongNumberOfOutputs(let names): "one output is expected, found \(listed(names))"
        case .unsupportedInput(let name, let reason): "input \(quoted(name)): \(reason)"
        case .dynamicShape(let value, let axis): "axis \(axis) of \(quoted(value)) has no fixed size"
        case .fixedBatch(let value, let size): "\(quoted(value)) has a fixed batch of \(size)"
        case .unknownOutput(let name): "no node makes the output \(quoted(name))"
        case .outputNotVector(let name): "the output \(quoted(name)) is not one row of logits an image"
        case .externalData(let tensor, _): "\(quoted(tensor)) lies in another file"
        case .unsupportedElementType(let tensor, let type, _):
            "\(quoted(tensor)) has ONNX element type \(type)"
        case .wrongElementCount(let tensor, let expected, let found, _):
            "\(quoted(tensor)) holds \(found) elements or bytes where its shape needs \(expected)"
        case .badDimension(let tensor, let value, _): "\(quoted(tensor)) has a dimension of \(value)"
        case .nonFiniteWeight(let tensor, let index, _):
            "element \(index) of \(quoted(tensor)) is infinite or not a number"
        case .unsupportedOperator(let node): "operator \(quoted(node.operatorType)) is not supported"
        case .unsupportedAttribute(_, let attribute, let value, let supported):
            "attribute \(quoted(attribute)) is \(quoted(value)), supported: \(supported)"
        case .missingAttribute(_, let attribute): "attribute \(quoted(attribute)) is missing"
        case .missingInput(_, let value): "nothing makes its input \(quoted(value))"
        case .notInOrder(_, let value): "its input \(quoted(value)) is made by a later node (or by itself)"
        case .wrongOperands(_, let expected): "its operands are not \(expected)"
        case .notConstant(_, let value): "its operand \(quoted(value)) is not a constant"
        case .branching(_, let value): "it reads \(quoted(value)), which is not the latest activation"
        case .shapeMismatch(_, let reason), .notFoldable(_, let reason): reason
        case .headNotLast: "it is supported only as the last step of a classifier"
        case .wrongImageSize(let expected, let found): "an image has \(found) values instead of \(expected)"
        case .noCalibrationImages: "no calibration image was given"
        case .badOption(let reason): reason
        case .silentLayer: "its output is zero for every calibration image"
        case .nonFiniteActivation: "its output overflows for a calibration image"
        case .ratioOutOfRange(_, let ratio):
            "its output would be rescaled by \(ratio), outside what a multiplier and a shift of 1 to 62 express"
        case .accumulatorOverflow(_, let bits): "its sums may need \(bits) bits, 32 are there"
        case .circuitRefused(_, let reason): "the circuit refuses it: \(reason)"
        }
    }

    /// What to do about it, in one line.
    public var suggestion: String {
        switch self {
        case .fileTooLarge, .limitExceeded: "export a smaller model, or raise this limit of the import"
        case .malformed: "check that the file is a complete ONNX model, and export it again"
        case .noGraph, .unknownOutput, .missingInput, .notInOrder, .duplicateName:
            "export the model again; onnx.checker.check_model shows what is wrong with the graph"
        case .unsupportedOperatorSet: "export with an operator set from 13 to 17 (opset_version=13)"
        case .wrongNumberOfInputs, .wrongNumberOfOutputs:
            "export one network with one picture as input and its logits as output"
        case .unsupportedInput: "give the network one float32 input [N, C, H, W] or [N, K]"
        case .dynamicShape: "export with fixed sizes; only the batch axis may be symbolic"
        case .fixedBatch: "export with a batch of 1 or a symbolic batch"
        case .outputNotVector: "end the network with Flatten, Gemm or MatMul"
        case .externalData: "save the model with its weights inside (save_as_external_data=False)"
        case .unsupportedElementType: "export float32 weights and int64 shapes"
        case .wrongElementCount, .badDimension, .missingAttribute, .wrongOperands, .shapeMismatch:
            "export the model again; onnx.shape_inference.infer_shapes shows the shapes it implies"
        case .nonFiniteWeight: "train again, or export a checkpoint without overflow"
        case .unsupportedOperator:
            "use \(ModelImportError.supportedOperators)"
        case .unsupportedAttribute: "change the layer to a supported form and export again"
        case .notConstant: "make the operand an initialiser or a Constant"
        case .branching: "make the network a chain of layers: no skip connections"
        case .notFoldable: "put the layer right behind Conv, Gemm or MatMul"
        case .headNotLast: "move it to the end, or leave it out: the largest logit names the class anyway"
        case .wrongImageSize: "give raw bytes, [height][width][channels], without a header"
        case .noCalibrationImages: "give some hundred typical images"
        case .badOption: "see the documentation of ImportOptions"
        case .silentLayer: "give more, or more typical, calibration images"
        case .nonFiniteActivation: "check the weights of this layer and the scale of the input"
        case .ratioOutOfRange: "check the weights of this layer: their scale is far from its neighbours'"
        case .accumulatorOverflow: "split the layer, or make its bias smaller against its weights"
        case .circuitRefused: "see the reason; the limits are those of the circuit's range analysis"
        }
    }

    /// The operators that `FloatGraph` accepts, for messages.
    static let supportedOperators = """
        Gemm, MatMul, Add (bias), Conv, MaxPool, AveragePool, GlobalAveragePool, Relu, Clip (from 0), \
        Flatten, Reshape (to a row), BatchNormalization, Identity, Dropout, Constant, and at the end \
        Softmax, LogSoftmax or ArgMax
        """
}

extension ModelImportError: CustomStringConvertible {
    public var description: String { "\(what): \(why). To fix it: \(suggestion)." }
}

extension NodeName: CustomStringConvertible {
    public var description: String {
        let title = name.isEmpty ? "#\(index)" : quoted(name)
        return "node \(title) (\(printable(operatorType)))"
    }
}

extension WireDefect: CustomStringConvertible {
    public var description: String {
        switch self {
        case .truncated: "the message ends inside a field"
        case .varintTooLong: "a variable-length integer has more than 64 bits"
        case .lengthBeyondEnd: "a length points beyond the end of the message"
        case .fieldNumberZero: "a field has number 0"
        case .unsupportedWireType(let type): "wire type \(type) is not used by ONNX"
        case .unexpectedWireType(let field): "field \(field) has the wrong wire type"
        case .repeatedMessage(let field): "field \(field) occurs twice"
        case .packedLength: "a packed list ends inside an element"
        case .notUTF8: "a name is not UTF-8"
        }
    }
}

/// Text from a file, safe to show on a terminal: control and format characters escaped, at most
/// 80 characters.
private func printable(_ text: String) -> String {
    var result = ""
    for (count, scalar) in text.unicodeScalars.enumerated() {
        if count == 80 { return result + "…" }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            result += "\\u{" + String(scalar.value, radix: 16) + "}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

private func quoted(_ text: String) -> String { "\"\(printable(text))\"" }

private func listed(_ names: [String]) -> String {
    if names.isEmpty { return "none" }
    let more = names.count > 4 ? ", …" : ""
    return names.prefix(4).map(quoted).joined(separator: ", ") + more
}
