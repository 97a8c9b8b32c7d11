import Circuit
import Claims
import Signatures
import Transcript

/// What a consumer sends to a prover beside an order with private inputs: the tensors and the salts that open the
/// order's commitments. It travels sealed; the ledger holds the hash of the ciphertext alone.
struct SealedPrompt {
    /// "SIRM".
    private static let mark: [UInt8] = [0x53, 0x49, 0x52, 0x4D]
    private static let formatVersion: UInt16 = 1
    private static let saltByteCount = 32

    /// Why a ciphertext is not what the order says that it is.
    enum Flaw: Error {
        case otherHash
        case doesNotOpen
        case malformed
        case otherJob
        case commitmentDiffers(slot: Int)

        var words: String {
            switch self {
            case .otherHash: "the ciphertext is not the one that the order names"
            case .doesNotOpen: "the ciphertext is not sealed to this key, or was altered"
            case .malformed: "what was sealed is no prompt for this circuit"
            case .otherJob: "what was sealed is for another job"
            case .commitmentDiffers(let slot): "what was sealed does not open the commitment of input \(slot)"
            }
        }
    }

    let job: Digest
    let tensors: [Tensor]
    /// 32 bytes each, as the salts are.
    private let saltBytes: [[UInt8]]

    /// Fresh salts for a job's inputs.
    init(_ tensors: [Tensor], job: Digest) {
        self.tensors = tensors
        self.job = job
        saltBytes = tensors.map { _ in SystemRandomness.bytes(count: Self.saltByteCount) }
    }

    var salts: [CommitmentSalt] { saltBytes.compactMap { try? CommitmentSalt($0) } }

    /// What the order says of the inputs.
    var commitments: [TensorCommitment] {
        zip(tensors, salts).map { .private(PrivateCommitment($0, job: job, salt: $1)) }
    }

    /// mark (4), version (2), job (32), number of inputs (4), and for each its salt (32) and canonical bytes (byte
    /// string), sealed.
    ///
    /// - Throws: `KeyError.unusableKey`.
    func sealed(to key: SealingKey) throws(KeyError) -> [UInt8] {
        var encoder = CanonicalEncoder()
        encoder.append(raw: Self.mark)
        encoder.append(Self.formatVersion)
        encoder.append(job)
        encoder.append(count: tensors.count)
        for (tensor, salt) in zip(tensors, saltBytes) {
            encoder.append(raw: salt)
            encoder.append(byteString: tensor.bytes)
        }
        return try key.seal(encoder.bytes)
    }

    /// Opens what was sent for an order and compares it with the order.
    ///
    /// - Parameters:
    ///   - ciphertext: bytes that anybody may have made.
    ///   - open: opens a sealed box with the prover's key.
    /// - Throws: `Flaw`: then the job is not to be taken.
    init(
        opening ciphertext: [UInt8], of order: JobOrderInputs, _ circuit: Circuit, with open: ([UInt8]) throws -> [UInt8]
    ) throws(Flaw) {
        guard BLAKE3.hash(ciphertext) == order.sealedInput else { throw .otherHash }
        let message: [UInt8]
        do { message = try open(ciphertext) } catch { throw .doesNotOpen }
        var tensors: [Tensor] = [], salts: [[UInt8]] = []
        do {
            var decoder = CanonicalDecoder(message)
            guard try decoder.raw("mark", count: 4) == Self.mark, try decoder.uint16("version") == Self.formatVersion
            else { throw Flaw.malformed }
            job = try decoder.digest("job")
            guard Int(try decoder.uint32("inputs")) == circuit.inputs.count else { throw Flaw.malformed }
            for input in circuit.inputs {
                salts.append(try decoder.raw("salt", count: Self.saltByteCount))
                let bytes = try decoder.byteString("input", limit: input.type.byteCount)
                tensors.append(try Tensor(input.type, bytes: bytes, name: input.name))
            }
            try decoder.finish()
            try circuit.check(inputs: tensors)
        } catch { throw .malformed }
        self.tensors = tensors
        saltBytes = salts
        guard job == order.job else { throw .otherJob }
        for (slot, commitment) in commitments.enumerated() {
            guard order.commitments.indices.contains(slot), order.commitments[slot] == commitment else {
                throw .commitmentDiffers(slot: slot)
            }
        }
        guard order.commitments.count == tensors.count else { throw .commitmentDiffers(slot: tensors.count) }
    }
}

/// What an order says of its inputs.
struct JobOrderInputs {
    let job: Digest
    let commitments: [TensorCommitment]
    let sealedInput: Digest?
}

/// A folder through which sealed prompts travel: `<hash of the ciphertext>.sealed`.
struct MailFolder {
    let path: String

    static let largestPrompt = 64 << 20

    func file(_ hash: Digest) -> String { "\(path)/\(hash.hexadecimal).sealed" }

    /// - Returns: nil where nothing has arrived.
    func ciphertext(_ hash: Digest) throws(Failure) -> [UInt8]? {
        guard InputFile.exists(file(hash)) else { return nil }
        return try InputFile.read(file(hash), what: "sealed prompt", limit: Self.largestPrompt)
    }
}

extension KeyFolder {
    /// A sealing key: that of a key of this home, or 0x and 64 digits.
    func sealingKey(_ text: String) throws(KeyError) -> SealingKey {
        if text.hasPrefix("0x") {
            guard let digest = try? Digest(text: text) else {
                throw .wrongLength(expected: SealingKey.byteCount, found: (text.utf8.count - 2) / 2)
            }
            return try SealingKey(digest.bytes)
        }
        guard let file = try? file(text) else { throw .unusableKey }
        return file.sealingKey
    }
}
