import Foundation
import Testing

/// Proof files kept for each version of the format print the statement that the second verifier read in them.
struct KeptProofTests {
    static let folder = Shell.sourceRoot.appending(path: "Tests/Vectors/proof")

    static var proofs: [String] {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
        return versions.flatMap { version in
            let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: version).path())) ?? []
            return files.filter { $0.hasSuffix(".proof") }.map { "\(version)/\($0)" }
        }.sorted()
    }

    /// Everything that stands in `expected` stands in `found`, lists element by element.
    private func expect(_ found: Any?, has expected: Any, _ path: String) {
        switch expected {
        case let object as [String: Any]:
            for (key, value) in object { expect((found as? [String: Any])?[key], has: value, "\(path).\(key)") }
        case let list as [Any]:
            let other = found as? [Any]
            #expect(other?.count == list.count, "\(path)")
            for (index, value) in list.enumerated() where index < other?.count ?? 0 {
                expect(other?[index], has: value, "\(path)[\(index)]")
            }
        default: #expect(found.map { "\($0)" } == "\(expected)", "\(path)")
        }
    }

    @Test func someAreKept() { #expect(Self.proofs.count >= 6) }

    @Test(arguments: proofs) func printTheirStatement(file: String) throws {
        let path = Self.folder.appending(path: file)
        let outcome = try Shell.run(["verify", path.path(), "--json", "--allow-insecure"])
        #expect(outcome.status == 0)
        let kept = try Data(contentsOf: path.deletingPathExtension().appendingPathExtension("statement.json"))
        let expected = try #require(try JSONSerialization.jsonObject(with: kept) as? [String: Any])
        #expect(expected.count == 13)
        expect(try outcome.json()["statement"], has: expected, "statement")
    }
}
