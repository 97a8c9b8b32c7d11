import Circuit
import Claims
import Dispute
import Signatures
import TestSupport
import Testing
import Transcript
import Verifier

/// Below level `full` roots count only under the prover's own Ed25519 signature; above that line they
/// speak for themselves.
@Suite struct SignedRevealTests {
    /// A prover with a key, as on a ledger.
    final class Prover: Sendable {
        let identity: Identity
        let address: Address

        init(_ seed: UInt8) throws {
            var secret = [UInt8](repeating: seed, count: Identity.rootByteCount)
            let identity = try Identity(root: try SecretBytes(taking: &secret))
            address = Address(try Digest(identity.signing.verificationKey.bytes))
            self.identity = identity
        }

        func sign(_ message: Digest) -> [UInt8] { RevealSignature.sign(message, with: identity.signing) }
    }

    struct Claimed {
        let file: ClaimFile
        let trace: TraceFile
    }

    private func claimed(
        _ subject: Subject, _ run: TraceHolder, _ prover: Prover, claim: Claim? = nil
    ) throws -> Claimed {
        let claim = try claim ?? run.claim(chain: 7, job: Subject.job, model: subject.commitment, prover: prover.address)
        let file = try ClaimFile(claim, subject.circuit, commitment: subject.commitment)
        return Claimed(file: file, trace: try TraceFile(claim, run, sign: prover.sign))
    }

    /// Plays, replays and checks; all three have to agree.
    private func settle(_ subject: Subject, _ claimed: Claimed) throws -> (played: PlayedDispute, finding: AuditFinding) {
        let trace = try TraceFile(claimed.trace.bytes, of: claimed.file)
        let played = try PlayedDispute(
            claimed.file, own: subject.honest, asserter: try trace.asserter(claimed.file, subject.weights))
        return (played, try ClaimAudit.audit(claimed.file, own: subject.honest, trace: trace))
    }

    private static func subjects() throws -> [Subject] {
        try ["fashion-mlp", "fashion-cnn"].map { try Subject.committed($0) } + [
            try Subject.gallery(try CircuitGallery.stateful(), seed: 9)
        ]
    }

    @Test(arguments: TraceLevel.allCases)
    func liesAreRefutedUnderRealSignatures(level: TraceLevel) throws {
        let prover = try Prover(1)
        var random = SeededGenerator(seed: 0xD1B0)
        var refuted = 0, unseen = 0
        for subject in try Self.subjects() {
            let honest = try subject.holder(subject.results, level: level)
            for entry in subject.entries {
                for _ in 0..<4 {
                    let step = Int.random(in: 0..<subject.inputs.count, using: &random)
                    let element = Int.random(in: 0..<subject.type(entry).shape.count, using: &random)
                    let run = try honest.altered(
                        step: step, position: entry.position, result: entry.result, element: element)
                    let claimed = try claimed(subject, run, prover)
                    let (played, finding) = try settle(subject, claimed)
                    guard run.commitment != honest.commitment else {
                        #expect(played.outcome == nil)
                        guard case .right = finding else {
                            Issue.record("an unseen lie is no refutation")
                            continue
                        }
                        unseen += 1
                        continue
                    }
                    guard case .refuted(let byPlay) = played.outcome, case .refuted(let byReplay, let file) = finding else {
                        Issue.record("\(entry) \(element): \(String(describing: played.outcome)), \(finding)")
                        continue
                    }
                    #expect(byPlay == byReplay && byPlay.kind == .element)
                    #expect(played.challengerMoves <= 4 + (subject.inputs.count > 1 ? 1 : 0))
                    #expect(played.byteCount <= 16 * 1024)
                    #expect((file.reveal != nil) == (level != .full))
                    let again = try StepFile(file.bytes)
                    #expect(again.bytes == file.bytes)
                    #expect(try again.verdict(on: claimed.file) == .refuted(byPlay))
                    refuted += 1
                }
            }
        }
        print("level \(level.name): \(refuted) lies refuted, \(unseen) in nothing that was claimed")
        #expect(refuted > 40)
    }

