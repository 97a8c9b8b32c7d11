import ArgumentParser
import Claims
import Ledger
import Transcript

struct TransactionCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tx", abstract: "Do something on the ledger.",
        discussion: """
            A transaction is signed by --key NAME and is in a block, on disk, when the command ends. --dry-run \
            says what would happen. An account is a key's name or 0x and 64 digits; amounts are whole units. \
            Ends with 10 when a proof or an answer is refused, 11 when a dispute is lost, 12 when the licence is \
            not paid for, 17 when funds or bond are missing.
            """,
        subcommands: [
            TransferCommand.self, ModelTransactions.self, SharesTransactions.self, JobTransactions.self,
            DisputeTransactions.self,
        ])
}

struct TransferCommand: TransactionCommand {
    static let configuration = CommandConfiguration(commandName: "transfer", abstract: "Send money.")

    @Option(help: ArgumentHelp("Who gets it.", valueName: "account"))
    var to: String

    @Option(help: ArgumentHelp("How much.", valueName: "units"))
    var amount: String

    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action {
        .transfer(to: try context.keys.account(to, "--to"), amount: try .argument(amount, "--amount"))
    }
}

struct SharesTransactions: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shares", abstract: "Shares of a model: who earns what it earns.",
        subcommands: [SharesTransferCommand.self, SharesCollectCommand.self])
}

struct SharesTransferCommand: TransactionCommand {
    static let configuration = CommandConfiguration(commandName: "transfer", abstract: "Give shares to somebody.")

    @Argument(help: ArgumentHelp("The model's id.", valueName: "model"))
    var model: String

    @Option(help: ArgumentHelp("Who gets them.", valueName: "account"))
    var to: String

    @Option(help: ArgumentHelp("How many.", valueName: "n"))
    var count: UInt64

    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action {
        .transferShares(
            model: try Digest.argument(model, "model"), to: try context.keys.account(to, "--to"), count: count)
    }
}

struct SharesCollectCommand: TransactionCommand {
    static let configuration = CommandConfiguration(commandName: "collect", abstract: "Collect what one's shares earned.")

    @Argument(help: ArgumentHelp("The model's id.", valueName: "model"))
    var model: String

    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action {
        .collectDividends(model: try Digest.argument(model, "model"))
    }
}
