import Foundation
import Testing

/// `audit watch` over a folder: every claim once, across restarts.
@Suite struct AuditTests {
    private func watch(_ example: ExampleClaim, _ options: [String] = ["--json"]) throws -> Outcome {
        try Shell.run(
            ["audit", "watch", example.path(""), "--once", "-C", example.path("home"), "--models", Shell.circuits, "-q"]
                + options)
    }

    private func lines(_ outcome: Outcome) throws -> [[String: Any]] {
        try outcome.text.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    @Test func everyClaimIsJudgedOnceAndRemembered() throws {
        let example = try ExampleClaim("fashion-mlp")
        #expect(try watch(example).status == 0)
        try example.claim("right")
        #expect(try watch(example).status == 0)
        try example.claim("wrong", ["--cheat", "1:5"])
        let first = try watch(example)
        #expect(first.status == 11)
        let found = try lines(first)
        try #require(found.count == 2)
        #expect(found[0]["file"] as? String == "wrong.claim" && found[0]["refuted"] as? Bool == true)
        #expect(found[0]["operator"] as? Int == 1 && found[0]["element"] as? Int == 5)
        #expect(found[1]["claims"] as? Int == 2 && found[1]["right"] as? Int == 1 && found[1]["refuted"] as? Int == 1)
        let step = try #require(found[0]["step_file"] as? String)
        #expect(try Shell.run(["dispute", "check", example.path("wrong.claim"), step]).status == 11)

        // A restart says nothing twice, and still ends with what stands there.
        let second = try watch(example)
        #expect(try second.status == 11 && lines(second).count == 1)
        let text = try watch(example, [])
        #expect(text.status == 11 && text.text == "2 claims: 1 right, 1 refuted, 0 missing, 0 malformed\n")
        // Another home has not seen it.
        let fresh = try Shell.run([
            "audit", "watch", example.path(""), "--once", "-C", example.path("other"), "--models", Shell.circuits, "--json",
        ])
        #expect(try lines(fresh).count == 3)
    }

    /// The last write before a crash may be torn, or followed by rubbish: what was whole stays, the rest comes again.
    @Test func aTornJournalIsReadToItsLastWholeRecord() throws {
        let example = try ExampleClaim("fashion-mlp")
        for name in ["a", "b", "c"] { try example.claim(name, ["--chain", String(name.utf8.first ?? 0)]) }
        #expect(try lines(try watch(example)).count == 4)
        let folder = example.scratch.url("home/audit")
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder.path()).first { $0.hasSuffix(".journal") })
        let journal = folder.appending(path: name)
        let whole = try Data(contentsOf: journal)
        #expect(whole.count == 3 * 48)
        for (bytes, known) in [
            (whole.prefix(100), 2), (whole.prefix(47), 0), (whole + Data([1, 2, 3]), 3),
            (whole.prefix(48) + Data(repeating: 7, count: 96), 1), (whole.suffix(96), 0), (Data(), 0),
        ] {
            try bytes.write(to: journal)
            #expect(try lines(try watch(example)).count == 3 - known + 1, "\(known)")
            #expect(try lines(try watch(example)).count == 1)
            #expect(try Data(contentsOf: journal).prefix(48) == whole.prefix(48))
        }
    }

    @Test func missingDataIsLookedForAgain() throws {
        let example = try ExampleClaim("fashion-mlp")
        try example.claim("a", ["--cheat", "1:5"])
        let trace = try Data(contentsOf: example.scratch.url("a.trace"))
        try FileManager.default.removeItem(at: example.scratch.url("a.trace"))
        let nothing = try watch(example)
        #expect(nothing.status == 15)
        let line = try #require(try lines(nothing).first)
        #expect(line["verdict"] as? String == "missing" && line["refuted"] is NSNull)
        #expect((line["looked_at"] as? [String])?.contains(example.path("") + "a.trace") == true)
        // The input alone shows that the claim is not right, not where.
        try FileManager.default.copyItem(at: URL(filePath: example.input), to: example.scratch.url("a.input.json"))
        let input = try watch(example)
        #expect(try input.status == 15 && lines(input).first?["why"] as? String == "the claimed run's trace")
        try Data("rubbish".utf8).write(to: example.scratch.url("a.trace"))
        #expect(try watch(example).status == 15)
        try trace.write(to: example.scratch.url("a.trace"))
        #expect(try watch(example).status == 11)
        let models = try Shell.run([
            "audit", "watch", example.path(""), "--once", "-C", example.path("other"), "--models", example.path(""), "--json",
        ])
        #expect(models.status == 15 && models.text.contains("no .weights file with root"))
    }

    @Test func strangersFilesDoNotStopAnAuditor() throws {
        let example = try ExampleClaim("fashion-cnn")
        try example.claim("good")
        let claim = try Data(contentsOf: example.scratch.url("good.claim"))
        try Data().write(to: example.scratch.url("empty.claim"))
        try claim.prefix(500).write(to: example.scratch.url("cut.claim"))
        try Data("x".utf8).write(to: example.scratch.url(".hidden.claim"))
        try FileManager.default.createDirectory(at: example.scratch.url("folder.claim"), withIntermediateDirectories: false)
        let outcome = try watch(example)
        #expect(outcome.status == 4)
        #expect(try lines(outcome).last?["malformed"] as? Int == 2 && lines(outcome).last?["right"] as? Int == 1)
        for (arguments, status) in [
            (["audit", "watch", example.path("none"), "--once"], 1), (["audit", "watch", example.path("good.claim"), "--once"], 1),
            (["audit", "watch", example.path(""), "--once", "--interval", "0"], 2),
            (["audit", "watch", example.path(""), "--once", "-C", "/proc/nowhere"], 1),
        ] as [([String], Int32)] {
            let outcome = try Shell.run(arguments + ["--json"])
            #expect(outcome.status == status && outcome.errorCode != nil, "\(arguments): \(outcome.text)")
        }
    }

    /// A trace that anybody may have put there cannot hide that a claim is right, nor that it is wrong.
    @Test func rubbishBesideAClaimDoesNotDecide() throws {
        let example = try ExampleClaim("fashion-mlp")
        try example.claim("right")
        try Data("rubbish".utf8).write(to: example.scratch.url("right.trace"))
        #expect(try example.replay("right").status == 0)
        try FileManager.default.copyItem(at: URL(filePath: example.input), to: example.scratch.url("right.input.json"))
        #expect(try watch(example).status == 0)
        try example.claim("wrong", ["--cheat", "1:5"])
        try Data("rubbish".utf8).write(to: example.scratch.url("wrong.trace"))
        let outcome = try example.replay("wrong")
        #expect(outcome.status == 15 && outcome.errors.contains("the first bytes are not those of this kind of file"))
        try FileManager.default.copyItem(at: URL(filePath: example.input), to: example.scratch.url("wrong.input.json"))
        let watched = try watch(example)
        #expect(watched.status == 15 && watched.text.contains("the claimed run's trace; the trace"))
    }

    /// Killed at once again and again while it watches: what was said is remembered or said again, never lost.
    @Test func aWatcherSurvivesBeingKilled() throws {
        let example = try ExampleClaim("fashion-mlp")
        for index in 0..<12 {
            try example.claim("c\(index)", ["--chain", String(index)] + (index % 3 == 0 ? ["--cheat", "1:5"] : []))
        }
        let line =
            "for t in 0.02 0.03 0.05 0.08; do timeout -s KILL $t \"$0\" audit watch \"$1\" -C \"$2\" --models \"$3\" --json -q "
            + ">> \"$4\"; done; true"
        _ = try Shell.script(line, [example.path(""), example.path("home"), Shell.circuits, example.path("said")])
        let last = try watch(example)
        #expect(try last.status == 11 && lines(last).last?["refuted"] as? Int == 4)
        let said = String(decoding: try Data(contentsOf: example.scratch.url("said")), as: UTF8.self) + last.text
        for index in 0..<12 { #expect(said.contains("\"c\(index).claim\"")) }
        #expect(try lines(try watch(example)).count == 1)
    }

    @Test func aWatcherEndsInOrder() throws {
        let example = try ExampleClaim("fashion-mlp")
        try example.claim("a")
        let outcome = try Shell.interrupt(
            ["audit", "watch", example.path(""), "-C", example.path("home"), "--models", Shell.circuits], with: SIGTERM)
        #expect(!outcome.crashed && outcome.status == 8 && outcome.text.hasPrefix("a.claim: right"))
    }
}
