import ArgumentParser
import Transcript
import Verifier

struct VerifyCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check a proof, and say what it proves.",
        discussion: """
            Needs nothing but the file. Prints the statement and compares it with what is given by --claim, \
            --model and so on; any difference ends with 10, and so does an invalid proof. A valid proof \
            alone says little: anybody can prove a run of a model of their own.
            """)

    @Argument(help: ArgumentHelp("The proof, or - for standard input.", valueName: "proof"), completion: .file())
    var proof: String

    @OptionGroup(title: "What the proof has to say") var expectations: ExpectationOptions
    @OptionGroup var insecure: InsecureFlag

    @Flag(help: "Print time and memory of each stage of this run.")
    var stages = false

    @OptionGroup var global: GlobalOptions

    static let largestProof = 64 << 20

    func report(_ context: Context) throws -> Report {
        let expectations = try expectations.expectations()
        let bytes = try InputFile.read(proof, what: "proof", limit: Self.largestProof)
        let recorder = stages ? StageRecorder(measuringMemory: true) : nil
        let watch = Stopwatch()
        let verdict: ProofVerifier.Verdict
        do throws(ProofError) {
            verdict = try ProofVerifier.verify(
                bytes, allowingInsecure: insecure.allowInsecure, observer: recorder.map { $0.begin })
        } catch {
            return try refusal(Failure(refusing: error, file: proof), [("verify_ms", .measured(watch.milliseconds))], context)
        }
        let milliseconds = watch.milliseconds, processor = watch.processorMilliseconds
        recorder?.finish()
        let statement = ProvedStatement(verdict)
        let differences = try expectations.differences(from: statement)
        let stages: [(String, JSON)] = recorder.map { [("stages", $0.json)] } ?? []
        let members: [(String, JSON)] = stages + [
            ("verify_ms", .measured(milliseconds)), ("verify_cpu_ms", .measured(processor)), ("security_bits", statement.security.sum.json),
            ("zero_knowledge", false), ("proof_bytes", .integer(bytes.count)),
            ("compared", .bool(!expectations.isEmpty)),
            (
                "differences",
                .list(
                    differences.map {
                        ["field": .text($0.field), "expected": .text($0.expected), "found": .text($0.found)]
                    })
            ),
            ("statement", statement.json),
        ]
        let text = "The proof is valid: \(byteSize(bytes.count)), checked in \(duration(milliseconds * 1e-3)). It says:\n"
            + statement.text + (recorder.map { "\n" + $0.table } ?? "")
        guard differences.isEmpty else {
            try context.say(text)
            return try refusal(
                Failure(
                    .statementDiffers,
                    "the proof is of another statement: \(differences.map { $0.field }.joined(separator: ", "))",
                    why: differences.map { "\($0.field) is \($0.found), expected \($0.expected)" }.joined(separator: "; "),
                    try: "ask for a proof of what you expect, or correct the expectation"), members, context)
        }
        let comparison =
            expectations.isEmpty
            ? "Nothing was compared: see that this is the statement you care about, or give --claim or --model.\n"
            : "It is what was expected.\n"
        return Report(text: text + comparison, json: .object([("valid", true)] + members))
    }

    /// Programs find the verdict and the error in one object, people the error alone.
    private func refusal(_ failure: Failure, _ members: [(String, JSON)], _ context: Context) throws(Failure) -> Report {
        guard context.settings.isJSON, case .object(let error) = failure.json else { throw failure }
        return Report(text: "", json: .object([("valid", false)] + members + error), status: failure.status)
    }
}
