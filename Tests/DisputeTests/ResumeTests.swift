import Circuit
import Claims
import Dispute
import TestSupport
import Testing
import Transcript
import Verifier

/// What a ledger keeps of a dispute is bytes: whatever they say, going on with them ends with an answer.
struct ResumeTests {
    /// Each state of a dispute about the largest result, and the move that comes next.
    static func story(_ subject: Subject) throws -> [(kept: [UInt8], move: DisputeMove)] {
        var game = try Match.game(subject, try subject.claim(subject.honest))
        var asserter = Asserter(subject.honest) { Match.sign($0) }
        let counts = subject.model.resultByteCounts
        let position = try #require(counts.indices.max { counts[$0][0] < counts[$1][0] })
        let asked: [DisputeMove] = [
            .challengeStep(0), .challengeOperator(position: UInt32(position), result: 0), .challengeChunk(0),
        ]
        var story: [(kept: [UInt8], move: DisputeMove)] = []
        for move in asked {
            story.append((game.progress.canonicalBytes, move))
            try game.play(move.canonicalBytes, from: Subject.challenger, time: 1001)
            let answer = try #require(try asserter.answer(game))
            story.append((game.progress.canonicalBytes, answer))
            try game.play(answer.canonicalBytes, from: Subject.prover, time: 1001)
        }
        return story
    }

    @Test func changedProgressEndsWithAnAnswer() throws {
        let subject = try Subject.committed("fashion-cnn")
        let claim = try subject.claim(subject.honest)
        let story = try Self.story(subject)
        var random = SeededGenerator(seed: 12)
        var resumed = 0, refused = 0
        for round in 0..<20_000 {
            let (kept, _) = story[round % story.count]
            let (_, move) = story[Int(random.next() % UInt64(story.count))]
            var bytes = kept
            // The fields before the lists mostly, now and then anywhere.
            for _ in 0...random.next() % 3 {
                let place = Int(random.next() % UInt64(random.next() % 4 == 0 ? bytes.count : min(bytes.count, 48)))
                bytes[place] = [0, 1, 2, 3, 4, 255, bytes[place] ^ 1][Int(random.next() % 7)]
            }
            guard let progress = try? DisputeGame.Progress(canonicalBytes: bytes) else { continue }
            guard var game = try? DisputeGame(claim, model: subject.model, challenger: Subject.challenger, resuming: progress)
            else {
                refused += 1
                continue
            }
            resumed += 1
            _ = game.boundReveals
            let sender = move.isReveal ? Subject.prover : Subject.challenger
            _ = try? game.play(move.canonicalBytes, from: sender, time: 1002)
        }
        #expect(resumed > 100 && refused > 100)
    }

    /// Places that do not exist are refused by name.
    @Test func progressOfAnotherModelIsRefused() throws {
        let cnn = try Subject.committed("fashion-cnn")
        let mlp = try Subject.committed("fashion-mlp")
        let claim = try mlp.claim(mlp.honest)
        for (kept, _) in try Self.story(cnn).dropFirst(3) {
            let progress = try DisputeGame.Progress(canonicalBytes: kept)
            #expect(throws: DisputeError.noSuchPlace) {
                try DisputeGame(claim, model: mlp.model, challenger: Subject.challenger, resuming: progress)
            }
        }
    }
}
