import Circuit
import Transcript

extension OneStepProof: CanonicalCodable {
    public static let formatVersion: UInt16 = 1
    /// The most that is read at all.
    public static let maximumByteCount = 256 * 1024
    /// A record is at most its label, attributes and 64 operands.
    static let maximumRecordBytes = 8192
    /// No list here is longer than 2^32.
    static let maximumDepth = 32

    /// version (2), claim (32), kind (1: element 1, comparison 2, chunk 3, output 4, form 5), then the
    /// kind's fields in the order of their declaration; lists are counted, an absent run is 0.
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(Self.formatVersion)
        encoder.append(claim)
        switch evidence {
        case .element(let element):
            encoder.append(UInt8(1))
            element.encode(into: &encoder)
        case .comparison(let element, let better):
            encoder.append(UInt8(2))
            element.encode(into: &encoder)
            encoder.append(better)
        case .chunk(let element, let values):
            encoder.append(UInt8(3))
            element.encode(into: &encoder)
            encoder.append(list: values)
        case .output(let index, let trace):
            encoder.append(UInt8(4))
            encoder.append(index)
            trace.encode(into: &encoder)
        case .form(let form):
            encoder.append(UInt8(5))
            form.encode(into: &encoder)
        }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> OneStepProof {
        guard decoder.remaining <= maximumByteCount else {
            throw .tooLong(
                field: "one-step proof", offset: decoder.offset, length: decoder.remaining, limit: maximumByteCount)
        }
        let start = decoder.offset
        let version = try decoder.uint16("proof version")
        guard version == formatVersion else {
            throw decoder.refusal("proof version", at: start, "\(version) is not known here")
        }
        let claim = try decoder.digest("claim")
        let position = decoder.offset
        switch try decoder.uint8("evidence") {
        case 1: return OneStepProof(claim: claim, evidence: .element(try ElementEvidence.decode(from: &decoder)))
        case 2:
            let element = try ElementEvidence.decode(from: &decoder)
            return OneStepProof(claim: claim, evidence: .comparison(element, better: try decoder.uint32("better element")))
        case 3:
            let element = try ElementEvidence.decode(from: &decoder)
            let values = try decoder.list("chunk values", of: Digest.self, limit: DisputedModel.maximumChunkValues)
            return OneStepProof(claim: claim, evidence: .chunk(element, chunkValues: values))
        case 4:
            let index = try decoder.uint32("output")
            return OneStepProof(claim: claim, evidence: .output(index: index, try TraceOpening.decode(from: &decoder)))
        case 5: return OneStepProof(claim: claim, evidence: .form(try FormEvidence.decode(from: &decoder)))
        case let kind: throw decoder.refusal("evidence", at: position, "\(kind) is no kind of evidence")
        }
    }
}

extension ElementEvidence: CanonicalCodable {
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(step)
        encoder.append(position)
        encoder.append(result)
        encoder.append(element)
        encoder.append(byteString: record)
        recordOpening.encode(into: &encoder)
        trace.encode(into: &encoder)
        encoder.append(list: slices) { $0.encode(into: &$1) }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> ElementEvidence {
        let step = try decoder.uint32("step")
        let position = try decoder.uint32("operator")
        let result = try decoder.uint8("result")
        let element = try decoder.uint32("element")
        let record = try decoder.byteString("record", limit: OneStepProof.maximumRecordBytes)
        let opening = try MerkleOpening.decode(from: &decoder, maximumSiblings: OneStepProof.maximumDepth)
        let trace = try TraceOpening.decode(from: &decoder)
        let limit = DisputedModel.maximumOperandChunks
        let slices = try decoder.list("slices", limit: limit + 2, elementByteCount: 8) {
            (decoder) throws(CanonicalError) in try SliceProof.decode(from: &decoder, maximumChunks: limit)
        }
        return ElementEvidence(
            step: step, position: position, result: result, element: element, record: record, recordOpening: opening,
            trace: trace, slices: slices)
    }
}

extension TraceOpening: CanonicalCodable {
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(run != nil)
        if let run { run.encode(into: &encoder) }
        encoder.append(list: steps)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> TraceOpening {
        let run = try decoder.boolean("run opening") ? try RunOpening.decode(from: &decoder) : nil
        return TraceOpening(run: run, steps: try decoder.list("step openings", limit: 2))
    }
}

extension RunOpening: CanonicalCodable {
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(top)
        encoder.append(list: stepRoots)
        opening.encode(into: &encoder)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> RunOpening {
        let top = try decoder.digest("run top")
        let roots = try decoder.list("step roots", of: Digest.self, limit: 2)
        let opening = try MerkleOpening.decode(from: &decoder, maximumSiblings: 2 * OneStepProof.maximumDepth)
        return RunOpening(top: top, stepRoots: roots, opening: opening)
    }
}

extension StepOpening: CanonicalCodable {
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(top)
        encoder.append(list: roots)
        opening.encode(into: &encoder)
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> StepOpening {
        let top = try decoder.digest("step top")
        let limit = Operator.maximumOperands + 2
        let roots = try decoder.list("result roots", of: Digest.self, limit: limit)
        let opening = try MerkleOpening.decode(from: &decoder, maximumSiblings: limit * OneStepProof.maximumDepth)
        return StepOpening(top: top, roots: roots, opening: opening)
    }
}

extension FormEvidence: CanonicalCodable {
    /// kind (1: steps 1, results 2, length 3), then the fields in their order.
    public func encode(into encoder: inout CanonicalEncoder) {
        switch self {
        case .steps(let found, let run):
            encoder.append(UInt8(1))
            encoder.append(found)
            run.encode(into: &encoder)
        case .results(let step, let found, let run, let opening):
            encoder.append(UInt8(2))
            encoder.append(step)
            encoder.append(found)
            encoder.append(run != nil)
            if let run { run.encode(into: &encoder) }
            opening.encode(into: &encoder)
        case .length(let step, let position, let result, let found, let trace, let slice):
            encoder.append(UInt8(3))
            encoder.append(step)
            encoder.append(position)
            encoder.append(result)
            encoder.append(found)
            trace.encode(into: &encoder)
            slice.encode(into: &encoder)
        }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> FormEvidence {
        let start = decoder.offset
        switch try decoder.uint8("form") {
        case 1:
            let found = try decoder.uint32("steps found")
            return .steps(found: found, try RunOpening.decode(from: &decoder))
        case 2:
            let step = try decoder.uint32("step")
            let found = try decoder.uint32("results found")
            let run = try decoder.boolean("run opening") ? try RunOpening.decode(from: &decoder) : nil
            return .results(step: step, found: found, run: run, try StepOpening.decode(from: &decoder))
        case 3:
            let step = try decoder.uint32("step")
            let position = try decoder.uint32("operator")
            let result = try decoder.uint8("result")
            let found = try decoder.uint64("bytes found")
            let trace = try TraceOpening.decode(from: &decoder)
            let slice = try SliceProof.decode(from: &decoder, maximumChunks: 1)
            return .length(step: step, position: position, result: result, found: found, trace, slice)
        case let kind: throw decoder.refusal("form", at: start, "\(kind) is no form")
        }
    }
}
