import Foundation
import Testing

/// The demonstration as people start it, in a folder of their own; its sums are done here again.
@Suite struct DemoTests {
    private static func run(_ arguments: [String] = [], environment: [String: String] = [:]) throws -> Outcome {
        try Shell.run(["demo", "--circuits", Shell.circuits] + arguments, environment: environment)
    }

    private struct Story {
        let json: [String: Any]

        init(_ arguments: [String] = []) throws {
            let outcome = try DemoTests.run(["--json", "-q"] + arguments)
            #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
            json = try outcome.json()
        }

        func object(_ name: String) throws -> [String: Any] { try #require(json[name] as? [String: Any], "\(name)") }
        func list(_ name: String) throws -> [[String: Any]] { try #require(json[name] as? [[String: Any]], "\(name)") }

        /// What a seed decides: everything but keys, and what is made from them, and times.
        func repeatable() throws -> NSDictionary {
            var dispute = try object("dispute")
            dispute["job"] = nil
            let wallets = try list("wallets").map { wallet in wallet.filter { $0.key != "address" } }
            return [
                "dispute": dispute, "wallets": wallets, "refuted": try object("refuted"), "payment": try object("payment"),
                "trace": try #require(json["trace_root"]), "slashed": try #require(json["slashed"]),
            ]
        }
    }

    /// Units, which are texts.
    private static func units(_ object: [String: Any], _ name: String) throws -> Int {
        try #require((object[name] as? String).flatMap { Int($0) }, "\(name) of \(object)")
    }

    private static func isHash(_ value: Any?, prefix: String = "0x") -> Bool {
        guard let text = value as? String, text.hasPrefix(prefix) else { return false }
        let digits = text.dropFirst(prefix.count)
        return digits.count == 64 && digits.allSatisfy { "0123456789abcdef".contains($0) } && Set(digits).count > 1
    }

    @Test func everyFieldIsThere() throws {
        let story = try Story(["--seed", "7", "--image", "3"])
        let json = story.json
        #expect(json["model"] as? String == "fashion-cnn" && json["seed"] as? String == "7")
        #expect((json["accuracy"] as? Double ?? 0) > 0.9)
        for field in ["prove_ms", "verify_ms", "elapsed_s"] { #expect((json[field] as? Double ?? 0) > 0, "\(field)") }
        let proofBytes = try #require(json["proof_bytes"] as? Int)
        #expect((10_000..<1_000_000).contains(proofBytes))
        #expect((json["peak_bytes"] as? Int ?? .max) < 2 << 30)
        for field in ["zero_knowledge", "private"] { #expect(json[field] as? Bool == false, "\(field)") }
        for field in ["value_conserved", "same_root"] { #expect(json[field] as? Bool == true, "\(field)") }
        for model in try story.list("models") {
            let accuracy = try #require(model["accuracy"] as? [String: Double])
            #expect(accuracy["images"] == 10_000 && abs(accuracy["difference_points"] ?? 9) <= 0.5)
        }
        let runs = try story.list("runs")
        #expect(runs.count >= 3 && Set(runs.compactMap { $0["trace_root"] as? String }) == [json["trace_root"] as? String ?? ""])
        let image = try story.object("image")
        #expect(image["index"] as? Int == 3 && Self.isHash(image["trace_root"]))

        let registration = try story.object("registration")
        #expect(registration["linked"] as? Bool == true)
        for id in ["asset", "commitment", "oracle_root"] { #expect(Self.isHash(registration[id]), "\(id)") }
        let prompt = try story.object("prompt")
        #expect(prompt["sealed"] as? Bool == true && prompt["on_ledger"] as? Bool == false)
        #expect(Self.isHash(prompt["ciphertext_hash"]) && Self.isHash(prompt["commitment"], prefix: "poseidon2:0x"))
        // Of 784 bytes and 32 of salt, under an ephemeral key (32) and a tag (16), with a head of some bytes.
        #expect((864...960).contains(prompt["ciphertext_bytes"] as? Int ?? 0))

        let proofs = try story.list("proofs")
        #expect(proofs.count == 1 && proofs[0]["private_input"] as? Bool == true && proofs[0]["zero_knowledge"] as? Bool == false)
        #expect(proofs[0]["proof_bytes"] as? Int == proofBytes && proofs[0]["class"] as? Int == image["class"] as? Int)
        #expect((proofs[0]["security_bits"] as? Double ?? 0) >= 100)
        for name in ["forged", "stolen"] {
            let attempt = try story.object(name)
            #expect(attempt["refused"] as? Bool == true && (attempt["why"] as? String)?.isEmpty == false, "\(name)")
        }
        let forged = try story.object("forged")
        // The ledger's code for "the run is not the one claimed".
        #expect(forged["class"] as? Int != image["class"] as? Int && forged["code"] as? Int == 115)
    }

    @Test func theCheatIsLedToTheNumberThatItChanged() throws {
        let story = try Story(["--seed", "11"])
        let (dispute, refuted) = (try story.object("dispute"), try story.object("refuted"))
        let messages = try #require(dispute["messages"] as? [[String: Any]])
        let sizes = messages.compactMap { $0["bytes"] as? Int }
        #expect(dispute["winner"] as? String == "challenger" && dispute["kind"] as? String == "element")
        let moves = try #require(dispute["moves"] as? Int)
        #expect((2...4).contains(moves) && moves == messages.count { $0["by"] as? String == "auditor" })
        #expect(messages.count == 2 * moves - 1 && sizes.reduce(0, +) == dispute["bytes"] as? Int)
        #expect(sizes.reduce(0, +) <= 16 << 10)
        for field in ["operator", "element", "chunk"] {
            #expect(dispute[field] as? Int != nil && dispute[field] as? Int == refuted[field] as? Int, "\(field)")
        }
        // One more than right, which is the lie that was told.
        #expect(try Self.units(dispute, "claimed") == Self.units(dispute, "right") + 1)
        #expect(refuted["claimed"] as? String == dispute["claimed"] as? String)
        #expect(Self.isHash(refuted["claimed_root"]) && Self.isHash(refuted["right_root"]))
        #expect(refuted["claimed_root"] as? String != refuted["right_root"] as? String)
        // The right root is that of an honest claim about the same picture, the second of the committed examples.
        let scratch = try Scratch()
        let honest = try Shell.run([
            "claim", "\(Shell.circuits)/fashion-cnn", Example.input("fashion-cnn", 1), "-o", scratch.path("claim"), "--json", "-q",
        ]).json()
        #expect(dispute["image"] as? Int == 1 && refuted["right_root"] as? String == honest["trace_root"] as? String)
    }

    @Test func everyWalletAddsUp() throws {
        let story = try Story(["--seed", "3"])
        let (dispute, payment, ledger) = (try story.object("dispute"), try story.object("payment"), try story.object("ledger"))
        let wallets = try story.list("wallets")
        let names = ["developer", "partner", "consumer", "prover", "cheat", "auditor", "stranger"]
        #expect(wallets.compactMap { $0["name"] as? String } == names)
        #expect(Set(wallets.compactMap { $0["address"] as? String }).count == names.count)
        var change: [String: Int] = [:]
        var (before, after, fees, transactions) = (0, 0, 0, 0)
        for wallet in wallets {
            let name = try #require(wallet["name"] as? String)
            let (old, new, fee) = (
                try Self.units(wallet, "before"), try Self.units(wallet, "after"), try Self.units(wallet, "fees")
            )
            let count = try #require(wallet["transactions"] as? Int)
            #expect(fee == 1_000 * count, "\(name)")
            (before, after, fees, transactions) = (before + old, after + new, fees + fee, transactions + count)
            change[name] = new - old + fee
        }
        #expect(before == (try Self.units(ledger, "issued")))
        #expect(before == after + (try Self.units(ledger, "burned")) + (try Self.units(ledger, "uncollected")))
        #expect(ledger["transactions"] as? Int == transactions && ledger["replayed"] as? Bool == true)

        // The bond: half to the winner, rounded down, the rest burned with the fees.
        let slashed = try Self.units(story.json, "slashed")
        let toWinner = try Self.units(dispute, "to_winner")
        #expect(slashed > 0 && slashed % 2 == 1 && toWinner == slashed / 2)
        #expect(try Self.units(dispute, "burned") == slashed - toWinner)
        #expect(try Self.units(ledger, "burned") == fees + slashed - toWinner)
        // The licence fee: whole units by shares, what is left over lies with the model.
        let (reward, licence) = (try Self.units(payment, "reward"), try Self.units(payment, "licence_fee"))
        let shares = try #require(payment["shares"] as? [[String: Any]])
        let counts = try shares.map { try Self.units($0, "shares") }
        #expect(counts == [70, 30])
        var collected = 0
        for (share, count) in zip(shares, counts) {
            let units = try Self.units(share, "collected")
            #expect(units == licence * count / 100)
            #expect(try Self.units(share, "carried_hundredths") == licence * count % 100)
            #expect(change[share["holder"] as? String ?? ""] == units)
            collected += units
        }
        #expect(try Self.units(payment, "carried") == licence - collected && licence > collected)
        #expect(try Self.units(ledger, "uncollected") == licence - collected)
        #expect(change["prover"] == reward && change["consumer"] == -reward - licence)
        #expect(change["cheat"] == -slashed && change["auditor"] == toWinner && change["stranger"] == 0)
    }

    @Test func aSeedMakesItRepeatable() throws {
        let (first, second) = (try Story(["--seed", "5"]), try Story(["--seed", "5"]))
        #expect(try first.repeatable() == second.repeatable())
        // Keys are never a seed's matter, and neither is what depends on them.
        let addresses = try [first, second].map { try $0.list("wallets").compactMap { $0["address"] as? String } }
        #expect(Set(addresses[0]).isDisjoint(with: addresses[1]))
        #expect(try first.object("prompt")["commitment"] as? String != second.object("prompt")["commitment"] as? String)
        let other = try Story(["--seed", "6"])
        let places = try [first, other].map { story in
            let refuted = try story.object("refuted")
            return [refuted["operator"] as? Int, refuted["element"] as? Int]
        }
        #expect(places[0] != places[1])
    }

    @Test func itIsReadableAndLeavesNothing() throws {
        let scratch = try Scratch()
        for name in ["here", "tmp", "home"] {
            try FileManager.default.createDirectory(at: scratch.url(name), withIntermediateDirectories: true)
        }
        let outcome = try Shell.run(
            ["demo", "-q", "--circuits", Shell.circuits],
            environment: ["SIROCCO_ISA": "portable", "TMPDIR": scratch.path("tmp"), "HOME": scratch.path("home")],
            folder: scratch.url("here"))
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        for words in ["ankle boot", "not zero-knowledge", "forged  refused: ", "stolen  refused: ", "all together"] {
            #expect(outcome.text.contains(words), "\(words)")
        }
        for chapter in 1...9 { #expect(outcome.text.contains("\n\(chapter). "), "chapter \(chapter)") }
        #expect(outcome.text.utf8.allSatisfy { $0 < 0x80 && $0 != 0x1B })
        for name in ["here", "tmp", "home"] {
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path(name)).isEmpty, "\(name)")
        }
    }

    @Test func coloursStayAwayWhereTheyAreNotWanted() throws {
        // `script` gives the command a terminal.
        let line = "script -qec \"'$0' demo -q --circuits '$1'\" /dev/null"
        let escape: UInt8 = 0x1B
        let coloured = try Shell.script(line, [Shell.circuits], environment: ["TERM": "xterm"])
        #expect(coloured.status == 0 && coloured.output.contains(escape))
        let plain = try Shell.script(line, [Shell.circuits], environment: ["TERM": "xterm", "NO_COLOR": "1"])
        #expect(plain.status == 0 && !plain.output.contains(escape) && plain.text.contains("9. Every unit"))
    }

    @Test func whatGoesWrongInsideIsAnError() throws {
        let scratch = try Scratch()
        // No place for the ledger.
        let missing = try Self.run(["--json", "-q"], environment: ["TMPDIR": scratch.path("missing")])
        #expect(missing.status == 1 && missing.errorCode == "S-FIL-004")
        #expect(try missing.json()["error"] != nil)
        let image = try Self.run(["--json", "--image", "10000"])
        #expect(image.status == 2 && image.errorCode == "S-USE-003")
        let models = try Shell.run(["demo", "--json"])
        #expect(models.status == 1 && models.errorCode == "S-FIL-001")
    }
}
