import ArgumentParser
import Dispute

struct DisputeProveCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: "Make the last step of a dispute: the proof that one element is wrong.",
        discussion: "As sirocco replay, for a claim that is known to be wrong: without a proof it fails.")

    @OptionGroup var arguments: ReplayArguments

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Where to write the one-step proof.", valueName: "step"), completion: .file())
    var output: String

    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        guard !output.isEmpty else {
            throw Failure(.usage, "the proof has no name", why: "-o is empty", try: "-o run.step")
        }
        let (file, search, replay) = try arguments.replay(context)
        switch replay.verdict {
        case .right:
            throw Failure(
                .nothingToProve, "there is nothing to prove", why: "the claim is this model's run on this input",
                try: "sirocco replay, which exits with 0 on a right claim")
        case .missing(let missing): throw search.failure(missing)
        case .refuted(let words, let step):
            var files = AtomicFiles()
            try files.stage(step.bytes, at: output)
            try files.commit()
            return Report(
                text: "\(words.sentence)\n"
                    + fields([
                        ("written", "\(output), \(byteSize(step.bytes.count))"),
                        ("for a referee", byteSize(step.proof.count)),
                        ("found and proven", duration(replay.milliseconds * 1e-3)),
                    ]),
                json: .object(
                    [("step_file", .text(output)), ("claim_id", .text(file.claim.id.description))] + words.json + [
                        ("bytes", .integer(step.bytes.count)), ("proof_bytes", .integer(step.proof.count)),
                        ("ms", .measured(replay.milliseconds)),
                    ]))
        }
    }
}
