import CKernels

/// The hash function of every root, tree and transcript.
///
/// `BLAKE3.hash` is plain BLAKE3, equal to what `b3sum` prints; everything that is not the root of
/// a file or a public tensor is hashed under a `derive_key` context of its own, so that a value
/// from one place can never stand in another.
///
/// - Timing: depends on lengths only, never on the bytes or the key.
/// - Source: O'Connor, Aumasson, Neves, Wilcox-O'Hearn, "BLAKE3: one function, fast everywhere", 2020.
public enum BLAKE3 {
    /// Bytes in a chunk, the leaf of BLAKE3's own tree.
    @inlinable public static var chunkByteCount: Int { 1024 }

    /// The digest of a message.
    public static func hash(_ message: RawSpan) -> Digest { Mode.plain.hash(message) }

    /// The digest of a message.
    public static func hash(_ message: [UInt8]) -> Digest { Mode.plain.hash(message) }

    /// The digest of a message.
    @unsafe
    public static func hash(_ message: UnsafeRawBufferPointer) -> Digest { unsafe Mode.plain.hash(message) }

    /// The digest of a message under a 32-byte key.
    public static func keyedHash(key: Digest, _ message: RawSpan) -> Digest { Mode.keyed(key).hash(message) }

    /// The digest of a message under a 32-byte key.
    public static func keyedHash(key: Digest, _ message: [UInt8]) -> Digest { Mode.keyed(key).hash(message) }

    /// The digest of a message in the domain of `context`.
    ///
    /// The context is hashed at each call; where many messages share one, keep
    /// `deriveKey(context:)`.
    public static func hash(derivedFrom context: StaticString, _ message: RawSpan) -> Digest {
        deriveKey(context: context).hash(message)
    }

    /// The digest of a message in the domain of `context`.
    public static func hash(derivedFrom context: StaticString, _ message: [UInt8]) -> Digest {
        deriveKey(context: context).hash(message)
    }

    /// The mode whose messages are in the domain of `context`: a string fixed in the code, globally
    /// unique, never built at run time.
    public static func deriveKey(context: StaticString) -> Mode { .derived(context: context) }
}

extension BLAKE3 {
    /// One of BLAKE3's three functions: the plain hash, the keyed hash under a key, or key derivation
    /// in a context. Made once, then used for any number of messages.
    public struct Mode: Sendable {
        let kernelMode: blake3_mode

        /// The plain hash.
        public static let plain = Mode(kernelMode: blake3_mode_plain())

        /// The keyed hash under a 32-byte key.
        public static func keyed(_ key: Digest) -> Mode {
            unsafe withUnsafeBytes(of: key) { (bytes: UnsafeRawBufferPointer) in
                Mode(kernelMode: unsafe blake3_mode_keyed(bytes.baseAddress))
            }
        }

        /// Key derivation in a context.
        public static func derived(context: StaticString) -> Mode {
            context.withUTF8Buffer { (bytes: UnsafeBufferPointer<UInt8>) in
                Mode(kernelMode: unsafe blake3_mode_derived(bytes.baseAddress, bytes.count))
            }
        }

        /// Key derivation in a context that is known only at run time, as tests of the published
        /// vectors need. Contexts in the code are fixed strings.
        package static func derived(contextBytes: [UInt8]) -> Mode {
            unsafe contextBytes.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
                Mode(kernelMode: unsafe blake3_mode_derived(bytes.baseAddress, bytes.count))
            }
        }

        private init(kernelMode: blake3_mode) { self.kernelMode = kernelMode }

        /// The digest of a message.
        public func hash(_ message: RawSpan) -> Digest {
            unsafe message.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in unsafe hash(bytes) }
        }

        /// The digest of a message.
        public func hash(_ message: [UInt8]) -> Digest {
            unsafe message.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in unsafe hash(bytes) }
        }

        /// The digest of a message.
        @unsafe
        public func hash(_ message: UnsafeRawBufferPointer) -> Digest {
            var digest = Digest()
            var mode = kernelMode
            unsafe blake3_hash(&mode, message.baseAddress, message.count, &digest)
            return digest
        }
    }
}
