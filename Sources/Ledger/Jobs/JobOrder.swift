import Claims
import Transcript

/// How a job's result has to be shown.
public enum JobAssurance: Sendable, Hashable {
    /// By a proof under this profile.
    case proved(ProfileID)
    /// By a bonded claim whose trace has this level.
    case optimistic(TraceLevel)
}

/// What a consumer asks for and offers.
public struct JobOrder: Sendable, Hashable {
    public static let maximumInputs = 64
    public static let maximumAuditors = 16

    /// `ModelAsset.id`: which registration of a model is paid. The claim names the commitment.
    public let model: Digest
    /// At least 1.
    public let steps: UInt32
    /// One for each input of the circuit; 1 to 64.
    public let inputs: [TensorCommitment]
    /// Hash of the ciphertext that carries private inputs to whoever takes the job; the ciphertext itself
    /// travels outside. Taking the job says that it opens to `inputs`.
    public let sealedInput: Digest?
    /// Auditors to whom private inputs were sealed too, ascending, at most 16.
    public let auditors: [Address]
    public let assurance: JobAssurance
    /// Paid to the prover.
    public let reward: Amount
    /// Paid to the model: its price when the order arrives, or the order is refused.
    public let licenceFee: Amount
    /// What the taker stakes on finishing in time, and on the claim being right.
    public let proverBond: Amount
    /// The only one who may take the job; nil: anybody.
    public let reservedFor: Address?
    /// After this time (milliseconds since 1970) nobody takes the job.
    public let deadline: UInt64
    /// Milliseconds from being taken to the result.
    public let lease: UInt64

    public init(
        model: Digest, steps: UInt32 = 1, inputs: [TensorCommitment], sealedInput: Digest? = nil,
        auditors: [Address] = [], assurance: JobAssurance, reward: Amount, licenceFee: Amount, proverBond: Amount,
        reservedFor: Address? = nil, deadline: UInt64, lease: UInt64
    ) {
        self.model = model
        self.steps = steps
        self.inputs = inputs
        self.sealedInput = sealedInput
        self.auditors = auditors
        self.assurance = assurance
        self.reward = reward
        self.licenceFee = licenceFee
        self.proverBond = proverBond
        self.reservedFor = reservedFor
        self.deadline = deadline
        self.lease = lease
    }
}

extension JobOrder {
    var isOptimistic: Bool { if case .optimistic = assurance { true } else { false } }
}

extension JobOrder: CanonicalCodable {
    /// model (32), steps (4), inputs, flag and sealed input (1 or 33), auditors, assurance (1: proved 1 with
    /// profile (2), optimistic 2 with level (1)), reward, licence fee, bond (16 each), flag and reserved for
    /// (1 or 33), deadline (8), lease (8).
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(model)
        encoder.append(steps)
        encoder.append(list: inputs)
        encoder.append(optional: sealedInput) { $1.append($0) }
        encoder.append(list: auditors) { $1.append($0.bytes) }
        switch assurance {
        case .proved(let profile):
            encoder.append(UInt8(1))
            encoder.append(profile.rawValue)
        case .optimistic(let level):
            encoder.append(UInt8(2))
            encoder.append(level.rawValue)
        }
        encoder.append(reward)
        encoder.append(licenceFee)
        encoder.append(proverBond)
        encoder.append(optional: reservedFor) { $1.append($0.bytes) }
        encoder.append(deadline)
        encoder.append(lease)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> JobOrder {
        let model = try decoder.digest("model")
        let position = decoder.offset
        let steps = try decoder.uint32("steps")
        guard (1...Claim.maximumSteps).contains(steps) else {
            throw decoder.refusal("steps", at: position, "\(steps) is not within 1...\(Claim.maximumSteps)")
        }
        let place = decoder.offset
        let inputs = try decoder.list("inputs", of: TensorCommitment.self, limit: maximumInputs)
        guard !inputs.isEmpty else { throw decoder.refusal("inputs", at: place, "there is none") }
        return JobOrder(
            model: model, steps: steps, inputs: inputs,
            sealedInput: try decoder.optional("sealed input flag") { (decoder) throws(CanonicalError) in
                try decoder.digest("sealed input")
            },
            auditors: try decoder.addresses("auditors", limit: maximumAuditors),
            assurance: try JobAssurance.decode(from: &decoder), reward: try .decode(from: &decoder),
            licenceFee: try .decode(from: &decoder), proverBond: try .decode(from: &decoder),
            reservedFor: try decoder.optional("reservation flag") { (decoder) throws(CanonicalError) in
                try Address.decode(from: &decoder)
            },
            deadline: try decoder.uint64("deadline"), lease: try decoder.uint64("lease"))
    }
}

extension JobAssurance {
    static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> JobAssurance {
        let position = decoder.offset
        switch try decoder.uint8("assurance") {
        case 1: return .proved(ProfileID(rawValue: try decoder.uint16("profile")))
        case 2:
            let place = decoder.offset
            guard let level = TraceLevel(rawValue: try decoder.uint8("trace level")) else {
                throw decoder.refusal("trace level", at: place, "1, 2 or 3")
            }
            return .optimistic(level)
        case let kind: throw decoder.refusal("assurance", at: position, "\(kind) is no assurance")
        }
    }
}
