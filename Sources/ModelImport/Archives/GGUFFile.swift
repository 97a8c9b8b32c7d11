/// The header of a GGUF file: its metadata and where its tensors lie.
///
/// Total: any bytes give a header or a typed error, and nothing is allocated on the word of a count.
///
/// - Source: the GGUF specification, versions 2 and 3, little endian.
public struct GGUFFile: Sendable {
    public let metadata: [String: GGUFValue]
    /// In the order of the file.
    public let tensors: [StoredTensor]
    /// The file itself, which the tensors' ranges index.
    public let bytes: [UInt8]

    /// - Throws: one case for each check; tensors must lie in the file, aligned, without overlap.
    public init(_ bytes: [UInt8], limits: ImportLimits = ImportLimits()) throws(ArchiveError) {
        guard bytes.count <= limits.fileBytes else { throw .limitExceeded(quantity: "the bytes of the file are", limit: limits.fileBytes) }
        var reader = ArchiveReader(bytes)
        guard try reader.unsigned(4) == 0x4655_4747 else { throw .wrongMagic }
        let version = try reader.unsigned(4)
        guard version == 2 || version == 3 else { throw .unsupportedVersion(version) }
        // A tensor's record takes at least 24 bytes, a key with its value at least 13.
        let tensorCount = try reader.count(of: 24, atMost: limits.entries, "tensors are")
        let keyCount = try reader.count(of: 13, atMost: limits.entries, "metadata entries are")

        var metadata: [String: GGUFValue] = [:]
        for _ in 0..<keyCount {
            let key = try reader.text(atMost: limits.nameBytes)
            guard metadata[key] == nil else { throw .duplicateKey(key) }
            metadata[key] = try GGUFValue(from: &reader, key: key, limits)
        }
        var infos: [TensorRecord] = []
        infos.reserveCapacity(tensorCount)
        for _ in 0..<tensorCount { infos.append(try TensorRecord(from: &reader, limits)) }

        var alignment: UInt64 = 32
        if let value = metadata["general.alignment"] {
            guard case .unsigned(let stated) = value, stated.nonzeroBitCount == 1, stated >= 8, stated <= 1 << 20 else {
                throw .badAlignment(value.asUnsigned ?? 0)
            }
            alignment = stated
        }
        let start = (UInt64(reader.offset) + alignment - 1) / alignment * alignment
        var tensors: [StoredTensor] = []
        tensors.reserveCapacity(tensorCount)
        for info in infos { tensors.append(try info.placed(after: start, alignment, fileBytes: bytes.count)) }
        try tensors.checkDistinct()
        self.metadata = metadata
        self.tensors = tensors
        self.bytes = bytes
    }
}

/// A tensor's record as the file writes it.
private struct TensorRecord {
    let name: String
    let encoding: TensorEncoding
    let shape: [Int]
    let count: Int
    let offset: UInt64

    init(from reader: inout ArchiveReader, _ limits: ImportLimits) throws(ArchiveError) {
        let name = try reader.text(atMost: limits.nameBytes)
        let rank = try reader.unsigned(4)
        guard rank <= 4 else { throw .badShape(tensor: name) }
        var dimensions: [Int] = []
        for _ in 0..<rank {
            let extent = try reader.unsigned(8)
            guard extent > 0, extent <= UInt64(limits.dimension) else { throw .badShape(tensor: name) }
            dimensions.append(Int(extent))
        }
        guard let count = ImportLimits.product(dimensions, atMost: limits.weightElements) else { throw .badShape(tensor: name) }
        let type = try reader.unsigned(4)
        guard let encoding = TensorEncoding(ggufType: type) else { throw .unknownEncoding(tensor: name, name: "type \(type)") }
        guard (dimensions.first ?? 1) % encoding.blockElements == 0 else { throw .notWholeBlocks(tensor: name, encoding: encoding) }
        self.name = name
        self.encoding = encoding
        self.count = count
        // The file gives the innermost extent first.
        shape = dimensions.reversed()
        offset = try reader.unsigned(8)
    }

    func placed(after start: UInt64, _ alignment: UInt64, fileBytes: Int) throws(ArchiveError) -> StoredTensor {
        guard offset % alignment == 0 else { throw .misaligned(tensor: name, offset: offset) }
        let (position, overflow) = start.addingReportingOverflow(offset)
        let length = UInt64(count / encoding.blockElements) * UInt64(encoding.blockBytes)
        guard !overflow, position <= UInt64(fileBytes), length <= UInt64(fileBytes) - position else { throw .outOfBounds(tensor: name) }
        let range = Int(position)..<Int(position + length)
        return StoredTensor(name: name, encoding: encoding, shape: shape, range: range, elementCount: count)
    }
}

extension [StoredTensor] {
    /// - Throws: unless every name is used once and no byte belongs to two tensors.
    func checkDistinct() throws(ArchiveError) {
        var names: Set<String> = []
        for tensor in self where !names.insert(tensor.name).inserted { throw .duplicateTensor(tensor.name) }
        let ordered = sorted { $0.range.lowerBound < $1.range.lowerBound }
        for (tensor, next) in zip(ordered, ordered.dropFirst()) where next.range.lowerBound < tensor.range.upperBound {
            throw .overlap(tensor: next.name, other: tensor.name)
        }
    }
}

extension TensorEncoding {
    /// The number that a GGUF file gives a type; nil for those that this reader does not know.
    init?(ggufType: UInt64) {
        switch ggufType {
        case 0: self = .float32
        case 1: self = .float16
        case 2: self = .q4_0
        case 3: self = .q4_1
        case 6: self = .q5_0
        case 7: self = .q5_1
        case 8: self = .q8_0
        case 12: self = .q4_K
        case 13: self = .q5_K
        case 14: self = .q6_K
        case 24: self = .int8
        case 25: self = .int16
        case 26: self = .int32
        case 27: self = .int64
        case 28: self = .float64
        case 30: self = .bfloat16
        default: return nil
        }
    }
}
