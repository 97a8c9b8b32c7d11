import ArgumentParser
import Claims
import Foundation
import Ledger

struct ProverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prover", abstract: "Serve models on a ledger and be paid for it.",
        subcommands: [ProverServeCommand.self])
}

struct ProverServeCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Take jobs of one's models, do them, bring the results, defend the claims.",
        discussion: """
            Jobs are those of the models in --models (the folder circuits and the home's models when left out). A \
            job is taken only when three times what its kind has cost so far, and five seconds, fit into its \
            lease; a kind that is not known yet is measured first, without taking the job. Private inputs are \
            opened before the job is taken, so one that does not open costs nobody anything. The ledger is held \
            only while something is read or sent. A line for each thing that happens, an object a line with \
            --json. It may be killed at any time and started again. --once does what can be done now and ends \
            with 11 when a claim fell, 17 when money was missing, 15 when data was, 0 otherwise; Ctrl-C or \
            SIGTERM ends it after the work at hand, a second one at once.
            """)

    @Option(help: ArgumentHelp("The key that takes jobs and is paid.", valueName: "name"))
    var key: String

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var models: ModelsOption

    @Option(help: ArgumentHelp("The folder that sealed prompts arrive in.", valueName: "dir"), completion: .directory)
    var mail: String?

    @Option(help: ArgumentHelp("Leave jobs alone that pay less.", valueName: "units"))
    var minReward: String?

    @Option(help: ArgumentHelp("Leave jobs alone that may take more memory: bytes, or with K, M, G.", valueName: "size"))
    var maxMemory: String?

    @OptionGroup var watching: WatchOptions
    @OptionGroup var ledger: LedgerOptions

    @Option(help: ArgumentHelp(Lie.help, valueName: "operator:element", visibility: .hidden))
    var cheat: String?

    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        try watching.check()
        var terms = ProverService.Terms()
        if let minReward { terms.leastReward = try .argument(minReward, "--min-reward") }
        terms.largestMemory = try maxMemory.map { text throws(Failure) in try Self.bytes(text) }
        terms.lie = try cheat.map { text throws(Failure) in try Lie(text) }
        terms.mail = mail.map { MailFolder(path: $0) }
        let signer = Signer(try KeyFolder(context.settings).identity(key, passphrase))
        Interruption.offerToStop()
        let seat = LedgerSeat(try ledger.open(context.settings), signer, patience: ledger.wait)
        if terms.lie != nil { context.warn("this prover lies on purpose") }
        let service = try ProverService(
            seat, shelf: ModelShelf(models.folders(context.settings)), terms: terms, threads: context.settings.threads,
            home: context.settings.home, log: ServiceLog(isJSON: context.settings.isJSON))
        try watching.run(context) { try service.round() }
        let tally = service.tally
        let words = tally.json.map { "\($0.1.encoded) \($0.0)" }.joined(separator: ", ")
        return Report(
            text: "\(words)\n",
            json: .object([("event", "ended"), ("address", .text(signer.address.description))] + tally.json),
            status: watching.once ? tally.status : .done)
    }

    /// `512M` and the like.
    private static func bytes(_ text: String) throws(Failure) -> UInt64 {
        let units: [Character: UInt64] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
        let unit = text.last.flatMap { units[$0] }
        guard let count = UInt64(unit == nil ? text : String(text.dropLast())), count > 0,
            case let (bytes, overflow) = count.multipliedReportingOverflow(by: unit ?? 1), !overflow
        else {
            throw Failure(
                .valueOutOfRange, "--max-memory \(text) is no size", why: "a number of bytes is expected, or one with K, M or G",
                try: "--max-memory 2G")
        }
        return bytes
    }
}

/// How long a service runs, and how often it looks.
struct WatchOptions: ParsableArguments {
    @Flag(help: "Do what there is to do now, and end.")
    var once = false

    @Option(help: ArgumentHelp("Seconds between two looks.", valueName: "s"))
    var interval = 2.0

    @Option(help: ArgumentHelp("Die before this step, by SIGKILL.", valueName: "n", visibility: .hidden))
    var killAt: Int?

    func check() throws(Failure) {
        guard (0.05...3600).contains(interval) else {
            throw Failure(
                .valueOutOfRange, "--interval \(interval) is out of range", why: "0.05 to 3,600 seconds are allowed",
                try: "--interval 2")
        }
    }

    /// Runs rounds until somebody asks to stop or, with `--once`, nothing is left to do.
    ///
    /// - Parameter round: one thing; false where there was none.
    func run(_ context: Context, _ round: () throws -> Bool) throws {
        ServiceSteps.die(before: killAt)
        while !Interruption.isStopRequested {
            do {
                if try round() { continue }
            } catch let failure as Failure where failure.code == .ledgerBusy && !once {
                // Somebody has long work with it; that is no reason to end.
                context.warn("the ledger is busy; still waiting")
            }
            if once { return }
            let watch = Stopwatch()
            while watch.seconds < interval, !Interruption.isStopRequested {
                usleep(UInt32(min(0.05, max(0, interval - watch.seconds)) * 1e6))
            }
        }
    }
}
