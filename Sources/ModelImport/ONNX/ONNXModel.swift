/// The parts of an ONNX file that an import reads, as written in the file: nothing is checked yet
/// against anything else. Field names follow onnx.proto3.
package struct ONNXModel {
    package var operatorSets: [OperatorSet] = []
    package var graph: ONNXGraph?

    package struct OperatorSet {
        package var domain = ""
        package var version: Int64 = 0
    }
}

package struct ONNXGraph {
    package var name = ""
    package var nodes: [ONNXNode] = []
    package var initialisers: [ONNXTensor] = []
    package var inputs: [ONNXValueInfo] = []
    package var outputs: [ONNXValueInfo] = []
}

package struct ONNXNode {
    package var name = ""
    package var operatorType = ""
    package var domain = ""
    /// Empty strings stand for omitted optional inputs or outputs.
    package var inputs: [String] = []
    package var outputs: [String] = []
    package var attributes: [ONNXAttribute] = []
}

package struct ONNXAttribute {
    package var name = ""
    package var value = Value.other(type: 0)

    package enum Value {
        case float(Float)
        case integer(Int64)
        case string(String)
        case tensor(ONNXTensor)
        case floats([Float])
        case integers([Int64])
        /// Graphs, sparse tensors, references to function attributes: never decoded.
        case other(type: Int64)
    }
}

package struct ONNXTensor {
    package static let float32: Int64 = 1
    package static let int64: Int64 = 7

    package var name = ""
    package var dimensions: [Int64] = []
    package var elementType: Int64 = 0
    package var floats: [Float] = []
    package var integers: [Int64] = []
    /// `int32_data`, where booleans lie.
    package var smallIntegers: [Int64] = []
    /// Little-endian elements; nil when the file has no such field.
    package var raw: ArraySlice<UInt8>?
    package var isExternal = false
}

/// A declared input or output of the graph.
package struct ONNXValueInfo {
    package var name = ""
    /// 0 when the value is not a dense tensor, or has no type.
    package var elementType: Int64 = 0
    /// Nil when no shape is declared; an axis is nil when it is symbolic or unknown.
    package var shape: [Int64?]?
}
