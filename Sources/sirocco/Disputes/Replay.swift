import Circuit
import Claims
import Dispute
import TensorEngine
import Verifier

/// An auditor's look at one claim, with everything at hand that there is.
struct ClaimReplay {
    enum Verdict {
        case right
        case refuted(RefutationWords, StepFile)
        /// The claim is not the own run; this would show where.
        case missing(MissingEvidence)
    }

    let verdict: Verdict
    /// Milliseconds: the own run and the search; no files.
    let milliseconds: Double

    init(
        _ file: ClaimFile, _ weights: Weights, _ inputs: [Tensor], trace: TraceFile?, threads: Int, model: String
    ) throws(Failure) {
        let watch = Stopwatch()
        do throws(TraceHolderError) {
            let own = try TraceHolder(file.circuit, weights, inputs: [inputs], threads: threads)
            switch try ClaimAudit.audit(file, own: own, trace: trace) {
            case .right: verdict = .right
            case .differs(let missing): verdict = .missing(missing)
            case .refuted(let refutation, let step):
                verdict = .refuted(try Self.words(refutation, file, own, trace), step)
            }
        } catch { throw Failure(error, model: model) }
        milliseconds = watch.milliseconds
    }

    /// With both values, where the kind of refutation does not bring them.
    private static func words(
        _ refutation: Refutation, _ file: ClaimFile, _ own: TraceHolder, _ trace: TraceFile?
    ) throws(TraceHolderError) -> RefutationWords {
        var words = RefutationWords(refutation, file.circuit)
        var own = own
        if let place = words.place, let element = words.element, let trace {
            let entry = TracedResult(position: place.position, result: place.result)
            let claimed = trace.results[Int(place.step)][place.position][place.result]
            words.claimedValue = String(claimed.element(element))
            words.rightValue = String(try own.tensor(step: Int(place.step), entry).element(element))
        }
        if case .output(let index) = refutation {
            words.claimedValue = file.claim.outputs[Int(index)].description
            words.rightValue = TensorCommitment(public: own.outputs[Int(index)]).description
        }
        return words
    }
}

extension MissingEvidence {
    /// What is missing, and why what is there does not do.
    var words: String {
        switch self {
        case .trace: "the claimed run's trace"
        case .committedTrace: "the claimed run's trace: the one at hand is not what the claim commits to"
        case .signature(let step): "the prover's signature under the roots of step \(step), which the claim does not hold"
        }
    }
}

/// Where a claim's trace is looked for: where the caller says, else beside the claim. One that nobody named
/// and that is refused is as good as none: it must not keep a right claim from being found right.
struct TraceSearch {
    /// Paths that were tried.
    let places: [String]
    let trace: TraceFile?
    /// Why the one beside the claim was refused.
    private let refusal: Failure?

    init(_ given: String?, claimPath: String, _ claim: ClaimFile) throws(Failure) {
        if let given {
            places = [given]
            refusal = nil
            trace = try DisputeFiles.trace(given, of: claim)
            return
        }
        let base = claimPath.hasSuffix(".claim") ? String(claimPath.dropLast(6)) : claimPath
        places = claimPath == "-" ? [] : [base + ".trace"]
        guard let path = places.first, InputFile.exists(path) else {
            trace = nil
            refusal = nil
            return
        }
        var found: TraceFile?
        var problem: Failure?
        do throws(Failure) { found = try DisputeFiles.trace(path, of: claim) } catch { problem = error }
        trace = found
        refusal = problem
    }

    private var words: String {
        let looked = places.isEmpty ? "nowhere, since no --trace was given" : places.joined(separator: ", ")
        return looked + (refusal.map { ", where \($0.what): \($0.why)" } ?? "")
    }

    /// What says that data is missing, and where it was looked for.
    func failure(_ missing: MissingEvidence) -> Failure {
        Failure(
            .dataMissing, "the claim is not the run of this model on this input, and what would show where is missing",
            why: "missing is \(missing.words); looked at: \(words)",
            try: "--trace FILE with the asserter's trace, or challenge the claim: sirocco dispute play")
    }
}
