import ArgumentParser
import Claims
import Ledger
import Node
import Signatures

struct NodeInitCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Begin a ledger in the home.",
        discussion: """
            With --genesis FILE, a JSON object: chain, accounts (address or the name of a key, amount), and \
            where defaults do not suit, time and parameters; numbers in quotes. With --dev, four funded keys \
            are made: developer, consumer, prover and auditor; their passphrases lie beside them, so they \
            protect nothing, and clocks are short: a challenge window of 60 seconds.
            """)

    @Flag(help: "A ledger to try things on, with four funded keys.")
    var dev = false

    @Option(help: ArgumentHelp("How the ledger begins.", valueName: "file"), completion: .file())
    var genesis: String?

    @Option(help: ArgumentHelp("The chain's number, with --dev.", valueName: "n"))
    var chain: UInt64?

    @OptionGroup var global: GlobalOptions

    static let developmentKeys = ["developer", "consumer", "prover", "auditor"]
    static let developmentFunds = Amount(1_000_000_000_000_000_000)

    func report(_ context: Context) throws -> Report {
        guard dev != (genesis != nil) else {
            throw Failure(
                .usage, "how the ledger begins is missing", why: "exactly one of --dev and --genesis FILE is needed",
                try: "sirocco node init --dev")
        }
        guard dev || chain == nil else {
            throw Failure(.usage, "--chain goes with --dev", why: "a genesis file says its chain", try: "leave --chain out")
        }
        let home = NodeHome(context.settings.home)
        let keys = KeyFolder(context.settings)
        guard !InputFile.exists(home.storePath) else { throw Failure(.alreadyExists(home.path)) }
        let record: GenesisRecord
        if let genesis { record = try GenesisFile(path: genesis, keys: keys).record } else { record = try development(keys) }
        try onLedger { () throws(NodeError) in try EmbeddedNode.create(record, in: home) }
        let node = try LedgerOptions.parse([]).open(context.settings)
        let accounts = record.genesis.grants.map { grant -> JSON in
            ["address": .text(grant.address.description), "amount": grant.amount.json]
        }
        var text = "A ledger begins in \(printable(home.folder)), chain \(record.parameters.chain).\n"
        text += fields([("root", node.state.root.description), ("accounts", "\(accounts.count)")])
        if dev { text += "Keys for trying things: \(Self.developmentKeys.joined(separator: ", ")). Next: sirocco node status\n" }
        return Report(
            text: text,
            json: [
                "chain": .wide(record.parameters.chain), "height": .wide(node.state.height),
                "root": .text(node.state.root.description),
                "application_hash": .text(node.state.applicationHash.description), "accounts": .list(accounts),
                "development": .bool(dev),
            ])
    }

    private func development(_ keys: KeyFolder) throws(Failure) -> GenesisRecord {
        var parameters = LedgerParameters(chain: chain ?? 1337)
        parameters.challengeWindow = 60_000
        parameters.asserterAllowance = 30_000
        parameters.challengerAllowance = 30_000
        var grants: [Genesis.Grant] = []
        for name in Self.developmentKeys {
            // From an attempt before this one: it is as good as a new one.
            if !keys.names().contains(name) { _ = try keys.makeOpen(name) }
            grants.append(Genesis.Grant(address: try keys.address(name), amount: Self.developmentFunds))
        }
        return GenesisRecord(
            parameters: parameters, genesis: Genesis(time: SystemClock.milliseconds, grants: grants))
    }
}
