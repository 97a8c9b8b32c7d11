import Circuit
import Claims
import Transcript
import Verifier

/// Somebody else's proof, changed as a thief or a liar would: a file with another claim in front.
struct Forgery {
    let claim: Claim
    let bytes: [UInt8]
    /// The class that it claims.
    let predicted: Int

    /// The same proof, with another to be paid.
    init(_ proof: [UInt8], _ header: ProofHeader, payingTo thief: Address) throws {
        try self.init(proof, header, outputs: header.outputs, prover: thief)
    }

    /// The same proof around another class, with a claim that commits to it: what is left to refuse it is the
    /// proof itself.
    init(otherClass proof: [UInt8], _ header: ProofHeader) throws {
        guard let honest = header.outputs.first else {
            throw Failure(.demonstrationFailed, "there is nothing to forge", why: "the proof shows no output", try: "report it")
        }
        var changed = honest.bytes
        changed[0] ^= 1
        let outputs = [try Tensor(honest.type, bytes: changed)] + header.outputs.dropFirst()
        try self.init(proof, header, outputs: outputs, prover: header.claim.prover)
    }

    private init(_ proof: [UInt8], _ header: ProofHeader, outputs: [Tensor], prover: Address) throws {
        claim = try Claim(
            chain: header.claim.chain, job: header.claim.job, model: header.claim.model, inputs: header.claim.inputs,
            outputs: outputs.map { TensorCommitment(public: $0) }, assurance: header.claim.assurance, prover: prover)
        var old = CanonicalEncoder(), new = CanonicalEncoder()
        header.encode(into: &old)
        ProofHeader(
            claim: claim, model: header.model, circuit: header.circuit, inputs: header.inputs, outputs: outputs,
            witnessRoot: header.witnessRoot
        ).encode(into: &new)
        bytes = new.bytes + proof.dropFirst(old.bytes.count)
        predicted = Int(outputs[0].element(0))
    }
}
