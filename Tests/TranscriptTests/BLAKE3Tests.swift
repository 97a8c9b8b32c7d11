import TestSupport
import Testing
import Transcript

private struct Published: Decodable {
    struct Case: Decodable {
        let input_len: Int
        let hash: String
        let keyed_hash: String
        let derive_key: String
    }

    let key: String
    let context_string: String
    let cases: [Case]
}

@Suite("BLAKE3 in Swift") struct BLAKE3Tests {
    @Test func agreesWithPublishedVectors() throws {
        let published: Published = try vectors("blake3/test_vectors.json")
        let key = try Digest(Array(published.key.utf8))
        let derived = BLAKE3.Mode.derived(contextBytes: Array(published.context_string.utf8))
        for entry in published.cases {
            let message = pattern(entry.input_len)
            for (mode, expected) in [
                (.plain, entry.hash), (.keyed(key), entry.keyed_hash), (derived, entry.derive_key),
            ] as [(BLAKE3.Mode, String)] {
                #expect(mode.hash(message).hexadecimal == expected.prefix(64))
                var hasher = BLAKE3.Hasher(mode)
                hasher.update(message)
                #expect(hasher.digest().hexadecimal == expected.prefix(64))
                #expect(hexadecimal(hasher.extendedOutput(count: expected.utf8.count / 2)) == expected)
            }
        }
    }

    @Test func contextInCodeIsTheSameDomain() {
        let message = pattern(100)
        let expected = BLAKE3.Mode.derived(contextBytes: Array("sirocco test".utf8)).hash(message)
        #expect(BLAKE3.hash(derivedFrom: "sirocco test", message) == expected)
        #expect(BLAKE3.deriveKey(context: "sirocco test").hash(message) == expected)
        #expect(BLAKE3.hash(message) != expected)
    }

    @Test func hasherForksAndGoesOn() {
        let message = pattern(5000)
        var hasher = BLAKE3.Hasher()
        hasher.update(Array(message[..<1500]))
        var fork = hasher
        fork.update([1])
        #expect(hasher.digest() == BLAKE3.hash(Array(message[..<1500])))
        #expect(fork.digest() == BLAKE3.hash(Array(message[..<1500]) + [1]))
        hasher.update(Array(message[1500...]))
        #expect(hasher.digest() == BLAKE3.hash(message))
        #expect(hasher.extendedOutput(count: 0).isEmpty)
    }

    @Test func batchGivesTheDigestsInOrder() {
        var generator = SeededGenerator(seed: 2)
        for length in [1, 32, 100, 1024, 2500] {
            let bytes = generator.bytes(21 * length)
            let digests = BLAKE3.Mode.plain.hash(batch: bytes, length: length)
            #expect(digests == (0..<21).map { BLAKE3.hash(Array(bytes[$0 * length..<($0 + 1) * length])) })
        }
    }
}
