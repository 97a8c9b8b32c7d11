extension ONNXModel {
    /// Decodes a ModelProto.
    ///
    /// Unknown fields are skipped; of a repeated scalar the last one wins, as protobuf has it. A
    /// repeated sub-message is refused, where protobuf would merge: two readers could disagree on it.
    /// - Throws: `malformed`, `limitExceeded`, `fileTooLarge`.
    package init(decoding bytes: ArraySlice<UInt8>, limits: ImportLimits) throws(ModelImportError) {
        guard bytes.count <= limits.fileBytes else {
            throw .fileTooLarge(bytes: bytes.count, limit: limits.fileBytes)
        }
        var reader = ProtobufReader(bytes)
        while let field = try reader.next() {
            switch field.number {
            case 7:
                try refuseSecond(field, graph != nil)
                graph = try ONNXGraph(decoding: field.message(), limits)
            case 8:
                try checkEntries(operatorSets.count, "the number of operator sets is", limits)
                operatorSets.append(try OperatorSet(decoding: field.message(), limits))
            default: break
            }
        }
    }
}

extension ONNXModel.OperatorSet {
    init(decoding message: ProtobufReader, _ limits: ImportLimits) throws(ModelImportError) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: domain = try field.text(limits)
            case 2: version = try field.integer()
            default: break
            }
        }
    }
}

extension ONNXGraph {
    init(decoding message: ProtobufReader, _ limits: ImportLimits) throws(ModelImportError) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1:
                try checkEntries(nodes.count, "the number of nodes is", limits)
                nodes.append(try ONNXNode(decoding: field.message(), limits))
            case 2: name = try field.text(limits)
            case 5:
                try checkEntries(initialisers.count, "the number of initialisers is", limits)
                initialisers.append(try ONNXTensor(decoding: field.message(), limits))
            case 11:
                try checkEntries(inputs.count, "the number of inputs is", limits)
                inputs.append(try ONNXValueInfo(decoding: field.message(), limits))
            case 12:
                try checkEntries(outputs.count, "the number of outputs is", limits)
                outputs.append(try ONNXValueInfo(decoding: field.message(), limits))
            default: break
            }
        }
    }
}

extension ONNXValueInfo {
    init(decoding message: ProtobufReader, _ limits: ImportLimits) throws(ModelImportError) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try field.text(limits)
            case 2: try decodeType(field.message(), limits)
            default: break
            }
        }
    }

    /// TypeProto: only its case `tensor_type` concerns us.
    private mutating func decodeType(
        _ message: ProtobufReader, _ limits: ImportLimits
    ) throws(ModelImportError) {
        var reader = message
        while let field = try reader.next() {
            guard field.number == 1 else { continue }
            var tensor = try field.message()
            while let field = try tensor.next() {
                switch field.number {
                case 1: elementType = try field.integer()
                case 2:
                    try refuseSecond(field, shape != nil)
                    shape = try decodedShape(field.message(), limits)
                default: break
                }
            }
        }
    }

    private func decodedShape(
        _ message: ProtobufReader, _ limits: ImportLimits
    ) throws(ModelImportError) -> [Int64?] {
        var result: [Int64?] = []
        var reader = message
        while let field = try reader.next() {
            guard field.number == 1 else { continue }
            try checkEntries(result.count, "the number of axes is", limits)
            var size: Int64?
            var dimension = try field.message()
            while let field = try dimension.next() {
                // dim_value and dim_param exclude each other: the later one counts.
                switch field.number {
                case 1: size = try field.integer()
                case 2: size = nil
                default: break
                }
            }
            result.append(size)
        }
        return result
    }
}

func refuseSecond(_ field: ProtobufField, _ seen: Bool) throws(ModelImportError) {
    if seen { throw .malformed(offset: field.offset, defect: .repeatedMessage(field: field.number)) }
}

func checkEntries(
    _ count: Int, _ quantity: String, _ limits: ImportLimits
) throws(ModelImportError) {
    guard count < limits.entries else {
        throw .limitExceeded(quantity: quantity, limit: limits.entries)
    }
}
