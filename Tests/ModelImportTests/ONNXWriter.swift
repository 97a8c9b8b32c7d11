/// Writes protocol buffers, well formed or not, for tests of the reader.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func tag(_ field: Int, _ wireType: UInt64) { varint(UInt64(field) << 3 | wireType) }

    mutating func integer(_ field: Int, _ value: Int64) {
        tag(field, 0)
        varint(UInt64(bitPattern: value))
    }

    mutating func float(_ field: Int, _ value: Float) {
        tag(field, 5)
        bytes += littleEndian(value)
    }

    mutating func data(_ field: Int, _ value: [UInt8]) {
        tag(field, 2)
        varint(UInt64(value.count))
        bytes += value
    }

    mutating func text(_ field: Int, _ value: String) { data(field, Array(value.utf8)) }

    mutating func message(_ field: Int, _ write: (inout ProtobufWriter) -> Void) {
        var inner = ProtobufWriter()
        write(&inner)
        data(field, inner.bytes)
    }
}

func littleEndian(_ value: Float) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> UInt32(8 * $0)) }
}

func littleEndian(_ value: Int64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> Int64(8 * $0)) }
}

/// An ONNX tensor as a test describes it.
struct TensorFixture {
    enum Storage { case raw, list, unpackedList }

    var name: String
    var shape: [Int64]
    var floats: [Float] = []
    var integers: [Int64] = []
    var storage = Storage.raw
    var elementType: Int64?
    var external = false
    var extraRawBytes = 0

    static func floats(_ name: String, _ shape: [Int64], _ values: [Float]) -> TensorFixture {
        TensorFixture(name: name, shape: shape, floats: values)
    }

    static func integers(_ name: String, _ values: [Int64]) -> TensorFixture {
        TensorFixture(name: name, shape: [Int64(values.count)], integers: values)
    }

    func write(_ writer: inout ProtobufWriter) {
        for dimension in shape { writer.integer(1, dimension) }
        writer.integer(2, elementType ?? (integers.isEmpty ? 1 : 7))
        switch storage {
        case .raw:
            let raw = integers.isEmpty ? floats.flatMap { littleEndian($0) } : integers.flatMap { littleEndian($0) }
            writer.data(9, raw + [UInt8](repeating: 0, count: extraRawBytes))
        case .list:
            if integers.isEmpty {
                writer.data(4, floats.flatMap { littleEndian($0) })
            } else {
                var packed = ProtobufWriter()
                for value in integers { packed.varint(UInt64(bitPattern: value)) }
                writer.data(7, packed.bytes)
            }
        case .unpackedList:
            for value in floats { writer.float(4, value) }
            for value in integers { writer.integer(7, value) }
        }
        writer.text(8, name)
        if external { writer.integer(14, 1) }
    }
}

enum AttributeFixture {
    case integer(Int64)
    case float(Float)
    case string(String)
    case integers([Int64])
    case tensor(TensorFixture)
    /// A type that the reader does not decode.
    case graph

    func write(_ name: String, _ writer: inout ProtobufWriter) {
        writer.text(1, name)
        switch self {
        case .integer(let value):
            writer.integer(3, value)
            writer.integer(20, 2)
        case .float(let value):
            writer.float(2, value)
            writer.integer(20, 1)
        case .string(let value):
            writer.text(4, value)
            writer.integer(20, 3)
        case .integers(let values):
            for value in values { writer.integer(8, value) }
            writer.integer(20, 7)
        case .tensor(let tensor):
            writer.message(5) { tensor.write(&$0) }
            writer.integer(20, 4)
        case .graph:
            writer.data(6, [])
            writer.integer(20, 5)
        }
    }
}

struct NodeFixture {
    var type: String
    var inputs: [String]
    var outputs: [String]
    var attributes: [(String, AttributeFixture)] = []
    var name = ""
    var domain = ""

    init(
        _ type: String, _ inputs: [String], _ outputs: [String],
        _ attributes: [(String, AttributeFixture)] = [], name: String = "", domain: String = ""
    ) {
        self.type = type
        self.inputs = inputs
        self.outputs = outputs
        self.attributes = attributes
        self.name = name
        self.domain = domain
    }
}

/// An ONNX model as a test describes it; by default one input `x` and one output `y`.
struct ModelFixture {
    var nodes: [NodeFixture] = []
    var tensors: [TensorFixture] = []
    /// Nil is a symbolic axis.
    var inputShape: [Int64?] = [nil, 2]
    var outputShape: [Int64?]?
    var output = "y"
    var inputElementType: Int64 = 1
    var operatorSet: Int64? = 13
    var listsInitialisersAsInputs = false

    var bytes: [UInt8] {
        var writer = ProtobufWriter()
        writer.integer(1, 7)
        writer.message(7) { graph in
            for node in nodes {
                graph.message(1) { message in
                    for input in node.inputs { message.text(1, input) }
                    for output in node.outputs { message.text(2, output) }
                    message.text(3, node.name)
                    message.text(4, node.type)
                    for (name, attribute) in node.attributes {
                        message.message(5) { attribute.write(name, &$0) }
                    }
                    message.text(7, node.domain)
                }
            }
            graph.text(2, "fixture")
            for tensor in tensors { graph.message(5) { tensor.write(&$0) } }
            graph.message(11) { Self.value("x", inputElementType, inputShape, &$0) }
            if listsInitialisersAsInputs {
                for tensor in tensors { graph.message(11) { Self.value(tensor.name, 1, tensor.shape, &$0) } }
            }
            graph.message(12) { Self.value(output, 1, outputShape, &$0) }
        }
        if let operatorSet {
            writer.message(8) { set in
                set.text(1, "")
                set.integer(2, operatorSet)
            }
        }
        return writer.bytes
    }

    private static func value(
        _ name: String, _ elementType: Int64, _ shape: [Int64?]?, _ writer: inout ProtobufWriter
    ) {
        writer.text(1, name)
        writer.message(2) { type in
            type.message(1) { tensor in
                tensor.integer(1, elementType)
                guard let shape else { return }
                tensor.message(2) { message in
                    for axis in shape {
                        message.message(1) { dimension in
                            if let axis { dimension.integer(1, axis) } else { dimension.text(2, "N") }
                        }
                    }
                }
            }
        }
    }
}
