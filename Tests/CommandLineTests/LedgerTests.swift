import Foundation
import Testing

/// The ledger as people use it: every command a process of its own, in a home of its own.
@Suite struct LedgerTests {
    /// A development ledger and its keys.
    struct Ledger {
        let scratch: Scratch
        var home: String { scratch.path("home") }

        init() throws {
            scratch = try Scratch()
            let outcome = try run(["node", "init", "--dev", "--chain", "7"])
            try #require(outcome.status == 0, "\(outcome.errors)")
        }

        func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Outcome {
            try Shell.run(arguments + ["-C", home, "-q"], environment: environment)
        }

        func json(_ arguments: [String], _ place: SourceLocation = #_sourceLocation) throws -> [String: Any] {
            let outcome = try run(arguments + ["--json"])
            #expect(outcome.status == 0, "\(arguments): \(outcome.text)", sourceLocation: place)
            return try outcome.json(sourceLocation: place)
        }

        func balance(_ account: String) throws -> UInt128 {
            UInt128(try json(["query", "account", account])["balance"] as? String ?? "") ?? 0
        }

        func address(_ name: String) throws -> String {
            let keys = try json(["keys", "list"])["keys"] as? [[String: Any]] ?? []
            return try #require(keys.first { $0["name"] as? String == name }?["address"] as? String)
        }

        /// Registers one of the committed networks, with its files.
        func register(_ extra: [String] = []) throws -> String {
            let arguments = ["tx", "model", "register", LedgerTests.network, "--key", "developer"]
            return try #require(try json(arguments + extra)["model"] as? String)
        }
    }

    static let network = Shell.sourceRoot.appending(path: "circuits/fashion-mlp").path()
    static let input = ["--input", network + ".input.0.json", "--circuit", network]

    @Test func moneyMoves() throws {
        let ledger = try Ledger()
        let before = try ledger.balance("prover")
        let sent = try ledger.json(["tx", "transfer", "--to", "prover", "--amount", "12345", "--key", "consumer"])
        #expect(sent["height"] as? String == "1" && sent["status"] as? String == "applied")
        #expect(try ledger.balance("prover") == before + 12_345)
        #expect(try ledger.balance(ledger.address("prover")) == before + 12_345)
        let id = try #require(sent["transaction"] as? String)
        let found = try ledger.json(["query", "tx", id])
        #expect(found["height"] as? String == "1")
        #expect((found["events"] as? [[String: Any]])?.map { $0["event"] as? String } == ["executed", "transferred"])
        let block = try ledger.json(["query", "block", "1"])
        #expect(block["transactions"] as? [String] == [id])
        let status = try ledger.json(["node", "status"])
        #expect(status["height"] as? String == "1" && status["consensus"] as? String == "embedded")
        #expect(status["root"] as? String == block["root"] as? String)
        #expect(try ledger.run(["node", "check"]).status == 0)
    }

    @Test func aDryRunChangesNothing() throws {
        let ledger = try Ledger()
        let arguments = ["tx", "transfer", "--to", "prover", "--amount", "5", "--key", "consumer"]
        let tried = try ledger.json(arguments + ["--dry-run"])
        #expect(tried["dry_run"] as? Bool == true && tried["height"] is NSNull)
        #expect(try ledger.json(["node", "status"])["height"] as? String == "0")
        let done = try ledger.json(arguments)
        #expect(done["transaction"] as? String == tried["transaction"] as? String)
    }

    @Test func aJobIsPostedTakenAndCancelled() throws {
        let ledger = try Ledger()
        let model = try ledger.register(["--price", "500", "--share", "developer=60", "--share", "auditor=40"])
        let order = ["tx", "job", "post", "--model", model] + Self.input + ["--reward", "1000", "--key", "consumer"]
        let before = try ledger.balance("consumer")
        let posted = try ledger.json(order)
        let job = try #require(posted["job"] as? String)
        let fee = try #require(UInt128(posted["fee"] as? String ?? ""))
        #expect(try ledger.balance("consumer") == before - 1_500 - fee)
        #expect(try ledger.json(["tx", "job", "take", job, "--key", "prover"])["status"] as? String == "applied")
        let standing = try ledger.json(["query", "job", job])
        #expect((standing["status"] as? [String: Any])?["name"] as? String == "taken")
        let prover = try ledger.address("prover")
        #expect((standing["status"] as? [String: Any])?["prover"] as? String == prover)
        #expect(try ledger.run(["tx", "job", "cancel", job, "--key", "consumer"]).status == 1)
        let second = try #require(try ledger.json(order)["job"] as? String)
        #expect(try ledger.json(["tx", "job", "cancel", second, "--key", "consumer"])["status"] as? String == "applied")
        let shares = try ledger.json(["query", "model", model, "--holder", "auditor"])
        #expect((shares["holding"] as? [String: Any])?["shares"] as? String == "40")
        _ = try ledger.json(["tx", "shares", "transfer", model, "--to", "prover", "--count", "10", "--key", "auditor"])
        _ = try ledger.json(["tx", "model", "attest", model, "--key", "auditor"])
        _ = try ledger.json(["tx", "model", "withdraw", model, "--key", "auditor"])
        _ = try ledger.json(["tx", "model", "price", model, "open", "--key", "developer"])
        #expect(try ledger.json(["query", "model", model])["price_per_call"] is NSNull)
        #expect(try ledger.run(["node", "check"]).status == 0)
    }

