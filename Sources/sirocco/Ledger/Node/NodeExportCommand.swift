import ArgumentParser
import Node
import Transcript

struct NodeExportCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print the whole ledger, one JSON object a line.",
        discussion: """
            Genesis, every block, every event, every record by ascending key, then a line that says where the \
            ledger stands. Two nodes at the same block print the same bytes.
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let node = try ledger.open(context.settings)
        func line(_ kind: String, _ members: [(String, JSON)]) throws(Failure) {
            try StandardOutput.write(JSON.object([("type", .text(kind))] + members).encoded + "\n")
        }
        func bytes(_ value: some CanonicalCodable) -> JSON { .text(hexadecimal(value.canonicalBytes)) }
        try line("genesis", [("chain", .wide(node.genesis.parameters.chain)), ("bytes", bytes(node.genesis))])
        for height in 0...node.state.height {
            let (header, block) = try onLedger { () throws(NodeError) in
                (try node.header(at: height), try node.block(at: height))
            }
            guard let header else { continue }
            try line(
                "block", [("height", .wide(height)), ("header", bytes(header)), ("body", block.map { bytes($0) } ?? .null)])
        }
        var sequence: UInt64 = 0
        while true {
            let events = try onLedger { () throws(NodeError) in try node.events(since: sequence) }
            guard let last = events.last else { break }
            for event in events {
                try line(
                    "event",
                    [
                        ("sequence", .wide(event.sequence)), ("height", .wide(event.height)), ("bytes", bytes(event.event)),
                        ("value", event.event.json),
                    ])
            }
            sequence = last.sequence + 1
        }
        for record in node.state.records.entries {
            try line("record", [("key", .text(record.key.description)), ("value", .text(hexadecimal(record.value)))])
        }
        let json: JSON = [
            "type": "end", "height": .wide(node.state.height), "root": .text(node.state.root.description),
            "application_hash": .text(node.state.applicationHash.description),
        ]
        return Report(text: json.encoded + "\n", json: json)
    }
}
