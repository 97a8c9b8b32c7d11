import Foundation
import TestSupport
import Testing

/// Prover and auditor as people run them, each a process of its own, over one ledger with the real precompiles.
@Suite struct ServiceTests {
    /// A ledger with the small network on it, attested to by the auditor.
    struct Market {
        let ledger: LedgerTests.Ledger
        let model: String
        /// Where sealed prompts travel.
        let mail: String

        init(_ parameters: String? = nil) throws {
            let ledger = try LedgerTests.Ledger()
            self.ledger = ledger
            if let parameters {
                // The same keys under other rules.
                let accounts = try ["developer", "consumer", "prover", "auditor"].map {
                    "{\"address\": \"\(try ledger.address($0))\", \"amount\": \"1000000000000000000\"}"
                }
                try FileManager.default.removeItem(atPath: ledger.home + "/ledger")
                let text = "{\"chain\": \"7\", \"accounts\": [\(accounts.joined(separator: ","))], \"parameters\": {\(parameters)}}"
                try Data(text.utf8).write(to: ledger.scratch.url("genesis.json"))
                try #require(try ledger.run(["node", "init", "--genesis", ledger.scratch.path("genesis.json")]).status == 0)
            }
            mail = ledger.scratch.path("mail")
            try FileManager.default.createDirectory(atPath: mail, withIntermediateDirectories: true)
            let files = "\(Shell.circuits)/fashion-mlp"
            model = try #require(
                try ledger.json(["tx", "model", "register", files, "--price", "501", "--key", "developer"])["model"] as? String)
            _ = try ledger.json(["tx", "model", "attest", model, "--key", "auditor"])
        }

        func post(_ options: [String] = []) throws -> String {
            let order = [
                "tx", "job", "post", "--model", model, "--input", Example.input("fashion-mlp"), "--circuit",
                "\(Shell.circuits)/fashion-mlp", "--reward", "1000003", "--key", "consumer",
            ]
            return try #require(try ledger.json(order + options)["job"] as? String)
        }

        func serve(_ options: [String] = []) throws -> Outcome {
            try ledger.run(["prover", "serve", "--key", "prover", "--models", Shell.circuits, "--once", "--json"] + options)
        }

        func audit(_ options: [String] = ["--models", Shell.circuits]) throws -> Outcome {
            try ledger.run(["audit", "watch", "--key", "auditor", "--once", "--json"] + options)
        }

        func status(_ job: String) throws -> [String: Any] {
            try #require(try ledger.json(["query", "job", job])["status"] as? [String: Any])
        }

