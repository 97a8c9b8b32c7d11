import ArgumentParser
import Node

struct NodeStatusCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(commandName: "status", abstract: "Say where the ledger stands.")

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let node = try ledger.open(context.settings)
        let header = node.header
        let json: JSON = [
            "height": .wide(header.height), "root": .text(header.root.description),
            "application_hash": .text(header.applicationHash.description), "consensus": "embedded",
            "chain": .wide(node.genesis.parameters.chain), "time": .wide(header.time), "gas_price": header.gasPrice.json,
            "events": .wide(header.eventCount), "issued": node.state.supply.map { $0.issued.json } ?? .null,
            "burned": node.state.supply.map { $0.burned.json } ?? .null,
        ]
        return Report(text: json.lines, json: json)
    }
}
