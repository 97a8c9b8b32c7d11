/// A message for ``Poseidon2Sponge`` put together from fields, each of which says where it ends.
///
/// A byte field is its length followed by its bytes, seven an element, little endian, the last element
/// filled with zeros; a list of elements is its length followed by them; a number is two elements, its
/// low and its high 32 bits. Two sequences of fields of the same kinds therefore give the same elements
/// only when they are equal.
public struct Poseidon2Message: Sendable, Hashable {
    public private(set) var elements: [Goldilocks] = []

    public init() {}

    /// Seven bytes an element.
    public mutating func append(bytes: [UInt8]) {
        elements.append(Goldilocks(reducing: UInt64(bytes.count)))
        elements.append(contentsOf: Poseidon2Message.packed(bytes))
    }

    public mutating func append(list: [Goldilocks]) {
        elements.append(Goldilocks(reducing: UInt64(list.count)))
        elements.append(contentsOf: list)
    }

    /// Two elements, so that every 64-bit number has one form.
    public mutating func append(number: UInt64) {
        elements.append(Goldilocks(reducing: number & 0xFFFF_FFFF))
        elements.append(Goldilocks(reducing: number >> 32))
    }

    /// ⌈count / 7⌉ elements below 2^56. Injective among byte strings of one length.
    public static func packed(_ bytes: [UInt8]) -> [Goldilocks] {
        var result: [Goldilocks] = []
        result.reserveCapacity((bytes.count + 6) / 7)
        for start in stride(from: 0, to: bytes.count, by: 7) {
            var word: UInt64 = 0
            for (place, byte) in bytes[start..<min(start + 7, bytes.count)].enumerated() {
                word |= UInt64(byte) << UInt64(8 * place)
            }
            result.append(Goldilocks(reducing: word))
        }
        return result
    }
}
