import ArgumentParser
import Foundation

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Look at what others claim, for as long as you like.",
        subcommands: [AuditWatchCommand.self])
}

struct AuditWatchCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Replay every claim that arrives in a folder.",
        discussion: """
            A claim is NAME.claim; its input is NAME.input.json or NAME.input.bin, or comes with NAME.trace. \
            Models are found by their hashes in the folders of --models; without it in the claims' folder, in \
            circuits and in the home's models. One line for each claim, one JSON object a line with \
            --json. What was decided is kept in the home, so a restart goes on where it stopped; one-step \
            proofs of wrong claims are written to audit/steps there. --once looks at what is there and exits with \
            11 when a claim is refuted, 15 when data is missing, 4 when one is malformed, 0 when all are right.
            """)

    @Argument(help: ArgumentHelp("The folder that claims arrive in.", valueName: "dir"), completion: .directory)
    var folder: String

    @OptionGroup var library: ModelsOption

    @Flag(help: "Look at what is there now, and end.")
    var once = false

    @Option(help: ArgumentHelp("Seconds between two looks.", valueName: "s"))
    var interval = 2.0

    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        guard (0.05...3600).contains(interval) else {
            throw Failure(
                .valueOutOfRange, "--interval \(interval) is out of range", why: "0.05 to 3,600 seconds are allowed",
                try: "--interval 2")
        }
        let claims = try FolderClaims(folder)
        let models = library.library(context.settings, beside: claims.folder + "/").folders
        var auditor = try Auditor(claims, models: models, threads: context.settings.threads, home: context.settings.home)
        let isJSON = context.settings.isJSON
        while true {
            let findings = try auditor.round { finding, members, words in
                try StandardOutput.write(isJSON ? JSON.object(members).encoded + "\n" : printable(words) + "\n")
            }
            if once { return summary(findings) }
            usleep(UInt32(interval * 1e6))
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
