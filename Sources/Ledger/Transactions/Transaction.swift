import Claims
import Signatures
import Transcript

/// What somebody wants done, before it is signed.
public struct Transaction: Sendable, Hashable {
    public static let formatVersion: UInt16 = 1

    /// A transaction of one ledger is malformed to no other, but refused there.
    public let chain: UInt64
    /// An Ed25519 public key.
    public let sender: Address
    /// The number of the sender's transactions so far.
    public let nonce: UInt64
    public let gasLimit: UInt64
    /// The most that the sender pays for a unit of gas.
    public let maximumGasPrice: Amount
    public let action: Action

    public init(
        chain: UInt64, sender: Address, nonce: UInt64, gasLimit: UInt64, maximumGasPrice: Amount, action: Action
    ) {
        self.chain = chain
        self.sender = sender
        self.nonce = nonce
        self.gasLimit = gasLimit
        self.maximumGasPrice = maximumGasPrice
        self.action = action
    }
}

extension Transaction: CanonicalCodable {
    /// version (2), chain (8), sender (32), nonce (8), gas limit (8), maximum gas price (16), action.
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(Self.formatVersion)
        encoder.append(chain)
        encoder.append(sender.bytes)
        encoder.append(nonce)
        encoder.append(gasLimit)
        encoder.append(maximumGasPrice)
        encoder.append(action)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> Transaction {
        let position = decoder.offset
        let version = try decoder.uint16("transaction version")
        guard version == formatVersion else {
            throw decoder.refusal("transaction version", at: position, "version \(version) is not known here")
        }
        return Transaction(
            chain: try decoder.uint64("chain"), sender: try .decode(from: &decoder), nonce: try decoder.uint64("nonce"),
            gasLimit: try decoder.uint64("gas limit"), maximumGasPrice: try .decode(from: &decoder),
            action: try .decode(from: &decoder))
    }
}

/// A transaction as it travels: its bytes, then the 64 bytes of the sender's signature over them.
public struct SignedTransaction: Sendable, Hashable {
    public let transaction: Transaction
    public let signature: Signature

    static let context = SigningContext("sirocco transaction v1")

    /// Signs a transaction. The key should be the sender's, or the ledger refuses it.
    public init(_ transaction: Transaction, key: borrowing SigningKey) {
        self.transaction = transaction
        signature = key.sign(transaction.canonicalBytes, in: Self.context)
    }

    init(transaction: Transaction, signature: Signature) {
        self.transaction = transaction
        self.signature = signature
    }

    /// Whether the sender signed it.
    public var isValid: Bool {
        guard let key = try? VerificationKey(transaction.sender.bytes.bytes) else { return false }
        return key.isValid(signature, for: transaction.canonicalBytes, in: Self.context)
    }

    /// Names the transaction: `derive_key` hash, context `sirocco transaction id v1`, of the signed bytes.
    public var id: Digest { BLAKE3.hash(derivedFrom: "sirocco transaction id v1", canonicalBytes) }
}

extension SignedTransaction: CanonicalCodable {
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(transaction)
        encoder.append(raw: signature.bytes)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> SignedTransaction {
        let transaction = try Transaction.decode(from: &decoder)
        let position = decoder.offset
        let bytes = try decoder.raw("signature", count: Signature.byteCount)
        guard let signature = try? Signature(bytes) else {
            throw decoder.refusal("signature", at: position, "not 64 bytes")
        }
        return SignedTransaction(transaction: transaction, signature: signature)
    }
}

extension Address {
    /// The address of a key's holder: the key itself.
    public init(_ key: VerificationKey) throws(DigestError) { self.init(try Digest(key.bytes)) }
}
