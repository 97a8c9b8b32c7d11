import Transcript

/// 32 bytes that name an account on the ledger.
public struct Address: Sendable, Hashable, CustomStringConvertible {
    public let bytes: Digest

    public init(_ bytes: Digest) { self.bytes = bytes }

    public var description: String { bytes.description }
}

/// How a claim is to be believed.
public enum Assurance: Sendable, Hashable {
    /// By a proof under this profile.
    case proved(ProfileID)
    /// Until somebody refutes it: this trace can be challenged element by element.
    case optimistic(TraceCommitment)
}

/// "These inputs, through this model, give these outputs": the one statement that proofs, disputes
/// and payments are about. Everything that a proof binds stands here, the paid address too, so that
/// a proof copied from somebody else's message is worth nothing.
public struct Claim: Sendable, Hashable {
    public static let formatVersion: UInt16 = 1
    /// Most inputs, and most outputs.
    public static let maximumTensors = 1 << 12
    public static let maximumSteps: UInt32 = 1 << 24

    public let chain: UInt64
    public let job: Digest
    /// `ModelCommitment.id`.
    public let model: Digest
    /// Steps of the run, at least 1; 1 for circuits without state.
    public let steps: UInt32
    /// One for each input of the circuit: the canonical bytes of all steps' tensors, one after another,
    /// as one tensor `[steps, …]` (as it is when there is one step).
    public let inputs: [TensorCommitment]
    /// One for each output of the circuit, as the last step gives it.
    public let outputs: [TensorCommitment]
    public let assurance: Assurance
    /// Who is paid.
    public let prover: Address

    /// - Throws: `CanonicalError` naming the field when a count is outside its bounds.
    public init(
        chain: UInt64, job: Digest, model: Digest, steps: UInt32 = 1, inputs: [TensorCommitment],
        outputs: [TensorCommitment], assurance: Assurance, prover: Address
    ) throws(CanonicalError) {
        guard (1...Self.maximumSteps).contains(steps) else {
            throw .nonCanonical(field: "steps", offset: 0, reason: "\(steps) is not within 1...\(Self.maximumSteps)")
        }
        for (field, list) in [("inputs", inputs), ("outputs", outputs)] {
            guard list.count <= Self.maximumTensors else {
                throw .tooLong(field: field, offset: 0, length: list.count, limit: Self.maximumTensors)
            }
            guard !list.isEmpty else { throw .nonCanonical(field: field, offset: 0, reason: "there is none") }
        }
        self.chain = chain
        self.job = job
        self.model = model
        self.steps = steps
        self.inputs = inputs
        self.outputs = outputs
        self.assurance = assurance
        self.prover = prover
    }

    /// Names the claim; the first message of a proof's transcript is its canonical bytes.
    public var id: Digest { BLAKE3.hash(derivedFrom: "sirocco claim v1", canonicalBytes) }
}

extension Claim: CanonicalCodable {
    /// version (2), chain (8), job (32), model (32), steps (4), inputs, outputs (lists of tensor
    /// commitments), assurance (1: proved 1 with profile (2), optimistic 2 with level (1) and trace root
    /// (32)), prover (32).
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(Self.formatVersion)
        encoder.append(chain)
        encoder.append(job)
        encoder.append(model)
        encoder.append(steps)
        encoder.append(list: inputs)
        encoder.append(list: outputs)
        switch assurance {
        case .proved(let profile):
            encoder.append(UInt8(1))
            encoder.append(profile.rawValue)
        case .optimistic(let trace):
            encoder.append(UInt8(2))
            encoder.append(trace.level.rawValue)
            encoder.append(trace.root)
        }
        encoder.append(prover.bytes)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> Claim {
        try decoder.version("claim version", formatVersion)
        let chain = try decoder.uint64("chain")
        let job = try decoder.digest("job")
        let model = try decoder.digest("model")
        let steps = try decoder.uint32("steps")
        let inputs = try decoder.list("inputs", of: TensorCommitment.self, limit: maximumTensors)
        let outputs = try decoder.list("outputs", of: TensorCommitment.self, limit: maximumTensors)
        let position = decoder.offset
        let assurance: Assurance
        switch try decoder.uint8("assurance") {
        case 1: assurance = .proved(ProfileID(rawValue: try decoder.uint16("profile")))
        case 2:
            let place = decoder.offset
            guard let level = TraceLevel(rawValue: try decoder.uint8("trace level")) else {
                throw decoder.refusal("trace level", at: place, "1, 2 or 3")
            }
            assurance = .optimistic(TraceCommitment(level: level, root: try decoder.digest("trace root")))
        case let kind: throw decoder.refusal("assurance", at: position, "\(kind) is no assurance")
        }
        return try Claim(
            chain: chain, job: job, model: model, steps: steps, inputs: inputs, outputs: outputs,
            assurance: assurance, prover: Address(try decoder.digest("prover")))
    }
}
