/// A map that iterates in ascending order of its keys, wherever and whenever it runs. `Dictionary` is
/// seeded by the process, so nothing that reaches a root, an event or a vote may pass through one.
struct SortedMap<Key: Comparable & Sendable, Value: Sendable>: Sendable {
    private(set) var entries: [(key: Key, value: Value)] = []

    /// Where `key` is, or where it would stand.
    private func position(of key: Key) -> (index: Int, isPresent: Bool) {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return (low, low < entries.count && entries[low].key == key)
    }

    /// - Complexity: reading O(log n), inserting O(n) moves.
    subscript(key: Key) -> Value? {
        let place = position(of: key)
        return place.isPresent ? entries[place.index].value : nil
    }

    mutating func set(_ key: Key, to value: Value) {
        // Bulk loads come in order: no search for them.
        if let last = entries.last, last.key < key {
            entries.append((key, value))
            return
        }
        let place = position(of: key)
        if place.isPresent {
            entries[place.index].value = value
        } else {
            entries.insert((key, value), at: place.index)
        }
    }

    mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    var isEmpty: Bool { entries.isEmpty }
}
