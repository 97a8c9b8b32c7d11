import ArgumentParser
import Circuit
import TensorEngine
import Transcript

struct RunCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a circuit on one input, plainly and exactly.",
        discussion: """
            INPUT is JSON with shape, element_type and values (see circuits/*.input.*.json), the bare \
            canonical bytes in a .bin file, or - for either on standard input. The trace root commits to \
            every operator's result; it is the same on every machine.
            """)

    @Argument(
        help: ArgumentHelp("The model: its base path, or one of its two files.", valueName: "model"),
        completion: .file())
    var model: String

    @Argument(help: ArgumentHelp("The input, or - for standard input.", valueName: "input"), completion: .file())
    var input: String

    @Option(
        help: ArgumentHelp(
            "Also write the outputs there: bare bytes for a .bin file, JSON otherwise.", valueName: "file"),
        completion: .file())
    var output: String?

    @Flag(name: .customLong("no-trace"), help: "Make no trace root, which is faster.")
    var noTrace = false

    @Option(name: .customLong("repeat"), help: ArgumentHelp("Run this often, for the median time.", valueName: "n"))
    var repetitions = 1

    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        guard (1...1_000_000).contains(repetitions) else {
            throw Failure(
                .valueOutOfRange, "--repeat \(repetitions) is out of range", why: "1 to 1,000,000 are allowed",
                try: "--repeat 100")
        }
        let (circuit, weights) = try ModelFiles(model).model()
        let inputs = try TensorFile(path: input).tensors(for: circuit)
        let engine: TensorEngine
        var run: EngineRun
        var times: [Double] = []
        do throws(EngineError) {
            engine = try TensorEngine(circuit, weights, trace: noTrace ? nil : .full)
            run = try engine.run(inputs)
            for slot in inputs.indices { try engine.setInput(slot, item: 0, inputs[slot].bytes) }
        } catch {
            throw Failure(error)
        }
        if repetitions > 1 {
            context.progress.stage("running \(circuit.name)", of: repetitions) { stage in
                for _ in 0..<repetitions {
                    engine.resetStates()
                    let watch = Stopwatch()
                    engine.run(items: 1)
                    times.append(watch.milliseconds)
                    stage.advance()
                }
            }
        } else {
            engine.resetStates()
            let watch = Stopwatch()
            engine.run(items: 1)
            times.append(watch.milliseconds)
        }
        let outputs = zip(circuit.outputs, run.outputs).map { (name: $0.name, tensor: $1) }
        if let output {
            var files = AtomicFiles()
            try files.stage(Self.file(outputs, isBare: output.hasSuffix(".bin")), at: output)
            try files.commit()
        }
        return Self.report(circuit, outputs, run, milliseconds: times.sorted()[times.count / 2], repetitions)
    }

    private static func file(_ outputs: [(name: String, tensor: Tensor)], isBare: Bool) -> [UInt8] {
        if isBare { return outputs.flatMap { $0.tensor.bytes } }
        return Array(
            (JSON.object([("outputs", .list(outputs.map { $0.tensor.json(name: $0.name) }))]).encoded + "\n").utf8)
    }

    private static func report(
        _ circuit: Circuit, _ outputs: [(name: String, tensor: Tensor)], _ run: EngineRun, milliseconds: Double,
        _ repetitions: Int
    ) -> Report {
        var pairs: [(String, String)] = []
        for (name, tensor) in outputs {
            let shown = tensor.values.prefix(32).map { String($0) }.joined(separator: " ")
            pairs.append((name, shown + (tensor.type.shape.count > 32 ? " .. (\(tensor.type))" : "")))
            pairs.append(("", "root \(tensor.root)"))
        }
        if let root = run.traceRoot { pairs.append(("trace root", root.description)) }
        pairs.append(
            ("time", duration(milliseconds * 1e-3) + (repetitions > 1 ? ", median of \(grouped(repetitions))" : "")))
        return Report(
            text: "\(circuit.name)\n" + fields(pairs),
            json: [
                "name": .text(circuit.name),
                "circuit_hash": .text(circuit.hash.description),
                "output": .list(outputs.map { $0.tensor.json(name: $0.name) }),
                "output_root": .optional(outputs.first?.tensor.root.description),
                "trace_root": .optional(run.traceRoot?.description),
                "ms": .measured(milliseconds),
                "repetitions": .integer(repetitions),
            ])
    }
}

extension Tensor {
    /// As an input file has it. 64-bit values are texts.
    func json(name: String) -> JSON {
        [
            "name": .text(name), "element_type": .text(type.element.name),
            "shape": .list(type.shape.dimensions.map { .integer($0) }),
            "values": .list(values.map { type.element == .int64 ? .wide($0) : .integer(Int($0)) }),
            "root": .text(root.description),
        ]
    }
}
