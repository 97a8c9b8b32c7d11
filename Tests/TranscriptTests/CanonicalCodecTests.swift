import TestSupport
import Testing
import Transcript

/// One field of every kind, with a sub-structure.
private struct Sample: CanonicalCodable, Equatable {
    var flag: Bool
    var byte: UInt8
    var short: UInt16
    var word: UInt32
    var long: UInt64
    var signed: Int64
    var digest: Digest
    var name: String
    var payload: [UInt8]
    var numbers: [Int32]
    var digests: [Digest]
    var elements: [UInt64]

    static let modulus: UInt64 = 0xFFFF_FFFF_0000_0001

    static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> Sample {
        let flag = try decoder.boolean("flag")
        let byte = try decoder.uint8("byte")
        let short = try decoder.uint16("short")
        let word = try decoder.uint32("word")
        let long = try decoder.uint64("long")
        let signed = try decoder.int64("signed")
        let digest = try decoder.digest("digest")
        let name = try decoder.string("name", limit: 20)
        let length = try decoder.count("inner", limit: 1000)
        var inner = try decoder.nested("inner", byteCount: length)
        let payload = try inner.byteString("payload", limit: 100)
        let numbers = try inner.list("numbers", limit: 10, elementByteCount: 4) { (element) throws(CanonicalError) in
            try element.int32("number")
        }
        try inner.finish()
        let digests = try decoder.list("digests", of: Digest.self, limit: 4)
        let count = try decoder.count("elements", limit: 8, elementByteCount: 8)
        let elements = try decoder.words("elements", count: count, below: modulus)
        return Sample(
            flag: flag, byte: byte, short: short, word: word, long: long, signed: signed, digest: digest,
            name: name, payload: payload, numbers: numbers, digests: digests, elements: elements)
    }

    func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(flag)
        encoder.append(byte)
        encoder.append(short)
        encoder.append(word)
        encoder.append(long)
        encoder.append(signed)
        encoder.append(digest)
        encoder.append(string: name)
        var inner = CanonicalEncoder()
        inner.append(byteString: payload)
        inner.append(list: numbers) { number, encoder in encoder.append(number) }
        encoder.append(byteString: inner.bytes)
        encoder.append(list: digests)
        encoder.append(count: elements.count)
        encoder.append(words: elements)
    }

    static func random(_ generator: inout SeededGenerator) throws -> Sample {
        func bytes(_ limit: Int) -> [UInt8] { generator.bytes(Int.random(in: 0...limit, using: &generator)) }
        let name = ["", "a", "größe", "テンソル", "🜁 air"].randomElement(using: &generator) ?? ""
        return Sample(
            flag: Bool.random(using: &generator), byte: .random(in: 0...255, using: &generator),
            short: .random(in: 0...(.max), using: &generator), word: .random(in: 0...(.max), using: &generator),
            long: generator.next(), signed: Int64(bitPattern: generator.next()),
            digest: try Digest(generator.bytes(32)),
            name: name, payload: bytes(100), numbers: bytes(10).map { Int32($0) - 128 },
            digests: try bytes(4).map { _ in try Digest(generator.bytes(32)) },
            elements: bytes(8).map { _ in generator.next() % modulus })
    }
}

