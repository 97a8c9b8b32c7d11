import ArgumentParser
import Node

struct NodeCheckCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Carry out every block anew and compare with what is stored.",
        discussion: """
            From genesis: the ledger's laws after every block, every header, event and record, and the index. \
            Ends with 16 at the first thing that is not as it should be.
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let node = try ledger.open(context.settings)
        let report = try context.progress.stage("checking", of: Int(node.state.height)) { stage in
            try onLedger { () throws(NodeError) in try node.check { _ in stage.advance() } }
        }
        let json: JSON = [
            "ok": true, "blocks": .wide(report.blocks), "transactions": .integer(report.transactions),
            "events": .wide(report.events), "records": .integer(report.records),
            "application_hash": .text(report.applicationHash.description),
        ]
        return Report(
            text: "All is as it should be: \(counted(Int(report.blocks), "block")), "
                + "\(counted(report.transactions, "transaction")), \(counted(Int(report.events), "event")), "
                + "\(counted(report.records, "record")).\n", json: json)
    }
}
