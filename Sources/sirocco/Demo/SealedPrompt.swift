import Circuit
import Claims
import Signatures
import Transcript

/// An input on its way to a prover: the salt of its commitment and its bytes, sealed to the prover's key.
struct SealedPrompt {
    let ciphertext: [UInt8]

    /// What the ledger keeps of it.
    var hash: Digest { BLAKE3.hash(ciphertext) }

    static let saltByteCount = 32

    init(_ input: Tensor, salt: [UInt8], to key: SealingKey) throws(KeyError) {
        ciphertext = try key.seal(salt + input.bytes)
    }

    /// - Throws: `KeyError` for another's key; `CircuitError`, `DigestError` where it holds no such input.
    func opened(by person: Person, _ type: TensorType) throws -> (input: Tensor, salt: CommitmentSalt) {
        let message = try person.open(ciphertext)
        let salt = try CommitmentSalt(Array(message.prefix(Self.saltByteCount)))
        return (try Tensor(type, bytes: Array(message.dropFirst(Self.saltByteCount))), salt)
    }
}
