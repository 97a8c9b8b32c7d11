import ArgumentParser
import Circuit
import Node
import TensorEngine

struct DemoCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Show the whole of it: a model, a ledger, a paid proof, a caught cheat.",
        discussion: """
            Imports two networks trained on Fashion-MNIST, runs all 10,000 test images as floats and as \
            integers, follows one image through the circuit, and shows that its trace root is the same however \
            it is computed. Then, on a ledger of its own: a model is registered, a question about a picture \
            travels sealed and is answered with a proof, the proof is verified and paid; a second prover cheats, \
            is led to the one wrong number and loses his bond. Needs no network and leaves no files.
            """)

    @Option(help: ArgumentHelp("The test image to look at, 0 to 9999.", valueName: "n"))
    var image = 0

    @Option(help: ArgumentHelp("Chooses the number that the cheat changes.", valueName: "n"))
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
            Sirocco lets people buy answers from neural networks without trusting who computes them. Networks run
            as circuits, fixed lists of steps on whole numbers, so that a result is the same on every machine; an
            answer is proved, or claimed under a bond; a ledger pays and punishes. Here is all of it, on real models
            and real pictures, with nothing prepared.


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
        let trade: Trade
        do {
            trade = try Trade(picture, images, seed: seed, context: context)
        } catch let failure as Failure {
            throw failure
        } catch let error as NodeError {
            throw Failure(error)
        } catch {
            throw Failure(
                .demonstrationFailed, "the demonstration went wrong", why: "\(error)",
                try: "sirocco doctor; and report the line above if nothing is amiss there")
        }
        return report(models, picture, agreement, trade, seconds: watch.seconds)
    }

    private func report(
        _ models: ModelsChapter, _ picture: PictureChapter, _ agreement: AgreementChapter, _ trade: Trade, seconds: Double
    ) -> Report {
        let text = """
            \(Terminal.output.bold("What this does not hide yet"))
            - The proof is not zero-knowledge: it shows more than that the answer is right. It stands in a block, and
              holds thousands of sums over the picture, the salt of its commitment (the secret that keeps others
              from guessing it), the weights and all values in between. Take the picture for readable by whoever
              works at it: that its bytes are not on the ledger is not yet privacy.
            - The prover sees the picture, and the answer is public.
            - The model is open: its weights went to the ledger when it was registered.
            - All seven people live in this process, and the ledger is one node: nobody but you agrees to its blocks.

            Done in \(duration(seconds)), \(byteSize(peakMemory())) of memory at most.
            The same by hand, step by step: sirocco node init --dev, sirocco tx, sirocco prove, sirocco dispute.

            """
        let members: [(String, JSON)] = [
            ("model", .text(picture.model.circuit.name)),
            ("accuracy", .measured(models.evaluations[models.evaluations.count - 1].report.integerAccuracy)),
            ("models", models.json),
            ("image", picture.json),
            ("trace_root", .text(picture.traceRoot.description)),
            ("same_root", .bool(agreement.agrees)),
            ("runs", agreement.json),
        ]
        return Report(
            text: text,
            json: .object(
                members + trade.json + [
                    ("zero_knowledge", false), ("private", false), ("seed", .wide(seed)),
                    ("elapsed_s", .measured(seconds)), ("peak_bytes", .integer(peakMemory())),
                ]))
    }
}
