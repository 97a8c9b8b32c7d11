import Prover
import Verifier

extension ProofError {
    /// What was refused, in words.
    var words: String {
        switch self {
        case .notAProof: "the first bytes are not a proof's"
        case .unsupportedVersion(let version):
            "the proof has format \(version), this release knows \(ProofHeader.formatVersion)"
        case .malformed(let error): "\(error)"
        case .circuit(let reason): "the circuit in the file is refused: \(reason)"
        case .otherModel: "the claim names another model than the file holds"
        case .otherCircuit: "the model names another circuit than the file holds"
        case .notProved: "the claim is to be believed until it is refuted, not by a proof"
        case .unknownProfile(let id): "\(id) is no profile of this release"
        case .insecureProfile: "the profile is for tests and shows nothing"
        case .noOracle(let id): "the model is not registered for proofs under \(id)"
        case .severalSteps(let steps): "the claim has \(steps) steps, proofs are about one"
        case .wrongTensorCount(let field): "claim and circuit have different numbers of \(field)"
        case .otherTensor(let name): "\(name) is not the tensor that the claim commits to"
        case .tensorOutOfRange(let reason): "a tensor is not what the circuit allows: \(reason)"
        case .plan(let error): Self.words(error)
        case .outputs: "the outputs are not index and score of the circuit's argmax"
        case .parameters(let error): "the profile has no parameters for this circuit: \(error)"
        case .belowFloor: "the computed security is below the profile's floor"
        case .statement(let error): "the run is not the one claimed: \(error.words)"
        case .commitment(let error): "the committed values do not open as claimed: \(error.words)"
        }
    }

    private static func words(_ error: StatementError) -> String {
        switch error {
        case .unsupported(let position, let label, let reason):
            "operator %\(position) \(label) cannot be proved by this release: \(reason)"
        case .weightReadTwice(let offset): "the weights at byte \(offset) are read in two ways"
        case .tooLarge(let what): "the circuit is larger than a verifier takes on: \(what)"
        case .privateTensor(let name, let reason): "\(name) cannot be private in a proof: \(reason)"
        case .couldWrap(let position, let label): "a value of operator %\(position) \(label) could wrap in the field"
        }
    }

    /// The exit that goes with a refused proof file.
    var failureCode: FailureCode {
        switch self {
        case .notAProof, .unsupportedVersion: .notAProof
        default: .proofInvalid
        }
    }
}

extension Failure {
    /// A proof file that is refused.
    init(refusing error: ProofError, file: String) {
        let isForeign = error.failureCode == .notAProof
        self.init(
            error.failureCode, isForeign ? "\(file) is not a proof of this release" : "the proof \(file) is invalid",
            why: error.words,
            try: error == .insecureProfile
                ? "--allow-insecure, in tests only"
                : isForeign
                    ? "name a file that sirocco prove wrote" : "ask its sender for another; believe nothing of this one")
    }

    /// A run that cannot be proved.
    init(_ error: ProverError, model: String) {
        switch error {
        case .engine(let error): self.init(error)
        case .claim(let error):
            self.init(
                .proverRefused, "no claim can be made of \(model)", why: "\(error)",
                try: "sirocco model inspect \(model)")
        case .proof(let error): self.init(error, model: model)
        }
    }

    /// A circuit that has no proof, or a profile that has no parameters for it.
    init(_ error: ProofError, model: String) {
        switch error {
        case .belowFloor, .parameters(.belowFloor):
            self.init(
                .belowFloor, "\(model) would be proved below the security floor", why: error.words,
                try: "sirocco params check")
        default:
            self.init(
                .proverRefused, "\(model) cannot be proved", why: error.words,
                try: "sirocco model inspect \(model) shows its operators")
        }
    }
}

extension SecurityBits {
    /// Bits with two decimals, as printed.
    var json: JSON { .number(Double(description) ?? 0) }
}
