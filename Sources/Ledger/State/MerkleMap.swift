import Transcript

/// A map from 256-bit keys to byte strings with one root, and short proofs of what it holds and of what
/// it does not hold. The root depends on the contents alone, not on how they came about.
///
/// The tree follows the keys' bits from the first byte's highest bit. A subtree without keys is empty,
/// one with a single key is that leaf, any other is a branch of two subtrees. Hashes (BLAKE3
/// `derive_key`):
/// - value: context `sirocco state value v1`, over the bytes;
/// - leaf: context `sirocco state leaf v1`, over key ‖ value digest;
/// - branch: context `sirocco state branch v1`, over left ‖ right;
/// - empty: 32 zero bytes, of which no preimage is known.
///
/// Persistent: a copy is free and shares what did not change, so the state before a block stays at hand.
public struct MerkleMap: Sendable {
    /// What a batch writes: a value, or nil to remove.
    public typealias Change = (key: Digest, value: [UInt8]?)

    indirect enum Node: Sendable {
        case empty
        case leaf(key: Digest, value: [UInt8], hash: Digest)
        case branch(left: Node, right: Node, hash: Digest)

        var hash: Digest {
            switch self {
            case .empty: Digest()
            case .leaf(_, _, let hash), .branch(_, _, let hash): hash
            }
        }
    }

    var top: Node = .empty

    public init() {}

    /// 32 zero bytes for the empty map.
    public var root: Digest { top.hash }

    public subscript(key: Digest) -> [UInt8]? {
        var node = top
        var depth = 0
        while case .branch(let left, let right, _) = node {
            node = Self.bit(depth, of: key) ? right : left
            depth += 1
        }
        guard case .leaf(key, let value, _) = node else { return nil }
        return value
    }

    /// All entries, in ascending order of keys.
    public var entries: [(key: Digest, value: [UInt8])] {
        var found: [(key: Digest, value: [UInt8])] = []
        var open = [top]
        while let node = open.popLast() {
            switch node {
            case .empty: break
            case .leaf(let key, let value, _): found.append((key, value))
            case .branch(let left, let right, _):
                open.append(right)
                open.append(left)
            }
        }
        return found
    }

    /// Bit `index` of a key, from the first byte's highest.
    ///
    /// - Parameter index: in 0..<256.
    static func bit(_ index: Int, of key: Digest) -> Bool {
        let byte = unsafe withUnsafeBytes(of: key) { (bytes: UnsafeRawBufferPointer) in unsafe bytes[index >> 3] }
        return byte >> UInt8(7 - index & 7) & 1 == 1
    }
}

/// The map's four hashes.
enum MerkleMapHashing {
    private static let valueMode = BLAKE3.deriveKey(context: "sirocco state value v1")
    private static let leafMode = BLAKE3.deriveKey(context: "sirocco state leaf v1")
    private static let branchMode = BLAKE3.deriveKey(context: "sirocco state branch v1")

    static func value(_ bytes: [UInt8]) -> Digest { valueMode.hash(bytes) }

    static func leaf(_ key: Digest, _ value: Digest) -> Digest { pair(key, value, leafMode) }

    static func branch(_ left: Digest, _ right: Digest) -> Digest { pair(left, right, branchMode) }

    private static func pair(_ first: Digest, _ second: Digest, _ mode: BLAKE3.Mode) -> Digest {
        var both = (first, second)
        return unsafe withUnsafeBytes(of: &both) { (bytes: UnsafeRawBufferPointer) in unsafe mode.hash(bytes) }
    }
}