@Suite struct CanonicalCodecTests {
    @Test func writesLittleEndianWithCounts() throws {
        var encoder = CanonicalEncoder()
        encoder.append(true)
        encoder.append(UInt16(0x0102))
        encoder.append(Int64(-2))
        encoder.append(string: "ab")
        encoder.append(byteString: [9])
        encoder.append(list: [UInt8(7), 8]) { $1.append($0) }
        #expect(
            encoder.bytes == [
                1, 2, 1, 0xFE, 255, 255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 97, 98, 1, 0, 0, 0, 9, 2, 0, 0, 0, 7, 8,
            ])
    }

    @Test func readsWhatItWrote() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<200 {
            let sample = try Sample.random(&generator)
            #expect(try Sample(canonicalBytes: sample.canonicalBytes) == sample)
        }
    }

    @Test func everyShorterPrefixIsTruncated() throws {
        var generator = SeededGenerator(seed: 4)
        let bytes = try Sample.random(&generator).canonicalBytes
        for count in 0..<bytes.count {
            let error = #expect(throws: CanonicalError.self) { try Sample(canonicalBytes: Array(bytes[..<count])) }
            guard case .truncated = error else {
                Issue.record("\(count) bytes gave \(String(describing: error))")
                continue
            }
        }
    }

    @Test func namesTheFieldAndTheByte() throws {
        #expect(throws: CanonicalError.trailingBytes(offset: 32, count: 2)) {
            try Digest(canonicalBytes: [UInt8](repeating: 0, count: 34))
        }
        var decoder = CanonicalDecoder([7, 2, 0xFF, 0xFF, 0xFF, 0xFF, 3, 0, 0, 0, 0xE2, 0x82, 0x28])
        #expect(try decoder.uint8("first") == 7)
        var copy = decoder
        #expect(throws: CanonicalError.nonCanonical(field: "flag", offset: 1, reason: "a Boolean is 0 or 1")) {
            try copy.boolean("flag")
        }
        _ = try decoder.uint8("second")
        copy = decoder
        #expect(throws: CanonicalError.tooLong(field: "payload", offset: 2, length: 0xFFFF_FFFF, limit: 10)) {
            try copy.byteString("payload", limit: 10)
        }
        copy = decoder
        #expect(throws: CanonicalError.truncated(field: "payload", offset: 6, needed: 0xFFFF_FFFF, available: 7)) {
            try copy.byteString("payload", limit: .max)
        }
        _ = try decoder.uint32("third")
        copy = decoder
        #expect(throws: CanonicalError.invalidUTF8(field: "name", offset: 10)) { try copy.string("name", limit: 10) }
        var inner = try decoder.nested("inner", byteCount: 6)
        _ = try inner.uint32("length")
        #expect(throws: CanonicalError.truncated(field: "word", offset: 10, needed: 4, available: 2)) {
            try inner.uint32("word")
        }
        #expect(throws: CanonicalError.trailingBytes(offset: 10, count: 2)) { try inner.finish() }
        #expect(decoder.remaining == 1)
    }

    @Test func absurdCountsAreRefusedBeforeAllocation() throws {
        let bytes = [UInt8](repeating: 0, count: 64)
        for count in [Int.max, Int.max / 8, Int.max / 32 + 1, -1, Int.min] {
            var decoder = CanonicalDecoder(bytes)
            #expect(throws: CanonicalError.self) { try decoder.digests("d", count: count) }
            #expect(throws: CanonicalError.self) { try decoder.words("w", count: count) }
            #expect(throws: CanonicalError.self) { try decoder.raw("r", count: count) }
            #expect(throws: CanonicalError.self) { try decoder.nested("n", byteCount: count) }
        }
    }

    @Test func fieldElementsAreBelowTheModulus() throws {
        var encoder = CanonicalEncoder()
        encoder.append(words: [Sample.modulus - 1, Sample.modulus])
        var decoder = CanonicalDecoder(encoder.bytes)
        #expect(
            throws: CanonicalError.nonCanonical(
                field: "e", offset: 8, reason: "a field element is not below the modulus")
        ) { try decoder.words("e", count: 2, below: Sample.modulus) }
    }

    /// Ten thousand mutants: none traps, and each that is accepted is its own encoding.
    @Test func mutantsAreRefusedOrCanonical() throws {
        var generator = SeededGenerator(seed: 5)
        var accepted = 0
        for _ in 0..<10_000 {
            var bytes = try Sample.random(&generator).canonicalBytes
            generator.mutate(&bytes)
            guard let sample = try? Sample(canonicalBytes: bytes) else { continue }
            accepted += 1
            #expect(sample.canonicalBytes == bytes)
        }
        #expect(accepted > 100 && accepted < 9900)
    }
}

extension SeededGenerator {
    /// One to three changes: a bit, a byte, a cut, a repeated piece or bytes at the end.
    mutating func mutate(_ bytes: inout [UInt8]) {
        for _ in 0..<Int.random(in: 1...3, using: &self) {
            let place = bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &self)
            switch Int.random(in: 0..<6, using: &self) {
            case 0 where !bytes.isEmpty: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 1 where !bytes.isEmpty: bytes[place] = [0, 1, 127, 128, 255].randomElement(using: &self) ?? 0
            case 2: bytes.removeSubrange(place...)
            case 3: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
            case 4: bytes.append(contentsOf: self.bytes(5))
            default: bytes.removeSubrange(place..<min(bytes.count, place + 4))
            }
        }
    }
}
