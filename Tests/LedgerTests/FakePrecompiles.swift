import Ledger

/// Stands in for a real check: the last byte of the evidence (of the answer, for reveals) is the verdict.
/// 1 yes, 0 no, 2 a malformed input, 3 a broken contract, 4 out of gas, 5 a fault of the machine; nothing: no.
struct FakePrecompile: Precompile {
    static let gas: UInt64 = 1_000

    let id: UInt16

    func run(_ input: [UInt8], gasLimit: UInt64) throws(PrecompileFault) -> PrecompileResult {
        guard gasLimit >= Self.gas else { return PrecompileResult(gasUsed: gasLimit, outcome: .halt(.outOfGas)) }
        guard let decoded = try? PrecompileInput(canonicalBytes: input) else {
            return PrecompileResult(gasUsed: Self.gas, outcome: .halt(.malformedInput(code: 1)))
        }
        let verdict: UInt8? =
            switch decoded {
            case .proof(_, _, let evidence) where id == PrecompileID.verifyProof: evidence.last
            case .refutation(_, _, _, let evidence) where id == PrecompileID.oneStep: evidence.last
            case .reveal(_, _, _, _, _, let answer) where id == PrecompileID.openCommitment: answer.last
            default: nil
            }
        switch verdict {
        case 1: return PrecompileResult(gasUsed: Self.gas, outcome: .output([1]))
        case 2: return PrecompileResult(gasUsed: Self.gas, outcome: .halt(.malformedInput(code: 7)))
        case 3: return PrecompileResult(gasUsed: Self.gas, outcome: .output([9]))
        case 4: return PrecompileResult(gasUsed: gasLimit, outcome: .halt(.outOfGas))
        case 5: throw PrecompileFault("no memory")
        default: return PrecompileResult(gasUsed: Self.gas, outcome: .output([0]))
        }
    }

    static let table = PrecompileTable([
        FakePrecompile(id: PrecompileID.verifyProof), FakePrecompile(id: PrecompileID.oneStep),
        FakePrecompile(id: PrecompileID.openCommitment),
    ])
}
