import Claims
import Signatures
import Transcript
import Verifier

/// An asserter's signature of roots that its claim did not commit to: Ed25519 under the key that its address is,
/// of `SignedReveal.digest`. A reveal so signed binds its signer: if it is wrong, the claim falls by it.
public enum RevealSignature {
    private static let context = SigningContext("sirocco dispute reveal v1")

    public static func sign(_ message: Digest, key: borrowing SigningKey) -> [UInt8] {
        key.sign(message.bytes, in: context).bytes
    }

    /// Whether `signer` signed; any bytes may be asked about.
    public static func isValid(_ signer: Address, _ message: Digest, _ signature: [UInt8]) -> Bool {
        guard let key = try? VerificationKey(signer.bytes.bytes), let signature = try? Signature(signature) else {
            return false
        }
        return key.isValid(signature, for: message.bytes, in: context)
    }
}
