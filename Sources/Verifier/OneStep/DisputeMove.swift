import Claims
import Transcript

/// What a party says in a dispute. The challenger asks and in the end proves; whoever holds the data
/// answers.
public enum DisputeMove: Sendable, Equatable {
    /// "Show the roots of all steps." For runs of more than one step.
    case challengeRun
    /// "Show the roots of this step's results."
    case challengeStep(UInt32)
    /// "Show the chunk values of this result", or the result itself where it is one chunk.
    case challengeOperator(position: UInt32, result: UInt8)
    /// "Show this chunk."
    case challengeChunk(UInt32)
    /// A one-step proof's canonical bytes: ends the dispute.
    case prove([UInt8])
    case revealSteps([Digest])
    /// All results' roots. The signature is looked at where the roots were not committed.
    case revealRoots([Digest], signature: [UInt8])
    case revealChunkValues([Digest])
    case revealChunk([UInt8])

    public var isReveal: Bool {
        switch self {
        case .revealSteps, .revealRoots, .revealChunkValues, .revealChunk: true
        default: false
        }
    }
}

extension DisputeMove: CanonicalCodable {
    static let maximumSignatureBytes = 256

    /// tag (1, in the order of declaration from 1), then the fields.
    public func encode(into encoder: inout CanonicalEncoder) {
        switch self {
        case .challengeRun: encoder.append(UInt8(1))
        case .challengeStep(let step):
            encoder.append(UInt8(2))
            encoder.append(step)
        case .challengeOperator(let position, let result):
            encoder.append(UInt8(3))
            encoder.append(position)
            encoder.append(result)
        case .challengeChunk(let chunk):
            encoder.append(UInt8(4))
            encoder.append(chunk)
        case .prove(let bytes):
            encoder.append(UInt8(5))
            encoder.append(byteString: bytes)
        case .revealSteps(let roots):
            encoder.append(UInt8(6))
            encoder.append(list: roots)
        case .revealRoots(let roots, let signature):
            encoder.append(UInt8(7))
            encoder.append(list: roots)
            encoder.append(byteString: signature)
        case .revealChunkValues(let values):
            encoder.append(UInt8(8))
            encoder.append(list: values)
        case .revealChunk(let bytes):
            encoder.append(UInt8(9))
            encoder.append(byteString: bytes)
        }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> DisputeMove {
        let start = decoder.offset
        switch try decoder.uint8("move") {
        case 1: return .challengeRun
        case 2: return .challengeStep(try decoder.uint32("step"))
        case 3:
            let position = try decoder.uint32("operator")
            return .challengeOperator(position: position, result: try decoder.uint8("result"))
        case 4: return .challengeChunk(try decoder.uint32("chunk"))
        case 5: return .prove(try decoder.byteString("proof", limit: OneStepProof.maximumByteCount))
        case 6:
            // One more than a right list may have, so that a longer one can be seen to be wrong.
            let limit = Int(ClaimAdmission.maximumSteps) + 1
            return .revealSteps(try decoder.list("step roots", of: Digest.self, limit: limit))
        case 7:
            let roots = try decoder.list("result roots", of: Digest.self, limit: DisputedModel.maximumResults + 1)
            return .revealRoots(roots, signature: try decoder.byteString("signature", limit: maximumSignatureBytes))
        case 8:
            let limit = DisputedModel.maximumChunkValues
            return .revealChunkValues(try decoder.list("chunk values", of: Digest.self, limit: limit))
        case 9: return .revealChunk(try decoder.byteString("chunk", limit: BLAKE3.chunkByteCount))
        case let tag: throw decoder.refusal("move", at: start, "\(tag) is no move")
        }
    }
}

/// What an asserter signs when it reveals roots that its claim did not commit to.
public enum SignedReveal {
    /// derive_key hash, context `sirocco dispute reveal v1`, of claim (32), step (4), list of roots.
    public static func digest(claim: Digest, step: UInt32, roots: [Digest]) -> Digest {
        var encoder = CanonicalEncoder()
        encoder.append(claim)
        encoder.append(step)
        encoder.append(list: roots)
        return BLAKE3.hash(derivedFrom: "sirocco dispute reveal v1", encoder.bytes)
    }
}
