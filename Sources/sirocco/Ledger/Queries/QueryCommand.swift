import ArgumentParser
import Claims
import Ledger
import Node
import Transcript

struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Look at the ledger.",
        discussion: """
            With --proof, account, model and job bring a Merkle proof against the state's root. What is not on \
            the ledger ends with 1.
            """,
        subcommands: [
            QueryAccountCommand.self, QueryModelCommand.self, QueryJobCommand.self, QueryClaimCommand.self,
            QueryBlockCommand.self, QueryTransactionCommand.self, QueryEventsCommand.self, QueryProofCommand.self,
        ])
}

/// Asks for a proof beside an answer.
struct ProofFlag: ParsableArguments {
    @Flag(help: "Add the Merkle proof against the state's root.")
    var proof = false

    func members(_ node: EmbeddedNode, _ key: Digest) -> [(String, JSON)] {
        guard proof else { return [] }
        return [("proof", MerkleAnswer(node.state, key).json)]
    }
}

/// What the state holds under a key, and the proof of it.
struct MerkleAnswer {
    let json: JSON

    init(_ state: LedgerState, _ key: Digest) {
        let value = state.records[key]
        json = [
            "root": .text(state.root.description), "height": .wide(state.height), "key": .text(key.description),
            "present": .bool(value != nil), "value": .optional(value.map { hexadecimal($0) }),
            "proof": .text(hexadecimal(state.records.proof(for: key).canonicalBytes)),
        ]
    }
}

extension Failure {
    /// - Parameter what: such as `job 0x…`.
    init(absent what: String) {
        self.init(
            .notOnLedger, "there is no \(what)", why: "the ledger of this home has none",
            try: "check the id; -C DIR for another home")
    }
}

extension Report {
    /// One object: lines for people, the object for programs.
    init(_ json: JSON, adding members: [(String, JSON)] = []) {
        var json = json
        if case .object(let own) = json { json = .object(own + members) }
        self.init(text: json.lines, json: json)
    }
}

struct QueryAccountCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(commandName: "account", abstract: "An account's balance and nonce.")

    @Argument(help: ArgumentHelp("A key's name, or 0x and 64 digits.", valueName: "account"))
    var account: String

    @OptionGroup var proof: ProofFlag
    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let address = try KeyFolder(context.settings).account(account, "account")
        let node = try ledger.open(context.settings)
        // An account that nobody wrote to is empty, and that too can be shown.
        let json = node.state.account(address)?.json
            ?? ["address": .text(address.description), "nonce": "0", "balance": "0"]
        return Report(json, adding: proof.members(node, StateKey.account(address)))
    }
}

struct QueryModelCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "A registered model, what it earned, and one holder's shares.")

    @Argument(help: ArgumentHelp("The model's id.", valueName: "model"))
    var model: String

    @Option(help: ArgumentHelp("Say what this holder has.", valueName: "account"))
    var holder: String?

    @OptionGroup var proof: ProofFlag
    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let id = try Digest.argument(model, "model")
        let node = try ledger.open(context.settings)
        guard let model = node.state.model(id) else { throw Failure(absent: "model \(id)") }
        var members: [(String, JSON)] = []
        if let pool = node.state.revenuePool(id) {
            members += [
                ("shares", .wide(pool.shares)), ("revenue", pool.revenue.json), ("collected", pool.collected.json),
            ]
        }
        if let holder {
            let address = try KeyFolder(context.settings).account(holder, "--holder")
            members.append(("holding", node.state.holding(id, of: address)?.json ?? .null))
        }
        return Report(model.json, adding: members + proof.members(node, StateKey.model(id)))
    }
}

struct QueryJobCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "A job, where it stands, and one challenger's dispute.")

    @OptionGroup var job: JobArgument

    @Option(help: ArgumentHelp("Say how this challenger's dispute stands.", valueName: "account"))
    var challenger: String?

    @OptionGroup var proof: ProofFlag
    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let id = try job.id()
        let node = try ledger.open(context.settings)
        guard let job = node.state.job(id) else { throw Failure(absent: "job \(id)") }
        var members: [(String, JSON)] = []
        if let challenger {
            let address = try KeyFolder(context.settings).account(challenger, "--challenger")
            members.append(("dispute", node.state.dispute(id, by: address)?.json ?? .null))
        }
        return Report(job.json, adding: members + proof.members(node, StateKey.job(id)))
    }
}

struct QueryProofCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof", abstract: "The Merkle proof of what the state holds under a key.",
        discussion: "Of a record that is there, or of there being none.")

    @Argument(help: ArgumentHelp("The record's key.", valueName: "key"))
    var key: String

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let key = try Digest.argument(key, "key")
        return Report(MerkleAnswer(try ledger.open(context.settings).state, key).json)
    }
}
