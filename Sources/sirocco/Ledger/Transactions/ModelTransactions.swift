import ArgumentParser
import Claims
import Ledger
import Transcript

struct ModelTransactions: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Register a model, set its price, attest to holding it.",
        subcommands: [
            ModelRegisterCommand.self, ModelPriceCommand.self, ModelAttestCommand.self, ModelWithdrawCommand.self,
        ])
}

struct ModelRegisterCommand: TransactionCommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "Register a model.",
        discussion: """
            Hashes and roots are those that sirocco commit prints. What is registered never changes; a new \
            version is a child: --parent ID=PARTS, in parts of 1000000000 of the revenue.
            """)

    @Option(help: ArgumentHelp("Of the circuit.", valueName: "0x.."))
    var circuitHash: String

    @Option(help: ArgumentHelp("Of the weights.", valueName: "0x.."))
    var weightsRoot: String

    @Option(help: ArgumentHelp("An oracle root; once for each profile.", valueName: "P100=0x.."))
    var oracle: [String] = []

    @Option(help: ArgumentHelp("First shares; once for each holder. All 1000 to the sender when left out.", valueName: "account=n"))
    var share: [String] = []

    @Option(help: ArgumentHelp("A model that this one was made from, and its part of the revenue.", valueName: "0x..=n"))
    var parent: [String] = []

    @Option(help: ArgumentHelp("What a call costs; open when left out.", valueName: "units"))
    var price: String?

    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action {
        let oracles = try oracle.map { text throws(Failure) in
            let (name, root) = try Self.pair(text, "--oracle")
            return ModelCommitment.OracleRoot(profile: try ProfileID.argument(name), root: try Digest.argument(root, "--oracle"))
        }.sorted { $0.profile < $1.profile }
        let parents = try parent.map { text throws(Failure) in
            let (model, parts) = try Self.pair(text, "--parent")
            return RevenueShare(model: try Digest.argument(model, "--parent"), parts: try Self.count(parts, "--parent"))
        }.sorted { $0.model < $1.model }
        var holders = try share.map { text throws(Failure) in
            let (account, count) = try Self.pair(text, "--share")
            return ModelRegistration.Shareholder(
                holder: try context.keys.account(account, "--share"), shares: try Self.count(count, "--share"))
        }
        if holders.isEmpty { holders = [.init(holder: context.sender, shares: 1000)] }
        let commitment = try ModelCommitment(
            circuitHash: try Digest.argument(circuitHash, "--circuit-hash"),
            weightsRoot: try Digest.argument(weightsRoot, "--weights-root"), oracleRoots: oracles)
        return .registerModel(
            ModelRegistration(
                model: commitment, parents: parents, shareholders: holders.sorted { $0.holder.bytes < $1.holder.bytes },
                pricePerCall: try price.map { text throws(Failure) in try Amount.argument(text, "--price") }))
    }

    private static func pair(_ text: String, _ flag: String) throws(Failure) -> (String, String) {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw Failure(.valueOutOfRange, "\(flag) \(text) has no two sides", why: "an = stands between them", try: "\(flag) A=B")
        }
        return (String(parts[0]), String(parts[1]))
    }

    private static func count<Count: FixedWidthInteger>(_ text: String, _ flag: String) throws(Failure) -> Count {
        guard let count = Count(text), count > 0 else {
            throw Failure(
                .valueOutOfRange, "\(flag) \(text) is no count", why: "1 to \(Count.max) are allowed", try: "\(flag) ..=1000")
        }
        return count
    }
}

extension ProfileID {
    /// The value of a flag.
    static func argument(_ name: String) throws(Failure) -> ProfileID {
        let known: [ProfileID] = [.p100, .ud100, .p128]
        guard let profile = known.first(where: { $0.description == name }) else {
            throw Failure(
                .valueOutOfRange, "\"\(name)\" is no profile", why: "known are P100, UD100 and P128", try: "P100")
        }
        return profile
    }
}

struct ModelPriceCommand: TransactionCommand {
    static let configuration = CommandConfiguration(
        commandName: "price", abstract: "Set what a call of one's model costs.",
        discussion: "Orders that stand keep their fee.")

    @Argument(help: ArgumentHelp("The model's id.", valueName: "model"))
    var model: String

    @Argument(help: ArgumentHelp("Units a call, or open.", valueName: "price"))
    var price: String

    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action {
        .setPrice(
            model: try Digest.argument(model, "model"), price: price == "open" ? nil : try Amount.argument(price, "price"))
    }
}

struct ModelAttestCommand: TransactionCommand {
    static let configuration = CommandConfiguration(
        commandName: "attest", abstract: "State, under a bond, that one holds a model's bytes.",
        discussion: "Optimistic jobs need auditors who do.")

    @Argument(help: ArgumentHelp("The model's id.", valueName: "model"))
    var model: String

    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action { .attest(model: try Digest.argument(model, "model")) }
}

struct ModelWithdrawCommand: TransactionCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw", abstract: "Withdraw one's attestation; the bond comes back.")

    @Argument(help: ArgumentHelp("The model's id.", valueName: "model"))
    var model: String

    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action {
        .withdrawAttestation(model: try Digest.argument(model, "model"))
    }
}
