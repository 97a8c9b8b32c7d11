import Claims
import Ledger
import Node
import Transcript

/// Who has what in the end, and that nothing was made or lost on the way.
struct WalletsChapter {
    private struct Wallet {
        let name: String
        let address: Address
        let after: UInt128
        let fees: UInt128
        let transactions: Int
        let why: String
    }

    private let wallets: [Wallet]
    /// In all wallets at the beginning.
    private let granted: UInt128
    /// As the ledger's books have it.
    private let issued: UInt128
    /// In all wallets, with the model and burned at the end.
    private let total: UInt128
    private let burned: UInt128
    /// Licence fees that nobody has collected yet.
    private let uncollected: UInt128
    /// All blocks, carried out again from the first.
    private let check: CheckReport

    /// - Throws: `Failure` with exit code 16 when the sums do not agree, or a block carried out anew differs.
    init(asset: Digest, on ledger: DemoLedger, context: Context) throws {
        let reasons = [
            "licence fee, by her shares", "licence fee, by the partner's shares", "one answer, one refund", "one reward",
            "his bond", "half of the cheat's bond", "tried a forged proof",
        ]
        wallets = zip(ledger.cast.all, reasons).map { person, reason in
            let paid = ledger.fees[person.address] ?? (0, 0)
            return Wallet(
                name: person.name, address: person.address, after: ledger.balance(person), fees: paid.units,
                transactions: paid.transactions, why: reason)
        }
        guard let supply = ledger.state.supply, let pool = ledger.state.revenuePool(asset) else {
            throw Failure(.invariantViolated, "the ledger has lost its books", why: "supply or pool is missing", try: "report it")
        }
        issued = supply.issued.units
        burned = supply.burned.units
        uncollected = pool.revenue.units - pool.collected.units
        total = wallets.reduce(burned + uncollected) { $0 + $1.after }
        granted = DemoLedger.grant.units * UInt128(wallets.count)
        check = try context.progress.stage("carrying out all blocks again") { _ in try ledger.node.check() }
        guard isConserved else {
            throw Failure(
                .invariantViolated, "value was made or lost",
                why: "\(granted) units were given out, the ledger says \(issued), \(total) are there",
                try: "report it: this must never happen")
        }
    }

    /// A change with its sign, in groups of three.
    private static func change(_ after: UInt128, _ before: UInt128) -> String {
        after >= before ? "+\(words(after - before))" : "-\(words(before - after))"
    }

    private static func words(_ units: UInt128) -> String { Amount(units).words }

    func text(_ ledger: DemoLedger) -> String {
        let before = DemoLedger.grant.units
        var table = Table([
            ("", .left), ("before", .right), ("after", .right), ("change", .right), ("of it fees", .right), ("for", .left),
        ])
        for wallet in wallets {
            table.append([
                wallet.name, Self.words(before), Self.words(wallet.after), Self.change(wallet.after, before),
                "-\(Self.words(wallet.fees))", wallet.why,
            ])
        }
        table.append(["with the model", "0", Self.words(uncollected), Self.change(uncollected, 0), "", "fractions, for later"])
        table.append(["burned", "0", Self.words(burned), Self.change(burned, 0), "", "all fees, half of the bond"])
        table.append(["all together", Self.words(granted), Self.words(total), Self.change(total, granted), "", ""])
        return """
            \(Terminal.output.bold("9. Every unit is accounted for"))

            \(table.rendered())
            The last line was added up from those above it. Then all \(check.blocks) blocks were carried out again from the
            first, with every proof and refutation in them: the same \(check.records) records, the same hash of everything.


            """
    }

    var isConserved: Bool { granted == issued && issued == total }

    var json: JSON {
        .list(
            wallets.map {
                [
                    "name": .text($0.name), "address": .text($0.address.description), "before": DemoLedger.grant.json,
                    "after": .wide($0.after), "fees": .wide($0.fees), "transactions": .integer($0.transactions),
                ]
            })
    }

    var ledgerJSON: JSON {
        [
            "issued": .wide(issued), "burned": .wide(burned), "uncollected": .wide(uncollected),
            "blocks": .wide(check.blocks), "transactions": .integer(check.transactions), "events": .wide(check.events),
            "application_hash": .text(check.applicationHash.description), "replayed": true,
        ]
    }
}
