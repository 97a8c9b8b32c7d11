import ArgumentParser

struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Bring models in and look at them.",
        subcommands: [ModelImportCommand.self, ModelInspectCommand.self])
}
