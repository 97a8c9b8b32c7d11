import Circuit
import Verifier

/// 0x0904: whether a commitment's roots are one model's, recomputed from its bytes, and what the ledger keeps of
/// the circuit.
struct LinkModel: StandardPrecompile {
    let id = PrecompileID.linkModel
    let allowingInsecure: Bool

    func answer(_ input: PrecompileInput, _ meter: inout GasMeter) throws(Halt) -> Answer? {
        guard case .registration(let model, let bytes, let weights) = input else { return nil }
        try meter.use(PrecompileGas.perCircuitByte, times: bytes.count)
        if weights != nil { try meter.use(PrecompileGas.setting, times: model.oracleRoots.count) }
        let circuit: Circuit
        do throws(ModelLinkError) {
            if let weights {
                circuit = try ModelLink.check(
                    model, circuit: bytes, weights: weights, allowingInsecure: allowingInsecure,
                    admits: { cells in (try? meter.use(PrecompileGas.perOracleCell, times: cells)) != nil })
            } else {
                circuit = try ModelLink.check(model, circuit: bytes)
            }
        } catch {
            guard let code = RefusalCode(error) else { throw .outOfGas }
            return .no(code)
        }
        let registered = RegisteredModel(circuit, commitment: model)
        let record = registered.canonicalBytes
        guard record.count <= PrecompileInput.maximumRecord else { return .no(.linkRecordTooLong) }
        return .yes(
            LinkedModel(isLinked: weights != nil, isDisputable: registered.disputed != nil, registered: record)
                .canonicalBytes)
    }
}
