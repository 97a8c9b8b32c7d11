import Foundation
import Testing

/// Help, versions, completions, usage errors: what the commands look like from outside.
@Suite struct SurfaceTests {
    static let commands = [
        [], ["version"], ["doctor"], ["demo"], ["model"], ["model", "import"], ["model", "inspect"], ["run"],
        ["commit"], ["prove"], ["verify"], ["claim"], ["replay"], ["dispute"], ["dispute", "play"], ["dispute", "prove"],
        ["dispute", "check"], ["dispute", "explain"], ["audit"], ["audit", "watch"], ["prover"], ["prover", "serve"], ["params"], ["params", "check"],
        ["bench"], ["keys"], ["keys", "new"], ["keys", "list"],
        ["node"], ["node", "init"], ["node", "start"], ["node", "status"], ["node", "check"], ["node", "export"],
        ["tx"], ["tx", "transfer"], ["tx", "model", "register"], ["tx", "job", "post"], ["tx", "job", "prove"],
        ["tx", "dispute", "refute"], ["tx", "shares", "collect"],
        ["query"], ["query", "account"], ["query", "events"],
    ]

    @Test(arguments: commands)
    func everyCommandHasHelp(command: [String]) throws {
        let outcome = try Shell.run(command + ["--help"])
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        #expect(outcome.text.contains("USAGE: sirocco"))
    }

    @Test func versionNamesFormatsAndProfiles() throws {
        let text = try Shell.run(["version"])
        #expect(text.status == 0 && text.errors.isEmpty && text.text.hasPrefix("sirocco 0.1.0\n"))
        let json = try Shell.run(["version", "--json"]).json()
        #expect(json["version"] as? String == "0.1.0")
        #expect(json["formats"] as? [String: Int] == [
            "circuit": 1, "claim": 1, "model": 1, "proof": 1, "claim_file": 1, "trace_file": 1, "step_file": 1,
        ])
        #expect(json["profiles"] as? [String] == ["P100", "UD100"])
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionsCanBeGenerated(shell: String) throws {
        let outcome = try Shell.run(["--generate-completion-script", shell])
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        #expect(outcome.text.contains("inspect"))
    }

    @Test func bashAcceptsItsCompletions() throws {
        let outcome = try Shell.script("\"$0\" --generate-completion-script bash | bash -n")
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
    }

    static let misuses: [([String], suggestion: String)] = [
        (["modle"], "sirocco model"), (["versoin"], "sirocco version"),
        (["model", "inspct", "x"], "sirocco model inspect"),
        (["model", "xyzzy"], "sirocco help model"), (["version", "--jsn"], "--json"), (["run"], "sirocco help run"),
        (["run", "a", "b", "c"], "sirocco help run"), (["bench", "everything"], "sirocco help bench"),
        (["version", "-j", "many"], "sirocco help version"), (["version", "-j=-1"], "-j 0"),
        (["version", "-j", "-1"], "sirocco help version"),
        (["version", "-j", "100000"], "-j 0"), (["version", "-C", ""], "-C"),
        (["commit", "model.onnx"], "sirocco model import"),
        (["commit", ""], "sirocco model import"), (["model", "import", "x.onnx"], "sirocco help model import"),
        (["model", "import", "x.onnx", "-o", "x", "--program", "a16"], "--program"),
        (["demo", "--seed", "-1"], "sirocco help demo"), (["", "version"], "sirocco help"),
    ]

    @Test(arguments: misuses.indices)
    func misuseIsExplained(index: Int) throws {
        let (arguments, suggestion) = Self.misuses[index]
        let outcome = try Shell.run(arguments)
        #expect(outcome.status == 2, "\(arguments)")
        #expect(outcome.output.isEmpty)
        let lines = outcome.errors.split(separator: "\n")
        #expect(lines.count == 3, "\(outcome.errors)")
        #expect(lines[0].hasPrefix("error[S-USE-") && lines[1].hasPrefix("why: ") && lines[2].hasPrefix("try: "))
        #expect(outcome.errors.contains(suggestion), "\(outcome.errors)")

        let asJSON = try Shell.run(arguments + ["--json"])
        #expect(asJSON.status == 2 && asJSON.errors.isEmpty)
        let error = try #require(try asJSON.json()["error"] as? [String: String])
        #expect(Set(error.keys) == ["code", "message", "why", "try"])
    }

    @Test func argumentsThatAreNotUTF8AreRefused() throws {
        let outcome = try Shell.script("\"$0\" commit \"$(printf '\\377\\376')\"")
        #expect(outcome.status == 2 && outcome.errors.contains("S-USE-002"))
    }

    @Test func controlCharactersDoNotReachTheTerminal() throws {
        let outcome = try Shell.run(["commit", "\u{1B}[2J\u{202E}x"])
        #expect(outcome.status == 1)
        #expect(!outcome.errors.contains("\u{1B}") && !outcome.errors.contains("\u{202E}"))
    }

    static let badEnvironments: [([String: String], code: String)] = [
        (["SIROCCO_ISA": "avx9"], "S-CFG-001"), (["SIROCCO_THREADS": "many"], "S-CFG-002"),
        (["SIROCCO_THREADS": "-1"], "S-CFG-002"), (["SIROCCO_THREADS": "99999999999999999999"], "S-CFG-002"),
    ]

    @Test(arguments: badEnvironments.indices)
    func badEnvironmentIsAConfigurationError(index: Int) throws {
        let (environment, code) = Self.badEnvironments[index]
        let outcome = try Shell.run(["version", "--json"], environment: environment)
        #expect(outcome.status == 3 && outcome.errorCode == code)
        let text = try Shell.run(["version"], environment: environment)
        #expect(text.status == 3 && text.output.isEmpty && text.errors.contains(code))
    }

    @Test func flagsBeatTheEnvironment() throws {
        func threads(_ arguments: [String], _ environment: [String: String]) throws -> Int? {
            let json = try Shell.run(["doctor", "--json"] + arguments, environment: environment).json()
            return (json["checks"] as? [[String: Any]])?.first?["threads"] as? Int
        }
        #expect(try threads(["-j", "3"], ["SIROCCO_THREADS": "2"]) == 3)
        #expect(try threads([], ["SIROCCO_THREADS": "2"]) == 2)
        #expect(try threads([], ["SIROCCO_THREADS": ""]) == threads([], [:]))
        #expect(try threads(["-j", "0"], ["SIROCCO_THREADS": "200"]) == threads([], [:]))
    }

    @Test func configurationFilesAreNotObeyedSilently() throws {
        let scratch = try Scratch()
        try Data("threads = 1\n".utf8).write(to: scratch.url("sirocco.toml"))
        let outcome = try Shell.run(["version"], folder: scratch.folder)
        #expect(outcome.status == 0 && outcome.errors.contains("sirocco.toml is not read"))
        #expect(try Shell.run(["version", "-q"], folder: scratch.folder).errors.isEmpty)
    }

    @Test func aReaderThatGoesAwayIsNoError() throws {
        let line = "( sleep 0.2; \"$0\" model inspect --help; echo status $? >&2 ) | true"
        #expect(try Shell.script(line).errors == "status 0\n")
    }

    @Test func aFullDiskIsAnError() throws {
        let outcome = try Shell.script("\"$0\" version > /dev/full")
        #expect(outcome.status == 1 && outcome.errors.contains("S-FIL-006"))
    }
}
