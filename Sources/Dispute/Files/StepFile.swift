import Claims
import Transcript
import Verifier

/// A one-step proof as it is handed around: with the claim that it is about and, where the claim's level
/// does not hold all roots, what the asserter signed beyond it.
public struct StepFile: Sendable {
    /// "SIRS".
    static let mark: [UInt8] = [0x53, 0x49, 0x52, 0x53]
    public static let formatVersion: UInt16 = 1
    /// The most that is read at all.
    public static let maximumByteCount =
        ClaimFile.maximumByteCount + 32 * (DisputedModel.maximumResults + Int(ClaimAdmission.maximumSteps) + 2)
        + OneStepProof.maximumByteCount + 512

    /// All roots of one step under the asserter's signature, and the run's step roots where there are several.
    public struct Reveal: Sendable, Equatable {
        public let stepRoots: [Digest]
        public let step: UInt32
        public let roots: [Digest]
        public let signature: [UInt8]

        public init(stepRoots: [Digest], step: UInt32, roots: [Digest], signature: [UInt8]) {
            self.stepRoots = stepRoots
            self.step = step
            self.roots = roots
            self.signature = signature
        }
    }

    public let claim: ClaimFile
    public let reveal: Reveal?
    /// Canonical bytes of the `OneStepProof`: what a referee takes.
    public let proof: [UInt8]

    public init(_ claim: ClaimFile, reveal: Reveal?, proof: [UInt8]) {
        self.claim = claim
        self.reveal = reveal
        self.proof = proof
    }

    /// What the proof shows of a claim, by the referee's own rules.
    ///
    /// - Parameter claim: from the caller, who knows which claim is meant; never the file's own word for it.
    /// - Throws: `otherClaim`; `reveal` where the roots were not signed by the claim's prover, or not committed.
    public func verdict(on claim: ClaimFile) throws(StepFileError) -> OneStepVerdict {
        let id = claim.claim.id
        guard self.claim.claim.id == id else { throw .file(.otherClaim(expected: id, found: self.claim.claim.id)) }
        var revealed: [UInt32: Digest] = [:]
        if let reveal {
            let game = try Self.bound(reveal, claim)
            // A signed list of another number of roots convicts its signer.
            if case .refuted(let refutation) = game.outcome { return .refuted(refutation) }
            revealed = game.boundReveals
        }
        do throws(OneStepError) {
            return try OneStepVerifier.check(proof, claim: claim.claim, model: claim.model, revealed: revealed)
        } catch { throw .proof(error) }
    }

    /// The dispute in which the reveal was taken.
    private static func bound(_ reveal: Reveal, _ claim: ClaimFile) throws(StepFileError) -> DisputeGame {
        let nobody = Address(Digest())
        var moves: [DisputeMove] = []
        if claim.claim.steps > 1 { moves += [.challengeRun, .revealSteps(reveal.stepRoots)] }
        moves += [.challengeStep(reveal.step), .revealRoots(reveal.roots, signature: reveal.signature)]
        do throws(DisputeError) {
            var game = try DisputeGame(
                claim.claim, model: claim.model, challenger: nobody, clocks: DisputeClocks(asserter: 0, challenger: 0), time: 0)
            for move in moves where game.outcome == nil {
                try game.apply(move, from: nobody, time: 0, verifySignature: RevealSignature.isValid)
            }
            return game
        } catch { throw .file(.reveal(error)) }
    }
}

/// Why a step file shows nothing.
public enum StepFileError: Error, Equatable, Sendable {
    case file(DisputeFileError)
    case proof(OneStepError)
}

extension StepFile {
    /// mark (4), version (2), claim file (byte string), flag and reveal: step roots (list), step (4), roots
    /// (list), signature (byte string); proof (byte string). A reveal is there only below level `full`, and
    /// names step roots only where the run has several.
    public var bytes: [UInt8] {
        var encoder = CanonicalEncoder()
        encoder.append(raw: Self.mark)
        encoder.append(Self.formatVersion)
        encoder.append(byteString: claim.bytes)
        encoder.append(reveal != nil)
        if let reveal {
            encoder.append(list: reveal.stepRoots)
            encoder.append(reveal.step)
            encoder.append(list: reveal.roots)
            encoder.append(byteString: reveal.signature)
        }
        encoder.append(byteString: proof)
        return encoder.bytes
    }

    /// - Throws: `DisputeFileError`. Says nothing yet about the proof; lengths are bounded before anything is
    ///   allocated for them.
    public init(_ bytes: [UInt8]) throws(DisputeFileError) {
        var decoder = CanonicalDecoder(bytes)
        try decoder.mark(Self.mark, version: Self.formatVersion)
        let claimBytes: [UInt8]
        do throws(CanonicalError) {
            claimBytes = try decoder.byteString("claim file", limit: ClaimFile.maximumByteCount)
        } catch { throw .malformed(error) }
        claim = try ClaimFile(claimBytes)
        do throws(CanonicalError) {
            let place = decoder.offset
            let reveal = try decoder.boolean("reveal") ? try Reveal.decode(from: &decoder) : nil
            if let reveal {
                guard claim.commitment.level != .full else {
                    throw decoder.refusal("reveal", at: place, "all roots are committed")
                }
                guard reveal.stepRoots.isEmpty == (claim.claim.steps == 1) else {
                    throw decoder.refusal("step roots", at: place, "they are named where there are several steps")
                }
            }
            self.reveal = reveal
            proof = try decoder.byteString("proof", limit: OneStepProof.maximumByteCount)
            try decoder.finish()
        } catch { throw .malformed(error) }
    }
}

extension StepFile.Reveal {
    fileprivate static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> StepFile.Reveal {
        // One more than a right list may have, so that a longer one can be seen to be wrong.
        let stepRoots = try decoder.list("step roots", of: Digest.self, limit: Int(ClaimAdmission.maximumSteps) + 1)
        let step = try decoder.uint32("step")
        let roots = try decoder.list("roots", of: Digest.self, limit: DisputedModel.maximumResults + 1)
        let signature = try decoder.byteString("signature", limit: TraceFile.signatureByteCount)
        return StepFile.Reveal(stepRoots: stepRoots, step: step, roots: roots, signature: signature)
    }
}
