import ArgumentParser

struct DoctorCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look at this machine and say what is missing.",
        discussion: "Ends with 0 when everything needed is there, warnings or not, and with 1 otherwise.")

    @OptionGroup var data: DataOption
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let findings =
            MachineChecks(settings: context.settings).findings
            + LibraryChecks.findings
            + [DataSetCheck(folder: data.folder(context.settings)).finding]
            + SettingsChecks(settings: context.settings).findings
        let missing = findings.count { $0.verdict == .missing }
        let warnings = findings.count { $0.verdict == .warning }
        var text = "sirocco \(Release.version) on this machine\n"
        var table = Table([("", .left), ("", .left), ("", .left)])
        for finding in findings {
            table.append([finding.verdict.mark, finding.name, finding.detail])
            if let advice = finding.advice { table.append(["", "", "try: \(advice)"]) }
        }
        text += table.rendered()
        text += missing > 0
            ? "\(counted(missing, "thing")) needed \(missing == 1 ? "is" : "are") missing.\n"
            : warnings > 0 ? "Everything needed is there; \(counted(warnings, "warning")).\n" : "Everything is there.\n"
        return Report(
            text: text,
            json: [
                "ok": .bool(missing == 0),
                "missing": .integer(missing),
                "warnings": .integer(warnings),
                "checks": .list(findings.map { $0.json }),
            ],
            status: missing == 0 ? .done : .failed)
    }
}
