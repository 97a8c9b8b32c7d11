import Ledger

/// Stands in for a real check: the last byte of the evidence, move or circuit is the verdict.
/// 1 yes, 0 no (of a refutation: the opposite), 2 a malformed input, 3 a broken contract, 4 out of gas, 5 a fault
/// of the machine, 6 the opposite, 7 no and why; nothing: no. Orders and claims are always good.
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
            case .question(_, _, _, _, let move), .answer(_, _, _, _, let move): id == PrecompileID.oneStep ? move.last : nil
            case .refutation(_, _, _, _, let evidence) where id == PrecompileID.oneStep:
                evidence.last == 0 ? 6 : evidence.last
            case .admission where id == PrecompileID.oneStep: 1
            case .registration(_, let circuit, _) where id == PrecompileID.linkModel: circuit.last
            case .order where id == PrecompileID.checkOrder: 1
            default: nil
            }
        switch verdict {
        case 1: return PrecompileResult(gasUsed: Self.gas, outcome: .output(Answer.yes(made(decoded)).bytes))
        case 2: return PrecompileResult(gasUsed: Self.gas, outcome: .halt(.malformedInput(code: 7)))
        case 3: return PrecompileResult(gasUsed: Self.gas, outcome: .output([9]))
        case 4: return PrecompileResult(gasUsed: gasLimit, outcome: .halt(.outOfGas))
        case 5: throw PrecompileFault("no memory")
        case 6: return PrecompileResult(gasUsed: Self.gas, outcome: .output(Answer.opposite.bytes))
        case 7: return PrecompileResult(gasUsed: Self.gas, outcome: .output(Answer.no(code: 700).bytes))
        default: return PrecompileResult(gasUsed: Self.gas, outcome: .output([0]))
        }
    }

    /// A registration's second byte from the end says what the model is good for.
    private func made(_ input: PrecompileInput) -> [UInt8] {
        switch input {
        case .registration(_, let circuit, let weights):
            LinkedModel(
                isLinked: weights != nil, isDisputable: circuit.count < 2 || circuit[circuit.count - 2] != 0,
                registered: [7]
            ).canonicalBytes
        case .question(_, _, _, let progress, let move), .answer(_, _, _, let progress, let move): progress + move
        default: []
        }
    }

    static let table = PrecompileTable([
        FakePrecompile(id: PrecompileID.verifyProof), FakePrecompile(id: PrecompileID.oneStep),
        FakePrecompile(id: PrecompileID.openCommitment), FakePrecompile(id: PrecompileID.linkModel),
        FakePrecompile(id: PrecompileID.checkOrder),
    ])
}
