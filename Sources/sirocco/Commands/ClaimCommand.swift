import ArgumentParser
import Circuit
import Claims
import Dispute
import Signatures
import TensorEngine
import Transcript
import Verifier

struct ClaimCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "claim", abstract: "Run a circuit on one input and claim the result, open to dispute.",
        discussion: """
            Writes a claim that commits to every operator's result (level full), to those that end a layer \
            (layer) or to the outputs alone (step). Whoever runs the same model on the same input can compare \
            it with sirocco replay. --trace writes what the asserter answers from in a dispute; below level \
            full its roots count only when they are signed, with --key.
            """)

    @Argument(
        help: ArgumentHelp("The model: its base path, or one of its two files.", valueName: "model"), completion: .file())
    var model: String

    @Argument(help: ArgumentHelp("The input, or - for standard input.", valueName: "input"), completion: .file())
    var input: String

    @Option(help: ArgumentHelp("How much of the run is committed to: full, layer or step.", valueName: "level"))
    var level = "full"

    @Option(
        name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("Where to write the claim.", valueName: "claim"),
        completion: .file())
    var output: String

    @Option(help: ArgumentHelp("Also write there what the asserter answers from.", valueName: "file"), completion: .file())
    var trace: String?

    @Option(help: ArgumentHelp("The job that the run answers.", valueName: "0x.."))
    var job: String?

    @Option(help: ArgumentHelp("The address that is paid.", valueName: "0x.."))
    var address: String?

    @Option(help: ArgumentHelp("The chain that the claim is for.", valueName: "n"))
    var chain: UInt64 = 0

    @OptionGroup var key: KeyOption

    @Option(help: ArgumentHelp(Lie.help, valueName: "operator:element", visibility: .hidden))
    var cheat: String?

    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        guard let level = TraceLevel(name: level) else {
            throw Failure(
                .valueOutOfRange, "\"\(level)\" is no trace level", why: "known are full, layer and step", try: "--level full")
        }
        guard !output.isEmpty else {
            throw Failure(.usage, "the claim has no name", why: "-o is empty", try: "-o run.claim")
        }
        let job = try job.map { (text) throws(Failure) in try Digest.argument(text, "--job") } ?? .zero
        let lie = try cheat.map { (text) throws(Failure) in try Lie(text) }
        let given = try address.map { (text) throws(Failure) in try Digest.argument(text, "--address") }
        let (circuit, weights) = try ModelFiles(model).model()
        let inputs = try TensorFile(path: input).tensors(for: circuit)
        let signer = try key.signer(context.settings)
        if let given, let signer, given != signer.address {
            throw Failure(
                .usage, "--address is not the key's address", why: "the key's is \(signer.address)", try: "leave --address out")
        }
        let prover = Address(signer?.address ?? given ?? .zero)
        let cost = try TraceCost(circuit, weights, inputs, level)
        let honest: TraceHolder, run: TraceHolder
        let file: ClaimFile, traceFile: TraceFile?
        do throws(TraceHolderError) {
            honest = try TraceHolder(circuit, weights, inputs: [inputs], level: level)
            if let lie {
                run = try honest.altered(step: 0, position: lie.position, result: lie.result, element: lie.element)
            } else {
                run = honest
            }
        } catch { throw Failure(error, model: model) }
        file = try claimFile(run, job: job, prover)
        do throws(TraceHolderError) {
            let sign = signer.map { signer in { (message: Digest) in signer.signReveal(message) } }
            traceFile = trace == nil ? nil : try TraceFile(file.claim, run, sign: sign)
        } catch { throw Failure(error, model: model) }
        var files = AtomicFiles()
        try files.stage(file.bytes, at: output)
        if let trace, let bytes = traceFile?.bytes { try files.stage(bytes, at: trace) }
        try files.commit()
        if let lie {
            let isSeen = run.commitment != honest.commitment || run.outputs != honest.outputs
            let place = "element \(lie.element) of operator %\(lie.position) was raised by one"
            context.warn(
                isSeen
                    ? "this claim is wrong on purpose: \(place)"
                    : "\(place), which changes nothing that level \(level.name) commits to: the claim is right")
        }
        if trace != nil, level != .full, signer == nil {
            context.warn("nothing was signed: below level full the trace answers no question; give --key")
        }
        return report(file, run.outputs, traceFile, cost, lie)
    }

    private func claimFile(_ run: TraceHolder, job: Digest, _ prover: Address) throws(Failure) -> ClaimFile {
        let commitment: ModelCommitment, claim: Claim
        do throws(CanonicalError) {
            commitment = try ModelCommitment(circuitHash: run.circuit.hash, weightsRoot: run.weights.root)
        } catch { throw Failure(.canonical(error), model: model) }
        do throws(TraceHolderError) { claim = try run.claim(chain: chain, job: job, model: commitment, prover: prover) } catch {
            throw Failure(error, model: model)
        }
        do throws(DisputeFileError) { return try ClaimFile(claim, run.circuit, commitment: commitment) } catch {
            throw Failure(
                .notDisputable, "no claim can be made of \(model)", why: "\(error)", try: "sirocco model inspect \(model)")
        }
    }

    private func report(
        _ file: ClaimFile, _ outputs: [Tensor], _ traceFile: TraceFile?, _ cost: TraceCost, _ lie: Lie?
    ) -> Report {
        let claim = file.claim, circuit = file.circuit
        var pairs = [("claim", claim.id.description), ("model id", claim.model.description)]
        for (output, tensor) in zip(circuit.outputs, outputs) { pairs.append((output.name, tensor.excerpt)) }
        pairs += [
            ("level", file.commitment.level.name), ("trace root", file.commitment.root.description),
            ("address", claim.prover.description),
            (
                "overhead",
                "\(percent(cost.overhead)): \(duration(cost.plain * 1e-3)) without a trace, "
                    + "\(duration(cost.traced * 1e-3)) with it"
            ),
            ("written", "\(output), \(byteSize(file.bytes.count))"),
        ]
        if let trace, let traceFile { pairs.append(("", "\(trace), \(byteSize(traceFile.bytes.count))")) }
        return Report(
            text: "\(printable(circuit.name))\n" + fields(pairs),
            json: [
                "name": .text(circuit.name), "claim": .text(output), "claim_id": .text(claim.id.description),
                "claim_bytes": .text(hexadecimal(claim.canonicalBytes)), "model_id": .text(claim.model.description),
                "level": .text(file.commitment.level.name), "trace_root": .text(file.commitment.root.description),
                "input_commitments": .list(claim.inputs.map { .text($0.description) }),
                "output": .list(zip(circuit.outputs, outputs).map { $1.json(name: $0.name) }),
                "address": .text(claim.prover.description), "job": .text(claim.job.description),
                "plain_ms": .measured(cost.plain), "traced_ms": .measured(cost.traced),
                "claim_overhead": .measured(cost.overhead), "trace": .optional(trace),
                "signed": .bool(traceFile?.signatures.contains { !$0.isEmpty } ?? false),
                "cheat": lie.map { $0.json } ?? .null,
            ])
    }
}

/// What a trace costs: the same run without and with it, in turns, medians.
private struct TraceCost {
    /// Milliseconds.
    let plain: Double
    let traced: Double
    var overhead: Double { traced / plain - 1 }

    init(_ circuit: Circuit, _ weights: Weights, _ inputs: [Tensor], _ level: TraceLevel) throws(Failure) {
        let engines: [TensorEngine]
        do throws(EngineError) {
            engines = [
                try TensorEngine(circuit, weights), try TensorEngine(circuit, weights, trace: level),
            ]
            for engine in engines { _ = try engine.run(inputs) }
        } catch { throw Failure(error) }
        var times: [[Double]] = [[], []]
        let whole = Stopwatch()
        while times[0].count < 3 || (times[0].count < 101 && whole.seconds < 0.5) {
            for (index, engine) in engines.enumerated() {
                engine.resetStates()
                let watch = Stopwatch()
                engine.run(items: 1)
                times[index].append(watch.milliseconds)
            }
        }
        let medians = times.map { $0.sorted()[$0.count / 2] }
        (plain, traced) = (max(medians[0], 1e-6), medians[1])
    }
}
