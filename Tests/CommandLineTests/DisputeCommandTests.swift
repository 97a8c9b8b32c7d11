import Foundation
import Testing

/// `claim`, `replay` and `dispute`, as an asserter, an auditor and a referee run them.
@Suite struct DisputeCommandTests {
    @Test(arguments: ["fashion-mlp", "fashion-cnn"], ["full", "layer", "step"])
    func honestClaimsAreRight(name: String, level: String) throws {
        let example = try ExampleClaim(name)
        let made = try example.claim("a", ["--level", level, "--job", ExampleProof.job, "--address", ExampleProof.address])
        #expect(made["level"] as? String == level && (made["trace_root"] as? String)?.count == 66)
        #expect(made["job"] as? String == ExampleProof.job && made["address"] as? String == ExampleProof.address)
        #expect(made["cheat"] is NSNull && made["signed"] as? Bool == false)
        let plain = try #require(made["plain_ms"] as? Double), traced = try #require(made["traced_ms"] as? Double)
        let overhead = try #require(made["claim_overhead"] as? Double)
        #expect(plain > 0 && abs(overhead - (traced / plain - 1)) < 0.01 * (1 + abs(overhead)))
        let output = try #require((made["output"] as? [[String: Any]])?.first)
        #expect(output["values"] as? [Int] == [9])
        let outcome = try example.replay("a", ["--json"])
        #expect(outcome.status == 0)
        let json = try outcome.json()
        #expect(json["refuted"] as? Bool == false && json["operator"] is NSNull && json["element"] is NSNull)
        #expect(json["claim_id"] as? String == made["claim_id"] as? String)
        let played = try Shell.run([
            "dispute", "play", example.path("a.claim"), "--against", example.path("a.trace"), "--models", Shell.circuits,
        ])
        #expect(played.status == 0 && played.text.contains("The asserter wins: 0 moves"))
        // The same claim again, on other code and threads: byte for byte.
        let again = try Shell.run(
            [
                "claim", example.model, example.input, "-o", example.path("b.claim"), "--level", level, "-j", "2", "--job",
                ExampleProof.job, "--address", ExampleProof.address,
            ], environment: ["SIROCCO_ISA": "portable"])
        #expect(again.status == 0)
        #expect(try Data(contentsOf: example.scratch.url("a.claim")) == Data(contentsOf: example.scratch.url("b.claim")))
    }

    @Test(arguments: [("fashion-mlp", "1:5"), ("fashion-cnn", "5:700"), ("fashion-cnn", "13.1:0")])
    func aLieIsFoundPlayedProvenCheckedAndExplained(name: String, place: String) throws {
        let example = try ExampleClaim(name)
        let loud = try Shell.run(["claim", example.model, example.input, "-o", example.path("a.claim"), "--cheat", place])
        #expect(loud.status == 0 && loud.errors.contains("this claim is wrong on purpose"))
        let made = try example.claim("a", ["--cheat", place])
        #expect(made["cheat"] is [String: Any])
        let parts = place.split(separator: ":"), at = parts[0].split(separator: ".")
        let (position, element) = (Int(at[0]), Int(parts[1]))

        let replayed = try example.replay("a", ["--json", "-o", example.path("a.step")])
        #expect(replayed.status == 11)
        let found = try replayed.json()
        #expect(found["refuted"] as? Bool == true && found["operator"] as? Int == position)
        #expect(found["element"] as? Int == element && found["kind"] as? String == "element")
        let claimed = try #require(Int((found["claimed"] as? String) ?? ""))
        let right = try #require(Int((found["right"] as? String) ?? ""))
        #expect(claimed == right + 1)

        let played = try Shell.run([
            "dispute", "play", example.path("a.claim"), "--against", example.path("a.trace"), "--models", Shell.circuits, "--json",
        ])
        #expect(played.status == 11)
        let game = try played.json()
        #expect(game["winner"] as? String == "challenger" && game["operator"] as? Int == position)
        #expect(game["element"] as? Int == element)
        #expect((1...4).contains(game["moves"] as? Int ?? 0) && (1...16384).contains(game["bytes"] as? Int ?? 0))
        let messages = try #require(game["messages"] as? [[String: Any]])
        #expect(messages.reduce(0) { $0 + ($1["bytes"] as? Int ?? 0) } == game["bytes"] as? Int)
        #expect(messages.count { $0["by"] as? String == "challenger" } == game["moves"] as? Int)

        // The two files alone, in another folder.
        let checked = try Shell.run(["dispute", "check", example.path("a.claim"), example.path("a.step"), "--json"])
        #expect(checked.status == 11)
        #expect(try checked.json()["refuted"] as? Bool == true && checked.json()["operator"] as? Int == position)
        let explained = try Shell.run(["dispute", "explain", example.path("a.step")])
        #expect(explained.status == 0 && explained.text.contains("operator %\(position ?? -1) "))
        #expect(explained.text.contains("reads") && explained.text.contains("claimed") && explained.errors.isEmpty)
        if at.count == 1 {
            #expect(explained.text.contains("was claimed to be \(claimed) and is \(right)"), "\(explained.text)")
        }
        let proved = try Shell.run([
            "dispute", "prove", example.path("a.claim"), example.model, example.input, "-o", example.path("b.step"), "-q",
        ])
        #expect(proved.status == 0)
        #expect(try Data(contentsOf: example.scratch.url("a.step")) == Data(contentsOf: example.scratch.url("b.step")))
    }

