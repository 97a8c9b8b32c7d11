import Circuit
import Claims
import ModelImport
import Prover
import Transcript
import Verifier

/// The picture's run is proved with each model, and a forged proof is refused.
struct ProofChapter {
    struct Entry {
        let model: String
        let proveMilliseconds: Double
        let verifyMilliseconds: Double
        let proofBytes: Int
        let predicted: Int
        let security: SecurityBits

        var json: JSON {
            [
                "model": .text(model), "class": .integer(predicted), "prove_ms": .measured(proveMilliseconds),
                "verify_ms": .measured(verifyMilliseconds), "proof_bytes": .integer(proofBytes),
                "security_bits": security.json, "zero_knowledge": false,
            ]
        }
    }

    let entries: [Entry]
    /// The class that the forged proof claims, and why it was refused.
    let forged: (predicted: Int, refusal: ProofError)

    init(_ models: [ImportedModel], image: [UInt8], index: Int, context: Context) throws {
        var entries: [Entry] = []
        var last: (bytes: [UInt8], header: ProofHeader)?
        for model in models {
            let name = model.circuit.name
            do {
                let input = try Tensor(model.circuit.inputs[0].type, bytes: image)
                let (proof, milliseconds) = try context.progress.stage("proving image \(index), \(name)") { _ in
                    let prover = try ModelProver(
                        model.circuit, model.weights, profile: .p100, threads: context.settings.threads)
                    let watch = Stopwatch()
                    let proof = try prover.prove([input], chain: 0, job: .zero, prover: Address(.zero))
                    return (proof, watch.milliseconds)
                }
                let watch = Stopwatch()
                let verdict = try ProofVerifier.verify(proof.bytes)
                entries.append(
                    Entry(
                        model: name, proveMilliseconds: milliseconds, verifyMilliseconds: watch.milliseconds,
                        proofBytes: proof.bytes.count, predicted: Int(verdict.header.outputs[0].element(0)),
                        security: verdict.security.sum))
                last = (proof.bytes, verdict.header)
            } catch let error as ProverError {
                throw Failure(error, model: name)
            } catch let error as ProofError {
                throw Failure(
                    .demonstrationFailed, "an honest proof of \(name) was refused", why: error.words,
                    try: "SIROCCO_ISA=portable sirocco demo, and report the difference")
            }
        }
        self.entries = entries
        guard let last, let forgery = try Self.forgery(last.bytes, last.header) else {
            throw Failure(.demonstrationFailed, "nothing was proved", why: "there are no models", try: "--circuits circuits")
        }
        do throws(ProofError) { _ = try ProofVerifier.verify(forgery.bytes) } catch {
            forged = (forgery.predicted, error)
            return
        }
        throw Failure(
            .demonstrationFailed, "a forged proof was accepted", why: "its claimed output has one byte changed",
            try: "report it: this is the worst thing that can happen here")
    }

    /// The same proof around another class, with a claim that commits to it: what is left to refuse it is the
    /// proof itself.
    private static func forgery(_ bytes: [UInt8], _ header: ProofHeader) throws -> (bytes: [UInt8], predicted: Int)? {
        guard let honest = header.outputs.first else { return nil }
        var changed = honest.bytes
        changed[0] ^= 1
        let outputs = [try Tensor(honest.type, bytes: changed)] + header.outputs.dropFirst()
        let claim = try Claim(
            chain: header.claim.chain, job: header.claim.job, model: header.claim.model, inputs: header.claim.inputs,
            outputs: outputs.map { TensorCommitment(public: $0) }, assurance: header.claim.assurance,
            prover: header.claim.prover)
        var old = CanonicalEncoder(), new = CanonicalEncoder()
        header.encode(into: &old)
        ProofHeader(
            claim: claim, model: header.model, circuit: header.circuit, inputs: header.inputs, outputs: outputs,
            witnessRoot: header.witnessRoot
        ).encode(into: &new)
        return (new.bytes + bytes.dropFirst(old.bytes.count), Int(outputs[0].element(0)))
    }

    var text: String {
        var table = Table([
            ("model", .left), ("proves", .left), ("proving", .right), ("verifying", .right), ("proof", .right),
            ("security", .right),
        ])
        for entry in entries {
            table.append([
                entry.model, PictureChapter.name(entry.predicted), duration(entry.proveMilliseconds * 1e-3),
                duration(entry.verifyMilliseconds * 1e-3), byteSize(entry.proofBytes), "\(entry.security) bits",
            ])
        }
        return """
            \(Terminal.output.bold("6. A proof instead of a replay"))
            Each model proves its answer for this picture; whoever verifies needs the proof and the registered
            model's id, neither the weights nor the time of a run:

            \(table.rendered())
            Now somebody changes one byte of the claimed output, so that it says \(PictureChapter.name(forged.predicted)):

              refused: \(printable(forged.refusal.words))


            """
    }

    var json: JSON { .list(entries.map { $0.json }) }

    var forgedJSON: JSON {
        ["class": .integer(forged.predicted), "refused": true, "why": .text(forged.refusal.words)]
    }
}
