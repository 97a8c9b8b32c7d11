import ArgumentParser
import Foundation
import Node

struct NodeStartCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Keep the ledger's time going, in the foreground.",
        discussion: """
            Makes a block when none came for a while, so that leases, windows and clocks end; says a line for \
            every block, whoever made it. The ledger is held only while a block is made: tx and query go on \
            beside it. Ctrl-C or SIGTERM ends it in good order, with 0.
            """)

    @Option(help: ArgumentHelp("Seconds without a block after which one is made.", valueName: "seconds"))
    var tick = 5.0

    @Option(name: .customLong("for"), help: ArgumentHelp("End by itself after so long.", valueName: "seconds"))
    var limit: Double?

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var global: GlobalOptions

    /// How often others' blocks are looked for.
    private static let lookSeconds = 0.2

    func report(_ context: Context) throws -> Report {
        guard tick >= 0.05, tick <= 86_400, limit.map({ $0 >= 0 }) ?? true else {
            throw Failure(
                .valueOutOfRange, "--tick \(tick) is out of range", why: "0.05 to 86400 seconds are allowed", try: "--tick 5")
        }
        Interruption.offerToStop()
        let node = try ledger.open(context.settings)
        let watch = Stopwatch()
        var seen = node.state.height
        let first = node.header
        try context.say(
            "chain \(node.genesis.parameters.chain), height \(first.height), root \(first.root); a block at least every "
                + "\(duration(tick))\n")
        node.endTurn()
        while !Interruption.isStopRequested, limit.map({ watch.seconds < $0 }) ?? true {
            usleep(UInt32(min(tick, Self.lookSeconds) * 1e6))
            do { try node.waitForTurn(atMost: ledger.wait) } catch {
                // Somebody has long work with it; that is no reason to end.
                if case .busy = error {
                    context.warn("the ledger is busy; still waiting")
                    continue
                }
                throw Failure(error)
            }
            let now = SystemClock.milliseconds
            if now >= node.state.time, Double(now - node.state.time) >= tick * 1e3 {
                try onLedger { () throws(NodeError) in try node.tick() }
            }
            while seen < node.state.height {
                seen += 1
                try say(node, seen, context)
            }
            node.endTurn()
        }
        return Report(
            text: "stopped at height \(node.header.height)\n",
            json: [
                "stopped": true, "height": .wide(node.header.height), "root": .text(node.header.root.description),
                "blocks": .wide(node.header.height - first.height),
            ])
    }

    private func say(_ node: EmbeddedNode, _ height: UInt64, _ context: Context) throws(Failure) {
        let (header, block) = try onLedger { () throws(NodeError) in
            (try node.header(at: height), try node.block(at: height))
        }
        guard let header, let block else { return }
        let json: JSON = [
            "height": .wide(height), "time": .wide(header.time), "root": .text(header.root.description),
            "transactions": .integer(block.transactions.count), "gas_used": .wide(header.gasUsed),
        ]
        try StandardOutput.write(
            context.settings.isJSON
                ? json.encoded + "\n"
                : "block \(height): \(counted(block.transactions.count, "transaction")), root \(shortened(header.root.description))\n")
    }
}
