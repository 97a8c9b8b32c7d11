import CVerifier
import Transcript
import Verifier

extension sirocco_statement {
    /// What an accepted proof is about.
    init(_ verdict: ProofVerifier.Verdict) {
        self.init()
        let header = verdict.header
        Self.copy(header.claim.id, to: &claim)
        Self.copy(header.claim.model, to: &model)
        Self.copy(header.circuit.hash, to: &circuit)
        Self.copy(header.model.weightsRoot, to: &weights)
        Self.copy(header.claim.job, to: &job)
        Self.copy(header.claim.prover.bytes, to: &prover)
        chain = header.claim.chain
        cost = verdict.cost.total
        security = UInt32(clamping: verdict.security.sum.hundredths)
        profile = UInt32(verdict.security.profile.id.rawValue)
    }

    /// `Field` is 32 bytes, as the header has it.
    private static func copy<Field: BitwiseCopyable>(_ digest: Digest, to field: inout Field) {
        unsafe withUnsafeMutableBytes(of: &field) { (target: UnsafeMutableRawBufferPointer) in
            unsafe target.copyBytes(from: digest.bytes)
        }
    }
}
