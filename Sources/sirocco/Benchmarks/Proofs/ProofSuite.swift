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
    /// The folder of the example models, for fresh processes.
    let folder: String
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
        let proverStages: [StageFigure]
        let verifierStages: [StageFigure]
        let cold: ColdRuns?
        let proofBytes: Int
        let witnessElements: Int
        let security: SecurityBits

        var measurements: [Measurement] { [setup, prove, verify] }
        /// The figures that miss the aim; nil where there is none.
        var missed: [String]? {
            profile == SecurityProfile.p100.name && privacy == .none ? ProofAim.all[model]?.missed(by: self) : nil
        }
    }

    func run(_ rates: WorkRates) throws -> [Figure] {
        try models.flatMap { model in
            try SecurityProfile.all.filter { !$0.isInsecure }.flatMap { profile in
                try Privacy.allCases.map { try figure(model, profile, $0, rates) }
            }
        }
    }

    /// Values of a picture's kind, within any input's range.
    static func picture(for circuit: Circuit) throws -> Tensor {
        let type = circuit.inputs[0].type
        return try Tensor(type, bytes: (0..<type.byteCount).map { UInt8(truncatingIfNeeded: $0 &* 37) & 0x7F })
    }

    private func figure(
        _ model: ImportedModel, _ profile: SecurityProfile, _ privacy: Privacy, _ rates: WorkRates
    ) throws -> Figure {
        let name = "\(model.circuit.name).\(profile.name)" + (privacy == .none ? "" : ".private-\(privacy.rawValue)")
        // Milliseconds each: one call a sample is enough.
        let samples = isQuick ? 3 : 15
        let thoroughness = Thoroughness(samples: samples, sampleNanoseconds: 0)
        // Stages, floors and fresh processes are measured where all is public.
        let isPublic = privacy == .none
        let cold = try !isPublic ? nil : progress.stage("proofs in fresh processes, \(name)") { _ in
            try ColdRuns(
                model: folder + "/" + model.circuit.name, profile: profile.name, threads: threads, runs: isQuick ? 2 : 7)
        }
        return try progress.stage("proofs, \(name)") { _ in
            do {
                let tensor = try Self.picture(for: model.circuit)
                func make() throws(ProverError) -> ModelProver {
                    try ModelProver(model.circuit, model.weights, profile: profile, threads: threads)
                }
                let prover = try make()
                // Their bytes do not matter here.
                let salt = try CommitmentSalt([UInt8](0..<32))
                let salts = TensorSalts(
                    inputs: privacy == .none ? [] : model.circuit.inputs.map { _ in salt },
                    outputs: privacy == .both ? model.circuit.outputs.map { _ in salt } : [])
                func prove(_ observer: ProofStageObserver? = nil) throws(ProverError) -> ModelProver.Proof {
                    try prover.prove(
                        [tensor], chain: 0, job: .zero, prover: Address(.zero), salts: salts, observer: observer)
                }
                let proof = try prove()
                let setting = try prover.setting(salts.privacy)
                _ = try ProofVerifier.verify(proof.bytes)
                func measure(_ part: String, threads: Int, _ body: () -> Void) -> Measurement {
                    thoroughness.measure("proof.\(name).\(part)", unit: "proofs", units: 1, threads: threads, body)
                }
                let proving = try StageRecorder.fastest(samples: samples) { _ = try prove($0) }
                let verifying = try StageRecorder.fastest(samples: samples) {
                    _ = try ProofVerifier.verify(proof.bytes, observer: $0)
                }
                return Figure(
                    model: model.circuit.name, profile: profile.name, privacy: privacy,
                    setup: measure("setup", threads: threads) { _ = try? make() },
                    prove: measure("prove", threads: threads) { _ = try? prove() },
                    verify: measure("verify", threads: 1) { _ = try? ProofVerifier.verify(proof.bytes) },
                    proverStages: isPublic
                        ? StageFigure.all(proving, try ProverWork(setting).stages, rates, memory: cold?.memory ?? [:]) : [],
                    verifierStages: isPublic
                        ? StageFigure.all(verifying, try VerifierWork(setting, proof).stages, rates) : [],
                    cold: cold, proofBytes: proof.bytes.count, witnessElements: proof.witnessElements,
                    security: setting.security.sum)
            } catch let error as ProverError {
                throw Failure(error, model: model.circuit.name)
            } catch let error as ProofError {
                throw Failure(error, model: model.circuit.name)
            }
        }
    }
}
