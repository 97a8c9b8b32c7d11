import Circuit
import Transcript

/// What a claim says of one input or output tensor.
///
/// - `public`: the tensor's root, plain BLAKE3 of its canonical bytes; the bytes stand beside the claim.
/// - `private`: a hiding Poseidon2 commitment (`PrivateCommitment`), opened only inside proofs. A plain
///   root of a small private tensor would be a fingerprint, so none ever leaves a private run.
public enum TensorCommitment: Sendable, Hashable {
    case `public`(Digest)
    case `private`(PrivateCommitment)

    public init(public tensor: Tensor) { self = .public(tensor.root) }

    /// The 32 bytes, whichever kind.
    public var bytes: [UInt8] {
        switch self {
        case .public(let digest): digest.bytes
        case .private(let commitment): commitment.bytes
        }
    }

    public var isPrivate: Bool {
        if case .private = self { true } else { false }
    }
}

extension TensorCommitment: CanonicalCodable {
    /// kind (1: public 1, private 2), digest (32).
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(UInt8(isPrivate ? 2 : 1))
        encoder.append(raw: bytes)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> TensorCommitment {
        let position = decoder.offset
        switch try decoder.uint8("commitment kind") {
        case 1: return .public(try decoder.digest("tensor root"))
        case 2: return .private(try PrivateCommitment.decode(from: &decoder))
        case let kind: throw decoder.refusal("commitment kind", at: position, "\(kind) is neither public nor private")
        }
    }
}

extension TensorCommitment: CustomStringConvertible {
    /// As the command line takes it: `blake3:0x…` or `poseidon2:0x…`.
    public var description: String {
        switch self {
        case .public(let root): "blake3:\(root)"
        case .private(let commitment): "poseidon2:\(commitment)"
        }
    }

    /// - Returns: nil unless the text is a description as above, with canonical elements.
    public init?(text: String) {
        if text.hasPrefix("blake3:"), let digest = Digest(String(text.dropFirst(7))) {
            self = .public(digest)
        } else if text.hasPrefix("poseidon2:"), let digest = Digest(String(text.dropFirst(10))),
            let commitment = try? PrivateCommitment(canonicalBytes: digest.bytes)
        {
            self = .private(commitment)
        } else {
            return nil
        }
    }
}
