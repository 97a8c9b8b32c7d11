import Algebra
import Circuit
import Claims
import Transcript

/// Verifies proof files. Total: any bytes are accepted or refused with one `ProofError`.
public enum ProofVerifier {
    /// What an accepted proof shows.
    public struct Verdict: Sendable {
        public let header: ProofHeader
        public let security: SecurityReport
    }

    /// Soundness: an accepted file shows, but for the error in `security`, that the model with this id gives these
    /// outputs on these inputs, for the claim's job, paid to the claim's prover. The caller compares the claim with
    /// the one it cares about, and knows the model's registration (that oracle and weights root are one model).
    ///
    /// Not zero-knowledge: a proof shows parts of the weights and of every value in between.
    ///
    /// - Throws: `ProofError`, the first check that fails, cheap ones first.
    /// - Timing: variable; for public proofs.
    public static func verify(_ bytes: [UInt8], allowingInsecure: Bool = false) throws(ProofError) -> Verdict {
        try replay(bytes, allowingInsecure: allowingInsecure).verdict
    }

    /// The same, and the transcript as it ends.
    ///
    /// - Parameter logging: whether the transcript keeps all that was said, for comparison with another verifier's.
    package static func replay(
        _ bytes: [UInt8], allowingInsecure: Bool, logging: Bool = false
    ) throws(ProofError) -> (verdict: Verdict, transcript: Transcript) {
        var decoder = CanonicalDecoder(bytes)
        let header = try ProofHeader.decode(from: &decoder)
        let (profile, weightRoot) = try checkBindings(header, allowingInsecure: allowingInsecure)
        let setting = try ProofSetting(
            header.circuit, privacy: StatementPrivacy(header.claim), profile: profile, allowingInsecure: allowingInsecure)
        let statement = StatementProtocol(plan: setting.plan, publicValues: try publicValues(header))

        let statementProof = try StatementProof.decode(from: &decoder, for: statement)
        let commitmentProof: WHIRProof
        do throws(CanonicalError) {
            commitmentProof = try WHIRProof.decode(from: &decoder, parameters: setting.parameters)
            try decoder.finish()
        } catch { throw .malformed(error) }

        var transcript = transcript(header, weightRoot: weightRoot, logging: logging)
        let reduction: StatementReduction
        do {
            reduction = try StatementVerifier.reduce(statement, proof: statementProof, transcript: &transcript)
        } catch { throw .statement(error) }
        do {
            try WHIRVerifier.verify(
                commitmentProof, claims: claims(reduction, header.witnessRoot, weightRoot), parameters: setting.parameters,
                transcript: &transcript)
        } catch { throw .commitment(error) }
        return (Verdict(header: header, security: try setting.securityReport()), transcript)
    }

    /// The transcript of a proof before its body: the claim first, then what it does not hold itself.
    package static func transcript(_ header: ProofHeader, weightRoot: Digest, logging: Bool = false) -> Transcript {
        var transcript = Transcript(protocol: "sirocco proof v1", claim: header.claim.canonicalBytes)
        if logging { transcript.log = [] }
        transcript.absorb("circuit", header.circuit.hash)
        for tensor in header.inputs { transcript.absorb("input", tensor.root) }
        for tensor in header.outputs { transcript.absorb("output", tensor.root) }
        transcript.absorb("weight root", weightRoot)
        transcript.absorb("witness root", header.witnessRoot)
        return transcript
    }

    package static func claims(_ reduction: StatementReduction, _ witness: Digest, _ weights: Digest) -> [WHIRClaim] {
        [
            WHIRClaim(root: witness, point: reduction.witnessPoint, values: [reduction.witnessValue]),
            WHIRClaim(root: weights, point: reduction.weightPoint, values: [reduction.weightValue]),
        ]
    }

    /// Everything that ties the file's parts to the claim.
    static func checkBindings(
        _ header: ProofHeader, allowingInsecure: Bool
    ) throws(ProofError) -> (SecurityProfile, Digest) {
        let claim = header.claim
        guard claim.model == header.model.id else { throw .otherModel }
        guard header.model.circuitHash == header.circuit.hash else { throw .otherCircuit }
        guard case .proved(let id) = claim.assurance else { throw .notProved }
        guard let profile = SecurityProfile.named(id) else { throw .unknownProfile(id) }
        guard allowingInsecure || !profile.isInsecure else { throw .insecureProfile }
        guard let oracle = header.model.oracleRoots.first(where: { $0.profile == id }) else { throw .noOracle(id) }
        guard claim.steps == 1 else { throw .severalSteps(claim.steps) }
        try check(header.inputs, header.circuit.inputs.map { $0.name }, against: claim.inputs, "inputs")
        try check(header.outputs, header.circuit.outputs.map { $0.name }, against: claim.outputs, "outputs")
        let publicSlots = claim.inputs.indices.filter { !claim.inputs[$0].isPrivate }
        for (slot, tensor) in zip(publicSlots, header.inputs) {
            do { try header.circuit.check(tensor, input: slot) } catch { throw .tensorOutOfRange("\(error)") }
        }
        return (profile, oracle.root)
    }

    private static func check(
        _ tensors: [Tensor], _ names: [String], against commitments: [TensorCommitment], _ field: String
    ) throws(ProofError) {
        guard names.count == commitments.count, tensors.count == commitments.count(where: { !$0.isPrivate }) else {
            throw .wrongTensorCount(field)
        }
        var rest = tensors[...]
        for (name, commitment) in zip(names, commitments) {
            // Private tensors are opened inside the proof.
            guard case .public(let root) = commitment else { continue }
            guard rest.popFirst()?.root == root else { throw .otherTensor(name) }
        }
    }

    /// Score and index of the argmax, from the public outputs; an output given twice has to agree. Digests of the
    /// private tensors, from the claim.
    package static func publicValues(_ header: ProofHeader) throws(ProofError) -> StatementPublicValues {
        let claim = header.claim
        let digests = (claim.inputs + claim.outputs).compactMap { commitment in
            if case .private(let commitment) = commitment { commitment.digest } else { nil }
        }
        var score: Int64?, index: Int64?
        let publicOutputs = zip(header.circuit.outputs, claim.outputs).filter { !$0.1.isPrivate }.map { $0.0 }
        for (output, tensor) in zip(publicOutputs, header.outputs) {
            guard case .result(let position, let result) = output.operand.source,
                case .reduction = header.circuit.operators[position].kind, tensor.type.shape.count == 1
            else { throw .outputs }
            let value = tensor.element(0)
            if result == 0 {
                guard score == nil || score == value else { throw .outputs }
                score = value
            } else {
                guard index == nil || index == value else { throw .outputs }
                index = value
            }
        }
        // With a private output the plan asks for neither.
        if publicOutputs.count < claim.outputs.count { (score, index) = (score ?? 0, index ?? 0) }
        guard let score, let index, let place = Int(exactly: index) else { throw .outputs }
        return StatementPublicValues(
            inputs: header.inputs, score: score, index: place, job: claim.job, digests: digests)
    }
}
