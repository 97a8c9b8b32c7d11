import ArgumentParser
import Claims
import Ledger
import Node
import Transcript

struct QueryClaimCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "claim", abstract: "A claim that was brought to the ledger, and its job.")

    @Argument(help: ArgumentHelp("The claim's id.", valueName: "claim"))
    var claim: String

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let id = try Digest.argument(claim, "claim")
        let node = try ledger.open(context.settings)
        guard let claim = try onLedger({ () throws(NodeError) in try node.claim(id) }) else {
            throw Failure(absent: "claim \(id)")
        }
        return Report([
            "claim": .text(id.description), "bytes": .text(hexadecimal(claim.canonicalBytes)),
            "job": .text(claim.job.description), "model": .text(claim.model.description),
            "prover": .text(claim.prover.description), "steps": .integer(Int(claim.steps)),
            "inputs": .list(claim.inputs.map { .text($0.description) }),
            "outputs": .list(claim.outputs.map { .text($0.description) }),
            "status": node.state.job(claim.job)?.status.json ?? .null,
        ])
    }
}

struct QueryBlockCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(commandName: "block", abstract: "A block; the last when left out.")

    @Argument(help: ArgumentHelp("Its height; 0 is genesis.", valueName: "height"))
    var height: UInt64?

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let node = try ledger.open(context.settings)
        let height = height ?? node.state.height
        let (header, block) = try onLedger { () throws(NodeError) in
            (try node.header(at: height), try node.block(at: height))
        }
        guard let header else { throw Failure(absent: "block \(height)") }
        let ids = (block?.transactions ?? []).compactMap { try? SignedTransaction(canonicalBytes: $0).id }
        return Report([
            "height": .wide(height), "time": .wide(header.time), "root": .text(header.root.description),
            "application_hash": .text(header.applicationHash.description), "gas_used": .wide(header.gasUsed),
            "gas_price": header.gasPrice.json, "event_log": .text(header.eventLog.description),
            "transactions": .list(ids.map { .text($0.description) }),
        ])
    }
}

struct QueryTransactionCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(commandName: "tx", abstract: "A transaction and what it did.")

    @Argument(help: ArgumentHelp("The transaction's id.", valueName: "transaction"))
    var transaction: String

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let id = try Digest.argument(transaction, "transaction")
        let node = try ledger.open(context.settings)
        guard let found = try onLedger({ () throws(NodeError) in try node.transaction(id) }) else {
            throw Failure(absent: "transaction \(id)")
        }
        let json: JSON = [
            "transaction": .text(id.description), "height": .wide(found.height),
            "sender": .text(found.transaction.sender.description), "nonce": .wide(found.transaction.nonce),
            "bytes": .text(hexadecimal(found.transaction.canonicalBytes)),
            "events": .list(found.events.map { $0.json }),
        ]
        let text = "transaction \(id), in block \(found.height), from \(found.transaction.sender)\n"
        return Report(text: text + found.events.map { "  " + $0.event.fullWords + "\n" }.joined(), json: json)
    }
}

struct QueryEventsCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "The log: what happened, in order.",
        discussion: "All of it from --since on, or what is about one account, model, job, claim or transaction.")

    @Option(help: ArgumentHelp("The first event's sequence number.", valueName: "n"))
    var since: UInt64 = 0

    @Option(help: ArgumentHelp("Only about this: a key's name, or 0x and 64 digits; newest when there are more.", valueName: "subject"))
    var about: String?

    @Option(help: ArgumentHelp("Events at most.", valueName: "n"))
    var limit = 100

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        guard (1...EmbeddedNode.maximumEvents).contains(limit) else {
            throw Failure(
                .valueOutOfRange, "--limit \(limit) is out of range", why: "1 to \(EmbeddedNode.maximumEvents) are allowed",
                try: "--limit 100")
        }
        let subject = try about.map { text throws(Failure) in
            try KeyFolder(context.settings).account(text, "--about").bytes
        }
        let node = try ledger.open(context.settings)
        let events = try onLedger { () throws(NodeError) in
            if let subject { return try node.events(about: subject, limit: limit).filter { $0.sequence >= since } }
            return try node.events(since: since, limit: limit)
        }
        return Report(
            text: events.map { $0.line }.joined(),
            json: [
                "events": .list(events.map { $0.json }),
                "next": .wide(events.last.map { $0.sequence + 1 } ?? since), "height": .wide(node.state.height),
            ])
    }
}
