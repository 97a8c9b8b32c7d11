import CKernels
import TestSupport
import Testing

/// Serialised: each test puts one level after another in force.
@Suite("BLAKE3 kernels", .serialized)
struct BLAKE3KernelTests {
    private let key = SeededBytes.key

    private enum SeededBytes {
        static let key: [UInt8] = {
            var generator = SeededGenerator(seed: 0xB3)
            return generator.bytes(32)
        }()
    }

    @Test func agreesWithPublishedVectors() throws {
        let vectors = try BLAKE3PublishedVectors.load()
        #expect(vectors.cases.count == 35)
        let keyed = BLAKE3Kernel.keyed(Array(vectors.key.utf8))
        atEveryLevel { level in
            let derived = BLAKE3Kernel.derived(vectors.context_string)
            for entry in vectors.cases {
                let message = BLAKE3PublishedVectors.input(entry.input_len)
                for (kernel, expected) in [
                    (.plain, entry.hash), (keyed, entry.keyed_hash), (derived, entry.derive_key),
                ] as [(BLAKE3Kernel, String)] {
                    let count = expected.utf8.count / 2
                    let output = kernel.extended(message, count: count)
                    #expect(hexadecimal(output) == expected, "\(level), \(entry.input_len) bytes")
                    #expect(kernel.hash(message)[...] == output[..<32], "\(level), \(entry.input_len) bytes")
                    #expect(kernel.extended(message, count: count - 64, firstBlock: 1)[...] == output[64...])
                    let halves = kernel.incremental(message, splits: [message.count / 2], count: count)
                    #expect(halves == output, "\(level), \(entry.input_len) bytes in halves")
                }
            }
        }
    }

    @Test func everyLengthGivesTheSameAtEveryLevel() {
        var generator = SeededGenerator(seed: 1)
        let bytes = generator.bytes(4097)
        let keyed = BLAKE3Kernel.keyed(key)
        var reference: [[UInt8]] = []
        atEveryLevel { level in
            let digests = (0...bytes.count).map { keyed.hash(Array(bytes[..<$0])) }
            if reference.isEmpty { reference = digests }
            let differing = (0...bytes.count).filter { digests[$0] != reference[$0] }
            #expect(differing.isEmpty, "\(level), lengths \(differing.prefix(8))")
        }
    }

    @Test func longMessagesGiveTheSameAtEveryLevel() {
        var generator = SeededGenerator(seed: 2)
        let bytes = generator.bytes(700 * 1024 + 77)
        // Around the ends of lanes, of the tile kept on the stack, and of powers of two of tiles.
        let chunkCounts = [15, 16, 17, 18, 19, 31, 33, 255, 256, 257, 300, 511, 512, 513, 700]
        var reference: [[UInt8]] = []
        atEveryLevel { level in
            var digests: [[UInt8]] = []
            for chunks in chunkCounts {
                for length in [chunks * 1024 - 1, chunks * 1024, chunks * 1024 + 1] {
                    let message = Array(bytes[..<length])
                    let digest = BLAKE3Kernel.plain.hash(message)
                    let splits = [1000, 70_000].filter { $0 <= length }
                    let pieces = BLAKE3Kernel.plain.incremental(message, splits: splits, count: 32)
                    #expect(pieces == digest, "\(level), \(length) bytes")
                    digests.append(digest)
                }
            }
            if reference.isEmpty { reference = digests }
            #expect(digests == reference, "\(level)")
        }
    }

