import Algebra
import Circuit
import Claims
import TensorEngine
import Transcript
import Verifier

/// Why a run could not be proved.
public enum ProverError: Error, Sendable {
    case proof(ProofError)
    case engine(EngineError)
    case claim(CanonicalError)
}

/// Proves runs of one model under one profile. The weight oracle is committed once and reused.
public final class ModelProver {
    /// Of runs whose tensors are all public.
    public let setting: ProofSetting
    public let model: ModelCommitment
    private let weights: Weights
    private let weightCells: OracleCells
    private let weightOracle: WHIROracle
    private let engine: TensorEngine
    private let profile: SecurityProfile
    private let threads: Int

    /// - Throws: `ProverError` when weights are not the circuit's, or the circuit has no proof in this version.
    public init(
        _ circuit: Circuit, _ weights: Weights, profile: SecurityProfile, threads: Int = 1, allowingInsecure: Bool = false
    ) throws(ProverError) {
        do { engine = try TensorEngine(circuit, weights, trace: .full) } catch { throw .engine(error) }
        do { setting = try ProofSetting(circuit, profile: profile, allowingInsecure: allowingInsecure) } catch {
            throw .proof(error)
        }
        self.weights = weights
        self.profile = profile
        self.threads = threads
        weightCells = OracleCells(setting.plan, circuit, weights)
        weightOracle = WHIROracle(
            committing: [weightCells.cells], parameters: setting.parameters.oracles[1], threads: threads)
        do {
            model = try ModelCommitment(
                circuitHash: circuit.hash, weightsRoot: weights.root,
                oracleRoots: [.init(profile: profile.id, root: weightOracle.root)])
        } catch { throw .claim(error) }
    }

    /// A proof of one run, as the bytes of a proof file.
    public struct Proof: Sendable {
        public let bytes: [UInt8]
        public let claim: Claim
        public let outputs: [Tensor]
        /// Cells of the witness oracle.
        public let witnessElements: Int
    }

    /// The setting of runs with these private tensors. The weight oracle serves all.
    public func setting(_ privacy: StatementPrivacy) throws(ProverError) -> ProofSetting {
        if privacy.isNone { return setting }
        let own: ProofSetting
        do {
            own = try ProofSetting(
                setting.circuit, privacy: privacy, profile: profile, allowingInsecure: profile.isInsecure)
        } catch { throw .proof(error) }
        precondition(own.parameters.oracles[1].hasLayout(of: setting.parameters.oracles[1]))
        return own
    }

    /// Runs the circuit and proves it.
    ///
    /// Not zero-knowledge: a proof over private tensors leaks parts of them.
    ///
    /// - Parameter salts: which tensors are private, by their salts; everything else stands in the file.
    /// - Throws: `ProverError` when inputs are not what the circuit takes, or a tensor cannot be private.
    public func prove(
        _ inputs: [Tensor], chain: UInt64, job: Digest, prover: Address, salts: TensorSalts = .none
    ) throws(ProverError) -> Proof {
        let privacy = salts.privacy, setting = try setting(privacy)
        let run: EngineRun, results: [[Tensor]]
        do throws(EngineError) {
            run = try engine.run(inputs)
            results = try engine.results(item: 0)
        } catch { throw .engine(error) }
        let claim: Claim
        do {
            claim = try Claim(
                chain: chain, job: job, model: model.id,
                inputs: TensorSalts.commitments(inputs, salts.inputs, job: job),
                outputs: TensorSalts.commitments(run.outputs, salts.outputs, job: job), assurance: .proved(profile.id), prover: prover)
        } catch { throw .claim(error) }

        let circuit = setting.circuit
        let witness = Witness(
            setting.plan, circuit: circuit, inputs: inputs, results: results,
            messages: salts.messages(inputs: inputs, outputs: run.outputs, job: job))
        let cells = OracleCells(setting.plan, witness)
        let oracle = WHIROracle(committing: [cells.cells], parameters: setting.parameters.oracles[0], threads: threads)
        let header = ProofHeader(
            claim: claim, model: model, circuit: circuit,
            inputs: inputs.enumerated().filter { !privacy.hides(input: $0.offset) }.map { $0.element },
            outputs: run.outputs.enumerated().filter { !privacy.hides(output: $0.offset) }.map { $0.element },
            witnessRoot: oracle.root)
        do throws(ProofError) {
            let statement = StatementProtocol(plan: setting.plan, publicValues: try ProofVerifier.publicValues(header))
            let prover = StatementProver(
                statement, circuit: circuit, witness: witness, weights: weights, witnessOracle: cells,
                weightOracle: weightCells)
            var transcript = ProofVerifier.transcript(header, weightRoot: weightOracle.root)
            let output: StatementProver.Output
            do { output = try prover.prove(transcript: &transcript) } catch { throw .statement(error) }
            let opening = WHIRProver.open(
                [oracle, weightOracle],
                claims: ProofVerifier.claims(output.reduction, oracle.root, weightOracle.root),
                parameters: setting.parameters, transcript: &transcript, threads: threads)
            var encoder = CanonicalEncoder()
            header.encode(into: &encoder)
            output.proof.encode(into: &encoder)
            opening.encode(into: &encoder)
            return Proof(
                bytes: encoder.bytes, claim: claim, outputs: run.outputs, witnessElements: cells.cells.count)
        } catch { throw .proof(error) }
    }
}
