import ArgumentParser
import Circuit
import Claims
import Ledger
import Transcript
import Verifier

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
            The model's files travel with the registration, so that every node recomputes its roots: only such \
            a model is linked and takes jobs that are proved. Without files, its hashes alone: \
            --circuit-hash, --weights-root, --oracle. What is registered never changes; a new version is a \
            child: --parent ID=PARTS, in parts of 1000000000 of the revenue.
            """)

    @Argument(
        help: ArgumentHelp("The model: its base path, or one of its two files.", valueName: "model"), completion: .file())
    var model: String?

    @Option(help: ArgumentHelp("A profile under which it will be proved; once for each.", valueName: "P100"))
    var profile: [String] = ["P100"]

    @Option(help: ArgumentHelp("Of the circuit, where there is no file.", valueName: "0x.."))
    var circuitHash: String?

    @Option(help: ArgumentHelp("Of the weights, where there is no file.", valueName: "0x.."))
    var weightsRoot: String?

    @Option(help: ArgumentHelp("An oracle root, where there is no file; once for each profile.", valueName: "P100=0x.."))
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
        let (commitment, opening) = try committed(context)
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
        return .registerModel(
            ModelRegistration(
                model: commitment, parents: parents, shareholders: holders.sorted { $0.holder.bytes < $1.holder.bytes },
                pricePerCall: try price.map { text throws(Failure) in try Amount.argument(text, "--price") }, opening: opening))
    }

    /// The commitment, computed from the files or taken from the flags, and what opens it.
    private func committed(_ context: ActionContext) throws -> (ModelCommitment, ModelOpening?) {
        if let model {
            guard circuitHash == nil, weightsRoot == nil, oracle.isEmpty else {
                throw Failure(
                    .usage, "the model is given twice", why: "its files say what its hashes are", try: "leave the hashes out")
            }
            let (circuit, weights) = try ModelFiles(model).model()
            do {
                let oracles = try profile.map { name in
                    let profile = try SecurityProfile.chosen(name, allowingInsecure: false)
                    return ModelCommitment.OracleRoot(
                        profile: profile.id, root: try ProofSetting(circuit, profile: profile).weightRoot(weights))
                }
                let commitment = try ModelCommitment(
                    circuitHash: circuit.hash, weightsRoot: weights.root,
                    oracleRoots: oracles.sorted { $0.profile < $1.profile })
                return (commitment, ModelOpening(circuit: circuit.canonicalBytes, weights: weights.bytes))
            } catch let error as ProofError {
                throw Failure(error, model: model)
            }
        }
        guard let circuitHash, let weightsRoot else {
            throw Failure(
                .usage, "there is no model", why: "a registration needs the model's files, or its hashes",
                try: "sirocco tx model register MODEL --key NAME")
        }
        let oracles = try oracle.map { text throws(Failure) in
            let (name, root) = try Self.pair(text, "--oracle")
            return ModelCommitment.OracleRoot(profile: try ProfileID.argument(name), root: try Digest.argument(root, "--oracle"))
        }.sorted { $0.profile < $1.profile }
        let commitment = try ModelCommitment(
            circuitHash: try Digest.argument(circuitHash, "--circuit-hash"),
            weightsRoot: try Digest.argument(weightsRoot, "--weights-root"), oracleRoots: oracles)
        return (commitment, nil)
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
