import Circuit
import Claims
import Dispute
import TestSupport
import Testing
import Transcript
import Verifier

/// Claims that published their roots and chunk values are refuted by one message.
@Suite struct SingleShotTests {
    /// Nil where the chunk's operands are more than a proof brings.
    private func shot(_ subject: Subject, _ claim: Claim, _ published: PublishedTrace) throws -> OneStepProof? {
        do throws(TraceHolderError) {
            return try OneStepProver.singleShot(claim, model: subject.model, own: subject.honest, published: published)
        } catch {
            switch error {
            case .proof(.chunkTooCostly), .proof(.tooManyChunks): return nil
            default: throw error
            }
        }
    }

    private func isChunk(_ verdict: OneStepVerdict, step: Int, _ entry: TracedResult) -> Bool {
        guard case .refuted(.chunk(let s, let p, let r, _)) = verdict else { return false }
        return (Int(s), Int(p), Int(r)) == (step, entry.position, entry.result)
    }

    @Test func wrongChunksAreRefutedWhereTheirOperandsFit() throws {
        var random = SeededGenerator(seed: 0xD170)
        var subjects = [try Subject.committed("fashion-mlp"), try Subject.committed("fashion-cnn")]
        for (index, example) in try CircuitGallery.all().enumerated() {
            subjects.append(try Subject.gallery(example, seed: UInt64(index)))
        }
        var refuted = 0, tooLarge = 0, longest = 0
        for subject in subjects {
            for entry in subject.entries {
                for isCarried in [false, true] {
                    let step = Int.random(in: 0..<subject.inputs.count, using: &random)
                    let tensor = subject.results[step][entry.position][entry.result]
                    let wrong = try tensor.flipped(Int.random(in: 0..<tensor.type.shape.count, using: &random), &random)
                    let spoilt =
                        try isCarried
                        ? subject.carrying(step: step, entry, by: wrong) : subject.replacing(step: step, entry, by: wrong)
                    let claimed = try subject.holder(spoilt)
                    let claim = try subject.claim(claimed)
                    let published = try PublishedTrace(claimed)
                    #expect(published.matches(claim))
                    guard let proof = try shot(subject, claim, published) else {
                        tooLarge += 1
                        continue
                    }
                    let bytes = proof.canonicalBytes
                    let verdict = try OneStepVerifier.check(bytes, claim: claim, model: subject.model)
                    #expect(isChunk(verdict, step: step, entry), "\(subject.circuit.name) \(entry): \(verdict)")
                    refuted += 1
                    longest = max(longest, bytes.count)
                }
            }
        }
        print("single shots: \(refuted) refuted, \(tooLarge) too large, longest \(longest) bytes")
        #expect(refuted > 100)
    }

    @Test func honestPublishedTracesGiveNoProof() throws {
        for name in ["fashion-mlp", "fashion-cnn"] {
            let subject = try Subject.committed(name)
            let published = try PublishedTrace(subject.honest)
            let claim = try subject.claim(subject.honest)
            #expect(published.matches(claim))
            #expect(
                try OneStepProver.singleShot(claim, model: subject.model, own: subject.honest, published: published) == nil)
            // A chunk proof about an honest chunk says that it is right.
            var prover = OneStepProver(
                claim, model: subject.model, own: subject.honest, stepRoots: subject.honest.stepRoots, resultRoots: [:])
            guard let long = published.steps[0].firstIndex(where: { !$0.chunkValues.isEmpty }) else { continue }
            let entry = subject.entries[long]
            let values = published.steps[0][long].chunkValues
            if let proof = try? prover.chunk(
                step: 0, position: entry.position, result: entry.result, chunk: 0, chunkValues: values)
            {
                #expect(try OneStepVerifier.check(proof.canonicalBytes, claim: claim, model: subject.model) == .upheld)
            }
        }
    }
}
