import TestSupport
import Testing
import Transcript

private struct MerkleVectors: Decodable {
    struct Case: Decodable {
        let leafCount: Int
        let rowByteCount: Int
        let root: String
        let indexes: [Int]
        let siblings: [String]
    }

    let cases: [Case]
}

@Suite struct MerkleTreeTests {
    private func leaves(_ count: Int, seed: UInt64 = 1) throws -> [Digest] {
        var generator = SeededGenerator(seed: seed)
        return try (0..<count).map { _ in try Digest(generator.bytes(32)) }
    }

    @Test func agreesWithTheSecondImplementation() throws {
        let file: MerkleVectors = try vectors("transcript/merkle.json")
        #expect(file.cases.count == 8)
        for entry in file.cases {
            let rows = (0..<entry.leafCount).flatMap { row in
                (0..<entry.rowByteCount).map { UInt8((row * 7 + $0) % 251) }
            }
            let tree = MerkleTree(rows: rows, rowByteCount: entry.rowByteCount)
            #expect(tree.root.hexadecimal == entry.root, "\(entry.leafCount) rows")
            guard entry.leafCount > 0 else { continue }
            let opening = try tree.opening(of: entry.indexes)
            #expect(opening.siblings.map(\.hexadecimal) == entry.siblings)
            let opened = entry.indexes.flatMap { Array(rows[$0 * entry.rowByteCount..<($0 + 1) * entry.rowByteCount]) }
            try MerkleTree.verify(
                root: tree.root, leafCount: entry.leafCount, indexes: entry.indexes, rows: opened,
                rowByteCount: entry.rowByteCount, opening: opening)
        }
    }

    @Test func everyIndexSetOfSmallTreesOpens() throws {
        for count in 1...9 {
            let leaves = try leaves(count)
            let tree = MerkleTree(leaves: leaves)
            for set in 1..<(1 << count) {
                let indexes = (0..<count).filter { set >> $0 & 1 == 1 }
                let opening = try tree.opening(of: indexes)
                #expect(try opening.siblings.count == MerkleTree.siblingCount(leafCount: count, indexes: indexes))
                try MerkleTree.verify(
                    root: tree.root, leafCount: count, indexes: indexes, leaves: indexes.map { leaves[$0] },
                    opening: opening)
            }
            #expect(try tree.opening(of: Array(0..<count)).siblings.isEmpty)
        }
    }

    @Test func randomSetsOfLargerTreesOpen() throws {
        var generator = SeededGenerator(seed: 2)
        for count in [100, 255, 256, 257, 1000] {
            let leaves = try leaves(count)
            let tree = MerkleTree(leaves: leaves)
            for _ in 0..<20 {
                let indexes = Set((0..<40).map { _ in Int.random(in: 0..<count, using: &generator) }).sorted()
                try MerkleTree.verify(
                    root: tree.root, leafCount: count, indexes: indexes, leaves: indexes.map { leaves[$0] },
                    opening: tree.opening(of: indexes))
            }
        }
    }

    @Test func leavesHashedElsewhereGiveTheSameTree() throws {
        let leaves = try leaves(21)
        let hashed = MerkleTree.hashLeaves(Array(leaves[..<9])) + MerkleTree.hashLeaves(Array(leaves[9...]))
        #expect(MerkleTree(hashedLeaves: hashed).root == MerkleTree(leaves: leaves).root)
    }

    @Test func rootsOfAllLengthsDiffer() throws {
        var roots = Set([MerkleTree(leaves: []).root])
        let same = Digest()
        for count in 1...40 { roots.insert(MerkleTree(leaves: [Digest](repeating: same, count: count)).root) }
        #expect(roots.count == 41)
    }

    @Test func aNodeDoesNotPassForALeaf() throws {
        let leaves = try leaves(4)
        let tree = MerkleTree(leaves: leaves)
        let hashed = MerkleTree.hashLeaves(leaves)
        let node = { (left: Digest, right: Digest) in
            BLAKE3.hash(derivedFrom: "sirocco merkle node v1", left.bytes + right.bytes)
        }
        let upper = [node(hashed[0], hashed[1]), node(hashed[2], hashed[3])]
        #expect(MerkleTree(leaves: upper).root != tree.root)
        #expect(MerkleTree(hashedLeaves: upper).root != tree.root)
    }

