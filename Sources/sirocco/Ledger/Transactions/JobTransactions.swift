import ArgumentParser
import Circuit
import Claims
import Ledger
import Node
import Signatures
import Transcript

struct JobTransactions: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Post jobs, take them, bring results.",
        subcommands: [
            JobPostCommand.self, JobCancelCommand.self, JobTakeCommand.self, JobProveCommand.self,
            JobClaimCommand.self, JobSettleCommand.self, JobExpireCommand.self,
        ])
}

struct JobPostCommand: TransactionCommand {
    static let configuration = CommandConfiguration(
        commandName: "post", abstract: "Order a run of a model; reward and licence fee are put aside.")

    @Option(help: ArgumentHelp("The model's id.", valueName: "0x.."))
    var model: String

    @Option(help: ArgumentHelp("The inputs' file, with --circuit; public, and travels with the order, unless --seal-to says otherwise.", valueName: "file"), completion: .file())
    var input: String?

    @Option(help: ArgumentHelp("The model's files, which say how to read the inputs.", valueName: "model"), completion: .file())
    var circuit: String?

    @Option(
        name: .customLong("input-commitment"),
        help: ArgumentHelp("A private input's commitment; once for each input, in order.", valueName: "poseidon2:0x.."))
    var inputs: [String] = []

    @Option(help: ArgumentHelp("Paid to the prover.", valueName: "units"))
    var reward: String

    @Option(help: ArgumentHelp("How the result is shown: proved under a profile, or optimistic with a trace level.", valueName: "P100|full|layer|step"))
    var assurance = "P100"

    @Option(help: ArgumentHelp("Paid to the model; its price when left out.", valueName: "units"))
    var licenceFee: String?

    @Option(help: ArgumentHelp("What the prover stakes; the least when left out.", valueName: "units"))
    var bond: String?

    @Option(help: ArgumentHelp("Steps of the run.", valueName: "n"))
    var steps: UInt32 = 1

    @Option(help: ArgumentHelp("Hash of the ciphertext of a private input.", valueName: "0x.."))
    var sealedInput: String?

    @Option(help: ArgumentHelp("Keep the inputs of --input private: seal them to this prover's key and leave them in --mail.", valueName: "name|0x.."))
    var sealTo: String?

    @Option(help: ArgumentHelp("The folder through which sealed prompts travel.", valueName: "dir"), completion: .directory)
    var mail: String?

    @Option(help: ArgumentHelp("An auditor to whom a private input is sealed too.", valueName: "account"))
    var auditor: [String] = []

    @Option(help: ArgumentHelp("The only one who may take it.", valueName: "account"))
    var reservedFor: String?

    @Option(help: ArgumentHelp("Seconds from now after which nobody takes it.", valueName: "seconds"))
    var deadline: UInt64 = 3600

    @Option(help: ArgumentHelp("Seconds from being taken to the result.", valueName: "seconds"))
    var lease: UInt64 = 600

    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action {
        let model = try Digest.argument(model, "--model")
        let (inputs, publicInputs, sealedInput) = try committed(context)
        guard !inputs.isEmpty, inputs.count <= JobOrder.maximumInputs, (1...Claim.maximumSteps).contains(steps),
            auditor.count <= JobOrder.maximumAuditors
        else {
            throw Failure(
                .valueOutOfRange, "the order is out of bounds",
                why: "1 to \(JobOrder.maximumInputs) inputs, 1 to \(Claim.maximumSteps) steps, at most "
                    + "\(JobOrder.maximumAuditors) auditors are allowed", try: "sirocco help tx job post")
        }
        let fee = try licenceFee.map { text throws(Failure) in try Amount.argument(text, "--licence-fee") }
            ?? context.node.state.model(model)?.pricePerCall ?? .zero
        let auditors = try auditor.map { text throws(Failure) in try context.keys.account(text, "--auditor") }
        let now = max(SystemClock.milliseconds, context.node.state.time)
        return .postJob(
            JobOrder(
                model: model, steps: steps,
                inputs: inputs,
                sealedInput: sealedInput,
                auditors: auditors.sorted { $0.bytes < $1.bytes }, assurance: try JobAssurance.argument(assurance),
                reward: try .argument(reward, "--reward"), licenceFee: fee,
                proverBond: try bond.map { text throws(Failure) in try Amount.argument(text, "--bond") }
                    ?? context.node.genesis.parameters.minimumProverBond,
                reservedFor: try reservedFor.map { text throws(Failure) in try context.keys.account(text, "--reserved-for") },
                deadline: try Self.milliseconds(deadline, after: now), lease: try Self.milliseconds(lease, after: 0)),
            publicInputs: publicInputs)
    }

