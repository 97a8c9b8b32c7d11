import Claims
import Signatures
import Transcript
import Verifier

/// 0x0901: the referee of disputes. The ledger keeps order, clocks and bonds; what the moves mean is decided
/// here, by `DisputeGame` and `OneStepVerifier` over the tables made at registration.
struct OneStep: StandardPrecompile {
    let id = PrecompileID.oneStep

    func answer(_ input: PrecompileInput, _ meter: inout GasMeter) throws(Halt) -> Answer? {
        switch input {
        case .admission(let claim, let registered, let inputs):
            guard let model = try? RegisteredModel(canonicalBytes: registered) else { return nil }
            guard let disputed = model.disputed else { return .no(.notDisputable) }
            do throws(AdmissionError) { try ClaimAdmission.check(claim, model: disputed, inputs: inputs) } catch {
                return .no(RefusalCode(error))
            }
            return .yes([])
        case .question(let claim, let registered, let challenger, let progress, let move):
            return try self.move(claim, registered, challenger, progress, move, isAnswer: false, &meter)
        case .answer(let claim, let registered, let challenger, let progress, let move):
            return try self.move(claim, registered, challenger, progress, move, isAnswer: true, &meter)
        case .refutation(let claim, let registered, let challenger, let progress, let evidence):
            return try refutation(claim, registered, challenger, progress, evidence, &meter)
        default: return nil
        }
    }

    /// The clocks are the ledger's: in here no time passes.
    private static let clocks = DisputeClocks(asserter: .max, challenger: .max)

    /// The dispute as the ledger kept it.
    private func game(
        _ claim: Claim, _ model: DisputedModel, _ challenger: Address, _ progress: [UInt8]
    ) throws(DisputeError) -> DisputeGame {
        guard !progress.isEmpty else {
            return try DisputeGame(claim, model: model, challenger: challenger, clocks: Self.clocks, time: 0)
        }
        let kept: DisputeGame.Progress
        do throws(CanonicalError) { kept = try DisputeGame.Progress(canonicalBytes: progress) } catch {
            throw .malformed(error)
        }
        return try DisputeGame(claim, model: model, challenger: challenger, resuming: kept)
    }

    /// Whether the claim's prover signed what it reveals. Any bytes may be asked about.
    private static func isSigned(_ signer: Address, _ message: Digest, _ signature: [UInt8]) -> Bool {
        guard let key = try? VerificationKey(signer.bytes.bytes), let signature = try? Signature(signature) else {
            return false
        }
        return key.isValid(signature, for: message.bytes, in: .disputeReveal)
    }

    private func move(
        _ claim: Claim, _ registered: [UInt8], _ challenger: Address, _ progress: [UInt8], _ bytes: [UInt8],
        isAnswer: Bool, _ meter: inout GasMeter
    ) throws(Halt) -> Answer? {
        guard let model = try? RegisteredModel(canonicalBytes: registered) else { return nil }
        guard let disputed = model.disputed else { return .no(.notDisputable) }
        if isAnswer { try meter.use(PrecompileGas.signature) }
        do throws(DisputeError) {
            let move: DisputeMove
            do throws(CanonicalError) { move = try DisputeMove(canonicalBytes: bytes) } catch { throw .malformed(error) }
            // A one-step proof is neither: it ends the dispute by a refutation of its own.
            if case .prove = move { throw .outOfTurn }
            guard move.isReveal == isAnswer else { throw .outOfTurn }
            var game = try game(claim, disputed, challenger, progress)
            try game.apply(move, from: challenger, time: 0, verifySignature: Self.isSigned)
            if game.outcome != nil { return .opposite }
            // An answer that was given before does not answer what is asked now.
            guard (game.question == nil) == isAnswer else { throw .outOfTurn }
            return .yes(game.progress.canonicalBytes)
        } catch { return .no(RefusalCode(error)) }
    }

    private func refutation(
        _ claim: Claim, _ registered: [UInt8], _ challenger: Address, _ progress: [UInt8], _ evidence: [UInt8],
        _ meter: inout GasMeter
    ) throws(Halt) -> Answer? {
        guard let model = try? RegisteredModel(canonicalBytes: registered) else { return nil }
        guard let disputed = model.disputed else { return .no(.notDisputable) }
        guard let proof = try? OneStepProof(canonicalBytes: evidence) else { return .no(.stepMalformed) }
        if case .chunk = proof.evidence {
            try meter.use(PrecompileGas.chunk)
        } else {
            try meter.use(PrecompileGas.element)
        }
        let bound: [UInt32: Digest]
        do throws(DisputeError) { bound = try game(claim, disputed, challenger, progress).boundReveals } catch {
            return .no(RefusalCode(error))
        }
        do throws(OneStepError) {
            switch try OneStepVerifier.check(evidence, claim: claim, model: disputed, revealed: bound) {
            case .refuted: return .yes([])
            case .upheld: return .opposite
            }
        } catch { return .no(RefusalCode(error)) }
    }
}