    /// Why a transaction is refused, by exit status and code.
    @Test func refusalsSayWhy() throws {
        let ledger = try Ledger()
        let model = try ledger.register(["--price", "500"])
        let zero = "0x" + String(repeating: "0", count: 64)
        let order = ["tx", "job", "post", "--model", model] + Self.input + ["--reward", "1000", "--key", "consumer"]
        let cases: [([String], Int32, String)] = [
            (["tx", "transfer", "--to", "prover", "--amount", "9999999999999999999999", "--key", "consumer"], 17, "S-TXN-002"),
            (order + ["--licence-fee", "0"], 12, "S-TXN-003"), (order + ["--bond", "1"], 17, "S-TXN-002"),
            (["tx", "job", "take", zero, "--key", "prover"], 1, "S-TXN-001"),
            (["tx", "shares", "transfer", model, "--to", "prover", "--count", "1", "--key", "prover"], 17, "S-TXN-002"),
            (["tx", "transfer", "--to", "nobody", "--amount", "1", "--key", "consumer"], 3, "S-KEY-002"),
            (["tx", "transfer", "--to", "prover", "--amount", "-1", "--key", "consumer"], 2, "S-USE-001"),
            (["tx", "transfer", "--to", "prover", "--amount", "1.5", "--key", "consumer"], 2, "S-USE-003"),
            (["tx", "transfer", "--to", "prover", "--amount", "0", "--key", "consumer"], 1, "S-TXN-001"),
            (["tx", "job", "prove", "/dev/null", "--key", "prover"], 4, "S-PRF-001"),
            (["query", "job", zero], 1, "S-QRY-001"), (["query", "block", "99"], 1, "S-QRY-001"),
            (["query", "tx", zero], 1, "S-QRY-001"), (["query", "model", zero], 1, "S-QRY-001"),
            (["query", "claim", zero], 1, "S-QRY-001"), (["query", "account", "0x12"], 2, "S-USE-003"),
            (["node", "init", "--dev"], 1, "S-NOD-002"), (["node", "init"], 2, "S-USE-001"),
            (["keys", "new", "../x"], 2, "S-USE-003"), (["keys", "new", "developer"], 3, "S-KEY-005"),
        ]
        for (arguments, status, code) in cases {
            let outcome = try ledger.run(arguments + ["--json"])
            #expect(outcome.status == status && outcome.errorCode == code, "\(arguments): \(outcome.text)")
            let text = try ledger.run(arguments)
            #expect(text.status == status && text.errors.contains("error[\(code)]"), "\(text.errors)")
        }
        let elsewhere = try Shell.run(["node", "status", "-C", ledger.scratch.path("nowhere"), "--json"])
        #expect(elsewhere.status == 3 && elsewhere.errorCode == "S-NOD-001")
        // Nothing of this is on the ledger.
        #expect(try ledger.json(["node", "status"])["height"] as? String == "1")
    }

