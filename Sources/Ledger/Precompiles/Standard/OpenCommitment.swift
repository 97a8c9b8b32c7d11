import Circuit
import Claims

/// 0x0902: whether a private commitment is to this tensor, for this job, under this salt.
struct OpenCommitment: StandardPrecompile {
    let id = PrecompileID.openCommitment

    func answer(_ input: PrecompileInput, _ meter: inout GasMeter) throws(Halt) -> Answer? {
        guard case .opening(let commitment, let job, let salt, let type, let bytes) = input else { return nil }
        guard let tensor = try? Tensor(type, bytes: bytes), let salt = try? CommitmentSalt(salt.bytes) else {
            return .no(.openingTensor)
        }
        try meter.use(PrecompileGas.perCommittedByte, times: bytes.count)
        return PrivateCommitment(tensor, job: job, salt: salt) == commitment ? .yes([]) : .no(.openingOther)
    }
}
