import Algebra
import Circuit
import Transcript

/// A hiding commitment to a private tensor, cheap to open inside a proof.
///
/// Poseidon2 over Goldilocks (width 12, capacity 4; `Poseidon2Sponge`), label `sirocco-io-v1`, over
/// - elements 0–4: the job id's 32 bytes, elements 5–9: the salt's 32 bytes,
/// - elements 10–15: element type (1 byte), rank (1), extents (4 each, little endian), zeros to 42 bytes,
/// - from element 16, the start of a block: the tensor's canonical bytes,
/// each group cut into seven bytes an element, little endian, the last element filled with zeros. The
/// shape fixes the number of bytes, so nothing else has the same elements. 784 bytes are 16 permutations.
///
/// - Timing: depends on the shape alone.
public struct PrivateCommitment: Sendable, Hashable, CustomStringConvertible {
    /// Four canonical field elements.
    public let digest: Poseidon2Sponge.Digest

    /// Commits to `tensor` for one job.
    ///
    /// - Parameter salt: 32 fresh random bytes, used for this one commitment, kept by the committer.
    public init(_ tensor: Tensor, job: Digest, salt: CommitmentSalt) {
        var header: [UInt8] = [tensor.type.element.rawValue, UInt8(tensor.type.shape.rank)]
        for extent in tensor.type.shape.dimensions {
            for position in 0..<4 { header.append(UInt8(truncatingIfNeeded: extent >> (8 * position))) }
        }
        header.append(contentsOf: [UInt8](repeating: 0, count: 42 - header.count))
        let elements =
            Poseidon2Message.packed(job.bytes) + Poseidon2Message.packed(salt.bytes) + Poseidon2Message.packed(header) + Poseidon2Message.packed(tensor.bytes)
        digest = Poseidon2Sponge.hash(Self.label, elements)
    }

    init(digest: Poseidon2Sponge.Digest) { self.digest = digest }

    /// The ASCII text `sirocco-io-v1`: bytes 0–6 and 7–12, little endian.
    private static let label = Poseidon2Sponge.Label(
        unchecked: Goldilocks(reducing: 0x6F63636F726973), Goldilocks(reducing: 0x31762D6F692D))

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
/// confirm the guess, so they print as nothing.
public struct CommitmentSalt: Sendable, CustomStringConvertible, CustomReflectable {
    let bytes: [UInt8]

    /// - Throws: `DigestError.wrongLength` unless there are 32 bytes. They come from a cryptographic
    ///   generator and serve one commitment.
    public init(_ bytes: [UInt8]) throws(DigestError) {
        guard bytes.count == 32 else { throw .wrongLength(bytes.count) }
        self.bytes = bytes
    }

    public var description: String { "a salt" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