    @Test func keysAreMadeUsedAndKept() throws {
        let ledger = try Ledger()
        let secret = ledger.scratch.path("passphrase")
        try Data("correct horse\n".utf8).write(to: ledger.scratch.url("passphrase"))
        let made = try ledger.json(["keys", "new", "alice", "--passphrase-file", secret])
        let path = ledger.home + "/keys/alice.key"
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try ledger.address("alice") == made["address"] as? String)
        #expect(try ledger.run(["keys", "new", "alice", "--passphrase-file", secret]).errors.contains("S-KEY-003"))
        _ = try ledger.json(["tx", "transfer", "--to", "alice", "--amount", "1000000", "--key", "developer"])
        let send = ["tx", "transfer", "--to", "developer", "--amount", "5", "--key", "alice"]
        #expect(try ledger.run(send).errors.contains("S-KEY-005"))
        #expect(try ledger.run(send, environment: ["SIROCCO_PASSPHRASE": "wrong"]).errors.contains("S-KEY-006"))
        #expect(try ledger.run(send, environment: ["SIROCCO_PASSPHRASE": "correct horse"]).status == 0)
        #expect(try ledger.run(send + ["--passphrase-file", secret]).status == 0)
        let descriptor = try Shell.script(
            "\"$0\" \"$@\" 5<\"$1\"".replacing("\"$@\"", with: send.joined(separator: " ") + " -q -C \"$2\" --passphrase-fd 5"),
            [secret, ledger.home])
        #expect(descriptor.status == 0, "\(descriptor.errors)")
        // A passphrase is no flag, and shows nowhere.
        #expect(try ledger.run(send + ["--passphrase", "correct horse"]).status == 2)
        let said = try ledger.run(send + ["-v"], environment: ["SIROCCO_PASSPHRASE": "correct horse"])
        #expect(!said.errors.contains("horse") && !said.text.contains("horse"))
    }

    @Test func proofsOfStateAreShown() throws {
        let ledger = try Ledger()
        let answer = try ledger.json(["query", "account", "prover", "--proof"])
        let proof = try #require(answer["proof"] as? [String: Any])
        #expect(proof["present"] as? Bool == true)
        let root = try ledger.json(["node", "status"])["root"] as? String
        #expect(proof["root"] as? String == root)
        let key = try #require(proof["key"] as? String)
        let same = try ledger.json(["query", "proof", key])
        #expect(same["proof"] as? String == proof["proof"] as? String && same["value"] as? String == proof["value"] as? String)
        let none = try ledger.json(["query", "proof", "0x" + String(repeating: "0", count: 64)])
        #expect(none["present"] as? Bool == false && none["value"] is NSNull)
    }

    @Test func aGenesisFileRules() throws {
        let scratch = try Scratch()
        let one = "0x" + String(repeating: "1", count: 64)
        func begin(_ text: String) throws -> Outcome {
            try Data(text.utf8).write(to: scratch.url("genesis.json"))
            return try Shell.run([
                "node", "init", "--genesis", scratch.path("genesis.json"), "-C", scratch.path("home"), "-q", "--json",
            ])
        }
        let bad = [
            "", "[]", "{}", #"{"chain": 7, "accounts": []}"#, #"{"chain": "7"}"#, #"{"chain": "7", "accounts": [{}]}"#,
            #"{"chain": "7", "accounts": [], "colour": "red"}"#,
            #"{"chain": "7", "accounts": [{"address": "\#(one)", "amount": "-1"}]}"#,
            #"{"chain": "7", "accounts": [], "parameters": {"flat_fee": "x"}}"#,
            #"{"chain": "7", "accounts": [], "parameters": {"block_gas_limit": "1"}}"#,
            #"{"chain": "7", "accounts": [{"address": "\#(one)", "amount": "1"}, {"address": "\#(one)", "amount": "1"}]}"#,
        ]
        for text in bad {
            let outcome = try begin(text)
            #expect(outcome.status == 4 && outcome.errorCode == "S-NOD-005", "\(text): \(outcome.text)")
        }
        let good = #"{"chain": "7", "time": "12", "accounts": [{"address": "\#(one)", "amount": "99"}], "parameters": {"challenge_window_ms": "5"}}"#
        let outcome = try begin(good)
        #expect(outcome.status == 0, "\(outcome.text)")
        let status = try Shell.run(["node", "status", "-C", scratch.path("home"), "--json"]).json()
        #expect(status["chain"] as? String == "7" && status["time"] as? String == "12" && status["issued"] as? String == "99")
    }

    @Test func theNodeTicksLetsOthersInAndStops() throws {
        let ledger = try Ledger()
        let line = """
            "$0" node start --tick 0.2 --json -q -C "$1" & node=$!
            sleep 0.3
            "$0" tx transfer --to prover --amount 5 --key consumer -q --json -C "$1" > "$2" || exit 50
            sleep 1; kill -TERM $node; wait $node
            """
        let outcome = try Shell.script(line, [ledger.home, ledger.scratch.path("sent")])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = try outcome.text.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(lines.last?["stopped"] as? Bool == true)
        let heights = lines.dropLast().compactMap { $0["height"] as? String }
        #expect(heights.count >= 3 && heights == (1...heights.count).map { String($0) })
        #expect(lines.dropLast().contains { $0["transactions"] as? Int == 1 })
        #expect(try ledger.run(["node", "check"]).status == 0)
    }

    @Test func theExportIsTheSameEveryTimeAndWhole() throws {
        let ledger = try Ledger()
        _ = try ledger.register()
        let export = try ledger.run(["node", "export"])
        let second = try ledger.run(["node", "export", "--json"])
        #expect(export.status == 0 && second.text == export.text)
        let lines = try export.text.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        let counts = Dictionary(grouping: lines) { $0["type"] as? String ?? "" }.mapValues { $0.count }
        // Four accounts, the supply, a model, its tables, its pool and one holding.
        #expect(counts == ["genesis": 1, "block": 2, "event": 3, "record": 9, "end": 1])
        let hash = try ledger.json(["node", "status"])["application_hash"] as? String
        #expect(lines.last?["application_hash"] as? String == hash)
    }

    @Test func aDamagedStoreEndsWithSixteen() throws {
        let ledger = try Ledger()
        _ = try ledger.register()
        let store = URL(filePath: ledger.home + "/ledger/ledger.sqlite")
        var bytes = try Data(contentsOf: store)
        // Some account's amount, in place.
        let needle = Data([0x00, 0x00, 0x64, 0xA7, 0xB3, 0xB6, 0xE0, 0x0D])
        let place = try #require(bytes.range(of: needle, options: .backwards))
        bytes[place.lowerBound] ^= 1
        try bytes.write(to: store)
        let outcome = try ledger.run(["node", "check", "--json"])
        #expect(outcome.status == 16 && outcome.errorCode == "S-NOD-008", "\(outcome.text)")
    }
}
