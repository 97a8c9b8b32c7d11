import ArgumentParser

struct NodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node", abstract: "Begin, run and check a ledger of one's own.",
        discussion: """
            One node, embedded: tx and query open the ledger in turn, each for a moment; nothing has to run \
            for them. Several machines and consensus come in a later release.
            """,
        subcommands: [
            NodeInitCommand.self, NodeStartCommand.self, NodeStatusCommand.self, NodeCheckCommand.self,
            NodeExportCommand.self,
        ])
}
