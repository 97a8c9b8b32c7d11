import ArgumentParser
import Claims
import Ledger
import Node
import Signatures
import Transcript

/// Who sends a transaction, and how.
struct TransactionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The key that signs.", valueName: "name"))
    var key: String

    @Flag(help: "Only say what would happen.")
    var dryRun = false

    @Option(help: ArgumentHelp("Gas at most; what is not used costs nothing.", valueName: "n"))
    var gas: UInt64?

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var ledger: LedgerOptions
}

/// What an action is made from.
struct ActionContext {
    let node: EmbeddedNode
    let keys: KeyFolder
    let sender: Address
}

/// A command that does one thing on the ledger.
protocol TransactionCommand: SiroccoCommand {
    var transaction: TransactionOptions { get }

    func action(_ context: ActionContext) throws -> Action
}

extension TransactionCommand {
    func report(_ context: Context) throws -> Report {
        let keys = KeyFolder(context.settings)
        // Before the turn: opening a key takes a while.
        let identity = try keys.identity(transaction.key, transaction.passphrase)
        let sender = try keys.address(transaction.key)
        let node = try transaction.ledger.open(context.settings)
        let action = try action(ActionContext(node: node, keys: keys, sender: sender))
        let signed: SignedTransaction
        do throws(NodeError) { signed = try node.sign(action, by: identity.signing, gasLimit: transaction.gas) } catch {
            throw Failure(error)
        }
        let isTrial = transaction.dryRun
        let submission = try onLedger { () throws(NodeError) in
            isTrial ? try node.preview(signed) : try node.submit(signed)
        }
        return try TransactionReport(submission, signed, isTrial: isTrial, sender: sender).report(context)
    }
}

/// What became of a transaction, for people and programs.
struct TransactionReport {
    let submission: Submission
    let signed: SignedTransaction
    let isTrial: Bool
    let sender: Address

    init(_ submission: Submission, _ signed: SignedTransaction, isTrial: Bool, sender: Address) {
        self.submission = submission
        self.signed = signed
        self.isTrial = isTrial
        self.sender = sender
    }

    func report(_ context: Context) throws(Failure) -> Report {
        switch submission.receipt {
        case .rejected(let rejection): throw Failure(rejection)
        case .failed(let failure, _, _): return try ended(with: Failure(failure), "failed", context)
        case .applied(_, let events):
            let isLost = events.contains { event in
                if case .challengeLost(_, let challenger, _, _) = event { challenger == sender } else { false }
            }
            guard isLost else { return Report(text: text, json: .object(members("applied"))) }
            return try ended(
                with: Failure(
                    .disputeLost, "the dispute is lost", why: "the claim stands; the challenge bond is gone",
                    try: "sirocco replay CLAIM MODEL INPUT shows whether a claim is wrong, before one disputes it"),
                "applied", context)
        }
    }

    /// In a block, and not what the sender wanted: programs find both in one object.
    private func ended(with failure: Failure, _ status: String, _ context: Context) throws(Failure) -> Report {
        guard context.settings.isJSON, case .object(let error) = failure.json else {
            try context.say(text)
            throw failure
        }
        return Report(text: "", json: .object(members(status) + error), status: failure.status)
    }

    private var gasUsed: UInt64 {
        switch submission.receipt {
        case .applied(let gas, _), .failed(_, let gas, _): gas
        case .rejected: 0
        }
    }

    private func members(_ status: String) -> [(String, JSON)] {
        var members: [(String, JSON)] = [
            ("transaction", .text(submission.id.description)), ("status", .text(status)), ("dry_run", .bool(isTrial)),
            ("height", submission.height.map { .wide($0) } ?? .null), ("nonce", .wide(signed.transaction.nonce)),
            ("gas_used", .wide(gasUsed)),
        ]
        for event in submission.receipt.events {
            switch event {
            case .executed(_, _, _, _, let fee): members.append(("fee", fee.json))
            case .modelRegistered(let model, _, _, _, _): members.append(("model", .text(model.description)))
            case .jobPosted(let job, _, _, _): members.append(("job", .text(job.description)))
            default: break
            }
        }
        return members + [("events", .list(submission.receipt.events.map { $0.json }))]
    }

    private var text: String {
        let place = submission.height.map { "in block \($0)" } ?? "tried only, nothing was changed"
        return "transaction \(submission.id), \(place)\n"
            + submission.receipt.events.map { "  " + $0.fullWords + "\n" }.joined()
    }
}