    @Test func refusesEachBrokenRule() throws {
        let leaves = try leaves(11)
        let tree = MerkleTree(leaves: leaves)
        let indexes = [1, 4, 5, 10]
        let opened = indexes.map { leaves[$0] }
        let opening = try tree.opening(of: indexes)
        let needed = opening.siblings.count

        func verify(
            root: Digest? = nil, leafCount: Int = 11, indexes: [Int] = [1, 4, 5, 10], leaves: [Digest]? = nil,
            siblings: [Digest]? = nil
        ) -> MerkleError? {
            do {
                try MerkleTree.verify(
                    root: root ?? tree.root, leafCount: leafCount, indexes: indexes, leaves: leaves ?? opened,
                    opening: MerkleOpening(siblings: siblings ?? opening.siblings))
                return nil
            } catch { return error }
        }

        #expect(verify() == nil)
        #expect(verify(indexes: []) == .emptyIndexes)
        #expect(verify(indexes: [1, 4, 5, 11]) == .indexOutOfRange(index: 11, leafCount: 11))
        #expect(verify(indexes: [-1, 4, 5, 10]) == .indexOutOfRange(index: -1, leafCount: 11))
        #expect(verify(leafCount: 0) == .indexOutOfRange(index: 1, leafCount: 0))
        #expect(verify(leafCount: -5) == .indexOutOfRange(index: 1, leafCount: -5))
        #expect(verify(indexes: [4, 1, 5, 10]) == .unsortedIndexes(position: 1))
        #expect(verify(indexes: [1, 4, 4, 10]) == .duplicateIndex(4))
        #expect(verify(leaves: Array(opened.dropLast())) == .wrongLeafCount(expected: 4, found: 3))
        #expect(verify(leaves: opened + opened) == .wrongLeafCount(expected: 4, found: 8))
        for count in 0..<needed {
            #expect(
                verify(siblings: Array(opening.siblings[..<count]))
                    == .missingSiblings(expected: needed, found: count))
        }
        #expect(
            verify(siblings: opening.siblings + [Digest()]) == .extraSiblings(expected: needed, found: needed + 1))
        #expect(verify(siblings: opening.siblings.reversed()) == .rootMismatch)
        #expect(verify(leaves: [opened[1], opened[0], opened[2], opened[3]]) == .rootMismatch)
        #expect(verify(indexes: [0, 4, 5, 10]) == .rootMismatch)
        #expect(verify(root: Digest()) == .rootMismatch)
        // Every other number of leaves is refused: by shape, or because the root binds the number.
        for count in 12...40 { #expect(verify(leafCount: count) != nil) }
        #expect(verify(leafCount: .max) != nil)
        #expect(verify(leafCount: .max, indexes: [1, 4, 5, .max - 1]) != nil)
    }

    @Test func refusesEachAlteredByte() throws {
        let leaves = try leaves(6)
        let tree = MerkleTree(leaves: leaves)
        let opening = try tree.opening(of: [2, 5])
        let everything = [tree.root, leaves[2], leaves[5]] + opening.siblings
        for changed in everything.indices {
            for byte in 0..<32 {
                var bytes = everything[changed].bytes
                bytes[byte] ^= 0x40
                var values = everything
                values[changed] = try Digest(bytes)
                #expect(throws: MerkleError.rootMismatch) {
                    try MerkleTree.verify(
                        root: values[0], leafCount: 6, indexes: [2, 5], leaves: Array(values[1...2]),
                        opening: MerkleOpening(siblings: Array(values[3...])))
                }
            }
        }
    }

    @Test func rowsMustFillTheirLength() throws {
        let rows = pattern(40)
        let tree = MerkleTree(rows: rows, rowByteCount: 8)
        let opening = try tree.opening(of: [1])
        for (bytes, length) in [(7, 8), (8, 0), (8, -8), (16, 8), (0, 8), (8, 16)] {
            let error = #expect(throws: MerkleError.self) {
                try MerkleTree.verify(
                    root: tree.root, leafCount: 5, indexes: [1], rows: Array(rows[8..<8 + bytes]),
                    rowByteCount: length, opening: opening)
            }
            guard case .wrongLeafCount = error else {
                Issue.record("\(bytes) bytes in rows of \(length): \(String(describing: error))")
                continue
            }
        }
    }

    @Test func mutantOpeningsAreRefusedOrCanonical() throws {
        let leaves = try leaves(50)
        let tree = MerkleTree(leaves: leaves)
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<10_000 {
            let index = Int.random(in: 0..<50, using: &generator)
            let opening = try tree.opening(of: [index])
            var encoder = CanonicalEncoder()
            opening.encode(into: &encoder)
            var bytes = encoder.bytes
            generator.mutate(&bytes)
            var decoder = CanonicalDecoder(bytes)
            guard let mutant = try? MerkleOpening.decode(from: &decoder, maximumSiblings: 12),
                (try? decoder.finish()) != nil
            else { continue }
            var again = CanonicalEncoder()
            mutant.encode(into: &again)
            #expect(again.bytes == bytes)
            let verified: Void? = try? MerkleTree.verify(
                root: tree.root, leafCount: 50, indexes: [index], leaves: [leaves[index]], opening: mutant)
            #expect((verified != nil) == (mutant == opening))
        }
    }
}