        /// Names of the events about a job, in order.
        func events(_ job: String) throws -> [String] {
            let lines = try ledger.run(["query", "events", "--about", job, "--json"]).text
            return lines.components(separatedBy: "\"event\":\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        }
    }

    static func lines(_ outcome: Outcome) throws -> [[String: Any]] {
        try outcome.text.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    static func said(_ outcome: Outcome) throws -> [String] { try lines(outcome).compactMap { $0["event"] as? String } }

    @Test func aProvedJobIsTakenProvedAndPaid() throws {
        let market = try Market()
        let job = try market.post()
        let before = try market.ledger.balance("prover")
        let outcome = try market.serve()
        #expect(outcome.status == 0, "\(outcome.text)\(outcome.errors)")
        #expect(try Self.said(outcome) == ["measured", "taken", "proved", "settled", "ended"])
        let proved = try #require(try Self.lines(outcome).first { $0["event"] as? String == "proved" })
        let fee = try #require(UInt128(proved["fee"] as? String ?? ""))
        #expect(try market.status(job)["name"] as? String == "settled")
        // What else it cost is the fee of taking.
        let gain = try market.ledger.balance("prover") + fee - before
        #expect(gain < 1_000_003 && gain > 1_000_003 - 200_000)
        // There is nothing left to do, and a second job's kind is known.
        #expect(try Self.said(market.serve()) == ["ended"])
        _ = try market.post()
        #expect(try Self.said(market.serve()) == ["taken", "proved", "settled", "ended"])
        #expect(try market.ledger.run(["node", "check"]).status == 0)
    }

    @Test(arguments: ["full", "layer"]) func aCheatIsLedToOneElementAndSlashed(_ level: String) throws {
        let market = try Market()
        let job = try market.post(["--assurance", level])
        // Level layer commits to the requantised hidden layer, not to its accumulators.
        let lie = level == "full" ? "1:5" : "2:5"
        #expect(try Self.said(market.serve(["--cheat", lie])) == ["measured", "taken", "claimed", "ended"])
        var moves: [String] = []
        for _ in 0..<6 where try market.status(job)["name"] as? String == "claimed" {
            let audited = try market.audit()
            #expect(audited.status == 11, "\(audited.text)\(audited.errors)")
            moves += try Self.said(audited)
            let served = try market.serve()
            #expect(!served.crashed && [0, 11].contains(served.status), "\(served.text)\(served.errors)")
            moves += try Self.said(served)
        }
        #expect(
            moves.filter { $0 != "ended" } == [
                "wrong", "challenged", "answered", "asked", "answered", "proving", "refuted", "refuted",
            ])
        #expect(try market.status(job)["winner"] as? String == market.ledger.address("auditor"))
        #expect(try market.audit().status == 0)
        #expect(try market.ledger.run(["node", "check"]).status == 0)
    }

    @Test func anHonestClaimIsFoundRightAndSettledWhenItsWindowIsOver() throws {
        let market = try Market("\"challenge_window_ms\": \"1\"")
        let job = try market.post(["--assurance", "full"])
        _ = try market.serve()
        let audited = try market.audit()
        #expect(try audited.status == 0 && (Self.said(audited) == ["right", "ended"] || Self.said(audited) == ["ended"]))
        #expect(try market.serve().status == 0)
        #expect(try market.status(job)["name"] as? String == "settled")
    }

    @Test func bothRunBesideEachOtherUntilTheyAreAskedToStop() throws {
        let market = try Market()
        let job = try market.post(["--assurance", "full"])
        let line = """
            "$0" prover serve --key prover --models "$2" --interval 0.05 --json -q -C "$1" --cheat 1:5 > "$3" & prover=$!
            "$0" audit watch --key auditor --models "$2" --interval 0.05 --json -q -C "$1" > "$4" & auditor=$!
            for i in $(seq 600); do grep -q '"event":"refuted"' "$3" && grep -q '"event":"refuted"' "$4" && break; sleep 0.1; done
            kill -TERM $prover $auditor; wait $prover || exit 51; wait $auditor || exit 52
            """
        let outcome = try Shell.script(
            line, [market.ledger.home, Shell.circuits, market.ledger.scratch.path("p"), market.ledger.scratch.path("a")])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try market.status(job)["name"] as? String == "refuted")
        #expect(try market.ledger.run(["node", "check"]).status == 0)
    }

