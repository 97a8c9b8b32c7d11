/// The header of a safetensors file: where its tensors lie, and its free metadata.
///
/// Total: any bytes give a header or a typed error. As the format asks, the tensors cover the data without gap or
/// overlap, so that nothing can hide in the file.
///
/// - Source: the safetensors format description.
public struct SafetensorsFile: Sendable {
    public let metadata: [String: String]
    /// In the order of their bytes.
    public let tensors: [StoredTensor]
    /// The file itself, which the tensors' ranges index.
    public let bytes: [UInt8]

    /// The header's bytes at most, as in the format's own reader.
    static let headerLimit = 100_000_000

    public init(_ bytes: [UInt8], limits: ImportLimits = ImportLimits()) throws(ArchiveError) {
        guard bytes.count <= limits.fileBytes else { throw .limitExceeded(quantity: "the bytes of the file are", limit: limits.fileBytes) }
        var reader = ArchiveReader(bytes)
        let length = try reader.count(of: 1, atMost: Self.headerLimit, "the bytes of the header are")
        let start = reader.offset + length
        guard length > 0, bytes[reader.offset] == UInt8(ascii: "{") else { throw .badHeader("it does not begin with {") }
        let header: JSONValue
        do {
            // A tensor has seven values: its object, type, two lists, two offsets and at least no extent.
            header = try JSONReader.value(of: bytes[reader.offset..<start], valueLimit: 12 * limits.entries)
        } catch {
            throw .header(error)
        }
        guard let members = header.object else { throw .badHeader("it is not an object") }
        guard members.count <= limits.entries else { throw .limitExceeded(quantity: "tensors are", limit: limits.entries) }

        var metadata: [String: String] = [:]
        var tensors: [StoredTensor] = []
        for (name, value) in members {
            guard name.utf8.count <= limits.nameBytes else { throw .limitExceeded(quantity: "the bytes of a name are", limit: limits.nameBytes) }
            if name == "__metadata__" {
                guard let entries = value.object else { throw .wrongType(key: name, expected: "an object of strings") }
                for (key, value) in entries {
                    guard let text = value.text else { throw .wrongType(key: key, expected: "a string") }
                    metadata[key] = text
                }
            } else {
                tensors.append(try Self.tensor(name, value, dataStart: start, dataBytes: bytes.count - start, limits))
            }
        }
        tensors.sort { ($0.range.lowerBound, $0.range.upperBound, $0.name) < ($1.range.lowerBound, $1.range.upperBound, $1.name) }
        try tensors.checkDistinct()
        var end = start
        for tensor in tensors {
            guard tensor.range.lowerBound == end else { throw .gap(offset: end) }
            end = tensor.range.upperBound
        }
        guard end == bytes.count else { throw .gap(offset: end) }
        self.metadata = metadata
        self.tensors = tensors
        self.bytes = bytes
    }

    private static func tensor(
        _ name: String, _ value: JSONValue, dataStart: Int, dataBytes: Int, _ limits: ImportLimits
    ) throws(ArchiveError) -> StoredTensor {
        guard value.object?.count == 3, let type = value["dtype"]?.text, let extents = value["shape"]?.list,
            let offsets = value["data_offsets"]?.list
        else { throw .wrongType(key: name, expected: "an object of dtype, shape and data_offsets") }
        guard let encoding = TensorEncoding(rawValue: type), encoding.blockElements == 1 else {
            throw .unknownEncoding(tensor: name, name: type)
        }
        guard extents.count <= 8 else { throw .badShape(tensor: name) }
        let shape = extents.compactMap { $0.integer }
        guard shape.count == extents.count, shape.allSatisfy({ 0...limits.dimension ~= $0 }),
            let count = ImportLimits.product(shape, atMost: limits.weightElements)
        else { throw .badShape(tensor: name) }
        let bounds = offsets.compactMap { $0.integer }
        guard bounds.count == 2, offsets.count == 2, 0 <= bounds[0], bounds[0] <= bounds[1], bounds[1] <= dataBytes else {
            throw .outOfBounds(tensor: name)
        }
        guard bounds[1] - bounds[0] == count * encoding.blockBytes else {
            throw .wrongLength(tensor: name, expected: count * encoding.blockBytes, found: bounds[1] - bounds[0])
        }
        return StoredTensor(
            name: name, encoding: encoding, shape: shape, range: dataStart + bounds[0]..<dataStart + bounds[1],
            elementCount: count)
    }
}
