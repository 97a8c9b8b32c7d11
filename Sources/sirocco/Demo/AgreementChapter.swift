import ModelImport
import TensorEngine
import Transcript

/// The same picture, computed in every way that this machine knows, has one trace root.
struct AgreementChapter {
    private struct Way {
        let isa: String
        let batch: Int
        let threads: Int
        let root: Digest
    }

    let agrees: Bool
    private let ways: [Way]
    private let expected: Digest

    init(_ picture: PictureChapter, neighbours: [[UInt8]]) throws(EngineError) {
        let model = picture.model
        var ways: [Way] = []
        for set in InstructionSet.available.reversed() {
            for (batch, threads) in [(1, 1), (8, 1), (8, 2)] {
                let engine = try TensorEngine(
                    model.circuit, model.weights, batch: batch, threads: threads, trace: .full)
                // In a batch the picture stands among strangers.
                let place = batch / 2
                for item in 0..<batch {
                    try engine.setInput(
                        0, item: item, item == place ? picture.image : neighbours[item % neighbours.count])
                }
                set.enforced { engine.run(items: batch) }
                guard let root = engine.traceRoot(item: place) else { throw .noSuch("trace root") }
                ways.append(Way(isa: set.name, batch: batch, threads: threads, root: root))
            }
        }
        self.ways = ways
        expected = picture.traceRoot
        agrees = ways.allSatisfy { $0.root == picture.traceRoot }
    }

    var text: String {
        var table = Table([
            ("instructions", .left), ("batch", .right), ("threads", .right), ("trace root", .left), ("", .left),
        ])
        for way in ways {
            table.append([
                way.isa, String(way.batch), String(way.threads), shortened(way.root.description),
                way.root == expected ? "same" : "DIFFERENT",
            ])
        }
        return """
            \(Terminal.output.bold("4. The same picture, the same root, however it is computed"))

            \(table.rendered())

            """
    }

    var json: JSON {
        .list(
            ways.map {
                [
                    "isa": .text($0.isa), "batch": .integer($0.batch), "threads": .integer($0.threads),
                    "trace_root": .text($0.root.description),
                ]
            })
    }
}
