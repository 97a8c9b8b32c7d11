import Foundation
import Testing

/// No line of ours in what a verifier consists of asks for a trap, and the traps that the compiler and the standard library
/// add are those that somebody has read: a change of their number has to be looked at.
struct TrapTests {
    static let modules = ["Algebra", "Transcript", "Circuit", "Claims", "Verifier", "VerifierLibrary"]

    /// Lines of Swift without comments and the text of literals.
    static func code(_ source: String) -> [String] {
        source.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var kept = "", isText = false, last: Character = " "
            for character in line {
                if character == "\"", last != "\\" { isText.toggle() }
                if !isText { kept.append(character) }
                if kept.hasSuffix("//") { return String(kept.dropLast(2)) }
                last = character
            }
            return kept
        }
    }

    /// What asks for a trap in a line of code, if anything does.
    static func trap(in line: String) -> String? {
        for word in ["fatalError", "preconditionFailure", "assertionFailure", "try!", "as!", "unsafelyUnwrapped", "unowned"]
        where line.contains(word) { return word }
        // A postfix `!`: after a name or a closing bracket, and not `!=`.
        return line.firstMatch(of: /[\w\)\]\}>?]!(?!=)/).map { String($0.output) }
    }

    @Test func noLineOfOursAsksForATrap() throws {
        #expect(Self.trap(in: "let x = list.first!") != nil && Self.trap(in: "try! f()") != nil)
        #expect(Self.trap(in: "if a != b, !isKnown { }") == nil && Self.trap(in: "f(x)!.y") != nil)
        #expect(Self.code("let a = \"b!\" // c!").joined() == "let a = \" ")
        var read = 0
        for module in Self.modules {
            let folder = ImportRuleTests.root.appending(path: "Sources/\(module)")
            let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
            for case let file as URL in files where file.pathExtension == "swift" {
                read += 1
                for (number, line) in Self.code(try String(contentsOf: file, encoding: .utf8)).enumerated() {
                    if let word = Self.trap(in: line) {
                        Issue.record("\(module)/\(file.lastPathComponent):\(number + 1) asks for a trap: \(word)")
                    }
                }
            }
        }
        #expect(read > 100)
    }

    /// Beside the test bundle; a debug build has other objects.
    static let build = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()

    @Test func trapsAreThoseOfTheList() throws {
        let folder = [Self.build, ImportRuleTests.root.appending(path: ".build/release")].first {
            $0.lastPathComponent == "release" && FileManager.default.fileExists(atPath: $0.appending(path: "Verifier.build").path())
        }
        guard let folder else { return }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", ImportRuleTests.root.appending(path: "Tests/Scripts/trap_list.py").path(), folder.path(), "--check",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "read what changed, then `make trap-list`:\n\(text)")
    }
}
