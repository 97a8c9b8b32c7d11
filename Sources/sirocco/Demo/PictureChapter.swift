import Circuit
import ModelImport
import TensorEngine
import Transcript

/// One picture through one circuit, operator by operator.
struct PictureChapter {
    let model: ImportedModel
    let image: [UInt8]
    let label: Int
    let index: Int
    let run: EngineRun
    /// Every operator's results.
    let results: [[Tensor]]
    let traceRoot: Digest
    /// The accumulators that the class was chosen from; empty when the circuit ends otherwise.
    private let scores: [Int64]

    init(_ model: ImportedModel, _ images: LabelledImages, index: Int) throws(EngineError) {
        self.model = model
        self.index = index
        image = images.images[index]
        label = images.labels[index]
        let circuit = model.circuit
        let engine = try TensorEngine(circuit, model.weights, trace: .full)
        let input: Tensor
        do { input = try Tensor(circuit.inputs[0].type, bytes: image) } catch { throw .circuit(error) }
        run = try engine.run([input])
        results = try engine.results(item: 0)
        guard let root = run.traceRoot else { throw .noSuch("trace root") }
        traceRoot = root
        if case .result(let chooser, _) = circuit.outputs[0].operand.source,
            case .result(let position, let result)? = circuit.operators[chooser].operands.first?.source
        {
            scores = results[position][result].values
        } else {
            scores = []
        }
    }

    var predicted: Int { Int(run.outputs[0].element(0)) }

    static func name(_ label: Int) -> String {
        FashionMNIST.classNames.indices.contains(label) ? FashionMNIST.classNames[label] : "class \(label)"
    }

    func text(_ images: LabelledImages) -> String {
        let picture = Picture(width: images.width, height: images.height, pixels: image)
        let verdict = predicted == label ? "which is right" : "but it is labelled \(Self.name(label))"
        return """
            \(Terminal.output.bold("3. One picture in detail: test image \(index)"))
            \(picture?.rendered(for: .output) ?? "")
            \(model.circuit.name) says \(Self.name(predicted)), \(verdict). The last layer's sums:

            \(scoreTable)
            Every operator's result has a root, the BLAKE3 hash of its bytes:

            \(operatorTable)
            The trace root, one hash over all of them, commits to this run:
              \(traceRoot)


            """
    }

    private var scoreTable: String {
        let highest = max(1, scores.max() ?? 1)
        var table = Table([("", .left), ("", .right), ("", .left)])
        for (place, score) in scores.enumerated() {
            let length = score > 0 ? Int(24 * Double(score) / Double(highest)) : 0
            table.append([Self.name(place), grouped(Int(score)), String(repeating: "#", count: length)])
        }
        return table.rendered()
    }

    private var operatorTable: String {
        var table = Table([("", .right), ("operator", .left), ("kind", .left), ("result", .left), ("root", .left)])
        for (position, op) in model.circuit.operators.enumerated() {
            for (result, type) in op.results.enumerated() {
                let root = run.resultRoots[position][result].map { shortened($0.description) } ?? ""
                table.append(["%\(position)", op.label, op.kind.name, type.description, root])
            }
        }
        return table.rendered()
    }

    var json: JSON {
        [
            "index": .integer(index), "label": .integer(label), "class": .integer(predicted),
            "class_name": .text(Self.name(predicted)),
            "scores": .list(scores.map { .wide($0) }),
            "operators": .list(
                model.circuit.operators.enumerated().map { position, op in
                    [
                        "label": .text(op.label), "kind": .text(op.kind.name),
                        "roots": .list(run.resultRoots[position].map { .optional($0?.description) }),
                    ]
                }),
            "trace_root": .text(traceRoot.description),
        ]
    }
}
