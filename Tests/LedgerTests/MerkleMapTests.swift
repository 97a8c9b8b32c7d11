import Ledger
import TestSupport
import Testing
import Transcript

struct MerkleMapTests {
    /// The root by its definition, from scratch, over an unordered list.
    static func naiveRoot(_ entries: [(key: Digest, value: [UInt8])], _ depth: Int = 0) -> Digest {
        if entries.isEmpty { return Digest() }
        if entries.count == 1 {
            let value = BLAKE3.hash(derivedFrom: "sirocco state value v1", entries[0].value)
            return BLAKE3.hash(derivedFrom: "sirocco state leaf v1", entries[0].key.bytes + value.bytes)
        }
        func isRight(_ key: Digest) -> Bool { key.bytes[depth / 8] & (0x80 >> (depth % 8)) != 0 }
        let left = naiveRoot(entries.filter { !isRight($0.key) }, depth + 1)
        let right = naiveRoot(entries.filter { isRight($0.key) }, depth + 1)
        return BLAKE3.hash(derivedFrom: "sirocco state branch v1", left.bytes + right.bytes)
    }

    /// Keys that often share long prefixes.
    static func key(_ generator: inout SeededGenerator) throws -> Digest {
        var bytes = [UInt8](repeating: 0, count: 32)
        bytes[0] = UInt8.random(in: 0...3, using: &generator) << 6
        bytes[Int.random(in: 1...31, using: &generator)] = UInt8.random(in: 0...7, using: &generator)
        return try Digest(bytes)
    }

    @Test func randomBatchesGiveTheRootOfTheirContents() throws {
        let seed: UInt64 = 5
        print("merkle map: seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        var map = MerkleMap()
        var model: [Digest: [UInt8]] = [:]
        for _ in 0..<300 {
            var batch: [Digest: [UInt8]?] = [:]
            for _ in 0..<Int.random(in: 0...20, using: &generator) {
                let removes = Bool.random(using: &generator)
                batch[try Self.key(&generator)] = .some(removes ? nil : generator.bytes(Int.random(in: 0...40, using: &generator)))
            }
            for (key, value) in batch { model[key] = value }
            let before = map
            let root = map.root
            map.apply(batch.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
            #expect(before.root == root)
            let entries = model.map { (key: $0.key, value: $0.value) }
            #expect(map.root == Self.naiveRoot(entries))
            #expect(map.entries.map(\.key) == entries.map(\.key).sorted())
            #expect(map.entries.allSatisfy { model[$0.key] == $0.value })
            for key in batch.keys { #expect(map[key] == model[key]) }
        }
        #expect(model.count > 50)
        // One batch and any number of batches agree.
        let bulk = MerkleMap(sorted: model.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) })
        #expect(bulk.root == map.root)
        map.apply(map.entries.map { ($0.key, nil) })
        #expect(map.root == Digest())
    }

    @Test(arguments: [0, 1, 2, 3, 40, 300]) func provesWhatIsThereAndWhatIsNot(_ count: Int) throws {
        var generator = SeededGenerator(seed: UInt64(count))
        var model: [Digest: [UInt8]] = [:]
        while model.count < count {
            model[try Bool.random(using: &generator) || count > 100 ? Digest(generator.bytes(32)) : Self.key(&generator)] = generator.bytes(9)
        }
        let map = MerkleMap(sorted: model.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) })
        for (key, value) in model {
            let proof = try MerkleMapProof(canonicalBytes: map.proof(for: key).canonicalBytes)
            #expect(throws: Never.self) { try proof.verifyPresence(of: key, value: value, root: map.root) }
            #expect(throws: MerkleMapProofError.wrongValue) {
                try proof.verifyPresence(of: key, value: value + [0], root: map.root)
            }
            #expect(throws: MerkleMapProofError.keyIsPresent) { try proof.verifyAbsence(of: key, root: map.root) }
        }
        for _ in 0..<200 {
            let key = try Bool.random(using: &generator) ? Digest(generator.bytes(32)) : Self.key(&generator)
            guard model[key] == nil else { continue }
            let proof = map.proof(for: key)
            #expect(throws: Never.self) { try proof.verifyAbsence(of: key, root: map.root) }
            #expect(throws: MerkleMapProofError.keyIsAbsent) {
                try proof.verifyPresence(of: key, value: [], root: map.root)
            }
            // The absence of a key shows nothing of the keys that are there.
            for other in model.keys.prefix(20) {
                #expect(throws: MerkleMapProofError.self) { try proof.verifyAbsence(of: other, root: map.root) }
            }
        }
        #expect(map.proof(for: Digest()).canonicalBytes.count < 1_000)
    }

    /// Whatever of a proof is changed, it shows nothing; and no two encodings are the same proof.
    @Test func everyChangedBitIsRefused() throws {
        var generator = SeededGenerator(seed: 8)
        var entries: [(key: Digest, value: [UInt8])] = []
        for _ in 0..<50 { entries.append((try Digest(generator.bytes(32)), generator.bytes(20))) }
        entries.sort { $0.key < $1.key }
        let map = MerkleMap(sorted: entries)
        let absent = try Digest(generator.bytes(32))
        for (key, value) in [(entries[17].key, entries[17].value), (absent, [])] {
            let bytes = map.proof(for: key).canonicalBytes
            for bit in 0..<bytes.count * 8 {
                var changed = bytes
                changed[bit / 8] ^= 1 << (bit % 8)
                guard let proof = try? MerkleMapProof(canonicalBytes: changed) else { continue }
                #expect(proof.canonicalBytes == changed)
                #expect(throws: MerkleMapProofError.self) {
                    if value.isEmpty {
                        try proof.verifyAbsence(of: key, root: map.root)
                    } else {
                        try proof.verifyPresence(of: key, value: value, root: map.root)
                    }
                }
            }
        }
    }

    @Test func splitsToTheLastUnit() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<2_000 {
            let total = UInt128.random(in: 0...1_000_000, using: &generator)
            let parts = (0..<Int.random(in: 1...9, using: &generator)).map { _ in UInt64.random(in: 0...50, using: &generator) } + [1]
            let whole = UInt128(parts.reduce(0, +))
            let shares = LargestRemainder.split(Amount(total), parts: parts).map(\.units)
            #expect(shares.reduce(0, +) == total)
            for (share, part) in zip(shares, parts) {
                let exact = total * UInt128(part)
                #expect(share * whole <= exact + whole - 1 && (share + 1) * whole > exact)
                if part == 0 { #expect(share == 0) }
            }
        }
        let all = LargestRemainder.split(Amount(.max), parts: [1, 1_000_000_000])
        #expect(all[0].units + all[1].units == .max)
        // Remainders 1/2, 1/2: the tie goes to the first.
        #expect(LargestRemainder.split(Amount(3), parts: [1, 1]) == [Amount(2), Amount(1)])
    }
}
