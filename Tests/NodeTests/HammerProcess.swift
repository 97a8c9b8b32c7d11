import Foundation

/// A child that commits blocks until it is killed.
final class HammerProcess {
    private let process = Process()
    private let log: URL

    /// Beside the test bundle.
    static let binary: URL = {
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let argument = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let places = [own, argument] + ["release", "debug"].map { root.appending(path: ".build/\($0)") }
        return places.map { $0.appending(path: "ledger-hammer") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path()) } ?? places[2].appending(path: "ledger-hammer")
    }()

    /// - Parameter limit: bytes that a file may have.
    init(_ folder: Folder, seed: UInt64, limit: Int? = nil) throws {
        log = URL(filePath: folder.path).appending(path: "said-\(UUID().uuidString)")
        try Data().write(to: log)
        process.executableURL = Self.binary
        process.arguments = [folder.path, String(seed)] + (limit.map { [String($0)] } ?? [])
        process.standardOutput = try FileHandle(forWritingTo: log)
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// The last height that the child said was on disk; 0 before the first.
    func acknowledged() throws -> UInt64 {
        let lines = try Data(contentsOf: log).split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
        return lines.last.flatMap { UInt64(String(decoding: $0, as: UTF8.self)) } ?? 0
    }

    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func waitForEnd() -> Int32 {
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : -1
    }
}
