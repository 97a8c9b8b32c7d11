import Foundation
import Testing

/// The example networks' proofs, made once.
enum ExampleProof {
    static let job = "0x" + String(repeating: "ab", count: 32)
    static let address = "0x" + String(repeating: "cd", count: 32)

    struct Made {
        let path: String
        let json: [String: Any]
        let errors: String
    }

    /// Not safe to share as such, but never changed after it is made.
    nonisolated(unsafe) private static let made: [String: Made] = {
        var made: [String: Made] = [:]
        for name in ModelTests.names {
            guard let folder = Example.folder, let model = Example.models[name] else { continue }
            let path = folder.path(name + ".proof")
            let outcome = try? Shell.run([
                "prove", model, Example.input(name), "-o", path, "--job", job, "--address", address, "--chain", "7",
                "--no-zk", "--json",
            ])
            guard let outcome, outcome.status == 0, let json = try? outcome.json() else { continue }
            made[name] = Made(path: path, json: json, errors: outcome.errors)
        }
        return made
    }()

    static func of(_ name: String) throws -> Made { unsafe try #require(made[name]) }
}

/// `prove`, `verify`, `params check` and the oracle root.
@Suite struct ProofTests {
    private static let zero = "0x" + String(repeating: "0", count: 64)

    @Test(arguments: ModelTests.names)
    func whatIsProvedIsVerified(name: String) throws {
        let made = try ExampleProof.of(name)
        #expect(made.errors.contains("not zero-knowledge yet: a proof over a private input leaks parts of it\n"))
        for field in ["prove_ms", "setup_ms", "security_bits"] { #expect((made.json[field] as? Double ?? 0) > 0) }
        #expect((made.json["security_bits"] as? Double ?? 0) >= 100 && made.json["zero_knowledge"] as? Bool == false)
        for field in ["peak_bytes", "witness_elements"] { #expect((made.json[field] as? Int ?? 0) > 1000) }
        let size = try FileManager.default.attributesOfItem(atPath: made.path)[.size] as? Int
        #expect(made.json["proof_bytes"] as? Int == size)

        // Nothing but the file: another folder, no home.
        let outcome = try Shell.run(["verify", made.path, "--json"])
        #expect(outcome.status == 0)
        let json = try outcome.json()
        #expect(json["valid"] as? Bool == true && json["compared"] as? Bool == false)
        #expect(json["zero_knowledge"] as? Bool == false && (json["security_bits"] as? Double ?? 0) >= 100)
        #expect((json["verify_ms"] as? Double ?? 0) > 0)
        let statement = try #require(json["statement"] as? [String: Any])
        #expect(statement["model_id"] as? String == made.json["model_id"] as? String)
        #expect(statement["job"] as? String == ExampleProof.job)
        #expect(statement["address"] as? String == ExampleProof.address)
        #expect(statement["chain"] as? String == "7" && statement["profile"] as? String == "P100")
        let outputs = try #require(statement["outputs"] as? [[String: Any]])
        #expect(outputs.first?["values"] as? [Int] == [9])
        #expect((outputs.first?["commitment"] as? String)?.hasPrefix("blake3:0x") == true)

        let text = try Shell.run(["verify", made.path])
        #expect(text.status == 0 && text.errors.isEmpty && text.text.contains("Nothing was compared"))
        let committed = try Shell.run(["commit", try Example.model(name), "--profile", "P100", "--json"]).json()
        #expect(committed["oracle_root"] as? String == statement["oracle_root"] as? String)
        #expect(committed["model_id"] as? String == statement["model_id"] as? String)
    }

    @Test(arguments: ModelTests.names)
    func everyExpectationIsCompared(name: String) throws {
        let made = try ExampleProof.of(name)
        let scratch = try Scratch()
        let model = try Example.model(name)
        let other = try Example.model(name == "fashion-mlp" ? "fashion-cnn" : "fashion-mlp")
        let commitment = try #require((made.json["input_commitments"] as? [String])?.first)
        let bytes = try #require((made.json["claim"] as? [String: String])?["bytes"])
        try Data(bytes.utf8).write(to: scratch.url("claim"))
        for (index, file) in [0, 1].map({ ($0, "out\($0).json") }) {
            #expect(
                try Shell.run(["run", model, Example.input(name, index), "--output", scratch.path(file)]).status == 0)
        }
        let right = [
            "--claim", scratch.path("claim"), "--model", model, "--input-commitment", commitment, "--output",
            scratch.path("out0.json"), "--job", ExampleProof.job, "--address", ExampleProof.address, "--chain", "7",
        ]
        let outcome = try Shell.run(["verify", made.path] + right)
        #expect(outcome.status == 0 && outcome.text.hasSuffix("It is what was expected.\n"), "\(outcome.errors)")
        let id = try #require(made.json["model_id"] as? String)
        #expect(try Shell.run(["verify", made.path, "--output", "9", "--model", id]).status == 0)

        // The last digit of the claim is the address's.
        try Data((bytes.dropLast() + (bytes.hasSuffix("0") ? "1" : "0")).utf8).write(to: scratch.url("other"))
        let wrong: [([String], field: String)] = [
            (["--claim", scratch.path("other")], "address"), (["--model", other], "circuit hash"),
            (["--model", Self.zero], "model id"), (["--input-commitment", "blake3:" + Self.zero], "input commitment"),
            (["--output", scratch.path("out1.json")], "output"), (["--output", "8"], "output"),
            (["--job", Self.zero], "job"), (["--address", Self.zero], "address"), (["--chain", "8"], "chain"),
        ]
        for (arguments, field) in wrong {
            let outcome = try Shell.run(["verify", made.path, "--json"] + arguments)
            #expect(outcome.status == 10 && outcome.errorCode == "S-PRF-003", "\(arguments)")
            let json = try outcome.json()
            #expect(json["valid"] as? Bool == false && json["statement"] != nil)
            let differences = try #require(json["differences"] as? [[String: String]])
            #expect(differences.contains { $0["field"] == field }, "\(differences)")
        }
        let text = try Shell.run(["verify", made.path, "--job", Self.zero])
        #expect(text.status == 10 && text.errors.contains("another statement: job") && text.text.contains("model id"))
    }

    @Test func theClaimIsWrittenAsVerifyReadsIt() throws {
        let scratch = try Scratch()
        let prove = ["prove", try Example.model("fashion-mlp"), Example.input("fashion-mlp"), "-q", "--json"]
        func run(_ arguments: String...) throws -> Outcome { try Shell.run(prove + arguments) }
        let (proof, claim) = (scratch.path("p"), scratch.path("c"))
        let made = try run("-o", proof, "--claim", claim, "--stages")
        #expect(made.status == 0 && Set(scratch.names) == ["p", "c"])
        let bytes = try #require((try made.json()["claim"] as? [String: String])?["bytes"])
        let written = try Data(contentsOf: scratch.url("c"))
        #expect("0x" + written.map { String(format: "%02x", $0) }.joined() == bytes)
        #expect(try Shell.run(["verify", proof, "--claim", claim]).status == 0)
        // Another job's claim is another claim.
        #expect(try run("-o", scratch.path("q"), "--claim", claim, "--job", ExampleProof.job).status == 0)
        #expect(try Shell.run(["verify", proof, "--claim", claim]).status == 10)
        #expect(try run("-o", proof, "--claim", proof).status == 2)
        #expect(try run("-o", proof, "--claim", "").status == 2)
        // Both files or none.
        let neither = try run("-o", scratch.path("r"), "--claim", scratch.path("no/c"))
        #expect(neither.status == 1 && !scratch.names.contains("r"))

        let stages = try #require(try made.json()["stages"] as? [[String: Any]])
        #expect(stages.first?["stage"] as? String == "run" && stages.last?["stage"] as? String == "serialisation")
        #expect(stages.allSatisfy { $0["peak_bytes"] is Int })
        let verified = try Shell.run(["verify", proof, "--stages", "--json"]).json()
        #expect((verified["stages"] as? [[String: Any]])?.first?["stage"] as? String == "header")
        #expect((verified["verify_cpu_ms"] as? Double ?? 0) > 0)
    }

    @Test func damagedProofsAreRefused() throws {
        let made = try ExampleProof.of("fashion-mlp")
        let proof = try Data(contentsOf: URL(filePath: made.path))
        let scratch = try Scratch()
        func outcome(_ bytes: Data) throws -> Outcome {
            try bytes.write(to: scratch.url("p"))
            return try Shell.run(["verify", scratch.path("p"), "--json"])
        }
        for position in [6, 40, 200, 900, 2000, proof.count / 2, proof.count - 1] {
            var changed = proof
            changed[position] ^= 1
            let outcome = try outcome(changed)
            #expect(outcome.status == 10 && outcome.errorCode == "S-PRF-002", "byte \(position)")
            #expect(try outcome.json()["valid"] as? Bool == false)
        }
        for length in [0, 3, 4, 100, 3000, proof.count - 1] {
            let outcome = try outcome(proof.prefix(length))
            #expect(!outcome.crashed && [4, 10].contains(outcome.status), "\(length) bytes")
        }
        #expect(try outcome(proof + [0]).status == 10)
        let foreign = try outcome(Data("not a proof".utf8))
        #expect(foreign.status == 4 && foreign.errorCode == "S-PRF-001")
        #expect(try Shell.run(["verify", scratch.path("none"), "--json"]).status == 1)
        let endless = try Shell.run(["verify", "/dev/zero", "--json"])
        #expect(endless.status == 4 && endless.errorCode == "S-FIL-003")
        let text = try Shell.run(["verify", scratch.path("p")])
        #expect(text.output.isEmpty && text.errors.hasPrefix("error[S-PRF-001]"))
        #expect(try Shell.run(["verify", "-", "--json"], input: proof).status == 0)
    }

    @Test func testProfilesAreRefusedUnlessAllowed() throws {
        let scratch = try Scratch()
        let prove = [
            "prove", try Example.model("fashion-mlp"), Example.input("fashion-mlp"), "-o", scratch.path("p"), "--json",
        ]
        let refused = try Shell.run(prove + ["--profile", "insecure_test"])
        #expect(refused.status == 18 && refused.errorCode == "S-SEC-001" && scratch.names.isEmpty)
        #expect(try Shell.run(prove + ["--profile", "P127"]).status == 2)
        #expect(try Shell.run(prove + ["--job", "0x12"]).status == 2 && scratch.names.isEmpty)
        #expect(try Shell.run(prove + ["--profile", "insecure_test", "--allow-insecure"]).status == 0)
        #expect(try Shell.run(["verify", scratch.path("p")]).status == 10)
        let allowed = try Shell.run(["verify", scratch.path("p"), "--allow-insecure"])
        #expect(allowed.status == 0 && allowed.text.contains("INSECURE"))
        let commit = try Shell.run(["commit", prove[1], "--profile", "insecure_test", "--json"])
        #expect(commit.status == 18)
    }

    @Test func uniqueDecodingProofsVerify() throws {
        let scratch = try Scratch()
        let model = try Example.model("fashion-mlp")
        let made = try Shell.run([
            "prove", model, Example.input("fashion-mlp"), "-o", scratch.path("p"), "--profile", "UD100", "-q",
        ])
        #expect(made.status == 0 && made.errors.isEmpty && scratch.names == ["p"])
        #expect(try Shell.run(["verify", scratch.path("p"), "--model", model]).status == 0)
    }

    @Test func nothingIsHalfWritten() throws {
        let scratch = try Scratch()
        let model = try Example.model("fashion-mlp")
        let interrupted = try Shell.interrupt(["prove", model, "-", "-o", scratch.path("p")], with: SIGINT)
        #expect(!interrupted.crashed && interrupted.status == 8 && scratch.names.isEmpty)
        let nowhere = try Shell.run(["prove", model, Example.input("fashion-mlp"), "-o", scratch.path("no/p"), "--json"])
        #expect(nowhere.status == 1 && nowhere.errorCode == "S-FIL-004" && scratch.names.isEmpty)
    }

    @Test func securityIsComputed() throws {
        let outcome = try Shell.run(["params", "check", "--json"], folder: Shell.sourceRoot)
        #expect(outcome.status == 0)
        let sets = try #require(try outcome.json()["sets"] as? [[String: Any]])
        for profile in ["P100", "UD100", "insecure_test"] {
            for circuit in ModelTests.names {
                for what in ["", ", inputs and outputs private"] {
                    #expect(sets.contains { $0["name"] as? String == "\(profile), \(circuit)\(what)" })
                }
            }
        }
        for set in sets {
            let bits = try #require(set["bits"] as? Double), minimum = try #require(set["minimum_bits"] as? Double)
            #expect(bits <= minimum)
            #expect(set["insecure"] as? Bool == (bits < 100))
            let terms = try #require(set["terms"] as? [[String: Any]])
            #expect(terms.count > 3 && terms.compactMap { $0["bits"] as? Double }.min() == minimum)
            for term in terms {
                for field in ["name", "formula", "source", "status"] { #expect((term[field] as? String)?.isEmpty == false) }
                #expect(term["grinding_bits"] is Int && term["formula_bits"] is Double)
            }
        }
        #expect(try Shell.run(["params", "check", "P100"]).status == 0)
        let insecure = try Shell.run(["params", "check", "insecure_test"])
        #expect(insecure.status == 18 && insecure.text.contains("below the floor"))
        #expect(try Shell.run(["params", "check", "P1"]).status == 2)
    }
}
