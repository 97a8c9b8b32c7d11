import Csodium

/// One person's or machine's keys, all derived from one 32-byte root secret: a signing key and,
/// separately, an opening key, so that neither use weakens the other.
///
/// Derivation: libsodium's `crypto_kdf` (keyed BLAKE2b), context `sirocco_`, subkey 1 for Ed25519,
/// subkey 2 for X25519.
public struct Identity: ~Copyable, Sendable {
    public let signing: SigningKey
    public let opening: OpeningKey
    let root: SecretBytes

    public static let rootByteCount = 32

    /// New keys.
    ///
    /// - Throws: `KeyError.noSecureMemory`.
    public init() throws(KeyError) { try self.init(root: try SecretBytes.random(count: Self.rootByteCount)) }

    /// The keys of a root secret.
    ///
    /// - Throws: `KeyError.wrongLength` unless there are 32 bytes; `noSecureMemory`.
    public init(root: consuming SecretBytes) throws(KeyError) {
        guard root.count == Self.rootByteCount else {
            throw .wrongLength(expected: Self.rootByteCount, found: root.count)
        }
        let signing = try SigningKey(seed: try Self.subkey(1, of: root))
        let opening = try OpeningKey(seed: try Self.subkey(2, of: root))
        self.init(signing: signing, opening: opening, root: root)
    }

    /// All at once: a noncopyable value cannot be left half made by a throw.
    private init(signing: consuming SigningKey, opening: consuming OpeningKey, root: consuming SecretBytes) {
        self.signing = signing
        self.opening = opening
        self.root = root
    }

    private static func subkey(_ number: UInt64, of root: borrowing SecretBytes) throws(KeyError) -> SecretBytes {
        let subkey = try SecretBytes(count: 32)
        let context: [CChar] = "sirocco_".utf8.map { CChar(bitPattern: $0) }
        _ = unsafe crypto_kdf_derive_from_key(subkey.pointer, subkey.count, number, context, root.pointer)
        return subkey
    }
}
