import TestSupport
import Testing
import Transcript

private struct SliceVectors: Decodable {
    struct Case: Decodable {
        let totalLength: Int
        let root: String
        let firstChunk: Int
        let chunkCount: Int
        let siblings: [String]
    }

    let cases: [Case]
}

extension BLAKE3Tree {
    fileprivate func open(_ first: Int, _ count: Int, of message: [UInt8]) throws -> SliceProof {
        try open(firstChunk: first, chunkCount: count, of: message)
    }
}

@Suite("BLAKE3 slices") struct BLAKE3TreeTests {
    @Test func agreesWithTheSecondImplementation() throws {
        let file: SliceVectors = try vectors("transcript/slices.json")
        #expect(file.cases.count == 6)
        for entry in file.cases {
            let message = pattern(entry.totalLength)
            let tree = BLAKE3Tree(message)
            #expect(tree.root.hexadecimal == entry.root)
            let proof = try tree.open(entry.firstChunk, entry.chunkCount, of: message)
            #expect(proof.siblings.map(\.hexadecimal) == entry.siblings)
        }
    }

    @Test func everyRangeOfChunksOpens() throws {
        var generator = SeededGenerator(seed: 1)
        for chunks in 1...9 {
            for length in [1024 * chunks - 1023, 1024 * chunks - 1, 1024 * chunks] {
                let message = generator.bytes(length)
                let root = BLAKE3.hash(message)
                let tree = BLAKE3Tree(message)
                #expect(tree.root == root && BLAKE3Tree.chunkCount(totalLength: length) == chunks)
                for first in 0..<chunks {
                    for count in 1...(chunks - first) {
                        let proof = try tree.open(first, count, of: message)
                        #expect(proof.bytes[...] == message[(1024 * first)..<min(length, 1024 * (first + count))])
                        try BLAKE3Tree.verify(
                            proof, root: root, totalLength: length, firstChunk: first, chunkCount: count)
                    }
                }
            }
        }
    }

    @Test(arguments: [1, 2, 3, 15, 16, 17, 33, 64, 65, 300])
    func everyChunkOpensAroundBoundaries(_ chunks: Int) throws {
        var generator = SeededGenerator(seed: 2)
        let key = BLAKE3.Mode.keyed(try Digest(generator.bytes(32)))
        for length in [1024 * chunks - 1, 1024 * chunks, 1024 * chunks + 1] {
            let message = generator.bytes(length)
            for mode in [BLAKE3.Mode.plain, key] {
                let tree = BLAKE3Tree(message, mode: mode)
                #expect(tree.root == mode.hash(message))
                for chunk in 0..<BLAKE3Tree.chunkCount(totalLength: length) {
                    try BLAKE3Tree.verify(
                        tree.open(chunk, 1, of: message), root: tree.root, totalLength: length, firstChunk: chunk,
                        chunkCount: 1, mode: mode)
                }
            }
        }
    }

    @Test func emptyMessageHasOneChunk() throws {
        let tree = BLAKE3Tree([])
        #expect(tree.root == BLAKE3.hash([UInt8]()) && tree.chunkValues == nil)
        let proof = try tree.open(0, 1, of: [])
        try BLAKE3Tree.verify(proof, root: tree.root, totalLength: 0, firstChunk: 0, chunkCount: 1)
    }

    @Test func refusesEachAlteredByte() throws {
        let message = pattern(6 * 1024 + 100)
        let tree = BLAKE3Tree(message)
        for (first, count) in [(2, 1), (6, 1), (1, 4)] {
            let proof = try tree.open(first, count, of: message)
            for place in proof.bytes.indices {
                var altered = proof
                altered.bytes[place] ^= 1
                #expect(refusal(altered, tree.root, message.count, first, count) == .rootMismatch)
            }
            for sibling in proof.siblings.indices {
                for byte in 0..<32 {
                    var bytes = proof.siblings[sibling].bytes
                    bytes[byte] ^= 0x80
                    var altered = proof
                    altered.siblings[sibling] = try Digest(bytes)
                    #expect(refusal(altered, tree.root, message.count, first, count) == .rootMismatch)
                }
            }
        }
    }

