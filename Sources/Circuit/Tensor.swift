import Transcript

/// A tensor by value: canonical bytes (little endian, row-major) of a known type.
public struct Tensor: Sendable, Hashable {
    public let type: TensorType
    public let bytes: [UInt8]

    public init(_ type: TensorType, bytes: [UInt8], name: String = "tensor") throws(CircuitError) {
        guard bytes.count == type.byteCount else {
            throw .tensorMismatch(name: name, reason: "\(bytes.count) bytes, \(type) has \(type.byteCount)")
        }
        self.type = type
        self.bytes = bytes
    }

    public init(_ type: TensorType, values: [Int64], name: String = "tensor") throws(CircuitError) {
        guard values.count == type.shape.count else {
            throw .tensorMismatch(name: name, reason: "\(values.count) values, \(type) has \(type.shape.count)")
        }
        for value in values where !type.element.range.contains(value) {
            throw .tensorMismatch(name: name, reason: "\(value) is no \(type.element.name)")
        }
        self.type = type
        bytes = Self.canonicalBytes(of: values, as: type.element)
    }

    public static func zeros(_ type: TensorType) -> Tensor {
        Tensor(unchecked: type, [UInt8](repeating: 0, count: type.byteCount))
    }

    init(unchecked type: TensorType, _ bytes: [UInt8]) {
        self.type = type
        self.bytes = bytes
    }

    static func canonicalBytes(of values: [Int64], as element: ElementType) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * element.byteCount)
        for value in values {
            var rest = value
            for _ in 0..<element.byteCount {
                bytes.append(UInt8(truncatingIfNeeded: rest))
                rest >>= 8
            }
        }
        return bytes
    }

    /// Element `index` (row-major); zero beyond the end.
    public func element(_ index: Int) -> Int64 {
        type.element.value(at: index, of: bytes)
    }

    public var values: [Int64] { (0..<type.shape.count).map { element($0) } }

    /// Plain BLAKE3 of the canonical bytes.
    public var root: Digest { BLAKE3.hash(bytes) }
}

extension ElementType {
    /// The element `index` elements after byte `offset`; zero beyond the end.
    package func value(at index: Int, of bytes: [UInt8], from offset: Int = 0) -> Int64 {
        guard offset >= 0, index >= 0, offset <= bytes.count, index < (bytes.count - offset) / byteCount else { return 0 }
        let start = offset + index * byteCount
        var word: UInt64 = 0
        for position in 0..<byteCount { word |= UInt64(bytes[start + position]) << UInt64(8 * position) }
        return wrapped(Int64(bitPattern: word))
    }
}

/// A model's weights: the canonical bytes whose plain BLAKE3 is the weights root.
public struct Weights: Sendable, Hashable {
    public let bytes: [UInt8]

    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// Plain BLAKE3, so that `b3sum` on the file agrees.
    public var root: Digest { BLAKE3.hash(bytes) }
}

extension Layout {
    /// Refuses weights that are not this layout's: wrong length, a value outside its declared range,
    /// or bytes between tensors that are not zero.
    public func check(_ weights: Weights) throws(CircuitError) {
        guard weights.bytes.count == byteCount else {
            throw .tensorMismatch(name: "weights", reason: "\(weights.bytes.count) bytes, the layout has \(byteCount)")
        }
        var end = 0
        for entry in entries {
            for position in end..<entry.offset where weights.bytes[position] != 0 {
                throw .tensorMismatch(name: "weights", reason: "byte \(position) before \(entry.name) is not zero")
            }
            for index in 0..<entry.type.shape.count {
                let value = entry.type.element.value(at: index, of: weights.bytes, from: entry.offset)
                guard entry.range.contains(value) else {
                    throw .tensorMismatch(name: entry.name, reason: "element \(index) is \(value), outside \(entry.range)")
                }
            }
            end = entry.offset + entry.type.byteCount
        }
    }
}
