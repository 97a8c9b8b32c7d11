import Csodium

/// An identity under a passphrase: the bytes that lie on disk. Public keys can be read without the
/// passphrase, and are authenticated by it. The file's mode (0600) is its writer's matter.
///
/// 170 bytes: `sirokeys` (8), version (2, = 1), passes (4), memory in KiB (4), salt (16), nonce (24),
/// verification key (32), sealing key (32), root secret of the `Identity` encrypted (32), tag (16). All
/// before the encrypted secret is associated data. Integers are little endian.
///
/// - Source: Argon2id 1.3 (RFC 9106) makes the key, XChaCha20-Poly1305 encrypts.
public struct KeyFile: Sendable, Equatable {
    public static let formatVersion: UInt16 = 1
    public static let byteCount = headerByteCount + rootByteCount + tagByteCount
    static let magic = [UInt8]("sirokeys".utf8)
    static let headerByteCount = 8 + 2 + 4 + 4 + 16 + 24 + 32 + 32
    static let rootByteCount = 32
    static let tagByteCount = 16

    /// What a guess of the passphrase costs.
    public struct Cost: Sendable, Equatable {
        /// 1 to 16.
        public let passes: UInt32
        /// 8 KiB to 1 GiB.
        public let memoryKiB: UInt32

        static let passRange: ClosedRange<UInt32> = 1...16
        static let memoryRange: ClosedRange<UInt32> = 8...(1 << 20)

        /// 3 passes over 64 MiB: RFC 9106's second recommendation, a fraction of a second.
        public static let interactive = Cost(uncheckedPasses: 3, memoryKiB: 64 << 10)

        private init(uncheckedPasses passes: UInt32, memoryKiB: UInt32) {
            self.passes = passes
            self.memoryKiB = memoryKiB
        }

        /// - Throws: `KeyFileError.costOutOfRange`: a file must not be able to ask for all of the memory.
        public init(passes: UInt32, memoryKiB: UInt32) throws(KeyFileError) {
            guard Self.passRange.contains(passes), Self.memoryRange.contains(memoryKiB) else {
                throw .costOutOfRange(passes: passes, memoryKiB: memoryKiB)
            }
            self.init(uncheckedPasses: passes, memoryKiB: memoryKiB)
        }
    }

    /// The whole file.
    public let bytes: [UInt8]
    public let cost: Cost
    public let verificationKey: VerificationKey
    public let sealingKey: SealingKey

    private static let saltRange = 18..<34
    private static let nonceRange = 34..<58

    /// Reads a file; says nothing yet about the passphrase.
    ///
    /// - Throws: `KeyFileError`, one case for each thing that can be wrong.
    public init(_ bytes: [UInt8]) throws(KeyFileError) {
        guard bytes.count == Self.byteCount else { throw .wrongLength(expected: Self.byteCount, found: bytes.count) }
        guard Array(bytes[0..<8]) == Self.magic else { throw .notAKeyFile }
        let version = UInt16(bytes[8]) | UInt16(bytes[9]) << 8
        guard version == Self.formatVersion else { throw .unknownVersion(version) }
        cost = try Cost(passes: Self.word(bytes, at: 10), memoryKiB: Self.word(bytes, at: 14))
        verificationKey = VerificationKey(unchecked: Array(bytes[58..<90]))
        sealingKey = SealingKey(unchecked: Array(bytes[90..<122]))
        self.bytes = bytes
    }

    /// Encrypts an identity under a passphrase, with fresh salt and nonce.
    ///
    /// - Throws: `KeyFileError.noMemory`.
    public init(
        _ identity: borrowing Identity, passphrase: borrowing SecretBytes, cost: Cost = .interactive
    ) throws(KeyFileError) {
        var file = Self.magic
        file += [UInt8(truncatingIfNeeded: Self.formatVersion), UInt8(Self.formatVersion >> 8)]
        for word in [cost.passes, cost.memoryKiB] {
            for place in 0..<4 { file.append(UInt8(truncatingIfNeeded: word >> (8 * UInt32(place)))) }
        }
        file += SystemRandomness.bytes(count: Self.saltRange.count + Self.nonceRange.count)
        file += identity.signing.verificationKey.bytes
        file += identity.opening.sealingKey.bytes
        let key = try Self.key(passphrase, salt: Array(file[Self.saltRange]), cost: cost)
        var sealed = [UInt8](repeating: 0, count: Self.rootByteCount + Self.tagByteCount)
        _ = unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
            &sealed, nil, identity.root.pointer, UInt64(identity.root.count), file, UInt64(file.count), nil,
            Array(file[Self.nonceRange]), key.pointer)
        bytes = file + sealed
        self.cost = cost
        verificationKey = identity.signing.verificationKey
        sealingKey = identity.opening.sealingKey
    }

    /// The identity in the file.
    ///
    /// - Throws: `KeyFileError.doesNotOpen` for another passphrase or an altered file; `keysDiffer` where
    ///   the public keys are not those of the secret; `noMemory`.
    public func open(passphrase: borrowing SecretBytes) throws(KeyFileError) -> Identity {
        let key = try Self.key(passphrase, salt: Array(bytes[Self.saltRange]), cost: cost)
        let header = Array(bytes[..<Self.headerByteCount])
        let sealed = Array(bytes[Self.headerByteCount...])
        guard let root = try? SecretBytes(count: Self.rootByteCount) else { throw .noMemory }
        let status = unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
            root.pointer, nil, nil, sealed, UInt64(sealed.count), header, UInt64(header.count),
            Array(bytes[Self.nonceRange]), key.pointer)
        guard status == 0 else { throw .doesNotOpen }
        guard let identity = try? Identity(root: root) else { throw .noMemory }
        guard identity.signing.verificationKey == verificationKey, identity.opening.sealingKey == sealingKey else {
            throw .keysDiffer
        }
        return identity
    }

    private static func key(
        _ passphrase: borrowing SecretBytes, salt: [UInt8], cost: Cost
    ) throws(KeyFileError) -> SecretBytes {
        guard let key = try? SecretBytes(count: 32) else { throw .noMemory }
        let length = UInt64(passphrase.count)
        let status = unsafe passphrase.pointer.withMemoryRebound(to: CChar.self, capacity: passphrase.count) { text in
            unsafe crypto_pwhash(
                key.pointer, UInt64(key.count), text, length, salt, UInt64(cost.passes),
                Int(cost.memoryKiB) << 10, crypto_pwhash_ALG_ARGON2ID13)
        }
        guard status == 0 else { throw .noMemory }
        return key
    }

    private static func word(_ bytes: [UInt8], at offset: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
    }
}

/// Why a key file was refused.
public enum KeyFileError: Error, Equatable, Sendable {
    case wrongLength(expected: Int, found: Int)
    case notAKeyFile
    case unknownVersion(UInt16)
    case costOutOfRange(passes: UInt32, memoryKiB: UInt32)
    case doesNotOpen
    case keysDiffer
    case noMemory
}

extension KeyFileError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .wrongLength(let expected, let found): "a key file has \(expected) bytes, this one \(found)"
        case .notAKeyFile: "the file does not begin as a key file does"
        case .unknownVersion(let version): "version \(version) of key files is not known here"
        case .costOutOfRange(let passes, let memory):
            "\(passes) passes over \(memory) KiB are outside \(KeyFile.Cost.passRange) and \(KeyFile.Cost.memoryRange)"
        case .doesNotOpen: "another passphrase, or the file was altered"
        case .keysDiffer: "the public keys in the file do not belong to its secret"
        case .noMemory: "there is not enough memory to derive the key"
        }
    }
}
