import Algebra
import TestSupport

/// A proof file changed along its structure: elements, counts and whole sections rather than bytes. A function of
/// its seed.
struct ProofMutant {
    let bytes: [UInt8]
    let words: String

    /// - Parameter other: another accepted proof of the same circuit, to take parts from.
    init(of subject: AttackSubject, seed: UInt64, other: [UInt8]) {
        var random = SeededGenerator(seed: seed)
        var changed = subject.bytes
        var words: [String] = []
        for _ in 0...(random.next() % 4 == 0 ? random.next() % 3 : 0) {
            words.append(Self.change(&changed, subject, other, &random))
        }
        bytes = changed
        self.words = words.joined(separator: ", ")
    }

    private static func change(
        _ bytes: inout [UInt8], _ subject: AttackSubject, _ other: [UInt8], _ random: inout SeededGenerator
    ) -> String {
        let sections = subject.map.sections
        let section = sections[Int(random.next() % UInt64(sections.count))]
        // Earlier changes may have moved or removed it.
        guard section.range.upperBound <= bytes.count else { return "nothing at \(section.name)" }
        let range = section.range
        switch random.next() % 10 {
        case 0, 1:
            let place = range.lowerBound + Int(random.next() % UInt64(range.count))
            bytes[place] ^= UInt8(1 + random.next() % 255)
            return "byte \(place)"
        case 2, 3:
            let width = min(8, range.count)
            let place = range.lowerBound + Int(random.next() % UInt64(range.count / width)) * width
            let words: [UInt64] = [
                0, 1, Goldilocks.modulus - 1, Goldilocks.modulus, .max, 1 << 32, random.next(),
                bytes.integer(at: place, count: width) &+ 1, bytes.integer(at: place, count: width) &- 1,
            ]
            bytes = bytes.replacing(place, with: words[Int(random.next() % UInt64(words.count))], count: width)
            return "word at \(place)"
        case 4:
            let alike = sections.filter { $0.range.count == range.count && $0.range.upperBound <= bytes.count }
            let from = alike[Int(random.next() % UInt64(alike.count))].range
            let (one, two) = (Array(bytes[range]), Array(bytes[from]))
            bytes.replaceSubrange(range, with: two)
            if random.next() % 2 == 0 { bytes.replaceSubrange(from, with: one) }
            return "\(section.name) from byte \(from.lowerBound)"
        case 5:
            bytes.insert(contentsOf: Array(bytes[range]), at: range.lowerBound)
            return "\(section.name) twice"
        case 6:
            bytes.removeSubrange(range)
            return "\(section.name) removed"
        case 7:
            bytes.replaceSubrange(range, with: [UInt8](repeating: random.next() % 2 == 0 ? 0 : 0xFF, count: range.count))
            return "\(section.name) filled"
        case 8:
            let last = sections[Int(random.next() % UInt64(sections.count))].range.upperBound
            let end = min(last, other.count, bytes.count)
            guard range.lowerBound < end else { return "nothing of another proof" }
            bytes.replaceSubrange(range.lowerBound..<end, with: other[range.lowerBound..<end])
            return "bytes \(range.lowerBound)..<\(end) of another proof"
        default:
            bytes.removeSubrange(range.upperBound...)
            return "nothing after \(section.name)"
        }
    }
}
