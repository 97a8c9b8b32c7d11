import Foundation
import Testing

/// What a run of the built binary left behind.
struct Outcome {
    let status: Int32
    /// True when a signal ended it: a crash, whatever the number.
    let crashed: Bool
    let output: Data
    let errors: String

    var text: String { String(decoding: output, as: UTF8.self) }

    /// Standard output as the one JSON object that `--json` promises.
    func json(sourceLocation: SourceLocation = #_sourceLocation) throws -> [String: Any] {
        #expect(text.hasSuffix("\n") && text.filter { $0 == "\n" }.count == 1, sourceLocation: sourceLocation)
        return try #require(
            try JSONSerialization.jsonObject(with: output) as? [String: Any], sourceLocation: sourceLocation)
    }

    /// `error.code` of a JSON error.
    var errorCode: String? {
        let object = (try? JSONSerialization.jsonObject(with: output)) as? [String: Any]
        return (object?["error"] as? [String: Any])?["code"] as? String
    }
}

/// Runs the built `sirocco` as users do: as a process.
enum Shell {
    static let sourceRoot = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let circuits = sourceRoot.appending(path: "circuits").path()

    /// Beside the test bundle.
    static let binary: URL = {
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let argument = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        let places = [own, argument] + ["release", "debug"].map { sourceRoot.appending(path: ".build/\($0)") }
        return places.map { $0.appending(path: "sirocco") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path()) } ?? places[2].appending(path: "sirocco")
    }()

    static func run(
        _ arguments: [String], environment: [String: String] = [:], input: Data? = nil, folder: URL? = nil
    ) throws -> Outcome {
        try execute(binary, arguments, environment: environment, input: input, folder: folder)
    }

    /// A line of shell in which `$0` is the binary and `$1…` the arguments.
    static func script(_ line: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws
        -> Outcome
    {
        try execute(
            URL(filePath: "/bin/sh"), ["-c", line, binary.path()] + arguments, environment: environment, input: nil,
            folder: nil)
    }

    /// Starts the binary with a standard input that stays open, and interrupts it.
    static func interrupt(_ arguments: [String], with signal: Int32) throws -> Outcome {
        let pipe = Pipe()
        defer { try? pipe.fileHandleForWriting.close() }
        return try execute(binary, arguments, environment: [:], standardInput: pipe, folder: nil) { process, _ in
            usleep(300_000)
            kill(process.processIdentifier, signal)
        }
    }

    /// Starts the binary and interrupts it as soon as its standard error holds `text`, or lets it end without.
    static func interrupt(_ arguments: [String], with signal: Int32, after text: String) throws -> Outcome {
        try execute(
            binary, arguments, environment: [:], standardInput: FileHandle.nullDevice, folder: nil
        ) { process, errors in
            while process.isRunning, (try? String(contentsOf: errors, encoding: .utf8))?.contains(text) != true {
                usleep(500)
            }
            if process.isRunning { kill(process.processIdentifier, signal) }
        }
    }

    private static func execute(
        _ program: URL, _ arguments: [String], environment: [String: String], input: Data?, folder: URL?
    ) throws -> Outcome {
        guard let input else {
            return try execute(
                program, arguments, environment: environment, standardInput: FileHandle.nullDevice, folder: folder)
        }
        let file = try Scratch()
        try input.write(to: file.url("input"))
        return try execute(
            program, arguments, environment: environment,
            standardInput: try FileHandle(forReadingFrom: file.url("input")), folder: folder)
    }

    private static func execute(
        _ program: URL, _ arguments: [String], environment: [String: String], standardInput: Any, folder: URL?,
        _ whileRunning: (Process, _ errors: URL) -> Void = { _, _ in }
    ) throws -> Outcome {
        // Files, not pipes: nothing can block on a full one.
        let scratch = try Scratch()
        for name in ["output", "errors"] { try Data().write(to: scratch.url(name)) }
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": scratch.path("home")].merging(environment) { $1 }
        process.currentDirectoryURL = folder ?? scratch.folder
        process.standardInput = standardInput
        process.standardOutput = try FileHandle(forWritingTo: scratch.url("output"))
        process.standardError = try FileHandle(forWritingTo: scratch.url("errors"))
        try process.run()
        whileRunning(process, scratch.url("errors"))
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, crashed: process.terminationReason == .uncaughtSignal,
            output: try Data(contentsOf: scratch.url("output")),
            errors: String(decoding: try Data(contentsOf: scratch.url("errors")), as: UTF8.self))
    }
}

/// A folder that disappears with its last user.
final class Scratch: Sendable {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "sirocco-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func url(_ name: String) -> URL { folder.appending(path: name) }
    func path(_ name: String) -> String { url(name).path() }
    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()) ?? [] }
}

/// The example networks, imported once.
enum Example {
    static let folder: Scratch? = try? Scratch()

    static let models: [String: String] = {
        var paths: [String: String] = [:]
        for name in ["fashion-mlp", "fashion-cnn"] {
            guard let folder else { continue }
            let outcome = try? Shell.run([
                "model", "import", "\(Shell.circuits)/\(name).onnx", "-o", folder.path(name), "--no-evaluate",
            ])
            if outcome?.status == 0 { paths[name] = folder.path(name) }
        }
        return paths
    }()

    static func model(_ name: String) throws -> String { try #require(models[name]) }
    static func input(_ name: String, _ index: Int = 0) -> String { "\(Shell.circuits)/\(name).input.\(index).json" }
}