    /// Killed before every step of its work, one after another, and started again: each job is taken once, brought
    /// once, paid once.
    @Test(arguments: ["P100", "full"]) func aProverMayBeKilledAtAnyStep(_ assurance: String) throws {
        let market = try Market("\"challenge_window_ms\": \"1\"")
        var step = 1
        var jobs: [String] = []
        while step < 100 {
            if step == 1 { try? FileManager.default.removeItem(atPath: market.ledger.home + "/prover") }
            let job = try market.post(["--assurance", assurance])
            jobs.append(job)
            let outcome = try market.serve(["--kill-at", String(step)])
            guard outcome.crashed else { break }
            // Whatever is left is done by the next ones; the window of a claim needs a moment.
            for _ in 0..<3 { #expect(try market.serve().status == 0, "step \(step)") }
            #expect(try market.status(job)["name"] as? String == "settled", "step \(step)")
            let events = try market.events(job)
            #expect(events.count { $0 == "job_taken" } == 1, "step \(step): \(events)")
            #expect(events.count { $0 == "job_settled" } == 1)
            #expect(events.count { $0 == "claimed" } == (assurance == "full" ? 1 : 0))
            step += 1
        }
        print("killed before \(step - 1) steps of \(assurance)")
        #expect(step > 8)
        #expect(try market.ledger.run(["node", "check"]).status == 0)
    }

    /// The same from outside, at seeded moments.
    @Test func aProverAndAnAuditorSurviveKillsAtAnyMoment() throws {
        let market = try Market("\"challenge_window_ms\": \"600000\", \"asserter_allowance_ms\": \"600000\", \"challenger_allowance_ms\": \"600000\"")
        var random = SeededGenerator(seed: 20)
        var jobs: [String] = []
        for _ in 0..<3 {
            jobs += try (0..<2).map { try market.post($0 == 0 ? [] : ["--assurance", "full"]) }
            // Fewer than make a prover give a job up.
            for _ in 0..<9 {
                let seconds = Double(Int.random(in: 0..<200, using: &random)) / 1000
                let line = "timeout -s KILL \(seconds) \"$0\" \"$@\"; true"
                for words in [["prover", "serve", "--key", "prover", "--cheat", "1:5"], ["audit", "watch", "--key", "auditor"]] {
                    _ = try Shell.script(
                        line, words + ["--models", Shell.circuits, "--once", "--json", "-q", "-C", market.ledger.home])
                }
            }
            for _ in 0..<5 {
                _ = try market.serve(["--cheat", "1:5"])
                _ = try market.audit()
            }
        }
        for (index, job) in jobs.enumerated() {
            #expect(try market.status(job)["name"] as? String == (index % 2 == 0 ? "settled" : "refuted"))
            let events = try market.events(job)
            #expect(events.count { $0 == "job_taken" } == 1 && events.count { $0 == "challenged" } == index % 2, "\(events)")
        }
        #expect(try market.ledger.run(["node", "check"]).status == 0)
    }

    @Test func whatCannotBeFinishedIsNotTaken() throws {
        let market = try Market()
        let short = try market.post(["--lease", "1"])
        let outcome = try market.serve()
        let declined = try #require(try Self.lines(outcome).first { $0["event"] as? String == "declined" })
        #expect(declined["reason"] as? String == "lease" && declined["job"] as? String == short)
        let other = try market.post(["--reserved-for", "developer"])
        let poor = try market.post()
        let idle = try market.serve(["--min-reward", "9999999"])
        #expect(try idle.status == 0 && Self.said(idle) == ["ended"])
        let small = try market.serve(["--max-memory", "16M"])
        #expect(try Self.lines(small).first?["reason"] as? String == "memory")
        for job in [short, other, poor] { #expect(try market.status(job)["name"] as? String == "posted") }
        for bad in [["--max-memory", "x"], ["--max-memory", "0"], ["--min-reward", "-1"], ["--interval", "0"], ["--cheat", "x"]] {
            #expect(try market.serve(bad).status == 2, "\(bad)")
        }
        #expect(try market.serve(["--key", "nobody"]).status == 3)
    }

    @Test func aProverWithoutMoneySaysSo() throws {
        let market = try Market()
        let job = try market.post()
        let address = try market.ledger.address("developer")
        let balance = try market.ledger.balance("prover")
        _ = try market.ledger.json(
            ["tx", "transfer", "--to", address, "--amount", String(balance - 2_000_000), "--key", "prover"])
        let outcome = try market.serve()
        #expect(outcome.status == 17, "\(outcome.text)")
        #expect(try Self.lines(outcome).contains { $0["reason"] as? String == "funds" })
        #expect(try market.status(job)["name"] as? String == "posted")
    }

    @Test func anAuditorWithoutTheModelSaysWhereItLooked() throws {
        let market = try Market()
        _ = try market.post(["--assurance", "full"])
        _ = try market.serve()
        let outcome = try market.audit(["--models", market.mail])
        #expect(outcome.status == 15, "\(outcome.text)")
        let line = try #require(try Self.lines(outcome).first)
        #expect(line["event"] as? String == "missing" && line["looked_at"] as? [String] == [market.mail])
        #expect(try market.ledger.run(["audit", "watch", "--once"]).status == 2)
        #expect(try market.ledger.run(["audit", "watch", market.mail, "--key", "auditor", "--once"]).status == 2)
        #expect(try market.audit().status == 0)
    }

    /// The order says a commitment and a ciphertext's hash; the prover opens what came by mail and proves over it.
    @Test func aSealedPromptIsOpenedProvedAndPaid() throws {
        let market = try Market()
        let job = try market.post(["--seal-to", "prover", "--mail", market.mail])
        let standing = try market.ledger.json(["query", "job", job])
        let inputs = try #require(standing["inputs"] as? [String])
        #expect(inputs.count == 1 && inputs[0].hasPrefix("poseidon2:0x"))
        let before = try market.ledger.balance("prover")
        let outcome = try market.serve(["--mail", market.mail])
        #expect(outcome.status == 0, "\(outcome.text)\(outcome.errors)")
        #expect(try Self.said(outcome) == ["measured", "taken", "proved", "settled", "ended"])
        #expect(try market.status(job)["name"] as? String == "settled")
        let proved = try #require(try Self.lines(outcome).first { $0["event"] as? String == "proved" })
        let fee = try #require(UInt128(proved["fee"] as? String ?? ""))
        let gain = try market.ledger.balance("prover") + fee - before
        #expect(gain < 1_000_003 && gain > 1_000_003 - 200_000)
        #expect(try market.ledger.run(["node", "check"]).status == 0)
    }

    /// A prompt that does not open costs nobody anything: it is not taken, and the consumer takes it back whole.
    @Test func aPromptThatDoesNotOpenIsNotTaken() throws {
        let market = try Market()
        let wrong = try market.post(["--seal-to", "developer", "--mail", market.mail])
        let waiting = try market.serve()
        #expect(waiting.status == 15)
        #expect(try Self.lines(waiting).first?["reason"] as? String == "mail")
        let outcome = try market.serve(["--mail", market.mail])
        let declined = try #require(try Self.lines(outcome).first)
        #expect(declined["event"] as? String == "declined" && declined["reason"] as? String == "unopened")
        #expect(try market.status(wrong)["name"] as? String == "posted")
        let cancelled = try market.ledger.json(["tx", "job", "cancel", wrong, "--key", "consumer"])
        #expect(cancelled["status"] as? String == "applied")
        // Somebody puts rubbish in the place of a prompt: that is no reason to decline the order.
        _ = try market.post(["--seal-to", "prover", "--mail", market.mail])
        for name in try FileManager.default.contentsOfDirectory(atPath: market.mail) {
            try Data("rubbish".utf8).write(to: URL(filePath: market.mail + "/" + name))
        }
        let rubbish = try market.serve(["--mail", market.mail])
        #expect(try rubbish.status == 15 && Self.lines(rubbish).first?["reason"] as? String == "mail")
        for bad in [["--seal-to", "prover"], ["--mail", market.mail], ["--seal-to", "nobody", "--mail", market.mail]] {
            let outcome = try market.ledger.run(
                ["tx", "job", "post", "--model", market.model, "--input", Example.input("fashion-mlp"), "--circuit",
                 "\(Shell.circuits)/fashion-mlp", "--reward", "1", "--key", "consumer"] + bad)
            #expect([1, 2].contains(outcome.status), "\(outcome.errors)")
        }
        #expect(try market.ledger.run(["node", "check"]).status == 0)
    }

    @Test func oneProverWorksForAKeyAtATime() throws {
        let market = try Market()
        let line = """
            "$0" prover serve --key prover --models "$2" --json -q -C "$1" > /dev/null & first=$!
            sleep 0.5; "$0" prover serve --key prover --models "$2" --once --json -q -C "$1"; second=$?
            kill -INT $first; wait $first || exit 51; exit $second
            """
        let outcome = try Shell.script(line, [market.ledger.home, Shell.circuits])
        #expect(outcome.status == 1 && outcome.text.contains("is in use"), "\(outcome.text)")
    }
}
