import ArgumentParser
import Foundation

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Look at what others claim, for as long as you like.",
        subcommands: [AuditWatchCommand.self])
}

struct AuditWatchCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Replay every claim on the ledger, or in a folder, and dispute wrong ones.",
        discussion: """
            Without a folder, claims are those on the home's ledger: each is compared with an own run; a wrong one \
            is challenged and led to its first wrong element, and half the prover's bond is --key's. Ctrl-C \
            or SIGTERM ends it in good order, with 0.

            In a folder a claim is NAME.claim; its input is NAME.input.json or NAME.input.bin, or comes with \
            NAME.trace; one-step proofs of wrong claims are written to the home's audit/steps.

            Models are found by their hashes in the folders of --models; without it in circuits and in the home's \
            models, and in the claims' folder. One line for each thing that happens, one JSON object a line with \
            --json. What was decided is kept in the home, so a restart goes on where it stopped. --once does what \
            there is to do now and exits with 11 when a claim is wrong, 15 when data is missing, 17 when money \
            is, 4 when a file is malformed, 0 when all are right.
            """)

    @Argument(
        help: ArgumentHelp("The folder that claims arrive in, instead of the ledger.", valueName: "dir"),
        completion: .directory)
    var folder: String?

    @Option(help: ArgumentHelp("The key that challenges and is paid; on a ledger.", valueName: "name"))
    var key: String?

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var library: ModelsOption
    @OptionGroup var watching: WatchOptions
    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        try watching.check()
        switch (folder, key) {
        case (let folder?, nil): return try watch(folder, context)
        case (nil, let key?): return try watchLedger(key, context)
        default:
            throw Failure(
                .usage, "what to watch is not clear", why: "exactly one of a folder and --key, for the ledger, is needed",
                try: "sirocco audit watch --key auditor")
        }
    }

    private func watchLedger(_ key: String, _ context: Context) throws -> Report {
        let signer = Signer(try KeyFolder(context.settings).identity(key, passphrase))
        Interruption.offerToStop()
        let seat = LedgerSeat(try ledger.open(context.settings), signer, patience: ledger.wait)
        let auditor = try LedgerAuditor(
            seat, shelf: ModelShelf(library.folders(context.settings)), threads: context.settings.threads,
            home: context.settings.home, log: ServiceLog(isJSON: context.settings.isJSON))
        try watching.run(context) { try auditor.round() }
        let tally = auditor.tally
        let words = tally.json.dropFirst().map { "\($0.1.encoded) \($0.0)" }.joined(separator: ", ")
        return Report(
            text: "\(words)\n", json: .object([("event", "ended")] + tally.json), status: watching.once ? tally.status : .done)
    }

    private func watch(_ folder: String, _ context: Context) throws -> Report {
        let claims = try FolderClaims(folder)
        let models = library.library(context.settings, beside: claims.folder + "/").folders
        var auditor = try Auditor(claims, models: models, threads: context.settings.threads, home: context.settings.home)
        let isJSON = context.settings.isJSON
        ServiceSteps.die(before: watching.killAt)
        while true {
            let findings = try auditor.round { finding, members, words in
                try StandardOutput.write(isJSON ? JSON.object(members).encoded + "\n" : printable(words) + "\n")
            }
            if watching.once { return summary(findings) }
            usleep(UInt32(watching.interval * 1e6))
        }
    }

    private func summary(_ findings: [Auditor<FolderClaims>.Finding]) -> Report {
        let counts = Auditor<FolderClaims>.Finding.allCases.map { finding in
            (finding.rawValue, findings.count { $0 == finding })
        }
        // The worst that was found.
        let order: [(Auditor<FolderClaims>.Finding, ExitStatus)] = [
            (.refuted, .refuted), (.missing, .dataUnavailable), (.malformed, .malformedInput),
        ]
        let status = order.first { findings.contains($0.0) }?.1 ?? .done
        let words = counts.map { "\(grouped($1)) \($0)" }.joined(separator: ", ")
        return Report(
            text: "\(counted(findings.count, "claim")): \(words)\n",
            json: .object([("claims", .integer(findings.count))] + counts.map { ($0, .integer($1)) }), status: status)
    }
}
