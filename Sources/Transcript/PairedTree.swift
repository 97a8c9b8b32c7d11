import CKernels

/// The shape shared by Merkle trees and by BLAKE3's own: neighbours are paired level by level, and an
/// odd last node moves up as it is. All levels lie one after another in one buffer, leaves first.
enum PairedTree {
    /// How two children make their parent.
    enum Rule {
        /// The parent is the hash of left ‖ right as a message of 64 bytes.
        case message(BLAKE3.Mode)
        /// The parent is a node of BLAKE3's own tree, flagged as root when its level has no other.
        case chainingValue(BLAKE3.Mode)

        /// Writes the parents of `count` pairs, in vector lanes.
        @unsafe
        func combine(
            _ pairs: UnsafePointer<Digest>, _ count: Int, isTop: Bool, _ parents: UnsafeMutablePointer<Digest>
        ) {
            switch self {
            case .message(let mode):
                var mode = mode.kernelMode
                unsafe blake3_hash_batch(&mode, pairs, 64, 64, count, parents)
            case .chainingValue(let mode) where isTop:
                var mode = mode.kernelMode
                unsafe blake3_root_parent(&mode, pairs, parents)
            case .chainingValue(let mode):
                var mode = mode.kernelMode
                unsafe blake3_parents(&mode, pairs, count, parents)
            }
        }
    }

    /// Nodes of the level above one of `count` nodes; no overflow for any count.
    static func parentCount(_ count: Int) -> Int { count / 2 + count % 2 }

    /// Nodes on all levels above `leafCount` leaves, and the leaves.
    static func nodeCount(_ leafCount: Int) -> Int {
        var total = leafCount
        var count = leafCount
        while count > 1 {
            count = parentCount(count)
            total += count
        }
        return total
    }

    /// All levels over the leaves; the last node is the top. At least one leaf.
    static func build(_ leaves: [Digest], _ rule: Rule) -> [Digest] {
        let total = nodeCount(leaves.count)
        return unsafe [Digest](unsafeUninitializedCapacity: total) { buffer, initialized in
            _ = unsafe buffer.initialize(fromContentsOf: leaves)
            initialized = total
            guard var level = buffer.baseAddress else { return }
            var count = leaves.count
            while count > 1 {
                let next = unsafe level + count
                unsafe rule.combine(level, count / 2, isTop: count == 2, next)
                if count % 2 == 1 { unsafe next[count / 2] = level[count - 1] }
                unsafe level = next
                count = parentCount(count)
            }
        }
    }

    /// Calls `body` with the position, in the buffer of all levels, of each node that an opening of
    /// `indexes` must bring: from the leaves up, on each level from left to right.
    ///
    /// - Parameters:
    ///   - leafCount: any; where no buffer could hold the tree, positions wrap and only their number
    ///     has a meaning.
    ///   - indexes: strictly increasing, in [0, leafCount).
    static func forEachSibling(leafCount: Int, indexes: [Int], _ body: (_ position: Int) -> Void) {
        var known = indexes
        var start = 0
        var count = leafCount
        while count > 1 {
            var parents: [Int] = []
            var next = 0
            while next < known.count {
                let index = known[next]
                next += 1
                parents.append(index / 2)
                if index % 2 == 1 {
                    body(start &+ (index - 1))
                } else if next < known.count && known[next] == index + 1 {
                    next += 1
                } else if index + 1 < count {
                    body(start &+ (index + 1))
                }
            }
            known = parents
            start &+= count
            count = parentCount(count)
        }
    }

    /// Siblings that an opening of `indexes` has.
    static func siblingCount(leafCount: Int, indexes: [Int]) -> Int {
        var count = 0
        forEachSibling(leafCount: leafCount, indexes: indexes) { _ in count += 1 }
        return count
    }

    /// The top over the opened leaves and their siblings.
    ///
    /// - Parameters:
    ///   - indexes: at least one, strictly increasing, in [0, leafCount).
    ///   - leaves: one for each index.
    ///   - siblings: exactly `siblingCount`, in the order of `forEachSibling`.
    static func fold(
        leafCount: Int, indexes: [Int], leaves: [Digest], siblings: [Digest], _ rule: Rule
    ) -> Digest {
        var known = indexes
        var nodes = leaves
        var remaining = siblings[...]
        var count = leafCount
        while count > 1 {
            var parents: [Int] = []
            var pairs: [Digest] = []
            var carried: Digest?
            var next = 0
            while next < known.count {
                let index = known[next]
                let node = nodes[next]
                next += 1
                parents.append(index / 2)
                if index % 2 == 1 {
                    pairs.append(remaining.popFirst() ?? Digest())
                    pairs.append(node)
                } else if next < known.count && known[next] == index + 1 {
                    pairs.append(node)
                    pairs.append(nodes[next])
                    next += 1
                } else if index + 1 < count {
                    pairs.append(node)
                    pairs.append(remaining.popFirst() ?? Digest())
                } else {
                    carried = node
                }
            }
            nodes = combined(pairs, isTop: count == 2, rule)
            if let carried { nodes.append(carried) }
            known = parents
            count = parentCount(count)
        }
        return nodes.first ?? Digest()
    }

    private static func combined(_ pairs: [Digest], isTop: Bool, _ rule: Rule) -> [Digest] {
        let count = pairs.count / 2
        return unsafe pairs.withUnsafeBufferPointer { (source: UnsafeBufferPointer<Digest>) in
            unsafe [Digest](unsafeUninitializedCapacity: count) { target, initialized in
                if let from = source.baseAddress, let to = target.baseAddress, count > 0 {
                    unsafe rule.combine(from, count, isTop: isTop, to)
                }
                initialized = count
            }
        }
    }
}
