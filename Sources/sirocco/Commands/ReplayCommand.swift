import ArgumentParser
import Dispute

struct ReplayCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Run a claimed run again, and find the first element that is wrong.",
        discussion: """
            Exits with 0 when the claim is right, 11 when it is refuted, 15 when it is not this run and what \
            would show where is missing. The claimed run's bytes are looked for beside the claim \
            (run.claim, run.trace) or where --trace says. -o writes a proof of one step, which \
            sirocco dispute check, and a ledger, decide upon without the model.
            """)

    @OptionGroup var arguments: ReplayArguments

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Where to write the one-step proof.", valueName: "step"), completion: .file())
    var output: String?

    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let (file, search, replay) = try arguments.replay(context)
        var members: [(String, JSON)] = [
            ("claim_id", .text(file.claim.id.description)), ("ms", .measured(replay.milliseconds)),
        ]
        switch replay.verdict {
        case .right:
            let nothing = ["kind", "step", "operator", "result", "chunk", "element", "output", "claimed", "right"]
            return Report(
                text: "The claim is right: every result that it commits to is this model's on this input.\n",
                json: .object([("refuted", false)] + nothing.map { ($0, .null) } + members))
        case .missing(let missing):
            let failure = search.failure(missing)
            guard context.settings.isJSON, case .object(let error) = failure.json else { throw failure }
            members += [("missing", .text(missing.words)), ("looked_at", .list(search.places.map { .text($0) }))]
            return Report(text: "", json: .object([("refuted", .null)] + members + error), status: failure.status)
        case .refuted(let words, let step):
            if let output {
                var files = AtomicFiles()
                try files.stage(step.bytes, at: output)
                try files.commit()
            }
            members += [("step_file", .optional(output)), ("proof_bytes", .integer(step.proof.count))]
            let written = output.map { "\nThe proof of it is in \($0), \(byteSize(step.proof.count)) for a referee." } ?? ""
            return Report(
                text: "The claim is refuted: \(words.sentence).\(written)\n",
                json: .object([("refuted", true)] + words.json + members), status: .refuted)
        }
    }
}

/// What a replay needs.
struct ReplayArguments: ParsableArguments {
    @Argument(help: ArgumentHelp("The claim, or - for standard input.", valueName: "claim"), completion: .file())
    var claim: String

    @Argument(
        help: ArgumentHelp("The model: its base path, or one of its two files.", valueName: "model"), completion: .file())
    var model: String

    @Argument(help: ArgumentHelp("The input that was claimed.", valueName: "input"), completion: .file())
    var input: String

    @Option(
        help: ArgumentHelp("The claimed run's trace, where it is not beside the claim.", valueName: "file"),
        completion: .file())
    var trace: String?

    func replay(_ context: Context) throws -> (ClaimFile, TraceSearch, ClaimReplay) {
        let file = try DisputeFiles.claim(claim)
        let (circuit, weights) = try ModelFiles(model).model()
        try file.check(circuit, weights, named: model)
        let inputs = try TensorFile(path: input).tensors(for: circuit)
        try file.check(inputs, named: input)
        let search = try TraceSearch(trace, claimPath: claim, file)
        let replay = try context.progress.stage("replaying \(circuit.name)") { _ in
            try ClaimReplay(
                file, weights, inputs, trace: search.trace, threads: context.settings.threads, model: model)
        }
        return (file, search, replay)
    }
}