    /// Below level full: wrong and known to be, but shown only where the prover signed.
    @Test func levelsBelowFullNeedTheProversSignature() throws {
        let example = try ExampleClaim("fashion-cnn")
        let key = try example.key("key", seed: 3)
        try Data("correct horse\n".utf8).write(to: example.scratch.url("passphrase"))
        for level in ["layer", "step"] {
            // The outputs themselves lie, so that every level commits to it.
            let lie = ["--level", level, "--cheat", "12:9"]
            try example.claim("unsigned", lie)
            let missing = try example.replay("unsigned", ["--json", "-o", example.path("no.step")])
            #expect(missing.status == 15 && missing.errorCode == "S-DSP-005")
            let json = try missing.json()
            #expect(json["refuted"] is NSNull && (json["missing"] as? String)?.contains("signature") == true)
            #expect(json["looked_at"] as? [String] == [example.path("unsigned.trace")])
            #expect(!example.scratch.names.contains("no.step"))
            let silent = try Shell.run([
                "dispute", "play", example.path("unsigned.claim"), "--against", example.path("unsigned.trace"), "--models",
                Shell.circuits,
            ])
            #expect(silent.status == 11 && silent.text.contains("has not signed it") && silent.text.contains("clock runs out"))

            let signed = try example.claim(
                "signed", lie + ["--key", key, "--passphrase-file", example.path("passphrase")])
            #expect(signed["signed"] as? Bool == true && signed["address"] as? String != ExampleProof.address)
            let found = try example.replay("signed", ["--json", "-o", example.path("\(level).step")])
            #expect(found.status == 11)
            #expect(try found.json()["operator"] as? Int == 12 && found.json()["element"] as? Int == 9)
            let checked = try Shell.run(["dispute", "check", example.path("signed.claim"), example.path("\(level).step")])
            #expect(checked.status == 11)
            let explained = try Shell.run(["dispute", "explain", example.path("\(level).step")])
            #expect(explained.text.contains("roots that the prover signed beyond its claim"))
        }
        let environment = ["SIROCCO_PASSPHRASE": "correct horse"]
        try example.claim("a", ["--level", "layer", "--key", key], environment: environment)
        for (arguments, environment, code, status) in [
            (["--key", key], [:], "S-KEY-001", 1), (["--key", key], ["SIROCCO_PASSPHRASE": "wrong"], "S-KEY-001", 1),
            (["--key", example.input], environment, "S-FIL-003", 4),
            (["--key", example.path("passphrase")], environment, "S-KEY-001", 1),
            (["--key", key, "--address", ExampleProof.address], environment, "S-USE-001", 2),
            (["--key", example.path("none")], environment, "S-FIL-001", 1),
        ] as [([String], [String: String], String, Int32)] {
            let outcome = try Shell.run(
                ["claim", example.model, example.input, "-o", example.path("x.claim"), "--json"] + arguments,
                environment: environment)
            #expect(outcome.status == status && outcome.errorCode == code, "\(arguments): \(outcome.text)")
            #expect(!outcome.text.contains("horse") && !outcome.errors.contains("horse"))
        }
        #expect(!example.scratch.names.contains("x.claim"))
    }

