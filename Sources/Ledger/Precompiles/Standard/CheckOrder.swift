import Verifier

/// 0x0905: whether a job can be done as it is ordered.
struct CheckOrder: StandardPrecompile {
    let id = PrecompileID.checkOrder

    func answer(_ input: PrecompileInput, _ meter: inout GasMeter) throws(Halt) -> Answer? {
        guard case .order(let registered, let inputs, let steps, let isProved, let publicInputs) = input,
            let model = try? RegisteredModel(canonicalBytes: registered)
        else { return nil }
        do throws(OrderError) {
            try OrderAdmission.check(
                model, inputs: inputs, steps: steps, isProved: isProved, publicInputs: publicInputs)
        } catch { return .no(RefusalCode(error)) }
        return .yes([])
    }
}
