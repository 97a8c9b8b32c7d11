import Circuit
import Claims
import Dispute
import TestSupport
import Testing
import Transcript
import Verifier

/// A wrong element, alone or carried through all that follows from it, is found where it arose and proven
/// wrong in at most four moves and 16 KB of messages.
@Suite struct FlippedElementTests {
    struct Worst {
        var moves = 0
        var bytes = 0
        var proof = 0
        var count = 0
    }

    private func play(
        _ subject: Subject, step: Int = 0, _ entry: TracedResult, _ element: Int, level: TraceLevel = .full,
        carried: Bool, _ random: inout SeededGenerator, _ worst: inout Worst
    ) throws {
        let wrong = try subject.results[step][entry.position][entry.result].flipped(element, &random)
        let spoilt =
            try carried
            ? subject.carrying(step: step, entry, by: wrong) : subject.replacing(step: step, entry, by: wrong)
        let claimed = try subject.holder(spoilt, level: level)
        let match = try Match(subject, claimed: claimed)
        if level != .full, claimed.stepRoots == (try subject.holder(subject.results, level: level)).stepRoots {
            // The wrong value is in nothing that was claimed.
            #expect(match.outcome == nil && match.challengerMoves == 0)
            return
        }
        let place = "\(subject.circuit.name) step \(step) operator \(entry.position).\(entry.result) element \(element)"
        #expect(
            match.refutes(step: step, entry, element: element),
            "\(place), carried \(carried): \(String(describing: match.outcome))")
        worst.moves = max(worst.moves, match.challengerMoves)
        worst.bytes = max(worst.bytes, match.byteCount)
        worst.proof = max(worst.proof, match.proof?.count ?? 0)
        worst.count += 1
    }

    private func expect(_ worst: Worst, moves: Int = 4) {
        #expect(worst.moves <= moves && worst.bytes <= 16 * 1024, "\(worst)")
        print("disputes played: \(worst)")
    }

    @Test func everyElementOfTheMLPIsCaught() throws {
        let subject = try Subject.committed("fashion-mlp")
        var random = SeededGenerator(seed: 0xD150)
        var worst = Worst()
        for entry in subject.entries {
            for element in 0..<subject.type(entry).shape.count {
                for carried in [false, true] { try play(subject, entry, element, carried: carried, &random, &worst) }
            }
        }
        expect(worst)
    }

    @Test func aThousandSeededElementsOfEachOperatorOfTheCNNAreCaught() throws {
        let subject = try Subject.committed("fashion-cnn")
        let samples = 1000
        var random = SeededGenerator(seed: 0xD151)
        var worst = Worst()
        for entry in subject.entries {
            let count = subject.type(entry).shape.count
            // Small results whole, the corners of large ones always.
            let elements =
                count <= samples
                ? Array(0..<count) : [0, count - 1] + (2..<samples).map { _ in Int.random(in: 0..<count, using: &random) }
            for element in elements {
                for carried in [false, true] { try play(subject, entry, element, carried: carried, &random, &worst) }
            }
        }
        expect(worst)
    }

    @Test(arguments: [TraceLevel.full, .layer, .step])
    func everyKindOfOperatorIsCaughtAtEveryLevel(level: TraceLevel) throws {
        var random = SeededGenerator(seed: 0xD152)
        var subjects = [try Subject.committed("fashion-mlp"), try Subject.committed("fashion-cnn")]
        for (index, example) in try CircuitGallery.all().enumerated() {
            subjects.append(try Subject.gallery(example, seed: UInt64(index)))
        }
        for subject in subjects {
            var worst = Worst()
            for entry in subject.entries {
                let count = subject.type(entry).shape.count
                for _ in 0..<min(count, 6) {
                    let step = Int.random(in: 0..<subject.inputs.count, using: &random)
                    let element = Int.random(in: 0..<count, using: &random)
                    for carried in [false, true] {
                        try play(subject, step: step, entry, element, level: level, carried: carried, &random, &worst)
                    }
                }
            }
            // A run of several steps costs one move more.
            expect(worst, moves: subject.inputs.count > 1 ? 5 : 4)
        }
    }
}
