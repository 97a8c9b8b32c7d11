import Circuit
import Claims
import Dispute
import TestSupport
import Testing
import Transcript
import Verifier

/// Against an honest claim every challenge loses: whoever asks what, whatever is proven, whatever is forged.
@Suite struct HonestClaimTests {
    private static func subjects() throws -> [Subject] {
        var subjects = [try Subject.committed("fashion-mlp"), try Subject.committed("fashion-cnn")]
        for (index, example) in try CircuitGallery.all().enumerated() {
            subjects.append(try Subject.gallery(example, seed: 100 + UInt64(index)))
        }
        return subjects
    }

    /// The same circuit with weights of its own, where it has any.
    private func otherModel(_ subject: Subject, _ random: inout SeededGenerator) throws -> TraceHolder? {
        var bytes = subject.weights.bytes
        for entry in subject.circuit.layout.entries {
            for index in 0..<entry.type.shape.count where random.next() % 4 == 0 {
                let value = entry.range.lowerBound
                for place in 0..<entry.type.element.byteCount {
                    bytes[entry.offset + index * entry.type.element.byteCount + place] =
                        UInt8(truncatingIfNeeded: value >> Int64(8 * place))
                }
            }
        }
        return try? TraceHolder(subject.circuit, Weights(bytes: bytes), inputs: subject.inputs)
    }

    private enum Plan: Int, CaseIterable {
        case rightElement, otherWeights, otherInput, otherResult, forgedSlice, wrongOffset, output, silence, lateProof, form
    }

    @Test func twoThousandSeededChallengesAllLose() throws {
        var random = SeededGenerator(seed: 0xD190)
        var outcomes: [String: Int] = [:]
        var operators: Set<String> = []
        let subjects = try Self.subjects()
        var spoilt: [TraceHolder?] = []
        for subject in subjects { spoilt.append(try otherModel(subject, &random)) }
        for round in 0..<2000 {
            let number = round % subjects.count
            let subject = subjects[number]
            let level = TraceLevel.allCases[Int(random.next() % 3)]
            let claimed = try subject.holder(subject.results, level: level)
            let claim = try subject.claim(claimed)
            var game = try Match.game(subject, claim)
            var asserter = Asserter(claimed) { Match.sign($0) }
            var time: UInt64 = 1000
            let entry = subject.entries[Int(random.next() % UInt64(subject.entries.count))]
            let type = subject.type(entry)
            let step = Int.random(in: 0..<subject.inputs.count, using: &random)
            let element = Int.random(in: 0..<type.shape.count, using: &random)
            let plan = Plan.allCases[round / subjects.count % Plan.allCases.count]
            // The questions first, to a depth drawn at random; the asserter answers each.
            var questions: [DisputeMove] = [.challengeStep(UInt32(step))]
            if subject.inputs.count > 1 { questions.insert(.challengeRun, at: 0) }
            questions.append(.challengeOperator(position: UInt32(entry.position), result: UInt8(entry.result)))
            if BLAKE3Tree.chunkCount(totalLength: type.byteCount) > 1 {
                questions.append(.challengeChunk(UInt32(element * type.element.byteCount / 1024)))
            }
            let depth = level == .full ? Int(random.next() % UInt64(questions.count + 1)) : questions.count
            for question in questions.prefix(depth) {
                time += 1
                try game.play(question.canonicalBytes, from: Subject.challenger, time: time)
                time += 1
                let answer = try #require(try asserter.answer(game))
                try game.play(answer.canonicalBytes, from: Subject.challenger, time: time)
                // Said twice, it changes nothing.
                try game.play(answer.canonicalBytes, from: Subject.prover, time: time)
            }
            #expect(game.outcome == nil)
            operators.insert(subject.circuit.operators[entry.position].kind.name)
            if plan == .silence {
                try game.tick(time: time + game.challengerTime)
                #expect(game.outcome == nil)
                try game.tick(time: time + game.challengerTime + 1)
                #expect(game.outcome == .challengerTimedOut)
                outcomes["silence", default: 0] += 1
                continue
            }
            let bytes = try message(plan, subject, claim, game, entry, step: step, element, spoilt[number], &random)
            let at = plan == .lateProof ? time + Match.clocks.challenger + 1 : time + 1
            do {
                try game.play(.prove(bytes), from: Subject.challenger, time: at)
                let isLost = game.outcome == .challengeFailed || game.outcome == .challengerTimedOut
                #expect(isLost, "\(plan) \(subject.circuit.name) \(entry) \(element): \(String(describing: game.outcome))")
            } catch {
                // Shows nothing: the clock runs on.
                try game.tick(time: at + 2 * Match.clocks.challenger)
                #expect(game.outcome == .challengerTimedOut)
            }
            outcomes["\(plan) \(game.outcome == .challengeFailed ? "upheld" : "timed out")", default: 0] += 1
        }
        print("challenges of honest claims: \(outcomes.sorted { $0.key < $1.key }), operators \(operators.sorted())")
        #expect(operators.count >= 15)
    }

