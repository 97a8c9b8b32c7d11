import Transcript

/// A precompile that answers a question of the ledger.
protocol StandardPrecompile: Precompile {
    /// - Returns: nil when the input is of a case that is asked elsewhere.
    func answer(_ input: PrecompileInput, _ meter: inout GasMeter) throws(Halt) -> Answer?
}

extension StandardPrecompile {
    func run(_ input: [UInt8], gasLimit: UInt64) throws(PrecompileFault) -> PrecompileResult {
        var meter = GasMeter(limit: gasLimit)
        let outcome: PrecompileResult.Outcome
        do throws(Halt) {
            try meter.use(PrecompileGas.base)
            try meter.use(PrecompileGas.perByte, times: input.count)
            guard let input = try? PrecompileInput(canonicalBytes: input), let answer = try answer(input, &meter) else {
                throw .malformedInput(code: 1)
            }
            outcome = .output(answer.bytes)
        } catch { outcome = .halt(error) }
        return PrecompileResult(gasUsed: meter.used, outcome: outcome)
    }
}

extension Answer {
    static func no(_ code: RefusalCode) -> Answer { .no(code: code.rawValue) }
}

extension PrecompileTable {
    /// The precompiles of this version, all that the ledger asks for.
    ///
    /// - Parameter allowingInsecure: take proofs under profiles for tests, too.
    public static func standard(allowingInsecure: Bool = false) -> PrecompileTable {
        PrecompileTable([
            VerifyProof(allowingInsecure: allowingInsecure), OneStep(), OpenCommitment(),
            LinkModel(allowingInsecure: allowingInsecure), CheckOrder(),
        ])
    }
}
