import Circuit
import Claims
import Dispute
import TestSupport
import Testing
import Transcript
import Verifier

/// Claims that are wrong otherwise than in an element: refuted, and by the right kind.
@Suite struct WrongClaimTests {
    private func kind(_ outcome: DisputeOutcome?) -> Refutation.Kind? {
        if case .refuted(let refutation) = outcome { refutation.kind } else { nil }
    }

    private func optimistic(_ subject: Subject, _ commitment: TraceCommitment, outputs: [Tensor]? = nil) throws -> Claim {
        let right = try subject.claim(subject.honest)
        return try Claim(
            chain: right.chain, job: right.job, model: right.model, steps: right.steps, inputs: right.inputs,
            outputs: outputs.map { $0.map { .public($0.root) } } ?? right.outputs, assurance: .optimistic(commitment),
            prover: right.prover)
    }

    @Test func aRunOnAnotherInputIsRefutedByItsFirstOperator() throws {
        let subject = try Subject.committed("fashion-mlp")
        var random = SeededGenerator(seed: 0xD160)
        for element in [0, 300, 400, 783] {
            let wrong = try subject.inputs[0][0].flipped(element, &random)
            let run = try TraceHolder(subject.circuit, subject.weights, inputs: [[wrong]])
            guard run.commitment != subject.honest.commitment else { continue }
            let claim = try optimistic(subject, run.commitment, outputs: run.outputs)
            let match = try Match(subject, claimed: run, claim: claim)
            #expect(kind(match.outcome) == .element, "\(String(describing: match.outcome))")
            if case .refuted(.element(_, let position, _, _, _, _)) = match.outcome { #expect(position == 0) }
        }
    }

    @Test func aClaimAboutAnotherInputThanTheJobsIsNotAdmitted() throws {
        let subject = try Subject.committed("fashion-mlp")
        let claim = try subject.claim(subject.honest)
        try ClaimAdmission.check(claim, model: subject.model, inputs: claim.inputs)
        var random = SeededGenerator(seed: 0xD161)
        let other = TensorCommitment(public: try subject.inputs[0][0].flipped(5, &random))
        #expect(throws: AdmissionError.otherInput(slot: 0)) {
            try ClaimAdmission.check(claim, model: subject.model, inputs: [other])
        }
        #expect(throws: AdmissionError.inputCount(expected: 1, found: 0)) {
            try ClaimAdmission.check(claim, model: subject.model, inputs: [])
        }
        let more = try Claim(
            chain: 7, job: claim.job, model: claim.model, steps: 2, inputs: claim.inputs, outputs: claim.outputs,
            assurance: claim.assurance, prover: claim.prover)
        #expect(throws: AdmissionError.steps(2, limit: 1)) {
            try ClaimAdmission.check(more, model: subject.model, inputs: claim.inputs)
        }
        let fewer = try Claim(
            chain: 7, job: claim.job, model: claim.model, inputs: claim.inputs, outputs: [claim.outputs[0]],
            assurance: claim.assurance, prover: claim.prover)
        #expect(throws: AdmissionError.outputCount(expected: subject.model.outputs.count, found: 1)) {
            try ClaimAdmission.check(fewer, model: subject.model, inputs: claim.inputs)
        }
        #expect(throws: AdmissionError.self) {
            try ClaimAdmission.check(
                try Claim(
                    chain: 7, job: claim.job, model: claim.model, inputs: claim.inputs, outputs: claim.outputs,
                    assurance: .proved(.p100), prover: claim.prover), model: subject.model, inputs: claim.inputs)
        }
    }

    /// An operator that reads another weight, or another result, than its record says.
    @Test func wrongOperandsAreRefutedWhereTheyWereRead() throws {
        let subject = try Subject.committed("fashion-mlp")
        var random = SeededGenerator(seed: 0xD162)
        let products = subject.circuit.operators.indices.filter {
            if case .matrixProduct = subject.circuit.operators[$0].kind { true } else { false }
        }
        for position in products {
            // The same product with another model's weights.
            var bytes = subject.weights.bytes
            for entry in subject.circuit.layout.entries where entry.range.contains(0) && entry.range.contains(1) {
                for _ in 0..<40 where entry.type.element == .int8 {
                    bytes[entry.offset + Int.random(in: 0..<entry.type.shape.count, using: &random)] = 5
                }
            }
            let other = try TraceHolder(subject.circuit, Weights(bytes: bytes), inputs: subject.inputs)
            var run = other
            let wrong = try run.tensor(step: 0, TracedResult(position: position, result: 0))
            let entry = TracedResult(position: position, result: 0)
            guard wrong != subject.results[0][position][0] else { continue }
            let spoilt = try subject.carrying(step: 0, entry, by: wrong)
            let match = try Match(subject, claimed: try subject.holder(spoilt))
            #expect(kind(match.outcome) == .element)
            if case .refuted(.element(_, let found, _, _, _, _)) = match.outcome { #expect(Int(found) == position) }
        }
    }

    @Test(arguments: ["fashion-mlp", "fashion-cnn"]) func aWrongOutputIsRefutedByItsLink(name: String) throws {
        let subject = try Subject.committed(name)
        var random = SeededGenerator(seed: 0xD163)
        for index in subject.honest.outputs.indices {
            var outputs = subject.honest.outputs
            outputs[index] = try outputs[index].flipped(0, &random)
            let claim = try optimistic(subject, subject.honest.commitment, outputs: outputs)
            let match = try Match(subject, claimed: subject.honest, claim: claim)
            #expect(match.outcome == .refuted(.output(index: UInt32(index))))
            #expect(match.challengerMoves == 1 && match.byteCount < 2048)
        }
    }

    @Test func anOutputOfARunWithStatesIsTheLastSteps() throws {
        let subject = try Subject.gallery(try CircuitGallery.stateful(), seed: 5)
        let early = try subject.outputs(subject.results[0])
        let claim = try optimistic(subject, subject.honest.commitment, outputs: early)
        let match = try Match(subject, claimed: subject.honest, claim: claim)
        #expect(kind(match.outcome) == .link)
    }

    /// A step's tree with a root too many or too few: shown by the reveal itself, or by one opening.
    @Test(arguments: [-2, -1, 1, 5]) func aWrongNumberOfRootsIsRefutedByItsForm(more: Int) throws {
        let subject = try Subject.committed("fashion-mlp")
        var holder = subject.honest
        var roots = try holder.allRoots(step: 0)
        if more < 0 { roots.removeLast(-more) } else { roots += (0..<more).map { BLAKE3.hash([UInt8($0)]) } }
        let step = TraceHashing.stepRoot(.full, tensorRoots: roots)
        let claim = try optimistic(
            subject, TraceCommitment(level: .full, root: TraceHashing.runRoot(.full, stepRoots: [step])))
        let expected = Refutation.resultCount(
            step: 0, expected: UInt32(subject.entries.count), found: UInt32(roots.count))
        var game = try Match.game(subject, claim)
        try game.play(.challengeStep(0), from: Subject.challenger, time: 1001)
        try game.play(.revealRoots(roots, signature: []), from: Subject.challenger, time: 1002)
        #expect(game.outcome == .refuted(expected))
        let tree = MerkleTree(leaves: roots), run = MerkleTree(leaves: [step])
        let proof = OneStepProof(
            claim: claim.id,
            evidence: .form(
                .results(
                    step: 0, found: UInt32(roots.count),
                    run: RunOpening(top: run.root, stepRoots: [step], opening: try run.opening(of: [0])),
                    StepOpening(top: tree.root, roots: [roots[0]], opening: try tree.opening(of: [0])))))
        #expect(try OneStepVerifier.check(proof.canonicalBytes, claim: claim, model: subject.model) == .refuted(expected))
    }

    @Test func aWrongNumberOfStepsIsRefutedByItsForm() throws {
        let subject = try Subject.committed("fashion-mlp")
        let steps = subject.honest.stepRoots + subject.honest.stepRoots
        let claim = try optimistic(
            subject, TraceCommitment(level: .full, root: TraceHashing.runRoot(.full, stepRoots: steps)))
        let run = MerkleTree(leaves: steps)
        let opening = RunOpening(top: run.root, stepRoots: [steps[0]], opening: try run.opening(of: [0]))
        let proof = OneStepProof(claim: claim.id, evidence: .form(.steps(found: 2, opening)))
        #expect(
            try OneStepVerifier.check(proof.canonicalBytes, claim: claim, model: subject.model)
                == .refuted(.stepCount(claimed: 1, found: 2)))
    }

    /// A committed tensor of another length: its last chunk shows how long it is.
    @Test(arguments: [1, 1023, 1025, 3072]) func aTensorOfAnotherLengthIsRefutedByItsForm(length: Int) throws {
        let subject = try Subject.committed("fashion-cnn")
        let entry = subject.entries[1]
        var random = SeededGenerator(seed: 0xD164)
        let bytes = random.bytes(length)
        var holder = subject.honest
        var roots = try holder.allRoots(step: 0)
        roots[1] = BLAKE3.hash(bytes)
        let step = TraceHashing.stepRoot(.full, tensorRoots: roots)
        let claim = try optimistic(
            subject, TraceCommitment(level: .full, root: TraceHashing.runRoot(.full, stepRoots: [step])))
        let tree = MerkleTree(leaves: roots), run = MerkleTree(leaves: [step])
        let trace = TraceOpening(
            run: RunOpening(top: run.root, stepRoots: [step], opening: try run.opening(of: [0])),
            steps: [StepOpening(top: tree.root, roots: [roots[1]], opening: try tree.opening(of: [1]))])
        let last = BLAKE3Tree.chunkCount(totalLength: length) - 1
        let slice = try BLAKE3Tree(bytes).open(firstChunk: last, chunkCount: 1, of: bytes)
        let proof = OneStepProof(
            claim: claim.id,
            evidence: .form(
                .length(
                    step: 0, position: UInt32(entry.position), result: UInt8(entry.result), found: UInt64(length), trace, slice)))
        let verdict = try OneStepVerifier.check(proof.canonicalBytes, claim: claim, model: subject.model)
        #expect(
            verdict
                == .refuted(
                    .resultLength(
                        step: 0, position: UInt32(entry.position), result: UInt8(entry.result),
                        expected: UInt64(subject.type(entry).byteCount), found: UInt64(length))))
    }

    @Test func anAsserterWhoIsSilentOrAnswersOtherThingsLosesByTheClock() throws {
        let subject = try Subject.committed("fashion-mlp")
        var random = SeededGenerator(seed: 0xD165)
        let entry = subject.entries[1]
        let wrong = try subject.results[0][1][0].flipped(0, &random)
        let claimed = try subject.holder(subject.replacing(step: 0, entry, by: wrong))
        // It answers from the right run, which is not what it committed to.
        let match = try Match(subject, claimed: subject.honest, claim: try subject.claim(claimed))
        #expect(match.outcome == .asserterTimedOut)
    }

    /// With the claimed bytes at hand a replay names step, operator, chunk and element at once.
    @Test func aReplayFindsTheFirstWrongElement() throws {
        var random = SeededGenerator(seed: 0xD166)
        for subject in [
            try Subject.committed("fashion-cnn"), try Subject.gallery(try CircuitGallery.stateful(), seed: 6),
        ] {
            for entry in subject.entries {
                let step = Int.random(in: 0..<subject.inputs.count, using: &random)
                let element = Int.random(in: 0..<subject.type(entry).shape.count, using: &random)
                let right = subject.results[step][entry.position][entry.result]
                let wrong = try right.flipped(element, &random)
                let claimed = try subject.holder(subject.carrying(step: step, entry, by: wrong))
                var own = subject.honest
                let found = try #require(try own.firstDivergence(of: claimed))
                #expect(found.step == step && found.place.position == entry.position && found.place.result == entry.result)
                #expect(found.place.element == element)
                #expect(found.place.chunk == element * right.type.element.byteCount / 1024)
                #expect(found.place.claimed == wrong.element(element) && found.place.right == right.element(element))
                #expect(try own.firstDivergence(of: subject.honest) == nil)
            }
        }
    }

    /// A model that could not be disputed within the caps is found at registration, not in a dispute.
    @Test func windowsOverTooManyChunksAreNotRegistered() throws {
        var builder = CircuitBuilder(name: "sparse windows")
        let x = builder.input("x", try TensorType(.int8, [64, 64, 1024]))
        let y = try builder.append(
            .pooling(Pooling(.maximum, windowY: 9, windowX: 9, strideY: 9, strideX: 9)), [x], label: "pool")
        builder.output("y", y[0])
        let (circuit, weights) = try builder.build()
        let commitment = try ModelCommitment(circuitHash: circuit.hash, weightsRoot: weights.root)
        #expect(throws: DisputedModelError.tooManyChunks(position: 0, chunks: 81, limit: 64)) {
            try DisputedModel(circuit, commitment: commitment)
        }
    }

    /// Below `full` a list of roots counts as signed: of a wrong length it convicts its signer, whole and
    /// beside the committed roots it is not taken.
    @Test func signedListsOfRootsBindTheirSigner() throws {
        let subject = try Subject.committed("fashion-cnn")
        var claimed = try subject.holder(subject.results, level: .layer)
        let claim = try subject.claim(claimed)
        let right = try claimed.allRoots(step: 0)
        func signed(_ roots: [Digest], step: UInt32 = 0) -> DisputeMove {
            .revealRoots(roots, signature: Match.sign(SignedReveal.digest(claim: claim.id, step: step, roots: roots)))
        }
        var game = try Match.game(subject, claim)
        try game.play(.challengeStep(0), from: Subject.challenger, time: 1001)
        let kept = subject.model.traced(.layer)[0]
        var other = right
        other[try #require(subject.model.leaf(of: kept, .full))] = BLAKE3.hash([1])
        #expect(throws: DisputeError.notCommitted) { try game.play(signed(other), from: Subject.prover, time: 1002) }
        #expect(throws: DisputeError.notSigned) { try game.play(signed(right, step: 1), from: Subject.prover, time: 1002) }
        let short = Array(right.dropLast())
        try game.play(signed(short), from: Subject.prover, time: 1002)
        let count = UInt32(right.count)
        #expect(game.outcome == .refuted(.resultCount(step: 0, expected: count, found: count - 1)))
    }

    /// An asserter of level `layer` who makes up a root that was not committed is shown wrong by it.
    @Test func aRevealedRootBindsLikeACommittedOne() throws {
        let subject = try Subject.committed("fashion-mlp")
        var random = SeededGenerator(seed: 0xD167)
        for entry in subject.entries where !subject.model.traced(.step).contains(entry) {
            let element = Int.random(in: 0..<subject.type(entry).shape.count, using: &random)
            let wrong = try subject.results[0][entry.position][entry.result].flipped(element, &random)
            // It also claims another result, so that there is something to challenge.
            let last = try #require(subject.model.traced(.step).first)
            var spoilt = subject.replacing(step: 0, entry, by: wrong)
            spoilt[0][last.position][last.result] = try spoilt[0][last.position][last.result].flipped(0, &random)
            let match = try Match(subject, claimed: try subject.holder(spoilt, level: .step))
            #expect(match.refutes(step: 0, entry, element: element))
        }
    }
}
