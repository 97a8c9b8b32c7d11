import ArgumentParser
import Claims
import Ledger
import Transcript

struct DisputeTransactions: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispute", abstract: "Dispute a claim, move by move.",
        subcommands: [
            DisputeOpenCommand.self, DisputeAnswerCommand.self, DisputeAskCommand.self, DisputeRefuteCommand.self,
            DisputeTimeCommand.self, DisputeWithdrawCommand.self,
        ])
}

struct DisputeOpenCommand: TransactionCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Challenge a job's claim under a bond, with a first question.")

    @OptionGroup var job: JobArgument

    @Option(help: ArgumentHelp("The question's bytes.", valueName: "file"), completion: .file())
    var question: String

    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action {
        .challenge(job: try job.id(), question: try TransactionFile.read(question, what: "question"))
    }
}

struct DisputeAnswerCommand: TransactionCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "Answer the question that stands. Anybody may.")

    @OptionGroup var job: JobArgument

    @Option(help: ArgumentHelp("Whose dispute it is.", valueName: "account"))
    var challenger: String

    @Option(help: ArgumentHelp("The question's bytes.", valueName: "file"), completion: .file())
    var question: String

    @Option(help: ArgumentHelp("The answer's bytes.", valueName: "file"), completion: .file())
    var answer: String

    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action {
        .answer(
            job: try job.id(), challenger: try context.keys.account(challenger, "--challenger"),
            question: try TransactionFile.read(question, what: "question"),
            answer: try TransactionFile.read(answer, what: "answer"))
    }
}

struct DisputeAskCommand: TransactionCommand {
    static let configuration = CommandConfiguration(commandName: "ask", abstract: "Ask the next question.")

    @OptionGroup var job: JobArgument

    @Option(help: ArgumentHelp("The question's bytes.", valueName: "file"), completion: .file())
    var question: String

    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action {
        .ask(job: try job.id(), question: try TransactionFile.read(question, what: "question"))
    }
}

struct DisputeRefuteCommand: TransactionCommand {
    static let configuration = CommandConfiguration(
        commandName: "refute", abstract: "End one's dispute with a one-step proof that the claim is wrong.",
        discussion: "Where it shows nothing the dispute and its bond are lost, and the command ends with 11.")

    @OptionGroup var job: JobArgument

    @Option(help: ArgumentHelp("The one-step proof.", valueName: "file"), completion: .file())
    var evidence: String

    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action {
        .refute(job: try job.id(), evidence: try TransactionFile.read(evidence, what: "one-step proof"))
    }
}

struct DisputeTimeCommand: TransactionCommand {
    static let configuration = CommandConfiguration(
        commandName: "time", abstract: "Call time: end a dispute in which a clock ran out. Anybody may.")

    @OptionGroup var job: JobArgument

    @Option(help: ArgumentHelp("Whose dispute it is.", valueName: "account"))
    var challenger: String

    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action {
        .callTime(job: try job.id(), challenger: try context.keys.account(challenger, "--challenger"))
    }
}

struct DisputeWithdrawCommand: TransactionCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw", abstract: "Get the bond back from a dispute whose claim another has refuted.")

    @OptionGroup var job: JobArgument
    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action { .withdrawChallenge(job: try job.id()) }
}
