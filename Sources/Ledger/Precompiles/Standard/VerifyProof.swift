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
        // The header is read here, for its cost, and again by the verifier.
        let reading = VerificationCost.reading(byteCount: evidence.count)
        try meter.use(PrecompileGas.perVerificationUnit * 2, times: Int(clamping: reading))
        let header: ProofHeader, cost: VerificationCost
        do throws(ProofError) {
            header = try ProofHeader.read(evidence)
            guard header.claim == claim else { return .no(.proofOtherClaim) }
            guard header.model == model else { return .no(.proofOtherModel) }
            cost = try ProofVerifier.cost(of: evidence, allowingInsecure: allowingInsecure)
        } catch { return .no(RefusalCode(error)) }
        try meter.use(PrecompileGas.perVerificationUnit, times: Int(clamping: cost.total))
        do throws(ProofError) { _ = try ProofVerifier.verify(evidence, allowingInsecure: allowingInsecure) } catch {
            return .no(RefusalCode(error))
        }
        return .yes([])
    }
}
