import ArgumentParser
import Circuit
import Claims
import Dispute
import Verifier

/// What this program is.
enum Release {
    static let version = "0.1.0"
}

struct VersionCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Say which release this is, and which formats and profiles it knows.")

    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) -> Report {
        let formats: [(String, UInt16)] = [
            ("circuit", Circuit.formatVersion), ("claim", Claim.formatVersion),
            ("model", ModelCommitment.formatVersion), ("proof", ProofHeader.formatVersion),
            ("claim_file", ClaimFile.formatVersion), ("trace_file", TraceFile.formatVersion),
            ("step_file", StepFile.formatVersion),
        ]
        let profiles = SecurityProfile.all.filter { !$0.isInsecure }.map { $0.name }
        let testProfiles = SecurityProfile.all.filter { $0.isInsecure }.map { $0.name }
        let words = profiles.joined(separator: ", ") + "; for tests only: " + testProfiles.joined(separator: ", ")
        let names = formats.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        return Report(
            text: "sirocco \(Release.version)\n" + fields([("formats", names), ("profiles", words)]),
            json: [
                "version": .text(Release.version),
                "formats": .object(formats.map { ($0.0, .integer(Int($0.1))) }),
                "profiles": .list(profiles.map { .text($0) }),
                "test_profiles": .list(testProfiles.map { .text($0) }),
            ])
    }
}