    /// What is wrong otherwise than in an element, at each level.
    @Test(arguments: TraceLevel.allCases)
    func wrongOperandsInputsAndOutputsAreRefuted(level: TraceLevel) throws {
        let prover = try Prover(2)
        var random = SeededGenerator(seed: 0xD1B1)
        for subject in try Self.subjects().prefix(2) {
            let honest = try subject.holder(subject.results, level: level)
            let right = try claimed(subject, honest, prover)
            // Another input: the first operator already differs.
            let input = try Tensor(
                subject.inputs[0][0].type, values: subject.inputs[0][0].values.map { $0 == 0 ? 200 : 0 })
            let other = try TraceHolder(subject.circuit, subject.weights, inputs: [[input]], level: level)
            var moved = other
            let swapped = try TraceHolder(
                subject.circuit, subject.weights, inputs: subject.inputs, results: [try moved.results(step: 0)],
                outputs: other.outputs, level: level)
            // Another model's weights in the last product: the operator that reads them differs.
            var bytes = subject.weights.bytes
            for index in bytes.indices.suffix(3000).prefix(800) { bytes[index] = bytes[index] == 7 ? 8 : 7 }
            let foreign = try? TraceHolder(subject.circuit, Weights(bytes: bytes), inputs: subject.inputs, level: level)
            for run in [swapped, foreign].compactMap({ $0 }) {
                #expect(run.commitment != honest.commitment)
                var claimedRun = run
                let held = try TraceHolder(
                    subject.circuit, subject.weights, inputs: subject.inputs, results: [try claimedRun.results(step: 0)],
                    outputs: run.outputs, level: level)
                let (played, finding) = try settle(subject, try claimed(subject, held, prover))
                guard case .refuted(let byPlay) = played.outcome, case .refuted(let byReplay, _) = finding else {
                    Issue.record("\(String(describing: played.outcome)), \(finding)")
                    continue
                }
                #expect(byPlay == byReplay && byPlay.kind == .element && played.challengerMoves <= 4)
            }
            // Another output than the trace's: a link, at any level, without a signature or a question.
            for index in honest.outputs.indices {
                var outputs = right.file.claim.outputs
                outputs[index] = .public(try honest.outputs[index].flipped(0, &random).root)
                let claim = try Claim(
                    chain: 7, job: Subject.job, model: right.file.claim.model, inputs: right.file.claim.inputs,
                    outputs: outputs, assurance: right.file.claim.assurance, prover: prover.address)
                let (played, finding) = try settle(subject, try claimed(subject, honest, prover, claim: claim))
                #expect(played.outcome == .refuted(.output(index: UInt32(index))) && played.challengerMoves == 1)
                guard case .refuted(.output(UInt32(index)), let file) = finding else {
                    Issue.record("\(finding)")
                    continue
                }
                #expect(file.reveal == nil)
            }
        }
    }

    /// A tree of another number of committed roots, at levels that hold some of them: the form is opened.
    @Test(arguments: [TraceLevel.layer, .step], [-1, 1, 3])
    func aWrongNumberOfCommittedRootsIsRefuted(level: TraceLevel, more: Int) throws {
        let prover = try Prover(3)
        let subject = try Subject.committed("fashion-cnn")
        let honest = try subject.holder(subject.results, level: level)
        var roots = honest.tracedRoots(step: 0)
        if more < 0 { roots.removeLast(-more) } else { roots += (0..<more).map { BLAKE3.hash([UInt8($0)]) } }
        let step = TraceHashing.stepRoot(level, tensorRoots: roots)
        let right = try claimed(subject, honest, prover).file.claim
        let claim = try Claim(
            chain: 7, job: Subject.job, model: right.model, inputs: right.inputs, outputs: right.outputs,
            assurance: .optimistic(TraceCommitment(level: level, root: TraceHashing.runRoot(level, stepRoots: [step]))),
            prover: prover.address)
        let tree = MerkleTree(leaves: roots), run = MerkleTree(leaves: [step])
        let proof = OneStepProof(
            claim: claim.id,
            evidence: .form(
                .results(
                    step: 0, found: UInt32(roots.count),
                    run: RunOpening(top: run.root, stepRoots: [step], opening: try run.opening(of: [0])),
                    StepOpening(top: tree.root, roots: [roots[0]], opening: try tree.opening(of: [0])))))
        let expected = Refutation.resultCount(
            step: 0, expected: UInt32(subject.model.traced(level).count), found: UInt32(roots.count))
        let file = try ClaimFile(claim, subject.circuit, commitment: subject.commitment)
        #expect(try StepFile(file, reveal: nil, proof: proof.canonicalBytes).verdict(on: file) == .refuted(expected))
    }

