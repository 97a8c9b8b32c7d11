import Claims
import Signatures
import Transcript

/// The asserter's signature under roots that its claim did not commit to (levels `layer` and `step`).
///
/// Preimages of what was committed speak for themselves and are never signed; without this signature
/// anybody could reveal nonsense and have an honest claim refuted. A prover's address is its Ed25519
/// verification key, so the claim itself says who may sign.
public enum RevealSignature {
    /// - Parameter message: `SignedReveal.digest`.
    public static func sign(_ message: Digest, with key: borrowing SigningKey) -> [UInt8] {
        key.sign(message.bytes, in: .disputeReveal).bytes
    }

    /// What `DisputeGame` asks. False for anything that is not a strict Ed25519 signature.
    public static func isValid(_ signer: Address, _ message: Digest, _ signature: [UInt8]) -> Bool {
        guard let key = try? VerificationKey(signer.bytes.bytes), let signature = try? Signature(signature) else {
            return false
        }
        return key.isValid(signature, for: message.bytes, in: .disputeReveal)
    }
}