    /// Challengers who play well, from a run that is not the right one.
    @Test func challengersWithAnotherRunLose() throws {
        var random = SeededGenerator(seed: 0xD192)
        var played = 0, stood = 0
        for subject in try Self.subjects() {
            let other = try otherModel(subject, &random)
            for round in 0..<40 {
                let entry = subject.entries[Int(random.next() % UInt64(subject.entries.count))]
                let step = Int.random(in: 0..<subject.inputs.count, using: &random)
                let element = Int.random(in: 0..<subject.type(entry).shape.count, using: &random)
                let wrong = try subject.results[step][entry.position][entry.result].flipped(element, &random)
                var own = try subject.holder(
                    round % 2 == 0
                        ? subject.carrying(step: step, entry, by: wrong) : subject.replacing(step: step, entry, by: wrong))
                if round % 5 == 0, let other { own = other }
                let claimed = try subject.holder(subject.results, level: TraceLevel.allCases[round % 3])
                let match = try Match(subject, claimed: claimed, own: own)
                #expect(match.outcome?.claimFalls != true)
                played += 1
                if match.outcome == .challengeFailed { stood += 1 }
            }
        }
        print("wrong challengers: \(played), proven wrong \(stood)")
    }

    private func message(
        _ plan: Plan, _ subject: Subject, _ claim: Claim, _ game: DisputeGame, _ entry: TracedResult, step: Int,
        _ element: Int, _ other: TraceHolder?, _ random: inout SeededGenerator
    ) throws -> [UInt8] {
        var own = subject.honest
        switch plan {
        case .otherWeights: own = other ?? own
        case .otherInput:
            var inputs = subject.inputs
            inputs[step][0] = Tensor.zeros(inputs[step][0].type)
            own = (try? TraceHolder(subject.circuit, subject.weights, inputs: inputs)) ?? own
        case .otherResult:
            let at = subject.entries[Int(random.next() % UInt64(subject.entries.count))]
            let wrong = try subject.results[step][at.position][at.result].flipped(0, &random)
            own = try subject.holder(subject.carrying(step: step, at, by: wrong))
        default: break
        }
        // Openings of the honest roots, bytes of the challenger's choice.
        let level = game.boundReveals.isEmpty ? game.level : .full
        let honest = try subject.holder(subject.results, level: game.level)
        var prover = OneStepProver(
            claim, model: subject.model, own: own, stepRoots: honest.stepRoots,
            resultRoots: [UInt32(step): subject.model.traced(level).map { subject.results[step][$0.position][$0.result].root }],
            revealed: game.boundReveals)
        if plan == .output {
            return (try? prover.output(Int(random.next() % UInt64(subject.honest.outputs.count))))?.canonicalBytes ?? []
        }
        if plan == .form { return form(claim, honest, step, &random).canonicalBytes }
        guard
            var proof = try? prover.element(
                step: step, position: entry.position, result: entry.result, element: element, claimed: [:])
        else { return [] }
        guard case .element(var evidence) = proof.evidence else { return proof.canonicalBytes }
        switch plan {
        case .forgedSlice where !evidence.slices.isEmpty:
            let slice = Int(random.next() % UInt64(evidence.slices.count))
            let byte = Int(random.next() % UInt64(evidence.slices[slice].bytes.count))
            evidence.slices[slice].bytes[byte] ^= UInt8(1 << (random.next() % 8))
        case .wrongOffset:
            // Another element, operator or step under the same openings.
            switch random.next() % 4 {
            case 0: evidence.element = evidence.element &+ 1
            case 1: evidence.position = evidence.position ^ 1
            case 2: evidence.step = evidence.step &+ 1
            default: evidence.slices.reverse()
            }
        default: break
        }
        proof.evidence = .element(evidence)
        return proof.canonicalBytes
    }

    /// Shapes that the honest trace does not have: of another number of roots or steps, and a node above
    /// the chunks given out as the last chunk.
    private func form(_ claim: Claim, _ honest: TraceHolder, _ step: Int, _ random: inout SeededGenerator) -> OneStepProof {
        let roots = honest.tracedRoots(step: step), tree = MerkleTree(leaves: roots)
        let run = MerkleTree(leaves: honest.stepRoots)
        let opening = (try? run.opening(of: [step])) ?? MerkleOpening(siblings: [])
        let opened = RunOpening(top: run.root, stepRoots: [honest.stepRoots[step]], opening: opening)
        let found = UInt32(random.next() % 40)
        let evidence: FormEvidence =
            random.next() % 2 == 0
            ? .steps(found: found, opened)
            : .results(
                step: UInt32(step), found: found, run: opened,
                StepOpening(
                    top: tree.root, roots: [roots[0]],
                    opening: (try? tree.opening(of: [0])) ?? MerkleOpening(siblings: [])))
        return OneStepProof(claim: claim.id, evidence: .form(evidence))
    }

