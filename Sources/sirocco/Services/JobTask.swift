import Circuit
import Claims
import Dispute
import Ledger
import Prover
import TensorEngine
import Transcript
import Verifier

/// A job with everything that its work needs at hand.
struct JobTask {
    let id: Digest
    let order: JobOrder
    /// As registered.
    let commitment: ModelCommitment
    let circuit: Circuit
    let weights: Weights
    /// One for each input of the circuit, as the order commits to them.
    let inputs: [Tensor]
    /// One for each input where inputs are private; none where they are public.
    let salts: [CommitmentSalt]

    /// Runs the model and makes what the order asks for.
    ///
    /// - Parameters:
    ///   - lie: of demonstrations and tests.
    /// - Throws: `Failure` where the run cannot be made or shown.
    func result(chain: UInt64, by signer: Signer, lie: Lie? = nil, threads: Int) throws(Failure) -> JobResult {
        let prover = Address(signer.address)
        switch order.assurance {
        case .proved(let id): return try proof(chain, prover, id, threads: threads)
        case .optimistic(let level): return try claim(chain, prover, signer, level, lie, threads: threads)
        }
    }

    /// Which inputs are private; the outputs are public.
    private var tensorSalts: TensorSalts { TensorSalts(inputs: salts.map { $0 }, outputs: []) }

    /// Private inputs are opened inside the proof. It is not zero-knowledge: parts of them show.
    private func proof(
        _ chain: UInt64, _ prover: Address, _ profile: ProfileID, threads: Int
    ) throws(Failure) -> JobResult {
        guard let profile = SecurityProfile.named(profile), !profile.isInsecure else {
            throw Failure(.proverRefused, "this release has no profile \(profile)", why: "nothing is known of it", try: "P100")
        }
        do throws(ProverError) {
            let model = try ModelProver(circuit, weights, profile: profile, threads: threads)
            let proof = try model.prove(inputs, chain: chain, job: id, prover: prover, salts: tensorSalts)
            return .proof(claim: proof.claim, bytes: proof.bytes)
        } catch { throw Failure(error, model: circuit.name) }
    }

    private func claim(
        _ chain: UInt64, _ prover: Address, _ signer: Signer, _ level: TraceLevel, _ lie: Lie?, threads: Int
    ) throws(Failure) -> JobResult {
        do throws(TraceHolderError) {
            var run = try TraceHolder(circuit, weights, inputs: [inputs], level: level, threads: threads)
            if let lie { run = try run.altered(step: 0, position: lie.position, result: lie.result, element: lie.element) }
            let claim = try run.claim(chain: chain, job: id, model: commitment, prover: prover)
            let trace = try TraceFile(claim, run) { signer.signReveal($0) }
            return .claim(try file(claim), trace)
        } catch { throw Failure(error, model: circuit.name) }
    }

    /// The claim with its model, for referees and asserters.
    func file(_ claim: Claim) throws(TraceHolderError) -> ClaimFile {
        do throws(DisputeFileError) { return try ClaimFile(claim, circuit, commitment: commitment) } catch {
            throw .noSuch("dispute: \(error)")
        }
    }

    /// Bytes of memory that the work surely stays below, from the sizes of what it makes: twice what was measured
    /// on the committed networks (`Benchmarks/README.md`).
    ///
    /// - Throws: `Failure` where the circuit has no proof in this release.
    func predictedMemory() throws(Failure) -> UInt64 {
        let base = 48 << 20
        switch order.assurance {
        case .optimistic: return UInt64(base + 6 * circuit.traceByteCount + 4 * weights.bytes.count)
        case .proved(let id):
            guard let profile = SecurityProfile.named(id) else { return .max }
            do throws(ProofError) {
                let oracles = try ProofSetting(circuit, privacy: tensorSalts.privacy, profile: profile).parameters.oracles
                let cells = oracles.reduce(0) { $0 + $1.columnCount << $1.variableCount }
                return UInt64(base + 512 * cells)
            } catch { throw Failure(error, model: circuit.name) }
        }
    }
}

/// What a prover brings to the ledger.
enum JobResult {
    case proof(claim: Claim, bytes: [UInt8])
    /// The trace stays with the asserter.
    case claim(ClaimFile, TraceFile)

    var claim: Claim {
        switch self {
        case .proof(let claim, _): claim
        case .claim(let file, _): file.claim
        }
    }

    /// The outputs travel beside a claim, so that whoever paid has them; a proof carries its own.
    var action: Action {
        switch self {
        case .proof(let claim, let bytes): .submitProof(claim: claim, evidence: bytes)
        case .claim(let file, let trace):
            .submitClaim(claim: file.claim, publication: JobOutputs(trace.outputs(file.circuit)).canonicalBytes)
        }
    }

    /// Gas that the ledger will ask for, estimated from above before anything was sent.
    func gas(_ parameters: LedgerParameters, tables: Int) -> UInt64 {
        switch self {
        case .proof(_, let bytes):
            // Twice what `PrecompileGas` takes for a byte and for a unit of the verifier's cost.
            let cost = (try? ProofVerifier.cost(of: bytes).total) ?? 0
            let (units, overflow) = cost.multipliedReportingOverflow(by: 20)
            return overflow ? .max : units + parameters.intrinsicGas(byteCount: bytes.count) + 200 * UInt64(bytes.count)
        case .claim(_, let trace):
            let outputs = trace.results.last?.last?.reduce(0) { $0 + $1.bytes.count } ?? 0
            return 1_000_000 + parameters.intrinsicGas(byteCount: outputs + 4096) + 80 * UInt64(tables)
        }
    }
}

/// A run's public outputs, as they travel beside a claim: a list of byte strings.
struct JobOutputs: CanonicalCodable {
    let tensors: [[UInt8]]

    init(_ tensors: [Tensor]) { self.tensors = tensors.map { $0.bytes } }
    private init(bytes: [[UInt8]]) { tensors = bytes }

    func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(count: tensors.count)
        for bytes in tensors { encoder.append(byteString: bytes) }
    }

    static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> JobOutputs {
        JobOutputs(
            bytes: try decoder.list("outputs", limit: Claim.maximumTensors, elementByteCount: 4) {
                (decoder) throws(CanonicalError) in
                try decoder.byteString("output", limit: Action.maximumByteString)
            })
    }
}
