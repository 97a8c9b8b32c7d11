import Foundation
import Testing

/// The library as other people's programs meet it: a C program linked with either form by a C compiler, a Python program
/// that loads the shared one, and what the shared one needs itself.
struct ProgramTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let library = root.appending(path: ".build/verifier-library")
    static let job = "0x" + String(repeating: "ab", count: 32), prover = "0x" + String(repeating: "cd", count: 32)

    struct Outcome {
        let status: Int32
        let crashed: Bool
        let text: String
    }

    @discardableResult
    static func run(_ program: String, _ arguments: [String]) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        // No Swift toolchain in sight: the library brings what it needs.
        process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, crashed: process.terminationReason == .uncaughtSignal,
            text: String(decoding: data, as: UTF8.self))
    }

    struct Setting {
        let folder: URL
        let proof: String
        let programs: [String]
    }

    /// A proof made by the built binary, and the C program linked both ways.
    static let made: Result<Setting, any Error> = Result {
        // Of the build, and made anew by each run: nothing is left elsewhere.
        let folder = library.appending(path: "test")
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let proof = folder.appending(path: "run.proof").path()
        let circuits = root.appending(path: "circuits").path()
        let proved = try run(
            root.appending(path: ".build/release/sirocco").path(),
            [
                "prove", circuits + "/fashion-mlp", circuits + "/fashion-mlp.input.0.json", "-o", proof, "--job", job,
                "--address", prover, "--chain", "7", "--no-zk",
            ])
        try #require(proved.status == 0, "\(proved.text)")
        let made = FileManager.default.fileExists(atPath: library.appending(path: "libsirocco_verifier.so").path())
        try #require(made, "the library is not built: make verifier-library")
        let source = root.appending(path: "Tests/Interface/verify.c").path()
        var programs: [String] = []
        for (name, link) in [
            ("shared", ["-L", library.path(), "-lsirocco_verifier", "-Wl,-rpath,\(library.path())"]),
            ("static", [library.appending(path: "libsirocco_verifier.a").path(), "-lstdc++", "-lpthread", "-ldl", "-lm"]),
        ] {
            let program = folder.appending(path: name).path()
            let built = try run(
                "cc", ["-std=c99", "-Wall", "-Wextra", "-Werror", "-O1", source, "-I", library.path(), "-o", program] + link)
            try #require(built.status == 0, "\(name): \(built.text)")
            programs.append(program)
        }
        return Setting(folder: folder, proof: proof, programs: programs)
    }

    @Test func cProgramsAcceptHonestProofs() throws {
        let setting = try Self.made.get()
        for program in setting.programs {
            let outcome = try Self.run(program, [setting.proof, Self.job, Self.prover])
            #expect(outcome.status == 0 && !outcome.crashed, "\(outcome.text)")
            #expect(outcome.text.contains("job      \(Self.job)\n") && outcome.text.contains("chain    7\n"))
            #expect(outcome.text.contains("security 100."))
            let other = try Self.run(program, [setting.proof, Self.job, Self.job])
            #expect(other.status == 2 && other.text.hasPrefix("the proof is about another prover\n"))
        }
    }

    @Test func cProgramsRefuseChangedProofs() throws {
        let setting = try Self.made.get()
        for program in setting.programs {
            let outcome = try Self.run(program, ["--attack", setting.proof])
            #expect(outcome.status == 0 && outcome.text.hasSuffix("changed files refused\n"), "\(outcome.text)")
        }
        let foreign = setting.folder.appending(path: "foreign")
        try Data("not a proof".utf8).write(to: foreign)
        let outcome = try Self.run(setting.programs[0], [foreign.path()])
        #expect(outcome.status == 1 && outcome.text == "notAProof\n")
        // Longer than anything that is read.
        try Data(count: 1 << 23 + 1).write(to: foreign)
        #expect(try Self.run(setting.programs[0], [foreign.path()]).status == 1)
    }

    @Test func pythonLoadsTheSharedForm() throws {
        let setting = try Self.made.get()
        let script = Self.root.appending(path: "Tests/Interface/verify.py").path()
        let shared = Self.library.appending(path: "libsirocco_verifier.so").path()
        let outcome = try Self.run("python3", [script, shared, setting.proof, Self.job, Self.prover])
        #expect(outcome.status == 0, "\(outcome.text)")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(outcome.text.utf8)) as? [String: Any])
        let statement = try #require(json["statement"] as? [String: Any])
        #expect(json["answer"] as? Int == 0 && statement["prover"] as? String == Self.prover)
        #expect(try Self.run("python3", [script, shared, setting.proof, Self.prover]).status == 2)
    }

    /// What a validator links: the C library, the mathematics and threads beside it, C++'s runtime under Swift's.
    @Test func theSharedFormNeedsTheSystemAlone() throws {
        let shared = Self.library.appending(path: "libsirocco_verifier.so").path()
        let needed = try Self.run("objdump", ["-p", shared])
        #expect(needed.status == 0)
        let names = needed.text.split(separator: "\n").filter { $0.contains(" NEEDED ") }
            .compactMap { $0.split(separator: " ").last.map(String.init) }
        let system: Set<String> = [
            "libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "libgcc_s.so.1", "libstdc++.so.6",
            "ld-linux-x86-64.so.2",
        ]
        #expect(!names.isEmpty && Set(names).isSubset(of: system), "\(names)")
        let symbols = try Self.run("nm", ["-D", "--defined-only", shared])
        let exported = symbols.text.split(separator: "\n").compactMap { $0.split(separator: " ").last.map(String.init) }
        #expect(Set(exported) == ["sirocco_verify", "sirocco_verifier_interface"], "\(exported)")
        // Nothing of these was linked in statically either.
        let all = try Self.run("objdump", ["-t", "-T", shared]).text
        for foreign in ["Foundation", "dispatch_", "GOMP_", "__kmpc", "__gmpz", "sodium"] {
            #expect(!all.contains(foreign), "\(foreign)")
        }
    }
}
