import ArgumentParser
import Foundation

/// The command line: `sirocco COMMAND`.
@main
struct Sirocco: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sirocco",
        abstract: "Run AI models as exact integer circuits whose results anyone can check.",
        discussion: """
            Begin with: sirocco doctor, then sirocco demo.

            Results go to standard output, progress and errors to standard error; --json prints one \
            JSON object instead. Exit codes: 0 done, 1 failed, 2 usage, 3 configuration, 4 malformed \
            input file, 8 interrupted, 10 proof invalid, 11 claim refuted, 12 licence denied, 15 data \
            unavailable, 16 ledger invariant violated, 17 funds missing, 18 parameters below the security floor.

            Completions: sirocco --generate-completion-script bash (or zsh, fish); for bash, put it in \
            ~/.local/share/bash-completion/completions/sirocco.
            """,
        version: Release.version,
        subcommands: [
            DemoCommand.self, DoctorCommand.self, ModelCommand.self, RunCommand.self, CommitCommand.self,
            ProveCommand.self, VerifyCommand.self, ClaimCommand.self, ReplayCommand.self, DisputeCommand.self,
            ProverCommand.self, AuditCommand.self, KeysCommand.self, NodeCommand.self, TransactionCommands.self, QueryCommand.self,
            ParamsCommand.self, BenchCommand.self, VersionCommand.self,
        ])

    static func main() {
        let isJSON = CommandLine.arguments.dropFirst().prefix { $0 != "--" }.contains("--json")
        Interruption.watch(json: isJSON)
        do {
            try refuseForeignText()
            var command = try parseAsRoot()
            try command.run()
        } catch {
            end(with: error, isJSON: isJSON)
        }
    }

    /// Swift would replace what is not UTF-8, and then look for a file of another name.
    private static func refuseForeignText() throws(Failure) {
        for position in 1..<max(1, Int(CommandLine.argc)) {
            guard let text = unsafe CommandLine.unsafeArgv[position] else { continue }
            guard unsafe String(validatingCString: text) != nil else {
                throw Failure(
                    .argumentNotUTF8, "argument \(position) is not text in UTF-8", why: "its bytes are in another encoding",
                    try: "rename the file, or link to it under a name in UTF-8")
            }
        }
    }

    private static func end(with error: any Error, isJSON: Bool) -> Never {
        PartialFiles.removeAll()
        if let exit = error as? ExitCode { Foundation.exit(exit.rawValue) }
        if !(error is Failure), exitCode(for: error) == .success {
            // Help, version or a completion script.
            do throws(Failure) {
                try StandardOutput.write(fullMessage(for: error) + "\n")
                Foundation.exit(ExitStatus.done.rawValue)
            } catch { end(with: error, isJSON: isJSON) }
        }
        let failure = exitCode(for: error) == .validationFailure ? UsageProblem(error).failure : Failure(error)
        if isJSON, failure.code != .outputFailed {
            try? StandardOutput.write(failure.json.encoded + "\n")
        } else {
            StandardError.write(failure.text(coloured: Terminal.error.isColoured))
        }
        Foundation.exit(failure.status.rawValue)
    }
}