    /// Nodes above the chunk values have the same root as these; they must never count as a shorter list.
    @Test func nodesAboveChunksAreNoEvidence() throws {
        let subject = try Subject.gallery(try CircuitGallery.wide(), seed: 3)
        var random = SeededGenerator(seed: 0xD191)
        let bytes = random.bytes(4096)
        let values = BLAKE3Tree.chunkValues(unsafe bytes.span.bytes)
        let tree = BLAKE3Tree(bytes)
        let slice = try tree.open(firstChunk: 0, chunkCount: 2, of: bytes)
        #expect(slice.siblings.count == 1)
        #expect(BLAKE3Tree.root(chunkValues: values) == tree.root)
        // No length but its own opens a message's last chunk.
        for length in 1...5000 where length != 4096 {
            let chunk = BLAKE3Tree.chunkCount(totalLength: length) - 1
            guard chunk < 4 else { continue }
            let open = try tree.open(firstChunk: chunk, chunkCount: 1, of: bytes)
            for count in 0...open.siblings.count {
                let forged = SliceProof(bytes: open.bytes, siblings: Array(open.siblings.suffix(count)))
                #expect(throws: SliceError.self) {
                    try BLAKE3Tree.verify(forged, root: tree.root, totalLength: length, firstChunk: chunk, chunkCount: 1)
                }
            }
        }
        _ = subject
    }

    /// Reveals that the asserter did not sign, or that are not what it committed to, bind nothing.
    @Test func forgedRevealsAreNotTaken() throws {
        let subject = try Subject.committed("fashion-mlp")
        for level in TraceLevel.allCases {
            var claimed = try subject.holder(subject.results, level: level)
            let claim = try subject.claim(claimed)
            var game = try Match.game(subject, claim)
            try game.play(.challengeStep(0), from: Subject.challenger, time: 1001)
            var roots = try claimed.allRoots(step: 0)
            let right = roots
            roots[0] = BLAKE3.hash([9])
            let before = game.question
            for wrong in [roots, Array(right.dropLast()), right + [BLAKE3.hash([8])], []] {
                #expect(throws: DisputeError.self) {
                    try game.play(.revealRoots(wrong, signature: [1, 2, 3]), from: Subject.challenger, time: 1002)
                }
            }
            if level != .full {
                #expect(throws: DisputeError.notSigned) {
                    try game.play(.revealRoots(right, signature: []), from: Subject.prover, time: 1002)
                }
            }
            #expect(game.question == before && game.outcome == nil)
            let signature = Match.sign(SignedReveal.digest(claim: claim.id, step: 0, roots: right))
            // Anyone may hand in what the asserter signed.
            try game.play(.revealRoots(right, signature: signature), from: Subject.challenger, time: 1002)
            #expect(game.revealed.roots == right)
            #expect(throws: DisputeError.outOfTurn) {
                try game.play(.revealRoots(roots, signature: signature), from: Subject.prover, time: 1003)
            }
        }
    }

    @Test func clocksAreChessClocks() throws {
        let subject = try Subject.committed("fashion-mlp")
        let claim = try subject.claim(subject.honest)
        var asserter = Asserter(subject.honest) { Match.sign($0) }
        var game = try Match.game(subject, claim)
        #expect(throws: DisputeError.timeWentBack(from: 1000, to: 999)) {
            try game.play(.challengeStep(0), from: Subject.challenger, time: 999)
        }
        #expect(throws: DisputeError.notTheChallenger) {
            try game.play(.challengeStep(0), from: Subject.prover, time: 1000)
        }
        try game.play(.challengeStep(0), from: Subject.challenger, time: 1060)
        #expect((game.challengerTime, game.asserterTime) == (40, 100))
        #expect(throws: DisputeError.outOfTurn) {
            try game.play(.challengeStep(0), from: Subject.challenger, time: 1061)
        }
        try game.play(try #require(try asserter.answer(game)), from: Subject.prover, time: 1160)
        #expect((game.challengerTime, game.asserterTime) == (40, 0))
        #expect(throws: DisputeError.noSuchPlace) {
            try game.play(.challengeOperator(position: 99, result: 0), from: Subject.challenger, time: 1161)
        }
        try game.play(.challengeOperator(position: 0, result: 0), from: Subject.challenger, time: 1200)
        #expect(game.challengerTime == 0)
        var late = game
        try late.play(try #require(try asserter.answer(game)), from: Subject.prover, time: 1201)
        #expect(late.outcome == .asserterTimedOut)
        #expect(throws: DisputeError.ended) {
            try late.play(.challengeStep(0), from: Subject.challenger, time: 1202)
        }
        try game.play(try #require(try asserter.answer(game)), from: Subject.prover, time: 1200)
        try game.tick(time: .max)
        #expect(game.outcome == .challengerTimedOut)
    }
}

extension DisputeGame {
    var level: TraceLevel {
        if case .optimistic(let commitment) = claim.assurance { commitment.level } else { .full }
    }
}
