/// Hashing with Poseidon2: a sponge of rate 8 and capacity 4, 128-bit collision resistance.
///
/// The initial capacity is (label bytes 0–6, label bytes 7–13, message length, digest length), each one
/// element, label bytes little endian with zeros after the last. The message is cut into blocks of
/// eight, the last one filled with zeros; each block is added to the rate elements and the state is
/// permuted, once at least. The digest is the first four rate elements.
///
/// This is injective before the permutation: labels hold no zero byte, so their filling is unambiguous,
/// and the length says where the zeros of the last block begin. Two hashes with different labels or
/// lengths start from different capacities.
public enum Poseidon2Sponge {
    /// Four elements, canonical.
    public struct Digest: Sendable, Hashable {
        public let elements: [Goldilocks]

        init(_ state: borrowing InlineArray<12, Goldilocks>) {
            elements = [state[0], state[1], state[2], state[3]]
        }

        /// A digest from outside; nil unless there are four elements.
        public init?(elements: [Goldilocks]) {
            guard elements.count == 4 else { return nil }
            self.elements = elements
        }
    }

    /// What a hash is for: 1 to 14 bytes, none of them zero.
    public struct Label: Sendable, Hashable {
        let low: Goldilocks
        let high: Goldilocks

        public init?(_ bytes: [UInt8]) {
            guard (1...14).contains(bytes.count), !bytes.contains(0) else { return nil }
            let packed = Poseidon2Message.packed(bytes)
            low = packed[0]
            high = packed.count > 1 ? packed[1] : .zero
        }

        /// A label whose two elements the caller packed by the rule above.
        package init(unchecked low: Goldilocks, _ high: Goldilocks) {
            self.low = low
            self.high = high
        }

        /// The UTF-8 bytes of `text`.
        public init?(_ text: String) { self.init(Array(text.utf8)) }
    }

    package static let rate = 8

    /// - Complexity: ⌈count / 8⌉ permutations, at least one.
    /// - Timing: depends on the length alone.
    public static func hash(_ label: Label, _ message: [Goldilocks]) -> Digest {
        hash(label, message) { _ in }
    }

    /// The same, and shows what enters every S-box: ``Poseidon2/sboxCount`` elements a permutation.
    @inline(__always)
    package static func hash(_ label: Label, _ message: [Goldilocks], visit: (Goldilocks) -> Void) -> Digest {
        var state = InlineArray<12, Goldilocks>(repeating: .zero)
        for (index, element) in initialCapacity(label, count: message.count).enumerated() { state[rate + index] = element }
        var position = 0
        repeat {
            for index in 0..<min(rate, message.count - position) { state[index] += message[position + index] }
            Poseidon2.permute(&state, visit: visit)
            position += rate
        } while position < message.count
        return Digest(state)
    }

    /// The capacity's four elements before the first block.
    package static func initialCapacity(_ label: Label, count: Int) -> [Goldilocks] {
        [label.low, label.high, Goldilocks(reducing: UInt64(count)), 4]
    }

    /// Permutations that a message of `count` elements takes.
    package static func permutationCount(_ count: Int) -> Int { max(1, (count + rate - 1) / rate) }

    /// The hash of a message put together from fields.
    public static func hash(_ label: Label, _ message: Poseidon2Message) -> Digest {
        hash(label, message.elements)
    }
}