    /// Somebody else cannot make an honest claim fall, nor a dishonest asserter take back what it signed.
    @Test func onlyTheProversSignatureBinds() throws {
        let prover = try Prover(4), other = try Prover(5)
        let subject = try Subject.committed("fashion-mlp")
        let honest = try subject.holder(subject.results, level: .layer)
        let right = try claimed(subject, honest, prover)
        let id = right.file.claim.id
        var run = honest
        let roots = try run.allRoots(step: 0)
        let message = SignedReveal.digest(claim: id, step: 0, roots: roots)
        let signature = prover.sign(message)
        #expect(RevealSignature.isValid(prover.address, message, signature))

        // Nonsense by a helper, under every signature that is not the prover's own over it.
        var nonsense = roots
        nonsense[0] = BLAKE3.hash([9])
        let about = SignedReveal.digest(claim: id, step: 0, roots: nonsense)
        let elsewhere = SignedReveal.digest(claim: BLAKE3.hash([1]), step: 0, roots: nonsense)
        let context = prover.identity.signing.sign(about.bytes, in: SigningContext("sirocco transaction v1")).bytes
        var forged = [[], signature, other.sign(about), prover.sign(elsewhere), context, [UInt8](repeating: 0, count: 64)]
        forged.append(Array(prover.sign(about).dropLast()))
        forged.append(prover.sign(about) + [0])
        for bytes in forged {
            #expect(!RevealSignature.isValid(prover.address, about, bytes))
            var game = try DisputeGame(
                right.file.claim, model: subject.model, challenger: Subject.challenger, clocks: Match.clocks, time: 0)
            try game.apply(.challengeStep(0), from: Subject.challenger, time: 1, verifySignature: RevealSignature.isValid)
            #expect(throws: DisputeError.notSigned) {
                try game.apply(
                    .revealRoots(nonsense, signature: bytes), from: other.address, time: 1,
                    verifySignature: RevealSignature.isValid)
            }
            #expect(game.outcome == nil && game.question == .resultRoots(step: 0))
        }
        for byte in 0..<64 {
            var changed = signature
            changed[byte] ^= 1 << UInt8(byte % 8)
            #expect(!RevealSignature.isValid(prover.address, message, changed), "byte \(byte)")
        }

        // A lie whose roots the prover did not sign: known to be wrong, shown to nobody.
        let lying = try honest.altered(step: 0, position: 4, result: 1, element: 0)
        try #require(lying.commitment != honest.commitment)
        let lie = try claimed(subject, lying, prover)
        let unsigned = try TraceFile(lie.file.claim, lying)
        for trace in [unsigned, try claimed(subject, lying, other, claim: lie.file.claim).trace] {
            guard case .differs(.signature(step: 0)) = try ClaimAudit.audit(lie.file, own: subject.honest, trace: trace) else {
                Issue.record("an unsigned reveal counted")
                continue
            }
            let played = try PlayedDispute(
                lie.file, own: subject.honest, asserter: try trace.asserter(lie.file, subject.weights))
            #expect(played.outcome == .asserterTimedOut && played.turns.last?.refusal == .notSigned)
        }
        guard case .refuted(_, let file) = try ClaimAudit.audit(lie.file, own: subject.honest, trace: lie.trace),
            let reveal = file.reveal
        else {
            Issue.record("a signed lie stands")
            return
        }
        // The same proof under another's signature, under none of the roots, or about another claim shows nothing.
        let swapped = StepFile.Reveal(stepRoots: [], step: 0, roots: reveal.roots, signature: other.sign(message))
        #expect(throws: StepFileError.file(.reveal(.notSigned))) {
            try StepFile(lie.file, reveal: swapped, proof: file.proof).verdict(on: lie.file)
        }
        #expect(throws: StepFileError.self) {
            try StepFile(lie.file, reveal: nil, proof: file.proof).verdict(on: lie.file)
        }
        #expect(throws: StepFileError.file(.otherClaim(expected: id, found: lie.file.claim.id))) {
            try file.verdict(on: right.file)
        }
    }

    @Test func missingTracesAreSaid() throws {
        let prover = try Prover(6)
        let subject = try Subject.committed("fashion-mlp")
        for level in TraceLevel.allCases {
            let honest = try subject.holder(subject.results, level: level)
            let lying = try honest.altered(step: 0, position: 4, result: 1, element: 0)
            let lie = try claimed(subject, lying, prover)
            guard case .differs(.trace) = try ClaimAudit.audit(lie.file, own: subject.honest) else {
                Issue.record("nothing was missing at level \(level.name)")
                continue
            }
            // A trace under the claim's name that is not what the claim commits to.
            let junk = try TraceFile(lie.file.claim, honest)
            guard case .differs(.committedTrace) = try ClaimAudit.audit(lie.file, own: subject.honest, trace: junk) else {
                Issue.record("a foreign trace was taken at level \(level.name)")
                continue
            }
            let right = try claimed(subject, honest, prover)
            guard case .right = try ClaimAudit.audit(right.file, own: subject.honest) else {
                Issue.record("a right claim needs no trace")
                continue
            }
        }
    }
}
