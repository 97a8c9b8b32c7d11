import Foundation
import Testing

/// Private inputs and outputs from the command line: `commit`, `prove`, `verify`.
@Suite struct PrivateProofTests {
    private static let job = "0x" + String(repeating: "7c", count: 32)

    private struct Made {
        let scratch: Scratch
        let salt: String
        let proof: String
        let json: [String: Any]
    }

    private func make(_ part: String) throws -> Made {
        let scratch = try Scratch()
        let salt = scratch.path("salt"), proof = scratch.path("run.proof")
        let outcome = try Shell.run([
            "prove", try Example.model("fashion-mlp"), Example.input("fashion-mlp"), "-o", proof, "--job", Self.job,
            "--private", part, "--salt", salt, "--json",
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("not zero-knowledge yet: a proof over a private input leaks parts of it\n"))
        return Made(scratch: scratch, salt: salt, proof: proof, json: try outcome.json())
    }

    private func commitments(_ json: [String: Any], _ field: String) throws -> [String] {
        try #require(json[field] as? [String])
    }

    @Test func whatIsCommittedFirstIsProvedAndVerified() throws {
        let made = try make("both")
        let inputs = try commitments(made.json, "input_commitments"), outputs = try commitments(made.json, "output_commitments")
        #expect(inputs.count == 1 && (inputs + outputs).allSatisfy { $0.hasPrefix("poseidon2:0x") })
        #expect(Set(inputs + outputs).count == 1 + outputs.count)
        #expect(made.json["private"] as? String == "both" && made.json["zero_knowledge"] as? Bool == false)
        let mode = try FileManager.default.attributesOfItem(atPath: made.salt)[.posixPermissions] as? Int
        #expect(mode == 0o600)

        let model = try Example.model("fashion-mlp")
        func commit(_ job: String) throws -> [String] {
            let outcome = try Shell.run([
                "commit", model, "--input", Example.input("fashion-mlp"), "--salt", made.salt, "--job", job, "--json",
            ])
            return try commitments(try outcome.json(), "input_commitments")
        }
        #expect(try commit(Self.job) == inputs)
        #expect(try commit("0x" + String(repeating: "00", count: 32)) != inputs)

        var expected = ["--model", model, "--job", Self.job]
        for text in inputs { expected += ["--input-commitment", text] }
        for text in outputs { expected += ["--output-commitment", text] }
        let right = try Shell.run(["verify", made.proof] + expected)
        #expect(right.status == 0 && right.text.hasSuffix("It is what was expected.\n"), "\(right.errors)")
        #expect(right.text.contains("private, uint8"))
        for flag in ["--input-commitment", "--output-commitment"] {
            let wrong = try Shell.run(["verify", made.proof, flag, "poseidon2:0x" + String(repeating: "00", count: 32)])
            #expect(wrong.status == 10, "\(flag)")
        }
        let statement = try #require(try Shell.run(["verify", made.proof, "--json"]).json()["statement"] as? [String: Any])
        for entry in try #require(statement["inputs"] as? [[String: Any]]) + (statement["outputs"] as? [[String: Any]] ?? []) {
            #expect(entry["private"] as? Bool == true && entry["values"] == nil && entry["root"] == nil)
        }
        let unanswerable = try Shell.run(["verify", made.proof, "--output", "9"])
        #expect(unanswerable.status == 2 && unanswerable.errors.contains("--output-commitment"))
    }

    @Test func onePartAloneIsPrivate() throws {
        let input = try make("input")
        #expect(try commitments(input.json, "input_commitments").allSatisfy { $0.hasPrefix("poseidon2:") })
        #expect(try commitments(input.json, "output_commitments").allSatisfy { $0.hasPrefix("blake3:") })
        #expect(try Shell.run(["verify", input.proof, "--output", "9"]).status == 0)
        let output = try make("output")
        #expect(try commitments(output.json, "input_commitments").allSatisfy { $0.hasPrefix("blake3:") })
        #expect(try commitments(output.json, "output_commitments").allSatisfy { $0.hasPrefix("poseidon2:") })
        #expect(try Shell.run(["verify", output.proof]).status == 0)
    }

    @Test func saltsAreKeptAndFresh() throws {
        let made = try make("input")
        let before = try Data(contentsOf: URL(filePath: made.salt))
        #expect(before.count == 32 && Set(before).count > 8)
        let again = try Shell.run([
            "prove", try Example.model("fashion-mlp"), Example.input("fashion-mlp"), "-o", made.proof, "--job", Self.job,
            "--private", "input", "--salt", made.salt, "--json",
        ])
        #expect(try Data(contentsOf: URL(filePath: made.salt)) == before)
        #expect(try commitments(try again.json(), "input_commitments") == commitments(made.json, "input_commitments"))
        #expect(try Data(contentsOf: URL(filePath: try make("input").salt)) != before)
        // Nothing half made is left, and nothing that is printed or written holds the salt.
        #expect(made.scratch.names == ["run.proof", "salt"])
        #expect(try !Data(contentsOf: URL(filePath: made.proof)).contains(before))
        #expect(!again.output.contains(before))
    }

    @Test func misuseOfSaltsIsExplained() throws {
        let scratch = try Scratch()
        let model = try Example.model("fashion-mlp"), input = Example.input("fashion-mlp")
        func outcome(_ arguments: [String]) throws -> Outcome {
            try Shell.run(["prove", model, input, "-o", scratch.path("p"), "--json"] + arguments)
        }
        #expect(try outcome(["--private", "input"]).errorCode == "S-USE-001")
        #expect(try outcome(["--salt", scratch.path("s")]).errorCode == "S-USE-001")
        #expect(try outcome(["--private", "weights", "--salt", scratch.path("s")]).status == 2)
        #expect(try outcome(["--private", "input", "--salt", scratch.path("none/s")]).errorCode == "S-FIL-004")
        try Data(repeating: 1, count: 31).write(to: scratch.url("short"))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: scratch.path("short"))
        #expect(try outcome(["--private", "input", "--salt", scratch.path("short")]).errorCode == "S-SLT-001")
        try Data(repeating: 1, count: 32).write(to: scratch.url("open"))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: scratch.path("open"))
        #expect(try outcome(["--private", "input", "--salt", scratch.path("open")]).errorCode == "S-SLT-001")
        #expect(!FileManager.default.fileExists(atPath: scratch.path("p")))
        #expect(try Shell.run(["commit", model, "--salt", scratch.path("s")]).status == 2)
    }
}

extension Data {
    fileprivate func contains(_ needle: Data) -> Bool { range(of: needle) != nil }
}
