import Circuit
import Claims
import Dispute
import Transcript

/// Reads claim, trace and step files that anybody may have made.
enum DisputeFiles {
    static func claim(_ path: String) throws(Failure) -> ClaimFile {
        let bytes = try InputFile.read(path, what: "claim", limit: ClaimFile.maximumByteCount)
        do throws(DisputeFileError) { return try ClaimFile(bytes) } catch {
            throw refusal("claim", path, error, try: "name a file that sirocco claim wrote")
        }
    }

    static func trace(_ path: String, of claim: ClaimFile) throws(Failure) -> TraceFile {
        let limit = min(InputFile.largest, TraceFile.maximumByteCount(of: claim))
        let bytes = try InputFile.read(path, what: "trace", limit: limit)
        do throws(DisputeFileError) { return try TraceFile(bytes, of: claim) } catch {
            throw refusal("trace", path, error, try: "name the file that sirocco claim --trace wrote with this claim")
        }
    }

    static func step(_ path: String) throws(Failure) -> StepFile {
        let bytes = try InputFile.read(path, what: "one-step proof", limit: StepFile.maximumByteCount)
        do throws(DisputeFileError) { return try StepFile(bytes) } catch {
            throw refusal(
                "one-step proof", path, error, try: "name a file that sirocco replay or sirocco dispute prove wrote")
        }
    }

    private static func refusal(
        _ what: String, _ path: String, _ error: DisputeFileError, try advice: String
    ) -> Failure {
        let isOther = if case .otherClaim = error { true } else { false }
        return Failure(
            isOther ? .otherClaim : .disputeFileMalformed, "the \(what) \(path) is refused", why: "\(error)", try: advice)
    }
}

extension ClaimFile {
    /// Refuses a model or an input that the claim is not about.
    func check(_ circuit: Circuit, _ weights: Weights, named name: String) throws(Failure) {
        for (what, expected, found) in [
            ("circuit", model.commitment.circuitHash, circuit.hash),
            ("weights file", model.commitment.weightsRoot, weights.root),
        ] where expected != found {
            throw Failure(
                .otherModel, "the claim is not about the model \(name)",
                why: "the claim's \(what) has root \(expected), that of \(name) \(found)",
                try: "name the model that was claimed: sirocco commit M prints its roots")
        }
    }

    func check(_ inputs: [Tensor], named name: String) throws(Failure) {
        guard claim.steps == 1 else {
            throw Failure(
                .notDisputable, "the claim has \(claim.steps) steps", why: "this release replays runs of one step",
                try: "a claim of one step")
        }
        for (slot, tensor) in inputs.enumerated() {
            let found = TensorCommitment(public: tensor)
            guard claim.inputs.indices.contains(slot), claim.inputs[slot] == found else {
                let expected = claim.inputs.indices.contains(slot) ? claim.inputs[slot].description : "none"
                throw Failure(
                    .otherInput, "the claim is not about the input \(name)",
                    why: "the claim's input \(slot) is \(expected), this one is \(found)",
                    try: "name the input that was claimed")
            }
        }
    }
}

extension Failure {
    /// A run that cannot be made or shown.
    init(_ error: TraceHolderError, model: String) {
        switch error {
        case .engine(let error): self.init(error)
        case .noSuch(let what):
            self.init(
                .valueOutOfRange, "\(model) has no \(what)", why: "it lies outside the circuit or the run",
                try: "sirocco model inspect \(model)")
        case .slice(let error):
            self.init(.unexpected, "a slice cannot be opened", why: "\(error)", try: "sirocco doctor")
        case .proof(let error):
            self.init(
                .stepShowsNothing, "what was found cannot be proved in one step", why: error.words,
                try: "sirocco dispute play, which asks the asserter for what is missing")
        case .canonical(let error):
            self.init(
                .notDisputable, "no claim can be made of \(model)", why: "\(error)", try: "sirocco model inspect \(model)")
        }
    }
}
