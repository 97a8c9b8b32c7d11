import Foundation
import Testing

/// The floors of the house: what each target may import, and nothing else. The manifest is asked
/// through `swift package describe`, so an edge that nobody listed here fails, and so does a target
/// that this table does not know.
struct ImportRuleTests {
    static let allowed: [String: Set<String>] = [
        "CKernels": [],
        "CParallel": [],
        "CZlib": [],
        "Csodium": [],
        "Signatures": ["Csodium"],
        "Algebra": ["CKernels"],
        "Transcript": ["CKernels"],
        "Circuit": ["Transcript", "Algebra"],
        "Claims": ["Circuit", "Transcript", "Algebra"],
        "TensorEngine": ["CKernels", "CParallel", "Algebra", "Transcript", "Circuit", "Claims"],
        "ModelImport": ["Algebra", "Transcript", "Circuit", "Claims"],
        "Verifier": ["Algebra", "Transcript", "Circuit", "Claims"],
        "CVerifier": [],
        "VerifierLibrary": ["CVerifier", "Verifier", "Claims", "Transcript"],
        "Prover": ["CKernels", "CParallel", "Algebra", "Transcript", "Circuit", "Claims", "TensorEngine", "Verifier"],
        "Dispute": ["Algebra", "Transcript", "Circuit", "Claims", "TensorEngine", "Verifier", "Signatures"],
        "Ledger": ["Verifier", "Claims", "Circuit", "Transcript", "Signatures"],
    ]
    /// The shell may import anything; what stands beside it may use Foundation.
    static let shell: Set<String> = ["sirocco", "Node", "Tokenizers"]
    /// Which packages a target of the shell may depend on, by product; every other target on none.
    static let packages: [String: Set<String>] = ["sirocco": ["ArgumentParser"], "Node": ["GRDB"]]
    /// What trust rests on: the transitive closure, whole. The foundations' own entries hold today's
    /// statements to it before `Verifier` and `Ledger` stand.
    static let closures: [String: Set<String>] = [
        "Claims": ["Circuit", "Transcript", "Algebra", "CKernels"],
        "Verifier": ["Algebra", "Transcript", "Circuit", "Claims", "CKernels"],
        "VerifierLibrary": ["CVerifier", "Verifier", "Algebra", "Transcript", "Circuit", "Claims", "CKernels"],
        "Ledger": ["Verifier", "Algebra", "Transcript", "Circuit", "Claims", "Signatures", "CKernels", "Csodium"],
    ]
    /// Modules of the toolchain that floors 0 to 4 do without.
    static let forbiddenModules = ["Foundation", "FoundationEssentials", "Dispatch", "Glibc", "Observation"]

    struct Manifest: Decodable {
        struct Target: Decodable {
            let name: String
            let type: String
            let path: String
            let target_dependencies: [String]?
            let product_dependencies: [String]?
        }
        let targets: [Target]
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Describes the package with a scratch folder of its own: the build that runs this test holds the
    /// lock of the usual one.
    static func manifest() throws -> Manifest {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "sirocco-describe-\(getpid())")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "swift", "package", "--scratch-path", scratch.path, "--package-path", root.path, "describe", "--type", "json",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "swift package describe failed")
        return try JSONDecoder().decode(Manifest.self, from: data)
    }

    @Test func importsPointDown() throws {
        let targets = try Self.manifest().targets.filter { $0.path.hasPrefix("Sources/") }
        #expect(targets.count >= 9)
        for target in targets where !Self.shell.contains(target.name) {
            let allowed = try #require(Self.allowed[target.name], "\(target.name) has no floor: add it to this table")
            let found = Set(target.target_dependencies ?? [])
            #expect(found.isSubset(of: allowed), "\(target.name) imports \(found.subtracting(allowed).sorted())")
        }
        for target in targets {
            let found = Set(target.product_dependencies ?? [])
            let allowed = Self.packages[target.name] ?? []
            #expect(found.isSubset(of: allowed), "\(target.name) depends on \(found.subtracting(allowed).sorted())")
        }
    }

    @Test func whatTrustRestsOnHasASmallClosure() throws {
        let targets = try Self.manifest().targets
        let edges = Dictionary(uniqueKeysWithValues: targets.map { ($0.name, Set($0.target_dependencies ?? [])) })
        for (name, allowed) in Self.closures {
            guard edges[name] != nil else { continue }
            var closure: Set<String> = []
            var open = [name]
            while let next = open.popLast() {
                for dependency in edges[next] ?? [] where closure.insert(dependency).inserted { open.append(dependency) }
            }
            #expect(closure.isSubset(of: allowed), "\(name) reaches \(closure.subtracting(allowed).sorted())")
        }
        #expect(edges["Claims"] != nil)
    }

    /// The manifest does not see `import Foundation`; the sources do.
    @Test func floorsBelowTheShellImportNothingOfTheSystem() throws {
        let sources = Self.root.appending(path: "Sources")
        var seen = 0
        for case let file as URL in FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil) ?? .init()
        where file.pathExtension == "swift" {
            let room = file.path.dropFirst(sources.path.count + 1).split(separator: "/")[0]
            guard !Self.shell.contains(String(room)) else { continue }
            seen += 1
            let allowed = Self.allowed[String(room)] ?? []
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                let words = line.split(separator: " ")
                guard let place = words.firstIndex(of: "import"), place <= 2, words.count > place + 1 else { continue }
                let module = String(words[place + 1].split(separator: ".")[0])
                guard line.hasPrefix("import") || line.hasPrefix("@") || line.hasPrefix("public import") else { continue }
                #expect(!Self.forbiddenModules.contains(module), "\(file.lastPathComponent) imports \(module)")
                #expect(allowed.contains(module), "\(file.lastPathComponent) in \(room) imports \(module)")
            }
        }
        #expect(seen > 30)
    }

    @Test func everySwiftTargetIsStrict() throws {
        let manifest = try String(contentsOf: Self.root.appending(path: "Package.swift"), encoding: .utf8)
        let swiftTargets = try Self.manifest().targets.filter { FileManager.default.enumerator(
            at: Self.root.appending(path: $0.path), includingPropertiesForKeys: nil)?.contains {
                ($0 as? URL)?.pathExtension == "swift" } ?? false }
        let strict = manifest.components(separatedBy: "swiftSettings: strict").count - 1
        #expect(strict == swiftTargets.count, "\(strict) strict targets of \(swiftTargets.count)")
        for setting in [".swiftLanguageMode(.v6)", ".treatAllWarnings(as: .error)", ".strictMemorySafety()"] {
            #expect(manifest.contains(setting))
        }
    }

    @Test func testsNeverUseTestableImports() throws {
        let tests = Self.root.appending(path: "Tests")
        for case let file as URL in FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil) ?? .init()
        where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(!text.contains("@" + "testable"), "\(file.lastPathComponent)")
        }
    }
}