    @Test func missingDataIsNamedWithWhereItWasLookedFor() throws {
        let example = try ExampleClaim("fashion-mlp")
        try example.claim("a", ["--cheat", "0:300"])
        try FileManager.default.removeItem(at: example.scratch.url("a.trace"))
        for options in [[], ["-o", example.path("a.step")]] {
            let outcome = try example.replay("a", options)
            #expect(outcome.status == 15 && outcome.output.isEmpty)
            #expect(outcome.errors.contains("error[S-DSP-005]") && outcome.errors.contains(example.path("a.trace")))
        }
        let prove = ["dispute", "prove", example.path("a.claim"), example.model, example.input, "-o", example.path("a.step")]
        #expect(try Shell.run(prove).status == 15)
        #expect(example.scratch.names == ["a.claim"])
        // Another claim's trace, and one that is not what this claim commits to.
        try example.claim("b")
        let foreign = try example.replay("a", ["--json", "--trace", example.path("b.trace")])
        #expect(foreign.status == 4 && foreign.errorCode == "S-DSP-008")
        var junk = try Data(contentsOf: example.scratch.url("b.trace"))
        let claimed = try #require(try example.replay("a", ["--json"]).json()["claim_id"] as? String)
        junk.replaceSubrange(6..<38, with: Self.bytes(claimed))
        try junk.write(to: example.scratch.url("a.trace"))
        let other = try example.replay("a", ["--json"])
        let missing = try #require(try other.json()["missing"] as? String)
        #expect(other.status == 15 && missing.contains("not what the claim commits to"))
        // The weights, by their hash, in folders that do not have them.
        let nowhere = try Shell.run([
            "dispute", "play", example.path("b.claim"), "--against", example.path("b.trace"), "--models", example.path(""), "--json",
        ])
        #expect(nowhere.status == 15 && nowhere.errorCode == "S-DSP-005")
        #expect(nowhere.text.contains("no .weights file with root 0x"))
        // Beside the claim they are found.
        try FileManager.default.copyItem(
            at: URL(filePath: Shell.circuits + "/fashion-mlp.weights"), to: example.scratch.url("any.weights"))
        #expect(try Shell.run(["dispute", "play", example.path("b.claim"), "--against", example.path("b.trace")]).status == 0)
    }

