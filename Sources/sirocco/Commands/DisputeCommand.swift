import ArgumentParser

struct DisputeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispute", abstract: "Play a dispute about a claim, or make, check and explain its last step.",
        subcommands: [
            DisputePlayCommand.self, DisputeProveCommand.self, DisputeCheckCommand.self, DisputeExplainCommand.self,
        ])
}
