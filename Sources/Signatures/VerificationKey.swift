import Csodium

/// An Ed25519 public key: 32 bytes, which also are an account's address on the ledger. So a
/// signature names its signer without a second lookup, and no hash stands between key and address.
public struct VerificationKey: Sendable, Hashable {
    public static let byteCount = 32

    public let bytes: [UInt8]

    /// A key from its bytes. Whether they are a usable point is seen when a signature is verified.
    ///
    /// - Throws: `KeyError.wrongLength` unless there are 32.
    public init(_ bytes: [UInt8]) throws(KeyError) {
        guard bytes.count == Self.byteCount else { throw .wrongLength(expected: Self.byteCount, found: bytes.count) }
        self.bytes = bytes
    }

    init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// Whether `signature` was made under this key for `message` in `context`.
    ///
    /// Strict, so that every verifier decides alike: S below the group's order, canonical A, and
    /// neither A nor R of small order; the equation is checked without the cofactor. Votes and evidence of
    /// a consensus engine follow other rules (ZIP 215) and are not verified by this function.
    ///
    /// - Timing: variable; all of it is public.
    /// - Source: RFC 8032, 5.1.7; libsodium 1.0.18, `crypto_sign/ed25519/ref10/open.c`.
    public func isValid(_ signature: Signature, for message: [UInt8], in context: SigningContext) -> Bool {
        isValid(signature, forRaw: context.framed(message))
    }

    /// As RFC 8032 has it, without a context: for its vectors.
    package func isValid(_ signature: Signature, forRaw message: [UInt8]) -> Bool {
        Sodium.start()
        return unsafe crypto_sign_ed25519_verify_detached(signature.bytes, message, UInt64(message.count), bytes) == 0
    }
}

/// An Ed25519 signature: R and S, 64 bytes.
public struct Signature: Sendable, Hashable {
    public static let byteCount = 64

    public let bytes: [UInt8]

    /// - Throws: `KeyError.wrongLength` unless there are 64.
    public init(_ bytes: [UInt8]) throws(KeyError) {
        guard bytes.count == Self.byteCount else { throw .wrongLength(expected: Self.byteCount, found: bytes.count) }
        self.bytes = bytes
    }

    init(unchecked bytes: [UInt8]) { self.bytes = bytes }
}

/// What a signature is for. Signed are the context's length (1 byte), the context and the message, so
/// that what was signed in one place is worth nothing in another.
public struct SigningContext: Sendable {
    private let prefix: [UInt8]

    /// - Parameter context: fixed in the code, globally unique, 1 to 255 bytes.
    public init(_ context: StaticString) {
        precondition((1...255).contains(context.utf8CodeUnitCount), "a context has 1 to 255 bytes")
        let text = context.withUTF8Buffer { (bytes: UnsafeBufferPointer<UInt8>) in unsafe [UInt8](bytes) }
        prefix = [UInt8(text.count)] + text
    }

    func framed(_ message: [UInt8]) -> [UInt8] { prefix + message }
}
