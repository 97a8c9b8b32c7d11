import ArgumentParser
import Circuit
import Claims

struct CommitCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "commit", abstract: "Compute what registers a model: its circuit hash and weights root.",
        discussion: "The weights root is plain BLAKE3, so b3sum on the .weights file prints the same digits.")

    @Argument(
        help: ArgumentHelp("The model: its base path, or one of its two files.", valueName: "model"),
        completion: .file())
    var model: String

    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let (circuit, weights) = try ModelFiles(model).model()
        let root = weights.root
        let commitment = try ModelCommitment(circuitHash: circuit.hash, weightsRoot: root)
        let text =
            "\(circuit.name)\n"
            + fields([
                ("circuit hash", circuit.hash.description),
                ("weights root", root.description),
                ("model id", commitment.id.description),
                ("oracle root", "none: it comes with the proof system"),
            ])
        return Report(
            text: text,
            json: [
                "name": .text(circuit.name),
                "circuit_hash": .text(circuit.hash.description),
                "weights_root": .text(root.description),
                "model_id": .text(commitment.id.description),
                "oracle_root": .null,
            ])
    }
}
