import Transcript

extension MerkleMap {
    /// Applies a batch: only the paths that it touches are hashed again.
    ///
    /// - Parameter changes: in ascending order of distinct keys.
    /// - Precondition: they ascend.
    public mutating func apply(_ changes: [Change]) {
        precondition(zip(changes, changes.dropFirst()).allSatisfy { $0.key < $1.key }, "changes do not ascend")
        top = Self.updated(top, depth: 0, changes[...])
    }

    /// A map of entries in ascending order of distinct keys, built at once.
    ///
    /// - Precondition: they ascend.
    public init(sorted entries: [(key: Digest, value: [UInt8])]) {
        apply(entries.map { ($0.key, $0.value) })
    }

    private static func updated(_ node: Node, depth: Int, _ changes: ArraySlice<Change>) -> Node {
        if changes.isEmpty { return node }
        switch node {
        case .empty: return built(changes.compactMap(present)[...], depth: depth)
        case .leaf(let key, let value, _):
            var merged = changes.compactMap(present)
            if !changes.contains(where: { $0.key == key }) {
                merged.insert((key, value), at: merged.firstIndex { $0.key > key } ?? merged.count)
            }
            return built(merged[...], depth: depth)
        case .branch(let left, let right, _):
            let middle = changes.firstIndex { bit(depth, of: $0.key) } ?? changes.endIndex
            return joined(
                updated(left, depth: depth + 1, changes[..<middle]),
                updated(right, depth: depth + 1, changes[middle...]))
        }
    }

    private static func present(_ change: Change) -> (key: Digest, value: [UInt8])? {
        if let value = change.value { (change.key, value) } else { nil }
    }

    /// The subtree of entries that share their first `depth` bits. Distinct keys part before bit 256.
    private static func built(_ entries: ArraySlice<(key: Digest, value: [UInt8])>, depth: Int) -> Node {
        guard let first = entries.first else { return .empty }
        if entries.count == 1 {
            let hash = MerkleMapHashing.leaf(first.key, MerkleMapHashing.value(first.value))
            return .leaf(key: first.key, value: first.value, hash: hash)
        }
        let middle = entries.firstIndex { bit(depth, of: $0.key) } ?? entries.endIndex
        return joined(built(entries[..<middle], depth: depth + 1), built(entries[middle...], depth: depth + 1))
    }

    /// A leaf without neighbours moves up, so that the shape follows from the contents.
    private static func joined(_ left: Node, _ right: Node) -> Node {
        switch (left, right) {
        case (.empty, .empty): .empty
        case (.empty, .leaf): right
        case (.leaf, .empty): left
        default: .branch(left: left, right: right, hash: MerkleMapHashing.branch(left.hash, right.hash))
        }
    }
}