    private static func bytes(_ text: String) -> [UInt8] {
        var rest = text.dropFirst(2)
        var bytes: [UInt8] = []
        while let byte = UInt8(rest.prefix(2), radix: 16), rest.count >= 2 {
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    @Test func whatDoesNotBelongToTheClaimIsRefused() throws {
        let example = try ExampleClaim("fashion-mlp")
        try example.claim("a", ["--cheat", "1:5"])
        try example.claim("b")
        #expect(try example.replay("a", ["-o", example.path("a.step")]).status == 11)
        let claim = example.path("a.claim"), step = example.path("a.step"), cnn = ExampleClaim.network("fashion-cnn")
        let cases: [([String], Int32, String)] = [
            (["replay", claim, cnn, example.input], 4, "S-DSP-002"),
            (["replay", claim, example.model, Example.input("fashion-mlp", 1)], 4, "S-DSP-003"),
            (["replay", claim, example.model, "/dev/null"], 4, "S-INP-002"),
            (["replay", example.path("none"), example.model, example.input], 1, "S-FIL-001"),
            (["replay", claim, example.path("none"), example.input], 1, "S-FIL-001"),
            (["replay", claim, example.model, example.path("none")], 1, "S-FIL-001"),
            (["replay", claim, example.model, example.input, "--trace", example.path("none")], 1, "S-FIL-001"),
            (["replay", step, example.model, example.input], 4, "S-DSP-001"),
            (["replay", "/dev/zero", example.model, example.input], 4, "S-FIL-003"),
            (["replay", claim, example.model, example.input, "-o", example.path("no/a.step")], 1, "S-FIL-004"),
            (["dispute", "check", example.path("b.claim"), step], 4, "S-DSP-008"),
            (["dispute", "check", step, step], 4, "S-DSP-001"), (["dispute", "check", claim, claim], 4, "S-DSP-001"),
            (["dispute", "check", claim, example.path("none")], 1, "S-FIL-001"),
            (["dispute", "explain", claim], 4, "S-DSP-001"), (["dispute", "explain", "/dev/zero"], 4, "S-FIL-003"),
            (["dispute", "play", claim, "--against", step], 4, "S-FIL-003"),
            (["dispute", "play", claim, "--against", claim], 4, "S-DSP-001"),
            (["dispute", "play", claim, "--against", example.path("b.trace")], 4, "S-DSP-008"),
            (["dispute", "prove", example.path("b.claim"), example.model, example.input, "-o", step], 1, "S-DSP-006"),
            (["dispute", "prove", claim, example.model, example.input, "-o", ""], 2, "S-USE-001"),
            (["claim", example.model, example.input, "-o", ""], 2, "S-USE-001"),
            (["claim", example.model, example.input, "-o", example.path("x"), "--level", "half"], 2, "S-USE-003"),
            (["claim", example.model, example.input, "-o", example.path("x"), "--job", "0x1"], 2, "S-USE-003"),
            (["claim", example.model, example.input, "-o", example.path("x"), "--cheat", "99:0"], 2, "S-USE-003"),
            (["claim", example.model, example.input, "-o", example.path("x"), "--cheat", "0:784"], 2, "S-USE-003"),
            (["claim", example.model, example.input, "-o", example.path("x"), "--cheat", "0:-1"], 2, "S-USE-003"),
            (["claim", example.model, example.input, "-o", example.path("x"), "--cheat", "one"], 2, "S-USE-003"),
            (["claim", example.model, example.input, "-o", example.path("x"), "--cheat", ".:"], 2, "S-USE-003"),
            (["claim", example.model, example.input, "-o", example.path("no/x")], 1, "S-FIL-004"),
        ]
        let names = example.scratch.names
        for (arguments, status, code) in cases {
            let outcome = try Shell.run(arguments + ["--json", "-q"])
            #expect(!outcome.crashed && outcome.status == status && outcome.errorCode == code, "\(arguments): \(outcome.text)")
            let text = try Shell.run(arguments + ["-q"])
            #expect(text.status == status && text.errors.contains("error[\(code)]"), "\(arguments)")
            #expect(text.errors.contains("\nwhy: ") && text.errors.contains("\ntry: "))
        }
        #expect(example.scratch.names == names)
    }

    /// Damaged files end in an exit that means something, and never refute anything.
    @Test func damagedFilesShowNothing() throws {
        let example = try ExampleClaim("fashion-mlp")
        try example.claim("a", ["--cheat", "1:5"])
        #expect(try example.replay("a", ["-o", example.path("a.step")]).status == 11)
        let step = try Data(contentsOf: example.scratch.url("a.step"))
        for position in [0, 4, 8, 100, step.count / 3, step.count / 2, step.count - 900, step.count - 1] {
            var changed = step
            changed[position] ^= 1
            try changed.write(to: example.scratch.url("x.step"))
            let outcome = try Shell.run(["dispute", "check", example.path("a.claim"), example.path("x.step"), "--json"])
            #expect(!outcome.crashed && [4, 10].contains(outcome.status), "byte \(position): \(outcome.text)")
        }
        for length in [0, 3, 5, 200, step.count / 2, step.count - 1] {
            try step.prefix(length).write(to: example.scratch.url("x.step"))
            let outcome = try Shell.run(["dispute", "check", example.path("a.claim"), example.path("x.step"), "--json"])
            #expect(outcome.status == 4 && outcome.errorCode == "S-DSP-001", "\(length) bytes")
        }
        // A slice that is not what was committed.
        var changed = step
        changed[step.count - 40] ^= 1
        try changed.write(to: example.scratch.url("x.step"))
        let outcome = try Shell.run(["dispute", "explain", example.path("x.step"), "--json"])
        #expect(outcome.status == 10 && outcome.errorCode == "S-DSP-007", "\(outcome.text)")
        #expect(try Shell.run(["dispute", "explain", "-", "--json"], input: step).status == 0)
    }

    @Test func theWayToLieIsNotInTheShortHelp() throws {
        #expect(try !Shell.run(["claim", "--help"]).text.contains("cheat"))
        #expect(try Shell.run(["claim", "--help-hidden"]).text.contains("Lie: raise this element"))
    }

    @Test func disputesAreMeasured() throws {
        let outcome = try Shell.run(["bench", "dispute", "--quick", "--json"], folder: Shell.sourceRoot)
        #expect(outcome.status == 0)
        let figures = try #require(try outcome.json()["disputes"] as? [[String: Any]])
        #expect(figures.count == 4)
        for figure in figures {
            #expect((1...4).contains(figure["moves"] as? Int ?? 0) && (1...16384).contains(figure["bytes"] as? Int ?? 0))
            for field in ["find_ms", "prove_ms", "check_ms"] { #expect((figure[field] as? Double ?? 0) > 0) }
            #expect((figure["disputes"] as? Int ?? 0) > 3)
        }
    }
}
