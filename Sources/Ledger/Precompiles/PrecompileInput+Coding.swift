import Circuit
import Claims
import Transcript

extension PrecompileInput: CanonicalCodable {
    private var tag: UInt8 {
        switch self {
        case .proof: 1
        case .admission: 2
        case .question: 3
        case .answer: 4
        case .refutation: 5
        case .opening: 6
        case .registration: 7
        case .order: 8
        }
    }

    /// A tag (1, in the order of declaration) and the case's values in order; bytes as byte strings.
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(tag)
        switch self {
        case .proof(let claim, let model, let evidence):
            encoder.append(claim)
            encoder.append(model)
            encoder.append(byteString: evidence)
        case .admission(let claim, let registered, let inputs):
            encoder.append(claim)
            encoder.append(byteString: registered)
            encoder.append(list: inputs)
        case .question(let claim, let registered, let challenger, let progress, let bytes),
            .answer(let claim, let registered, let challenger, let progress, let bytes),
            .refutation(let claim, let registered, let challenger, let progress, let bytes):
            encoder.append(claim)
            encoder.append(byteString: registered)
            encoder.append(challenger.bytes)
            encoder.append(byteString: progress)
            encoder.append(byteString: bytes)
        case .opening(let commitment, let job, let salt, let type, let bytes):
            encoder.append(commitment)
            encoder.append(job)
            encoder.append(salt)
            type.encode(into: &encoder)
            encoder.append(byteString: bytes)
        case .registration(let model, let circuit, let weights):
            encoder.append(model)
            encoder.append(byteString: circuit)
            encoder.append(optional: weights) { $1.append(byteString: $0) }
        case .order(let registered, let inputs, let steps, let isProved, let publicInputs):
            encoder.append(byteString: registered)
            encoder.append(list: inputs)
            encoder.append(steps)
            encoder.append(isProved)
            encoder.append(list: publicInputs) { $1.append(byteString: $0) }
        }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> PrecompileInput {
        let position = decoder.offset
        switch try decoder.uint8("input kind") {
        case 1:
            return .proof(
                claim: try .decode(from: &decoder), model: try .decode(from: &decoder),
                evidence: try decoder.byteString("evidence", limit: maximumEvidence))
        case 2:
            return .admission(
                claim: try .decode(from: &decoder), registered: try decoder.record("registered model"),
                inputs: try decoder.list("inputs", limit: JobOrder.maximumInputs))
        case 3:
            let (claim, registered, challenger, progress, move) = try decoder.move()
            return .question(
                claim: claim, registered: registered, challenger: challenger, progress: progress, move: move)
        case 4:
            let (claim, registered, challenger, progress, move) = try decoder.move()
            return .answer(
                claim: claim, registered: registered, challenger: challenger, progress: progress, move: move)
        case 5:
            let (claim, registered, challenger, progress, evidence) = try decoder.move()
            return .refutation(
                claim: claim, registered: registered, challenger: challenger, progress: progress, evidence: evidence)
        case 6:
            return .opening(
                commitment: try .decode(from: &decoder), job: try decoder.digest("job"),
                salt: try decoder.digest("salt"), type: try TensorType(from: &decoder, field: "type"),
                bytes: try decoder.byteString("tensor", limit: maximumEvidence))
        case 7:
            return .registration(
                model: try .decode(from: &decoder), circuit: try decoder.byteString("circuit", limit: maximumEvidence),
                weights: try decoder.optional("weights flag") { (decoder) throws(CanonicalError) in
                    try decoder.byteString("weights", limit: maximumEvidence)
                })
        case 8:
            return .order(
                registered: try decoder.record("registered model"),
                inputs: try decoder.list("inputs", limit: JobOrder.maximumInputs),
                steps: try decoder.uint32("steps"), isProved: try decoder.boolean("proved"),
                publicInputs: try decoder.publicInputs())
        case let tag: throw decoder.refusal("input kind", at: position, "\(tag) is no input")
        }
    }
}

extension CanonicalDecoder {
    fileprivate mutating func record(_ field: String) throws(CanonicalError) -> [UInt8] {
        try byteString(field, limit: PrecompileInput.maximumRecord)
    }

    fileprivate mutating func move() throws(CanonicalError) -> (Claim, [UInt8], Address, [UInt8], [UInt8]) {
        (
            try .decode(from: &self), try record("registered model"), try .decode(from: &self), try record("progress"),
            try byteString("move", limit: PrecompileInput.maximumEvidence)
        )
    }

    /// Bytes of each public input of an order.
    mutating func publicInputs() throws(CanonicalError) -> [[UInt8]] {
        try list("public inputs", limit: JobOrder.maximumInputs, elementByteCount: 4) {
            (decoder) throws(CanonicalError) in
            try decoder.byteString("public input", limit: PrecompileInput.maximumEvidence)
        }
    }
}
