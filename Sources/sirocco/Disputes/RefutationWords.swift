import Circuit
import Dispute
import Transcript
import Verifier

/// Where and how a claim was refuted, for people and programs.
struct RefutationWords {
    let refutation: Refutation
    let circuit: Circuit
    /// Values that are known beside the refutation: a replay has both runs at hand.
    var claimedValue: String?
    var rightValue: String?

    init(_ refutation: Refutation, _ circuit: Circuit) {
        self.refutation = refutation
        self.circuit = circuit
        if case .element(_, _, _, _, let claimed, let right) = refutation {
            claimedValue = String(claimed)
            rightValue = String(right)
        }
    }

    /// Step, operator and result; nil for what is about none.
    var place: (step: UInt32, position: Int, result: Int)? {
        switch refutation {
        case .element(let step, let position, let result, _, _, _), .comparison(let step, let position, let result, _),
            .chunk(let step, let position, let result, _), .resultLength(let step, let position, let result, _, _):
            (step, Int(position), Int(result))
        case .output, .stepCount, .resultCount: nil
        }
    }

    var element: Int? {
        switch refutation {
        case .element(_, _, _, let element, _, _), .comparison(_, _, _, let element): Int(element)
        default: nil
        }
    }

    var chunk: Int? {
        if case .chunk(_, _, _, let chunk) = refutation { return Int(chunk) }
        guard let place, let element else { return nil }
        return element * circuit.operators[place.position].results[place.result].element.byteCount / BLAKE3.chunkByteCount
    }

    /// One sentence.
    var sentence: String {
        switch refutation {
        case .element(_, _, _, _, let claimed, let right): "\(placeWords) was claimed to be \(claimed) and is \(right)"
        case .comparison(_, _, let result, _):
            result == 0
                ? "\(placeWords) is not the element that its index names"
                : "\(placeWords) is no index of the first of the largest elements"
        case .chunk(_, _, _, let chunk): "chunk \(chunk) of \(placeWords), recomputed, has another hash"
        case .output(let index): "output \(index), \(circuit.outputs[Int(index)].name), is not the one that the trace has"
        case .stepCount(let claimed, let found): "\(claimed) steps were claimed and the trace has \(found)"
        case .resultCount(_, let expected, let found): "a step has \(expected) results and the trace \(found)"
        case .resultLength(_, _, _, let expected, let found): "\(placeWords) has \(expected) bytes and the trace's \(found)"
        }
    }

    private var placeWords: String {
        guard let place else { return "the run" }
        let op = circuit.operators[place.position]
        let result = op.results.count > 1 ? ", result \(place.result)" : ""
        let name = "operator %\(place.position) \(op.label) (\(op.kind.name))\(result)"
        guard let element else { return name }
        let shape = op.results[place.result].shape.dimensions
        var rest = element
        var indexes: [Int] = []
        for extent in shape.reversed() {
            indexes.insert(rest % extent, at: 0)
            rest /= extent
        }
        return "element \(element) \(indexes) of \(name)"
    }

    /// Members that scripts read; what does not apply is null.
    var json: [(String, JSON)] {
        func number(_ value: Int?) -> JSON { value.map { .integer($0) } ?? .null }
        let output: Int? = if case .output(let index) = refutation { Int(index) } else { nil }
        return [
            ("kind", .text(refutation.kind.rawValue)), ("step", number(place.map { Int($0.step) })),
            ("operator", number(place?.position)), ("result", number(place?.result)), ("chunk", number(chunk)),
            ("element", number(element)), ("output", number(output)), ("claimed", .optional(claimedValue)),
            ("right", .optional(rightValue)), ("words", .text(sentence)),
        ]
    }
}

extension OneStepError {
    /// Why a proof shows nothing, in words.
    var words: String {
        switch self {
        case .malformed(let error): "the proof is malformed: \(error)"
        case .otherClaim(let claim): "it is about claim \(claim)"
        case .otherModel(let model): "the claim is not about model \(model)"
        case .notOptimistic: "the claim has no trace"
        case .noSuchStep(let step): "the run has no step \(step)"
        case .noSuchOperator(let position): "the circuit has no operator %\(position)"
        case .record, .unreadableRecord: "the operator's record is not the circuit's"
        case .noSuchResult(let result): "the operator has no result \(result)"
        case .noSuchElement(let element): "the result has no element \(element)"
        case .notByComparison: "the operator is not decided by comparison"
        case .footprintTooLong(let bytes): "one element needs \(bytes) bytes of operands"
        case .noSuchCandidate(let index): "element \(index) of the row is none"
        case .chunkTooCostly(let count): "the chunk needs \(count) multiply-adds"
        case .tooManyChunks(let count): "the operands lie in \(count) chunks"
        case .notTraced(let position, let result, let level):
            "a trace of level \(level.name) does not hold result \(result) of operator %\(position)"
        case .notPublic(let slot): "tensor \(slot) is not public"
        case .runOpening, .runRoot, .runPath, .stepCount, .stepRoot, .stepPath:
            "the roots that it shows are not those of the claim's trace"
        case .sliceCount(let expected, let found): "it shows \(found) slices, \(expected) are needed"
        case .slice(let index, _): "slice \(index) is not what was committed"
        case .outsideFootprint: "an operand lies outside its footprint"
        case .chunkValues, .chunkValuesRoot: "its chunk values are not the claimed result's"
        case .noSuchOutput(let index): "the circuit has no output \(index)"
        case .rightForm: "the form that it shows is the right one"
        }
    }
}
