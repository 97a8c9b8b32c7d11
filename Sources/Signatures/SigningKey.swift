import Csodium

/// An Ed25519 key pair. The secret half lives in guarded memory and is wiped with its owner; it has no
/// description and cannot be copied.
public struct SigningKey: ~Copyable, Sendable {
    private let secret: SecretBytes

    public let verificationKey: VerificationKey

    public static let seedByteCount = 32

    /// The pair of a seed (RFC 8032, 5.1.5).
    ///
    /// - Throws: `KeyError.wrongLength` unless the seed has 32 bytes; `noSecureMemory`.
    public init(seed: borrowing SecretBytes) throws(KeyError) {
        guard seed.count == Self.seedByteCount else {
            throw .wrongLength(expected: Self.seedByteCount, found: seed.count)
        }
        let secret = try SecretBytes(count: 64)
        var key = [UInt8](repeating: 0, count: VerificationKey.byteCount)
        _ = unsafe crypto_sign_ed25519_seed_keypair(&key, secret.pointer, seed.pointer)
        self.secret = secret
        verificationKey = VerificationKey(unchecked: key)
    }

    /// Signs a message in a context; the same message gives the same signature.
    ///
    /// - Timing: independent of the secret.
    public func sign(_ message: [UInt8], in context: SigningContext) -> Signature { sign(raw: context.framed(message)) }

    /// As RFC 8032 has it, without a context: for its vectors.
    package func sign(raw message: [UInt8]) -> Signature {
        var signature = [UInt8](repeating: 0, count: Signature.byteCount)
        _ = unsafe crypto_sign_ed25519_detached(&signature, nil, message, UInt64(message.count), secret.pointer)
        return Signature(unchecked: signature)
    }
}
