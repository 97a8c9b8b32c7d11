import TestSupport
import Testing
import Transcript

@Suite struct DigestTests {
    @Test func printsAndReadsHexadecimal() throws {
        let digest = try Digest(Array(0..<32))
        let text = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
        #expect(digest.description == "0x" + text)
        #expect(digest.hexadecimal == text)
        #expect(try Digest(text: text) == digest)
        #expect(try Digest(text: "0x" + text.uppercased()) == digest)
        #expect(Digest("0x" + text) == digest)
        #expect(digest.bytes == Array(0..<32))
    }

    @Test(arguments: [
        "", "0x", "00", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
        String(repeating: "g", count: 64), "0x0x" + String(repeating: "0", count: 62),
        "0X" + String(repeating: "0", count: 64), String(repeating: "é", count: 32),
    ])
    func refusesOtherText(_ text: String) {
        #expect(throws: DigestError.invalidText) { try Digest(text: text) }
        #expect(Digest(text) == nil)
    }

    @Test(arguments: [0, 31, 33]) func refusesOtherLengths(_ count: Int) {
        #expect(throws: DigestError.wrongLength(count)) { try Digest([UInt8](repeating: 0, count: count)) }
    }

    @Test func ordersLexicographically() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            let left = generator.bytes(32)
            var right = left
            for _ in 0..<Int.random(in: 0...2, using: &generator) {
                right[Int.random(in: 0..<32, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            #expect(try (Digest(left) < Digest(right)) == left.lexicographicallyPrecedes(right))
            #expect(try (Digest(left) == Digest(right)) == (left == right))
        }
    }
}
