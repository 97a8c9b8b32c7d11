/// A weight tensor's place in the canonical bytes, and the values that it may hold.
public struct WeightEntry: Sendable, Hashable {
    public let name: String
    public let type: TensorType
    /// First byte; a multiple of 1024, so that a tensor's slices open from whole BLAKE3 chunks.
    public let offset: Int
    /// Every element lies within; range analysis rests on it, loading and registration enforce it.
    public let range: ClosedRange<Int64>

    package init(name: String, type: TensorType, offset: Int, range: ClosedRange<Int64>) {
        self.name = name
        self.type = type
        self.offset = offset
        self.range = range
    }
}

/// The layout table: where each weight tensor stands in the canonical bytes.
///
/// Tensors follow each other in the order of their offsets, each at the first 1 KiB boundary after
/// the one before; bytes between are zero. So the table has one form, and total size follows.
/// A proof's oracle has a layout of its own, which is a function of this table.
public struct Layout: Sendable, Hashable {
    public static let alignment = 1024
    public static let maximumByteCount = 1 << 40
    public static let maximumEntries = 1 << 16

    public let entries: [WeightEntry]
    /// Bytes of the canonical weights: up to the end of the last tensor.
    public let byteCount: Int

    public init(_ entries: [WeightEntry]) throws(CircuitError) {
        guard entries.count <= Self.maximumEntries else {
            throw .invalidHeader(field: "weights", reason: "more than \(Self.maximumEntries)")
        }
        var end = 0
        for entry in entries {
            guard isPrintableName(entry.name) else { throw .invalidLayout(weight: entry.name, reason: nameRule) }
            let start = Self.aligned(end)
            guard entry.offset == start else {
                throw .invalidLayout(weight: entry.name, reason: "offset \(entry.offset) instead of \(start)")
            }
            let bounds = entry.type.element.range
            guard bounds.contains(entry.range.lowerBound), bounds.contains(entry.range.upperBound) else {
                throw .invalidLayout(weight: entry.name, reason: "range \(entry.range) is not within \(bounds)")
            }
            end = start + entry.type.byteCount
            guard end <= Self.maximumByteCount else {
                throw .invalidLayout(weight: entry.name, reason: "beyond \(Self.maximumByteCount) bytes")
            }
        }
        guard Set(entries.map { $0.name }).count == entries.count else {
            throw .invalidHeader(field: "weights", reason: "two have one name")
        }
        self.entries = entries
        byteCount = end
    }

    /// The first allowed offset at or after `offset`.
    package static func aligned(_ offset: Int) -> Int { (offset + alignment - 1) / alignment * alignment }

    /// The entry that begins at `offset`.
    public func entry(at offset: Int) -> WeightEntry? {
        var low = 0, high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].offset < offset { low = middle + 1 } else { high = middle }
        }
        return low < entries.count && entries[low].offset == offset ? entries[low] : nil
    }
}
