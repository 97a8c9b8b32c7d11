import Claims
import Transcript

/// What the ledger hands to its precompiles. The claim, the model, the transcript and the sender come from
/// the state; only what is called evidence, question or answer comes from the transaction. Circuits are
/// named by hash: evidence brings the bytes, the precompile compares.
public enum PrecompileInput: Sendable, Hashable {
    /// For `verifyProof`.
    case proof(claim: Claim, model: ModelCommitment, evidence: [UInt8])
    /// For `oneStep`. `transcript` holds what the dispute settled so far.
    case refutation(claim: Claim, model: ModelCommitment, transcript: Digest, evidence: [UInt8])
    /// For `openCommitment`. The sender matters where content was not committed before.
    case reveal(
        claim: Claim, model: ModelCommitment, transcript: Digest, sender: Address, question: [UInt8], answer: [UInt8])

    /// Bytes of evidence, question or answer that a decoder takes.
    public static let maximumEvidence = 1 << 26
}

extension PrecompileInput: CanonicalCodable {
    /// A tag (1: proof 1, refutation 2, reveal 3), then the case's values in order; evidence, question and
    /// answer as byte strings.
    public func encode(into encoder: inout CanonicalEncoder) {
        switch self {
        case .proof(let claim, let model, let evidence):
            encoder.append(UInt8(1))
            encoder.append(claim)
            encoder.append(model)
            encoder.append(byteString: evidence)
        case .refutation(let claim, let model, let transcript, let evidence):
            encoder.append(UInt8(2))
            encoder.append(claim)
            encoder.append(model)
            encoder.append(transcript)
            encoder.append(byteString: evidence)
        case .reveal(let claim, let model, let transcript, let sender, let question, let answer):
            encoder.append(UInt8(3))
            encoder.append(claim)
            encoder.append(model)
            encoder.append(transcript)
            encoder.append(sender.bytes)
            encoder.append(byteString: question)
            encoder.append(byteString: answer)
        }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> PrecompileInput {
        let position = decoder.offset
        let tag = try decoder.uint8("input kind")
        guard (1...3).contains(tag) else { throw decoder.refusal("input kind", at: position, "1, 2 or 3") }
        let claim = try Claim.decode(from: &decoder)
        let model = try ModelCommitment.decode(from: &decoder)
        if tag == 1 {
            return .proof(
                claim: claim, model: model, evidence: try decoder.byteString("evidence", limit: maximumEvidence))
        }
        let transcript = try decoder.digest("transcript")
        if tag == 2 {
            return .refutation(
                claim: claim, model: model, transcript: transcript,
                evidence: try decoder.byteString("evidence", limit: maximumEvidence))
        }
        return .reveal(
            claim: claim, model: model, transcript: transcript, sender: try .decode(from: &decoder),
            question: try decoder.byteString("question", limit: maximumEvidence),
            answer: try decoder.byteString("answer", limit: maximumEvidence))
    }
}
