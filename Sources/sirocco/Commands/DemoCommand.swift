import ArgumentParser
import Circuit
import TensorEngine

struct DemoCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Show what works, on real models and real pictures.",
        discussion: """
            Imports two networks trained on Fashion-MNIST, runs all 10,000 test images as floats and as \
            integers, follows one image through the circuit, shows that its trace root is the same however \
            it is computed, locates a changed activation, and proves and verifies one answer of each network. \
            Writes no files and needs no network.
            """)

    @Option(help: ArgumentHelp("The test image to look at, 0 to 9999.", valueName: "n"))
    var image = 0

    @Option(help: ArgumentHelp("Chooses the activation that is changed.", valueName: "n"))
    var seed: UInt64 = 1

    @OptionGroup var circuits: CircuitsOption
    @OptionGroup var data: DataOption
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let watch = Stopwatch()
        let folder = data.folder(context.settings)
        let images = try context.progress.stage("reading \(folder)") { _ in
            try FashionMNIST(folder: folder).load(.test)
        }
        guard images.images.indices.contains(image) else {
            throw Failure(
                .valueOutOfRange, "there is no test image \(image)", why: "there are 0 to \(images.count - 1)",
                try: "--image 0")
        }
        try context.say(
            """
            Sirocco runs neural networks as circuits of whole numbers, so that a result is the same on every
            machine and anyone can check it. This is what works so far, on real models and real pictures.


            """)
        let sources = ImportSource.examples(in: circuits.folder(context.settings))
        let models = try ModelsChapter(sources, images: images, context: context)
        let picture: PictureChapter
        let agreement: AgreementChapter
        do throws(EngineError) {
            picture = try PictureChapter(models.models[models.models.count - 1], images, index: image)
            agreement = try AgreementChapter(picture, neighbours: Array(images.images.prefix(16)))
        } catch {
            throw Failure(error)
        }
        try context.say(picture.text(images) + agreement.text)
        guard agreement.agrees else {
            throw Failure(
                .demonstrationFailed, "one picture has more than one trace root",
                why: "the ways of computing it above disagree",
                try: "SIROCCO_ISA=portable sirocco demo, and report the difference")
        }
        let tampering = try TamperingChapter(picture, seed: seed)
        try context.say(tampering.text)
        let proofs = try ProofChapter(models.models, image: picture.image, index: image, context: context)
        try context.say(proofs.text)
        return report(models, picture, agreement, tampering, proofs, seconds: watch.seconds)
    }

    private func report(
        _ models: ModelsChapter, _ picture: PictureChapter, _ agreement: AgreementChapter,
        _ tampering: TamperingChapter, _ proofs: ProofChapter, seconds: Double
    ) -> Report {
        let main = proofs.entries.last
        let text = """
            \(Terminal.output.bold("What this does not show yet"))
            The proofs are not zero-knowledge: they leak parts of weights and picture. There is no privacy:
            who runs the model sees both. There is no ledger: nothing is paid or slashed.

            Done in \(duration(seconds)), \(byteSize(peakMemory())) of memory at most. Next: sirocco model import, sirocco prove.

            """
        return Report(
            text: text,
            json: [
                "model": .text(picture.model.circuit.name),
                "accuracy": .measured(models.evaluations[models.evaluations.count - 1].report.integerAccuracy),
                "models": models.json,
                "image": picture.json,
                "trace_root": .text(picture.traceRoot.description),
                "same_root": .bool(agreement.agrees),
                "runs": agreement.json,
                "refuted": tampering.json,
                "prove_ms": main.map { .measured($0.proveMilliseconds) } ?? .null,
                "verify_ms": main.map { .measured($0.verifyMilliseconds) } ?? .null,
                "proof_bytes": main.map { .integer($0.proofBytes) } ?? .null,
                "proofs": proofs.json,
                "forged": proofs.forgedJSON,
                "zero_knowledge": false,
                "private": false,
                "elapsed_s": .measured(seconds),
                "peak_bytes": .integer(peakMemory()),
            ])
    }
}
