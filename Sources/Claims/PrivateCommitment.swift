import Algebra
import Circuit
import Transcript

/// A hiding commitment to a private tensor, cheap to open inside a proof.
///
/// Poseidon2 over Goldilocks (width 12, capacity 4; `Poseidon2Sponge`), label `sirocco-io-v2`, over the
/// elements of a ``PrivateMessage``: job, salt, type and shape, values. 784 bytes are 16 permutations.
///
/// - Timing: as ``PrivateMessage``.
public struct PrivateCommitment: Sendable, Hashable, CustomStringConvertible {
    /// Four canonical field elements.
    public let digest: Poseidon2Sponge.Digest

    /// Commits to `tensor` for one job.
    ///
    /// - Parameter salt: 32 fresh random bytes, used for this one commitment, kept by the committer.
    public init(_ tensor: Tensor, job: Digest, salt: CommitmentSalt) {
        digest = Poseidon2Sponge.hash(Self.label, PrivateMessage(tensor.type).elements(tensor, job: job, salt: salt))
    }

    init(digest: Poseidon2Sponge.Digest) { self.digest = digest }

    /// The ASCII text `sirocco-io-v2`: bytes 0–6 and 7–12, little endian.
    package static let label = Poseidon2Sponge.Label(
        unchecked: Goldilocks(reducing: 0x6F63636F726973), Goldilocks(reducing: 0x32762D6F692D))

    /// 32 bytes: the four elements, eight bytes each, little endian.
    public var bytes: [UInt8] {
        var encoder = CanonicalEncoder(capacity: 32)
        encode(into: &encoder)
        return encoder.bytes
    }

    /// `0x` and 64 lower-case hexadecimal digits.
    public var description: String {
        bytes.reduce(into: "0x") { text, byte in
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
}

extension PrivateCommitment: CanonicalCodable {
    public func encode(into encoder: inout CanonicalEncoder) {
        for element in digest.elements { encoder.append(element.canonical) }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> PrivateCommitment {
        let position = decoder.offset
        let words = try decoder.words("private commitment", count: 4)
        let elements = words.compactMap { Goldilocks(canonical: $0) }
        guard let digest = Poseidon2Sponge.Digest(elements: elements) else {
            throw decoder.refusal("private commitment", at: position, "an element is not below the modulus")
        }
        return PrivateCommitment(digest: digest)
    }
}

/// The 32 random bytes that hide a committed tensor. Whoever knows them and guesses the tensor can
/// confirm the guess, so they print as nothing and are wiped with the last copy of this value.
public struct CommitmentSalt: Sendable, CustomStringConvertible, CustomReflectable {
    private let storage: WipedBytes

    var bytes: [UInt8] { storage.bytes }

    /// - Throws: `DigestError.wrongLength` unless there are 32 bytes. They come from a cryptographic
    ///   generator and serve one commitment.
    public init(_ bytes: [UInt8]) throws(DigestError) {
        guard bytes.count == 32 else { throw .wrongLength(bytes.count) }
        storage = WipedBytes(bytes)
    }

    public var description: String { "a salt" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
