import Csodium

/// Where sealed messages are sent: an X25519 public key. Not the signing key: one key, one use.
public struct SealingKey: Sendable, Hashable {
    public static let byteCount = 32

    public let bytes: [UInt8]

    /// - Throws: `KeyError.wrongLength` unless there are 32 bytes.
    public init(_ bytes: [UInt8]) throws(KeyError) {
        guard bytes.count == Self.byteCount else { throw .wrongLength(expected: Self.byteCount, found: bytes.count) }
        self.bytes = bytes
    }

    init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// Bytes that a sealed message is longer than the message: an ephemeral key and a tag.
    public static let overhead = 48

    /// Encrypts to this key with a fresh ephemeral key; the sender stays anonymous and cannot open it
    /// either. Two seals of one message differ.
    ///
    /// - Throws: `KeyError.unusableKey` for a key of small order.
    /// - Source: libsodium `crypto_box_seal` (X25519, BLAKE2b nonce, XSalsa20-Poly1305).
    public func seal(_ message: [UInt8]) throws(KeyError) -> [UInt8] {
        Sodium.start()
        var sealed = [UInt8](repeating: 0, count: message.count + Self.overhead)
        guard unsafe crypto_box_seal(&sealed, message, UInt64(message.count), bytes) == 0 else { throw .unusableKey }
        return sealed
    }
}

/// Opens what was sealed to its public half. Secret, guarded, wiped; no description, no copy.
public struct OpeningKey: ~Copyable, Sendable {
    private let secret: SecretBytes

    public let sealingKey: SealingKey

    public static let seedByteCount = 32

    /// - Throws: `KeyError.wrongLength` unless the seed has 32 bytes; `noSecureMemory`.
    public init(seed: borrowing SecretBytes) throws(KeyError) {
        guard seed.count == Self.seedByteCount else {
            throw .wrongLength(expected: Self.seedByteCount, found: seed.count)
        }
        let secret = try SecretBytes(count: 32)
        var key = [UInt8](repeating: 0, count: SealingKey.byteCount)
        _ = unsafe crypto_box_seed_keypair(&key, secret.pointer, seed.pointer)
        self.secret = secret
        sealingKey = SealingKey(unchecked: key)
    }

    /// The message in a sealed box.
    ///
    /// - Throws: `KeyError.wrongLength` below 48 bytes; `doesNotOpen` for another key's or an altered box.
    public func open(_ sealed: [UInt8]) throws(KeyError) -> [UInt8] {
        guard sealed.count >= SealingKey.overhead else {
            throw .wrongLength(expected: SealingKey.overhead, found: sealed.count)
        }
        // One spare byte, so that an empty message has a buffer too.
        var message = [UInt8](repeating: 0, count: sealed.count - SealingKey.overhead + 1)
        let status = unsafe crypto_box_seal_open(
            &message, sealed, UInt64(sealed.count), sealingKey.bytes, secret.pointer)
        guard status == 0 else { throw .doesNotOpen }
        message.removeLast()
        return message
    }
}