    @Test func piecesAtRandomPlacesGiveTheSame() {
        var generator = SeededGenerator(seed: 3)
        atEveryLevel { level in
            for _ in 0..<60 {
                let message = generator.bytes(Int.random(in: 0...40_000, using: &generator))
                let splits = (0..<Int.random(in: 0...12, using: &generator))
                    .map { _ in Int.random(in: 0...message.count, using: &generator) }.sorted()
                let pieces = BLAKE3Kernel.plain.incremental(message, splits: splits, count: 100)
                #expect(
                    pieces == BLAKE3Kernel.plain.extended(message, count: 100),
                    "\(level), \(message.count) bytes split at \(splits)")
            }
        }
    }

    @Test func batchesGiveWhatSingleMessagesGive() {
        var generator = SeededGenerator(seed: 4)
        let bytes = generator.bytes(45 * 20_000)
        let keyed = BLAKE3Kernel.keyed(key)
        let lengths = [
            0, 1, 31, 32, 40, 63, 64, 65, 127, 128, 500, 1023, 1024, 1025, 2048, 3000, 5000, 7168, 15_360, 15_361,
            20_000,
        ]
        let counts = [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 18, 35, 45]
        atEveryLevel { level in
            for length in lengths {
                for count in counts where length < 3000 || count < 20 {
                    let stride = length + [0, 3, 64][count % 3]
                    let messages = Array(bytes[..<(stride * count)])
                    let digests = keyed.batch(messages, stride: stride, length: length, count: count)
                    let singles = (0..<count).flatMap {
                        keyed.hash(Array(bytes[$0 * stride..<$0 * stride + length]))
                    }
                    #expect(digests == singles, "\(level), \(count) messages of \(length) bytes")
                }
            }
        }
    }

    @Test func batchOfBlocksMayOverwriteItsInput() {
        var generator = SeededGenerator(seed: 5)
        let pairs = generator.bytes(64 * 37)
        atEveryLevel { level in
            var mode = blake3_mode_plain()
            var inPlace = pairs
            unsafe inPlace.withUnsafeMutableBytes { buffer in
                unsafe blake3_hash_batch(&mode, buffer.baseAddress, 64, 64, 37, buffer.baseAddress)
            }
            let digests = BLAKE3Kernel.plain.batch(pairs, stride: 64, length: 64, count: 37)
            #expect(inPlace[..<(32 * 37)] == digests[...], "\(level)")
            inPlace = pairs
            unsafe inPlace.withUnsafeMutableBytes { buffer in
                unsafe blake3_parents(&mode, buffer.baseAddress, 37, buffer.baseAddress)
            }
            #expect(inPlace[..<(32 * 37)] == BLAKE3Kernel.plain.parents(pairs)[...], "\(level)")
        }
    }

    @Test func nodesCombineToTheRoot() {
        var generator = SeededGenerator(seed: 6)
        let keyed = BLAKE3Kernel.keyed(key)
        atEveryLevel { level in
            for length in [1025, 2048, 2049, 3072, 4096, 6000, 16_384, 17_409, 33_000, 263_000] {
                let message = generator.bytes(length)
                var values = keyed.chunks(message)
                while values.count > 64 {
                    let whole = values.count / 64 * 64
                    values = keyed.parents(Array(values[..<whole])) + values[whole...]
                }
                #expect(keyed.rootParent(values) == keyed.hash(message), "\(level), \(length) bytes")

                var left = 1024
                while 2 * left < length { left *= 2 }
                let children =
                    keyed.subtree(Array(message[..<left]), counter: 0)
                    + keyed.subtree(Array(message[left...]), counter: UInt64(left / 1024))
                #expect(keyed.rootParent(children) == keyed.hash(message), "\(level), \(length) bytes")
            }
        }
    }

    @Test func countersAboveThirtyTwoBitsReachTheChunks() {
        var generator = SeededGenerator(seed: 7)
        let message = generator.bytes(20 * 1024)
        var reference: [[UInt8]] = []
        atEveryLevel { level in
            let values = [0xFFFF_FFF8, 0x1_0000_0000, 0x3F_FFFF_FFFF_FFE0].map {
                BLAKE3Kernel.plain.chunks(message, counter: $0)
            }
            if reference.isEmpty { reference = values }
            #expect(values == reference, "\(level)")
            #expect(Set(values).count == 3)
        }
    }
}
