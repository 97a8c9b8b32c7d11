extension ONNXNode {
    /// Decodes a NodeProto. Strings take memory of their own, so their number is bounded.
    init(decoding message: ProtobufReader, _ limits: ImportLimits) throws(ModelImportError) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1:
                try checkEntries(inputs.count, "the number of a node's inputs is", limits)
                inputs.append(try field.text(limits))
            case 2:
                try checkEntries(outputs.count, "the number of a node's outputs is", limits)
                outputs.append(try field.text(limits))
            case 3: name = try field.text(limits)
            case 4: operatorType = try field.text(limits)
            case 5:
                try checkEntries(attributes.count, "the number of a node's attributes is", limits)
                attributes.append(try ONNXAttribute(decoding: field.message(), limits))
            case 7: domain = try field.text(limits)
            default: break
            }
        }
    }
}

extension ONNXAttribute {
    /// Decodes an AttributeProto: the field that its `type` names, absent scalars being zero.
    init(decoding message: ProtobufReader, _ limits: ImportLimits) throws(ModelImportError) {
        var reader = message
        var type: Int64 = 0
        var float: Float = 0
        var integer: Int64 = 0
        var string = ""
        var tensor: ONNXTensor?
        var floats: [Float] = []
        var integers: [Int64] = []
        var isReference = false
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try field.text(limits)
            case 2: float = try field.float()
            case 3: integer = try field.integer()
            case 4: string = try field.text(limits)
            case 5:
                try refuseSecond(field, tensor != nil)
                tensor = try ONNXTensor(decoding: field.message(), limits)
            case 7: try field.append(to: &floats, limits)
            case 8: try field.append(to: &integers, limits)
            case 20: type = try field.integer()
            case 21: isReference = true
            default: break
            }
        }
        switch type {
        case _ where isReference: value = .other(type: type)
        case 1: value = .float(float)
        case 2: value = .integer(integer)
        case 3: value = .string(string)
        case 4: value = .tensor(tensor ?? ONNXTensor())
        case 6: value = .floats(floats)
        case 7: value = .integers(integers)
        default: value = .other(type: type)
        }
    }
}
