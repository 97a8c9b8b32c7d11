import Foundation
import Testing

/// What `tx` ends with when the ledger's real precompiles look at what it brings: 10 for what is refused, 11 for a
/// dispute that is lost.
@Suite struct EvidenceTests {
    private func bytes(_ hexadecimal: String) -> Data {
        let digits = Array(hexadecimal.dropFirst(2).utf8)
        func value(_ digit: UInt8) -> UInt8 { digit < 0x3A ? digit - 0x30 : digit - 0x57 }
        return Data(stride(from: 0, to: digits.count - 1, by: 2).map { value(digits[$0]) << 4 | value(digits[$0 + 1]) })
    }

    @Test func aProofIsRefusedHereOrThereAndARightOnePaid() throws {
        let market = try ServiceTests.Market()
        let ledger = market.ledger
        let job = try market.post()
        _ = try ledger.json(["tx", "job", "take", job, "--key", "prover"])
        let proof = ledger.scratch.path("run.proof")
        let made = try ledger.json(
            ["prove", "\(Shell.circuits)/fashion-mlp", Example.input("fashion-mlp"), "-o", proof, "--job", job, "--chain", "7",
             "--address", ledger.address("prover")])
        let claim = try #require((made["claim"] as? [String: Any])?["bytes"] as? String)
        try bytes(claim).write(to: ledger.scratch.url("claim"))
        var altered = try Data(contentsOf: ledger.scratch.url("run.proof"))
        altered[altered.count / 2] ^= 1
        try altered.write(to: ledger.scratch.url("altered.proof"))
        // Checked before it is sent: nothing is paid.
        let before = try ledger.balance("prover")
        let local = try ledger.run(["tx", "job", "prove", ledger.scratch.path("altered.proof"), "--key", "prover", "--json"])
        #expect(try local.status == 10 && ledger.balance("prover") == before, "\(local.text)")
        // Sent all the same: the ledger says no, and the fee is paid.
        let sent = try ledger.run(
            ["tx", "job", "prove", ledger.scratch.path("altered.proof"), "--claim", ledger.scratch.path("claim"), "--key",
             "prover", "--json"])
        #expect(try sent.status == 10 && sent.errorCode == "S-TXN-004" && ledger.balance("prover") < before, "\(sent.text)")
        #expect(try sent.json()["status"] as? String == "failed")
        // Too little gas is money that is missing.
        let poor = try ledger.run(["tx", "job", "prove", proof, "--key", "prover", "--gas", "5000000", "--json"])
        #expect(poor.status == 17, "\(poor.text)")
        #expect(try ledger.json(["tx", "job", "prove", proof, "--key", "prover"])["status"] as? String == "applied")
        #expect(try market.status(job)["name"] as? String == "settled")
        #expect(try ledger.run(["node", "check"]).status == 0)
    }

    @Test func aDisputeIsPlayedByHandAndLost() throws {
        let market = try ServiceTests.Market("\"challenger_allowance_ms\": \"2000\"")
        let ledger = market.ledger
        let job = try market.post(["--assurance", "full"])
        _ = try market.serve()
        func file(_ name: String, _ bytes: [UInt8]) throws -> String {
            try Data(bytes).write(to: ledger.scratch.url(name))
            return ledger.scratch.path(name)
        }
        let open = ["tx", "dispute", "open", job, "--key", "auditor", "--json", "--question"]
        let none = try ledger.run(open + [try file("none", [77])])
        #expect(none.status == 10 && none.errorCode == "S-TXN-004", "\(none.text)")
        // "Show the roots of step 0."
        let question = try file("question", [2, 0, 0, 0, 0])
        #expect(try ledger.run(open + [question]).status == 0)
        #expect(try ledger.run(open + [question]).status == 1)
        let refute = try ledger.run(
            ["tx", "dispute", "refute", job, "--evidence", try file("nothing", [1, 2]), "--key", "auditor", "--json"])
        #expect(refute.status == 10, "\(refute.text)")
        let answer = try ledger.run(
            ["tx", "dispute", "answer", job, "--challenger", "auditor", "--question", question, "--answer", try file("a", [9, 0, 0, 0, 0]),
             "--key", "consumer", "--json"])
        #expect(answer.status == 10, "\(answer.text)")
        #expect(try ServiceTests.said(market.serve()).first == "answered")
        // Until the challenger's clock has run out it is too early, which costs nothing.
        var time: Outcome
        repeat {
            time = try ledger.run(["tx", "dispute", "time", job, "--challenger", "auditor", "--key", "auditor", "--json"])
        } while time.text.contains("its time comes after")
        #expect(time.status == 11 && time.errorCode == "S-TXN-005", "\(time.text)")
        #expect(try ledger.run(["node", "check"]).status == 0)
    }
}
