import ArgumentParser
import Circuit
import Claims
import Prover
import Transcript
import Verifier

struct ProveCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: "Run a circuit on one input and prove the result.",
        discussion: """
            Writes one file that says "this input, through this model, gives this output, for this job, paid \
            to this address"; sirocco verify needs nothing else. INPUT is as for sirocco run. Job, address \
            and chain are zero where they are not given. With --private the claim and the file hold a             commitment instead of the tensor. Proofs are not zero-knowledge yet: one over a private tensor             leaks parts of it.
            """)

    @Argument(
        help: ArgumentHelp("The model: its base path, or one of its two files.", valueName: "model"),
        completion: .file())
    var model: String

    @Argument(help: ArgumentHelp("The input, or - for standard input.", valueName: "input"), completion: .file())
    var input: String

    @Option(
        name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("Where to write the proof.", valueName: "proof"),
        completion: .file())
    var output: String

    @OptionGroup var profile: ProfileOption

    @Flag(name: .customLong("no-zk"), help: "Accepted, and changes nothing: proofs hide nothing yet.")
    var noZeroKnowledge = false

    @Option(help: ArgumentHelp("The job that the run answers.", valueName: "0x.."))
    var job: String?

    @Option(help: ArgumentHelp("The address that is paid.", valueName: "0x.."))
    var address: String?

    @Option(help: ArgumentHelp("The chain that the claim is for.", valueName: "n"))
    var chain: UInt64 = 0

    @OptionGroup(title: "What stays private") var privacy: PrivacyOptions
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let profile = try profile.chosen()
        let job = try job.map { (text) throws(Failure) in try Digest.argument(text, "--job") } ?? .zero
        let address = try address.map { (text) throws(Failure) in try Digest.argument(text, "--address") } ?? .zero
        guard !output.isEmpty else {
            throw Failure(.usage, "the proof has no name", why: "-o is empty", try: "-o run.proof")
        }
        let (circuit, weights) = try ModelFiles(model).model()
        let inputs = try TensorFile(path: input).tensors(for: circuit)
        let salts = try privacy.salts(circuit, job: job)
        if !context.settings.isQuiet {
            StandardError.write("not zero-knowledge yet: a proof over a private input leaks parts of it\n")
        }
        let setup: Stopwatch
        let prover: ModelProver, proof: ModelProver.Proof, bits: SecurityBits
        let times: (setup: Double, prove: Double)
        do {
            setup = Stopwatch()
            prover = try context.progress.stage("committing to the weights of \(circuit.name)") { _ in
                try ModelProver(
                    circuit, weights, profile: profile, threads: context.settings.threads,
                    allowingInsecure: profile.isInsecure)
            }
            let setupTime = setup.milliseconds
            let watch = Stopwatch()
            proof = try context.progress.stage("proving \(circuit.name)") { _ in
                try prover.prove(inputs, chain: chain, job: job, prover: Address(address), salts: salts)
            }
            times = (setupTime, watch.milliseconds)
            bits = try prover.setting(salts.privacy).securityReport().sum
        } catch let error as ProverError {
            throw Failure(error, model: model)
        } catch let error as ProofError {
            throw Failure(error, model: model)
        }
        var files = AtomicFiles()
        try files.stage(proof.bytes, at: output)
        try files.commit()
        let outputs = zip(circuit.outputs, proof.outputs).map { (name: $0.name, tensor: $1) }
        var pairs = [
            ("model id", prover.model.id.description), ("claim", proof.claim.id.description), ("profile", profile.name),
        ]
        for (name, tensor) in outputs { pairs.append((name, tensor.excerpt)) }
        if privacy.part != nil {
            for commitment in proof.claim.inputs { pairs.append(("input", commitment.description)) }
            for commitment in proof.claim.outputs { pairs.append(("output", commitment.description)) }
        }
        pairs += [
            ("committing", duration(times.setup * 1e-3)), ("proving", duration(times.prove * 1e-3)),
            ("proof", "\(output), \(byteSize(proof.bytes.count))"), ("memory", byteSize(peakMemory())),
            ("witness", counted(proof.witnessElements, "element")),
            ("security", "\(bits) bits"), ("zero-knowledge", "no"),
        ]
        return Report(
            text: "\(printable(circuit.name))\n" + fields(pairs),
            json: [
                "name": .text(circuit.name), "proof": .text(output),
                "model_id": .text(prover.model.id.description),
                "claim": [
                    "id": .text(proof.claim.id.description), "bytes": .text(hexadecimal(proof.claim.canonicalBytes)),
                ],
                "profile": .text(profile.name),
                "private": .optional(privacy.part?.rawValue),
                "input_commitments": .list(proof.claim.inputs.map { .text($0.description) }),
                "output_commitments": .list(proof.claim.outputs.map { .text($0.description) }),
                "output": .list(outputs.map { $0.tensor.json(name: $0.name) }),
                "setup_ms": .measured(times.setup), "prove_ms": .measured(times.prove),
                "peak_bytes": .integer(peakMemory()), "proof_bytes": .integer(proof.bytes.count),
                "witness_elements": .integer(proof.witnessElements), "security_bits": bits.json,
                "zero_knowledge": false,
            ])
    }
}

extension Tensor {
    /// The first values.
    var excerpt: String {
        let count = type.shape.count
        return (0..<min(count, 16)).map { String(element($0)) }.joined(separator: " ") + (count > 16 ? " .. (\(type))" : "")
    }
}

/// Bytes as JSON has them: `0x` and lower-case digits.
func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return "0x" + String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
