/// What was set and will not have the effect that somebody hoped for.
struct SettingsChecks {
    let settings: Settings

    var findings: [Finding] {
        var findings = settings.unknownVariables.map { name in
            Finding(
                "environment.\(name)", "environment", .warning, "\(name) is set, and nothing reads it",
                advice: UsageProblem.nearest(to: name, among: Settings.knownVariables).map { "set \($0) instead" }
                    ?? "unset \(name)")
        }
        for file in ["./sirocco.toml", settings.home + "/sirocco.toml"] where InputFile.exists(file) {
            findings.append(
                Finding(
                    "configuration.file", "configuration", .warning, "\(file) is not read by this release",
                    advice: "use flags or SIROCCO_ variables"))
        }
        return findings
    }
}
