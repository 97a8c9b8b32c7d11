import Transcript

/// Shows against a root what a `MerkleMap` holds under a key, or that it holds nothing: the hashes beside
/// the path and what stands at its end. About log2(n) digests; empty neighbours take one bit.
public struct MerkleMapProof: Sendable, Hashable {
    /// What the path ends in.
    public enum End: Sendable, Hashable {
        case empty
        case leaf(key: Digest, value: Digest)
    }

    /// From the root downwards, at most 256; zero for an empty neighbour.
    let siblings: [Digest]
    let end: End

    static let maximumDepth = 256
}

/// Why a proof shows nothing.
public enum MerkleMapProofError: Error, Equatable, Sendable {
    /// The hashes lead to another root.
    case wrongRoot(Digest)
    /// The path ends in the key itself where its absence was to be shown.
    case keyIsPresent
    /// The path does not end in the key where its presence was to be shown.
    case keyIsAbsent
    /// The value's digest is another.
    case wrongValue
    /// The leaf at the end does not lie on the key's path.
    case strayLeaf
}

extension MerkleMap {
    /// The proof of what the map holds under `key`.
    public func proof(for key: Digest) -> MerkleMapProof {
        var siblings: [Digest] = []
        var node = top
        while case .branch(let left, let right, _) = node {
            let goesRight = Self.bit(siblings.count, of: key)
            siblings.append(goesRight ? left.hash : right.hash)
            node = goesRight ? right : left
        }
        guard case .leaf(let found, let value, _) = node else {
            return MerkleMapProof(siblings: siblings, end: .empty)
        }
        return MerkleMapProof(siblings: siblings, end: .leaf(key: found, value: MerkleMapHashing.value(value)))
    }
}

extension MerkleMapProof {
    /// Shows that the map of `root` holds `value` under `key`.
    ///
    /// - Throws: `keyIsAbsent`, `wrongValue`, `wrongRoot`.
    /// - Soundness: the root must come from somebody trusted; the proof does not say that it is recent.
    public func verifyPresence(of key: Digest, value: [UInt8], root: Digest) throws(MerkleMapProofError) {
        guard case .leaf(key, let digest) = end else { throw .keyIsAbsent }
        guard digest == MerkleMapHashing.value(value) else { throw .wrongValue }
        try climb(key, root)
    }

    /// Shows that the map of `root` holds nothing under `key`.
    ///
    /// - Throws: `keyIsPresent`, `strayLeaf`, `wrongRoot`.
    public func verifyAbsence(of key: Digest, root: Digest) throws(MerkleMapProofError) {
        if case .leaf(let other, _) = end {
            guard other != key else { throw .keyIsPresent }
            for depth in siblings.indices where MerkleMap.bit(depth, of: other) != MerkleMap.bit(depth, of: key) {
                throw .strayLeaf
            }
        }
        try climb(key, root)
    }

    private func climb(_ key: Digest, _ root: Digest) throws(MerkleMapProofError) {
        var hash =
            switch end {
            case .empty: Digest()
            case .leaf(let key, let value): MerkleMapHashing.leaf(key, value)
            }
        for depth in siblings.indices.reversed() {
            let sibling = siblings[depth]
            hash = MerkleMap.bit(depth, of: key)
                ? MerkleMapHashing.branch(sibling, hash) : MerkleMapHashing.branch(hash, sibling)
        }
        guard hash == root else { throw .wrongRoot(hash) }
    }
}

extension MerkleMapProof: CanonicalCodable {
    /// depth (2), one bit a sibling that is not empty (lowest bit first, padded with zeros to a byte),
    /// those siblings, end (1: empty 0, leaf 1 with key and value digest).
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(UInt16(siblings.count))
        var flags = [UInt8](repeating: 0, count: (siblings.count + 7) / 8)
        for (depth, sibling) in siblings.enumerated() where sibling != Digest() { flags[depth / 8] |= 1 << (depth % 8) }
        encoder.append(raw: flags)
        encoder.append(digests: siblings.filter { $0 != Digest() })
        switch end {
        case .empty: encoder.append(UInt8(0))
        case .leaf(let key, let value):
            encoder.append(UInt8(1))
            encoder.append(key)
            encoder.append(value)
        }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> MerkleMapProof {
        let start = decoder.offset
        let depth = Int(try decoder.uint16("depth"))
        guard depth <= maximumDepth else {
            throw .tooLong(field: "depth", offset: start, length: depth, limit: maximumDepth)
        }
        let flags = try decoder.raw("sibling flags", count: (depth + 7) / 8)
        var siblings: [Digest] = []
        for place in 0..<flags.count * 8 {
            let isPresent = flags[place / 8] >> (place % 8) & 1 == 1
            guard place < depth else {
                if isPresent { throw decoder.refusal("sibling flags", at: start + 2, "padding is not zero") }
                continue
            }
            let position = decoder.offset
            let sibling = isPresent ? try decoder.digest("sibling") : Digest()
            if isPresent && sibling == Digest() {
                throw decoder.refusal("sibling", at: position, "an empty neighbour is a zero bit")
            }
            siblings.append(sibling)
        }
        let position = decoder.offset
        switch try decoder.uint8("end") {
        case 0: return MerkleMapProof(siblings: siblings, end: .empty)
        case 1:
            let key = try decoder.digest("leaf key")
            return MerkleMapProof(siblings: siblings, end: .leaf(key: key, value: try decoder.digest("leaf value")))
        default: throw decoder.refusal("end", at: position, "0 or 1")
        }
    }
}
