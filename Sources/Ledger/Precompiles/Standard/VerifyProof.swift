import Verifier

/// 0x0900: whether evidence is a proof file that proves this very claim of this very model.
///
/// The claim comes from whoever submits it and was compared with the job; the file carries its own. Both have
/// to be the same, so a proof for another job, another address or another input is worth nothing here.
struct VerifyProof: StandardPrecompile {
    let id = PrecompileID.verifyProof
    let allowingInsecure: Bool

    func answer(_ input: PrecompileInput, _ meter: inout GasMeter) throws(Halt) -> Answer? {
        guard case .proof(let claim, let model, let evidence) = input else { return nil }
        let header: ProofHeader
        do throws(ProofError) { header = try ProofHeader.read(evidence) } catch { return .no(RefusalCode(error)) }
        guard header.claim == claim else { return .no(.proofOtherClaim) }
        guard header.model == model else { return .no(.proofOtherModel) }
        try meter.use(PrecompileGas.proof)
        do throws(ProofError) { _ = try ProofVerifier.verify(evidence, allowingInsecure: allowingInsecure) } catch {
            return .no(RefusalCode(error))
        }
        return .yes([])
    }
}
