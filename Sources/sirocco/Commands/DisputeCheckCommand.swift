import ArgumentParser
import Dispute
import Verifier

struct DisputeCheckCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Decide about a one-step proof, as a ledger does.",
        discussion: """
            Needs the two files: no model, no input, no trust in whoever made the proof. Exits with 11 when \
            the claim is refuted, 0 when the claim is right at the place that the proof is about, 10 when the \
            proof shows nothing.
            """)

    @Argument(help: ArgumentHelp("The claim, or - for standard input.", valueName: "claim"), completion: .file())
    var claim: String

    @Argument(help: ArgumentHelp("The one-step proof.", valueName: "step"), completion: .file())
    var step: String

    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let file = try DisputeFiles.claim(claim)
        let step = try DisputeFiles.step(step)
        let watch = Stopwatch()
        let verdict: OneStepVerdict
        do throws(StepFileError) { verdict = try step.verdict(on: file) } catch {
            throw Failure(error, file: self.step)
        }
        let members: [(String, JSON)] = [
            ("claim_id", .text(file.claim.id.description)), ("check_ms", .measured(watch.milliseconds)),
            ("proof_bytes", .integer(step.proof.count)),
        ]
        switch verdict {
        case .upheld:
            return Report(
                text: "The claim is right at the place that this proof is about; of others it says nothing.\n",
                json: .object([("refuted", false)] + members))
        case .refuted(let refutation):
            let words = RefutationWords(refutation, file.circuit)
            return Report(
                text: "The claim is refuted: \(words.sentence).\n", json: .object([("refuted", true)] + words.json + members),
                status: .refuted)
        }
    }
}

extension Failure {
    /// A step file that shows nothing.
    init(_ error: StepFileError, file: String) {
        switch error {
        case .file(.otherClaim(let expected, let found)):
            self.init(
                .otherClaim, "the one-step proof \(file) is about another claim",
                why: "it is about claim \(found), not \(expected)", try: "name the claim that it was made for")
        case .file(let error):
            self.init(
                .stepShowsNothing, "the one-step proof \(file) shows nothing", why: "\(error)",
                try: "make it again with: sirocco dispute prove")
        case .proof(let error):
            self.init(
                .stepShowsNothing, "the one-step proof \(file) shows nothing", why: error.words,
                try: "make it again with: sirocco dispute prove")
        }
    }
}
