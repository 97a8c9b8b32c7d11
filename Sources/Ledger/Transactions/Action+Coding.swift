import Claims
import Transcript

extension Action: CanonicalCodable {
    /// Bytes of evidence, publication, question or answer that a decoder takes.
    public static let maximumByteString = 1 << 26

    /// A tag (1) and the case's values in order. Tags are never reused.
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(tag)
        switch self {
        case .transfer(let to, let amount):
            encoder.append(to.bytes)
            encoder.append(amount)
        case .registerModel(let registration): encoder.append(registration)
        case .setPrice(let model, let price):
            encoder.append(model)
            encoder.append(optional: price) { $0.encode(into: &$1) }
        case .transferShares(let model, let to, let count):
            encoder.append(model)
            encoder.append(to.bytes)
            encoder.append(count)
        case .collectDividends(let id), .attest(let id), .withdrawAttestation(let id), .cancelJob(let id),
            .takeJob(let id), .withdrawChallenge(let id), .expireJob(let id), .settleJob(let id):
            encoder.append(id)
        case .postJob(let order, let publicInputs):
            encoder.append(order)
            encoder.append(list: publicInputs) { $1.append(byteString: $0) }
        case .submitProof(let claim, let bytes), .submitClaim(let claim, let bytes):
            encoder.append(claim)
            encoder.append(byteString: bytes)
        case .challenge(let job, let bytes), .ask(let job, let bytes), .refute(let job, let bytes):
            encoder.append(job)
            encoder.append(byteString: bytes)
        case .answer(let job, let challenger, let question, let answer):
            encoder.append(job)
            encoder.append(challenger.bytes)
            encoder.append(byteString: question)
            encoder.append(byteString: answer)
        case .callTime(let job, let challenger):
            encoder.append(job)
            encoder.append(challenger.bytes)
        }
    }

    private var tag: UInt8 {
        switch self {
        case .transfer: 1
        case .registerModel: 2
        case .setPrice: 3
        case .transferShares: 4
        case .collectDividends: 5
        case .attest: 6
        case .withdrawAttestation: 7
        case .postJob: 8
        case .cancelJob: 9
        case .takeJob: 10
        case .submitProof: 11
        case .submitClaim: 12
        case .challenge: 13
        case .answer: 14
        case .ask: 15
        case .refute: 16
        case .callTime: 17
        case .withdrawChallenge: 18
        case .expireJob: 19
        case .settleJob: 20
        }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> Action {
        let position = decoder.offset
        switch try decoder.uint8("action") {
        case 1: return .transfer(to: try .decode(from: &decoder), amount: try .decode(from: &decoder))
        case 2: return .registerModel(try .decode(from: &decoder))
        case 3:
            return .setPrice(
                model: try decoder.digest("model"),
                price: try decoder.optional("price flag") { (decoder) throws(CanonicalError) in
                    try Amount.decode(from: &decoder)
                })
        case 4:
            return .transferShares(
                model: try decoder.digest("model"), to: try .decode(from: &decoder), count: try decoder.uint64("count"))
        case 5: return .collectDividends(model: try decoder.digest("model"))
        case 6: return .attest(model: try decoder.digest("model"))
        case 7: return .withdrawAttestation(model: try decoder.digest("model"))
        case 8: return .postJob(try .decode(from: &decoder), publicInputs: try decoder.publicInputs())
        case 9: return .cancelJob(try decoder.digest("job"))
        case 10: return .takeJob(try decoder.digest("job"))
        case 11: return .submitProof(claim: try .decode(from: &decoder), evidence: try bytes("evidence", &decoder))
        case 12:
            return .submitClaim(claim: try .decode(from: &decoder), publication: try bytes("publication", &decoder))
        case 13: return .challenge(job: try decoder.digest("job"), question: try bytes("question", &decoder))
        case 14:
            return .answer(
                job: try decoder.digest("job"), challenger: try .decode(from: &decoder),
                question: try bytes("question", &decoder), answer: try bytes("answer", &decoder))
        case 15: return .ask(job: try decoder.digest("job"), question: try bytes("question", &decoder))
        case 16: return .refute(job: try decoder.digest("job"), evidence: try bytes("evidence", &decoder))
        case 17: return .callTime(job: try decoder.digest("job"), challenger: try .decode(from: &decoder))
        case 18: return .withdrawChallenge(job: try decoder.digest("job"))
        case 19: return .expireJob(try decoder.digest("job"))
        case 20: return .settleJob(try decoder.digest("job"))
        case let tag: throw decoder.refusal("action", at: position, "\(tag) is no action")
        }
    }

    private static func bytes(_ field: String, _ decoder: inout CanonicalDecoder) throws(CanonicalError) -> [UInt8] {
        try decoder.byteString(field, limit: maximumByteString)
    }
}