    @Test func refusesWrongPlacesAndLengths() throws {
        // Equal chunks: only the counter tells them apart.
        let message = [UInt8](repeating: 5, count: 8 * 1024)
        let tree = BLAKE3Tree(message)
        let root = tree.root
        let proof = try tree.open(3, 1, of: message)
        for chunk in 0..<8 where chunk != 3 {
            #expect(refusal(proof, root, message.count, chunk, 1) == .rootMismatch)
        }
        #expect(refusal(proof, root, message.count, 8, 1) == .chunksOutOfRange(first: 8, count: 1, chunkCount: 8))
        #expect(refusal(proof, root, message.count, -1, 1) == .chunksOutOfRange(first: -1, count: 1, chunkCount: 8))
        #expect(refusal(proof, root, message.count, 3, 0) == .chunksOutOfRange(first: 3, count: 0, chunkCount: 8))
        #expect(refusal(proof, root, message.count, .max, 1) == .chunksOutOfRange(first: .max, count: 1, chunkCount: 8))
        #expect(refusal(proof, root, message.count, 1, .max) == .chunksOutOfRange(first: 1, count: .max, chunkCount: 8))
        #expect(refusal(proof, root, -1, 3, 1) == .negativeLength(-1))
        #expect(refusal(proof, root, message.count, 3, 2) == .wrongByteCount(expected: 2048, found: 1024))
        #expect(refusal(proof, root, 3 * 1024 + 7, 3, 1) == .wrongByteCount(expected: 7, found: 1024))
        #expect(refusal(proof, root, .max, 3, 1) == .missingSiblings(expected: 53, found: 3))
        #expect(refusal(proof, root, 9 * 1024, 3, 1) == .missingSiblings(expected: 4, found: 3))
        #expect(refusal(proof, root, 4 * 1024, 3, 1) == .extraSiblings(expected: 2, found: 3))
        var short = proof
        short.bytes.removeLast()
        #expect(refusal(short, root, message.count, 3, 1) == .wrongByteCount(expected: 1024, found: 1023))
        let keyed = BLAKE3.Mode.keyed(Digest())
        #expect(throws: SliceError.rootMismatch) {
            try BLAKE3Tree.verify(proof, root: root, totalLength: 8192, firstChunk: 3, chunkCount: 1, mode: keyed)
        }
    }

    /// An inner slice may open under another length with the same path; the last chunk never does.
    @Test func theLastChunkShowsTheLength() throws {
        let message = pattern(8 * 1024)
        let tree = BLAKE3Tree(message)
        #expect(refusal(try tree.open(3, 1, of: message), tree.root, 7 * 1024, 3, 1) == nil)
        for other in 1...20 * 1024 where other != message.count {
            let last = BLAKE3Tree.chunkCount(totalLength: other) - 1
            var proof = last < 8 ? try tree.open(last, 1, of: message) : try tree.open(7, 1, of: message)
            let bytes = other - 1024 * last
            proof.bytes = Array(proof.bytes.prefix(bytes))
            #expect(refusal(proof, tree.root, other, last, 1) != nil)
        }
    }

    @Test func innerValuesAreNoRoots() throws {
        let message = pattern(4096)
        let tree = BLAKE3Tree(message)
        let values = Array(try #require(tree.chunkValues))
        // The value of chunk 0 as the hash of a message of one chunk.
        let chunk = SliceProof(bytes: Array(message[..<1024]), siblings: [])
        #expect(refusal(chunk, values[0], 1024, 0, 1) == .rootMismatch)
        // The parent of chunks 0 and 1 as the hash of a message of two chunks: recomputed without the
        // root flag it is what the path to the true root passes through, yet it is not accepted.
        let pair = SliceProof(bytes: Array(message[..<2048]), siblings: [])
        let inner = try tree.open(2, 2, of: message).siblings[0]
        #expect(refusal(pair, inner, 2048, 0, 2) == .rootMismatch)
        #expect(refusal(pair, BLAKE3.hash(Array(message[..<2048])), 2048, 0, 2) == nil)
    }

    @Test func chunkValuesGiveTheRoot() throws {
        let message = pattern(10_000)
        let tree = BLAKE3Tree(message)
        let values = Array(try #require(tree.chunkValues))
        #expect(values.count == 10)
        #expect(BLAKE3Tree.root(chunkValues: values) == tree.root)
        #expect(BLAKE3Tree.root(chunkValues: []) == nil && BLAKE3Tree.root(chunkValues: [values[0]]) == nil)
        let last = Array(message[(7 * 1024)...])
        #expect(BLAKE3Tree.chunkValues(unsafe last.span.bytes, firstChunk: 7)[...] == values[7...])
        #expect(BLAKE3Tree.chunks(holding: 1023..<1025) == 0..<2)
        #expect(BLAKE3Tree.chunks(holding: 1024..<2048) == 1..<2)
        #expect(BLAKE3Tree.chunks(holding: 1500..<1500) == 1..<1)
    }

    @Test func theHolderRefusesWhatItCannotOpen() throws {
        let message = pattern(5000)
        let tree = BLAKE3Tree(message)
        #expect(throws: SliceError.chunksOutOfRange(first: 5, count: 1, chunkCount: 5)) {
            try tree.open(5, 1, of: message)
        }
        #expect(throws: SliceError.wrongByteCount(expected: 5000, found: 4999)) {
            try tree.open(0, 1, of: Array(message.dropLast()))
        }
    }

    @Test func mutantProofsAreRefusedOrCanonical() throws {
        let message = pattern(20 * 1024 - 5)
        let tree = BLAKE3Tree(message)
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<10_000 {
            let chunk = Int.random(in: 18..<20, using: &generator)
            let proof = try tree.open(chunk, 1, of: message)
            var encoder = CanonicalEncoder()
            proof.encode(into: &encoder)
            var bytes = encoder.bytes
            generator.mutate(&bytes)
            var decoder = CanonicalDecoder(bytes)
            guard let mutant = try? SliceProof.decode(from: &decoder, maximumChunks: 2),
                (try? decoder.finish()) != nil
            else { continue }
            var again = CanonicalEncoder()
            mutant.encode(into: &again)
            #expect(again.bytes == bytes)
            #expect((refusal(mutant, tree.root, message.count, chunk, 1) == nil) == (mutant == proof))
        }
    }

    private func refusal(
        _ proof: SliceProof, _ root: Digest, _ length: Int, _ first: Int, _ count: Int
    ) -> SliceError? {
        do {
            try BLAKE3Tree.verify(proof, root: root, totalLength: length, firstChunk: first, chunkCount: count)
            return nil
        } catch { return error }
    }
}
