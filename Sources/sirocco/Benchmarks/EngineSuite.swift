import Circuit
import Claims
import ModelImport
import TensorEngine

/// Whole images through the example models.
struct EngineSuite {
    let thoroughness: Thoroughness
    let progress: Progress
    let models: [ImportedModel]

    private struct Setting {
        let batch: Int
        let threads: Int
        let trace: TraceLevel?

        var name: String {
            "batch\(batch)" + (trace.map { ".trace_\($0.name)" } ?? "") + (threads > 1 ? ".threads\(threads)" : "")
        }
    }

    /// One image alone as a service answers it; batches as a data set is run.
    private static let settings = [
        Setting(batch: 1, threads: 1, trace: nil), Setting(batch: 1, threads: 1, trace: .full),
        Setting(batch: 8, threads: 1, trace: nil), Setting(batch: 64, threads: 1, trace: nil),
        Setting(batch: 64, threads: 1, trace: .full), Setting(batch: 64, threads: 2, trace: nil),
        Setting(batch: 64, threads: 2, trace: .full),
    ]

    func run() throws(EngineError) -> [Measurement] {
        var results: [Measurement] = []
        for model in models {
            let input = model.circuit.inputs[0]
            // Values of a picture's kind, within any input's range.
            let image = (0..<input.type.byteCount).map { UInt8(truncatingIfNeeded: $0 &* 37) & 0x7F }
            for setting in Self.settings {
                let engine = try TensorEngine(
                    model.circuit, model.weights, batch: setting.batch, threads: setting.threads, trace: setting.trace)
                for item in 0..<setting.batch { try engine.setInput(0, item: item, image) }
                results.append(
                    progress.stage("\(model.circuit.name), \(setting.name)") { _ in
                        thoroughness.measure(
                            "engine.\(model.circuit.name).\(setting.name)", unit: "images", units: setting.batch,
                            threads: setting.threads
                        ) { engine.run(items: setting.batch) }
                    })
            }
        }
        return results
    }
}
