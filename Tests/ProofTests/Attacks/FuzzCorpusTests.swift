import Foundation
import Testing
import Transcript
import Verifier

/// The seeds of `make fuzz`: the tiny proof whole, and its body alone; see `Tests/Fuzzing`.
///
/// `SIROCCO_RECORD=1` in the environment writes them anew after a change of the protocol.
struct FuzzCorpusTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fuzzing/Corpus")

    @Test func seedsAreTheProofOfToday() throws {
        let subject = try AttackSubject.named("tiny")
        let body = try #require(subject.map.sections.first { $0.name.hasPrefix("sites") }).range.lowerBound
        for (name, bytes) in [("whole", [0] + subject.bytes), ("body", [1] + subject.bytes[body...])] {
            let file = Self.folder.appending(path: name)
            if ProcessInfo.processInfo.environment["SIROCCO_RECORD"] != nil {
                try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
                try Data(bytes).write(to: file)
            }
            #expect(try [UInt8](Data(contentsOf: file)) == bytes, "\(name): run this test with SIROCCO_RECORD=1")
        }
    }
}
