import ArgumentParser
import Circuit
import Claims
import Transcript
import Verifier

struct CommitCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "commit", abstract: "Compute what registers a model: its circuit hash and its roots.",
        discussion: """
            The weights root is plain BLAKE3, so b3sum on the .weights file prints the same digits. Proofs \
            need the root of the weights' oracle too, which depends on the profile; with it the model has \
            another id. With --input it also computes what a claim says of that input: its root, or with \
            --salt the private commitment that sirocco prove --private input makes for the same job.
            """)

    @Argument(
        help: ArgumentHelp("The model: its base path, or one of its two files.", valueName: "model"),
        completion: .file())
    var model: String

    @Option(help: ArgumentHelp("Compute the oracle root under this profile too: P100 or UD100.", valueName: "name"))
    var profile: String?

    @Option(help: ArgumentHelp("An input to commit to, or - for standard input.", valueName: "file"), completion: .file())
    var input: String?

    @Option(
        help: ArgumentHelp("The salt of a private input: a file, made where there is none.", valueName: "file"),
        completion: .file())
    var salt: String?

    @Option(help: ArgumentHelp("The job that the private input is for.", valueName: "0x.."))
    var job: String?

    @OptionGroup var insecure: InsecureFlag
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let (circuit, weights) = try ModelFiles(model).model()
        let root = weights.root
        let inputs = try inputCommitments(circuit)
        let oracle = try oracleRoot(circuit, weights, context)
        let commitment = try ModelCommitment(
            circuitHash: circuit.hash, weightsRoot: root, oracleRoots: oracle.map { [$0] } ?? [])
        let text =
            "\(circuit.name)\n"
            + fields(
                [
                    ("circuit hash", circuit.hash.description),
                    ("weights root", root.description),
                    ("model id", commitment.id.description),
                    ("oracle root", oracle.map { "\($0.root) under \($0.profile)" } ?? "none: --profile P100 computes it"),
                ] + inputs.map { ("input", $0.description) })
        return Report(
            text: text,
            json: [
                "name": .text(circuit.name),
                "circuit_hash": .text(circuit.hash.description),
                "weights_root": .text(root.description),
                "model_id": .text(commitment.id.description),
                "oracle_root": .optional(oracle?.root.description),
                "profile": .optional(oracle?.profile.description),
                "input_commitments": input == nil ? .null : .list(inputs.map { .text($0.description) }),
            ])
    }

    private func inputCommitments(_ circuit: Circuit) throws(Failure) -> [TensorCommitment] {
        guard let input else {
            guard salt == nil, job == nil else {
                throw Failure(.usage, "there is no input to commit to", why: "--salt and --job are about --input", try: "--input FILE")
            }
            return []
        }
        let job = try job.map { (text) throws(Failure) in try Digest.argument(text, "--job") } ?? .zero
        let tensors = try TensorFile(path: input).tensors(for: circuit)
        guard let salt else { return tensors.map { TensorCommitment(public: $0) } }
        return try SaltFile.required(salt).salts(job: job, inputs: tensors.count, outputs: 0)
            .commitments(inputs: tensors, job: job)
    }

    private func oracleRoot(
        _ circuit: Circuit, _ weights: Weights, _ context: Context
    ) throws -> ModelCommitment.OracleRoot? {
        guard let name = profile else { return nil }
        let profile = try SecurityProfile.chosen(name, allowingInsecure: insecure.allowInsecure)
        do {
            return try context.progress.stage("committing to the weights of \(circuit.name)") { _ in
                let setting = try ProofSetting(circuit, profile: profile, allowingInsecure: profile.isInsecure)
                return ModelCommitment.OracleRoot(profile: profile.id, root: try setting.weightRoot(weights))
            }
        } catch let error as ProofError {
            throw Failure(error, model: model)
        }
    }
}
