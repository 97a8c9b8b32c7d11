import Circuit
import Claims
import ModelImport
import Prover
import Transcript
import Verifier

/// One picture through each example model, proved and verified under each profile in use: with everything
/// public, the input private, and input and outputs private.
struct ProofSuite {
    let isQuick: Bool
    let progress: Progress
    let models: [ImportedModel]
    let threads: Int

    enum Privacy: String, CaseIterable {
        case none, input, both
    }

    struct Figure {
        let model: String
        let profile: String
        let privacy: Privacy
        let setup: Measurement
        let prove: Measurement
        let verify: Measurement
        let proofBytes: Int
        let witnessElements: Int
        let security: SecurityBits

        var measurements: [Measurement] { [setup, prove, verify] }

        var json: JSON {
            [
                "model": .text(model), "profile": .text(profile), "private": .text(privacy.rawValue),
                "setup_ms": .measured(setup.medianNanoseconds * 1e-6),
                "prove_ms": .measured(prove.medianNanoseconds * 1e-6),
                "verify_ms": .measured(verify.medianNanoseconds * 1e-6), "proof_bytes": .integer(proofBytes),
                "witness_elements": .integer(witnessElements), "security_bits": security.json,
                // Of the process so far: what came before is in it.
                "peak_bytes": .integer(peakMemory()), "zero_knowledge": false,
            ]
        }
    }

    func run() throws -> [Figure] {
        try models.flatMap { model in
            try SecurityProfile.all.filter { !$0.isInsecure }.flatMap { profile in
                try Privacy.allCases.map { try figure(model, profile, $0) }
            }
        }
    }

    private func figure(_ model: ImportedModel, _ profile: SecurityProfile, _ privacy: Privacy) throws -> Figure {
        let name = "\(model.circuit.name).\(profile.name)" + (privacy == .none ? "" : ".private-\(privacy.rawValue)")
        let input = model.circuit.inputs[0]
        // Values of a picture's kind, within any input's range.
        let image = (0..<input.type.byteCount).map { UInt8(truncatingIfNeeded: $0 &* 37) & 0x7F }
        // Milliseconds each: one call a sample is enough.
        let thoroughness = Thoroughness(samples: isQuick ? 3 : 15, sampleNanoseconds: 0)
        return try progress.stage("proofs, \(name)") { _ in
            do {
                let tensor = try Tensor(input.type, bytes: image)
                func make() throws(ProverError) -> ModelProver {
                    try ModelProver(model.circuit, model.weights, profile: profile, threads: threads)
                }
                let prover = try make()
                // Their bytes do not matter here.
                let salt = try CommitmentSalt([UInt8](0..<32))
                let salts = TensorSalts(
                    inputs: privacy == .none ? [] : model.circuit.inputs.map { _ in salt },
                    outputs: privacy == .both ? model.circuit.outputs.map { _ in salt } : [])
                func prove() throws(ProverError) -> ModelProver.Proof {
                    try prover.prove([tensor], chain: 0, job: .zero, prover: Address(.zero), salts: salts)
                }
                let proof = try prove()
                _ = try ProofVerifier.verify(proof.bytes)
                func measure(_ part: String, threads: Int, _ body: () -> Void) -> Measurement {
                    thoroughness.measure("proof.\(name).\(part)", unit: "proofs", units: 1, threads: threads, body)
                }
                return Figure(
                    model: model.circuit.name, profile: profile.name, privacy: privacy,
                    setup: measure("setup", threads: threads) { _ = try? make() },
                    prove: measure("prove", threads: threads) { _ = try? prove() },
                    verify: measure("verify", threads: 1) { _ = try? ProofVerifier.verify(proof.bytes) },
                    proofBytes: proof.bytes.count, witnessElements: proof.witnessElements,
                    security: try prover.setting(salts.privacy).securityReport().sum)
            } catch let error as ProverError {
                throw Failure(error, model: model.circuit.name)
            } catch let error as ProofError {
                throw Failure(error, model: model.circuit.name)
            }
        }
    }

    static func table(_ figures: [Figure]) -> String {
        var table = Table([
            ("model", .left), ("profile", .left), ("private", .left), ("set-up", .right), ("prove", .right), ("verify", .right),
            ("proof", .right), ("witness", .right), ("security", .right),
        ])
        for figure in figures {
            table.append([
                figure.model, figure.profile, figure.privacy.rawValue, duration(figure.setup.medianNanoseconds * 1e-9),
                duration(figure.prove.medianNanoseconds * 1e-9), duration(figure.verify.medianNanoseconds * 1e-9),
                byteSize(figure.proofBytes), grouped(figure.witnessElements), "\(figure.security) bits",
            ])
        }
        return table.rendered(indent: 0)
    }
}