    /// The inputs' commitments, the bytes of those that are public, and the hash of the ciphertext of those that are
    /// not.
    private func committed(_ context: ActionContext) throws -> ([TensorCommitment], [[UInt8]], Digest?) {
        guard let input else {
            guard sealTo == nil, mail == nil else {
                throw Failure(
                    .usage, "there is nothing to seal", why: "--seal-to and --mail are about --input",
                    try: "--input FILE --circuit MODEL")
            }
            return (
                try inputs.map { text throws(Failure) in try TensorCommitment.argument(text) }, [],
                try sealedInput.map { text throws(Failure) in try Digest.argument(text, "--sealed-input") }
            )
        }
        guard let circuit, inputs.isEmpty, sealedInput == nil else {
            throw Failure(
                .usage, "the inputs cannot be read", why: "a file of inputs needs the model's circuit, and no commitments beside it",
                try: "--input FILE --circuit MODEL")
        }
        guard (sealTo == nil) == (mail == nil) else {
            throw Failure(
                .usage, "the inputs cannot be sealed", why: "--seal-to says to whom, --mail where to leave them",
                try: "--seal-to KEY --mail DIR")
        }
        let tensors = try TensorFile(path: input).tensors(for: try ModelFiles(circuit).model().circuit)
        guard let sealTo, let mail else { return (tensors.map { TensorCommitment(public: $0) }, tensors.map { $0.bytes }, nil) }
        let (commitments, hash) = try seal(tensors, to: sealTo, MailFolder(path: mail), context)
        return (commitments, [], hash)
    }

    /// Leaves the inputs, sealed, where the prover looks. Private commitments bind the job, whose id is known before
    /// it is posted.
    private func seal(
        _ tensors: [Tensor], to recipient: String, _ mail: MailFolder, _ context: ActionContext
    ) throws(Failure) -> ([TensorCommitment], Digest) {
        let nonce = context.node.state.account(context.sender)?.nonce ?? 0
        let job = Job.id(chain: context.node.genesis.parameters.chain, poster: context.sender, nonce: nonce)
        let prompt = SealedPrompt(tensors, job: job)
        let ciphertext: [UInt8]
        do throws(KeyError) { ciphertext = try prompt.sealed(to: try context.keys.sealingKey(recipient)) } catch {
            throw Failure(
                .keyRefused, "nothing can be sealed to \(recipient)", why: "\(error)",
                try: "the prover's sealing key: sirocco keys list")
        }
        let hash = BLAKE3.hash(ciphertext)
        guard !transaction.dryRun else { return (prompt.commitments, hash) }
        var files = AtomicFiles()
        try files.stage(ciphertext, at: mail.file(hash))
        try files.commit()
        return (prompt.commitments, hash)
    }

    private static func milliseconds(_ seconds: UInt64, after start: UInt64) throws(Failure) -> UInt64 {
        let (duration, isTooLong) = seconds.multipliedReportingOverflow(by: 1000)
        let (end, isTooLate) = start.addingReportingOverflow(duration)
        guard !isTooLong, !isTooLate else {
            throw Failure(.valueOutOfRange, "\(seconds) seconds are too long", why: "time ends before", try: "fewer seconds")
        }
        return end
    }
}

extension TensorCommitment {
    /// The value of a flag.
    static func argument(_ text: String) throws(Failure) -> TensorCommitment {
        guard let commitment = TensorCommitment(text: text) else {
            throw Failure(
                .valueOutOfRange, "--input-commitment \(text) is no commitment",
                why: "it is blake3: or poseidon2:, then 0x and 64 digits", try: "--input-commitment blake3:0x..")
        }
        return commitment
    }
}

extension JobAssurance {
    /// The value of a flag.
    static func argument(_ text: String) throws(Failure) -> JobAssurance {
        switch text {
        case "full": .optimistic(.full)
        case "layer": .optimistic(.layer)
        case "step": .optimistic(.step)
        default: .proved(try ProfileID.argument(text))
        }
    }
}

/// A job, by its id.
struct JobArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The job's id.", valueName: "job"))
    var job: String

    func id() throws(Failure) -> Digest { try Digest.argument(job, "job") }
}

struct JobCancelCommand: TransactionCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Take back a job that nobody took.")

    @OptionGroup var job: JobArgument
    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action { .cancelJob(try job.id()) }
}

struct JobTakeCommand: TransactionCommand {
    static let configuration = CommandConfiguration(
        commandName: "take", abstract: "Take a job; the bond is put aside until the result.")

    @OptionGroup var job: JobArgument
    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action { .takeJob(try job.id()) }
}

struct JobSettleCommand: TransactionCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle", abstract: "Have a claim paid whose window is over. Anybody may.")

    @OptionGroup var job: JobArgument
    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action { .settleJob(try job.id()) }
}

struct JobExpireCommand: TransactionCommand {
    static let configuration = CommandConfiguration(
        commandName: "expire", abstract: "End a lease that ran out, or an order past its deadline. Anybody may.")

    @OptionGroup var job: JobArgument
    @OptionGroup var transaction: TransactionOptions
    @OptionGroup var global: GlobalOptions

    func action(_ context: ActionContext) throws -> Action { .expireJob(try job.id()) }
}
