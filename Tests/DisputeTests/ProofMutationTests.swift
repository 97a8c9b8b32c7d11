import Circuit
import Claims
import Dispute
import TestSupport
import Testing
import Transcript
import Verifier

/// Bytes from anyone: a verdict or a typed error, never a trap, never a refuted honest claim.
@Suite struct ProofMutationTests {
    private struct Sample {
        let subject: Subject
        let claim: Claim
        let proof: [UInt8]
    }

    /// Proofs about honest claims, of each kind of evidence and from each kind of operator.
    private func samples(_ random: inout SeededGenerator) throws -> [Sample] {
        var subjects = [try Subject.committed("fashion-mlp"), try Subject.committed("fashion-cnn")]
        for (index, example) in try CircuitGallery.all().enumerated() {
            subjects.append(try Subject.gallery(example, seed: 200 + UInt64(index)))
        }
        var samples: [Sample] = []
        for subject in subjects {
            let claim = try subject.claim(subject.honest)
            var prover = OneStepProver(
                claim, model: subject.model, own: subject.honest, stepRoots: subject.honest.stepRoots, resultRoots: [:])
            for entry in subject.entries {
                let step = Int.random(in: 0..<subject.inputs.count, using: &random)
                let element = Int.random(in: 0..<subject.type(entry).shape.count, using: &random)
                let proof = try prover.element(
                    step: step, position: entry.position, result: entry.result, element: element, claimed: [:])
                samples.append(Sample(subject: subject, claim: claim, proof: proof.canonicalBytes))
                let bytes = subject.results[step][entry.position][entry.result].bytes
                let values = BLAKE3Tree.chunkCount(totalLength: bytes.count) == 1
                    ? [BLAKE3.hash(bytes)] : BLAKE3Tree.chunkValues(unsafe bytes.span.bytes)
                if let chunk = try? prover.chunk(
                    step: step, position: entry.position, result: entry.result, chunk: 0, chunkValues: values)
                {
                    samples.append(Sample(subject: subject, claim: claim, proof: chunk.canonicalBytes))
                }
            }
            samples.append(Sample(subject: subject, claim: claim, proof: try prover.output(0).canonicalBytes))
        }
        return samples
    }

    @Test func tenThousandMutantsNeitherTrapNorRefuteHonestClaims() throws {
        var random = SeededGenerator(seed: 0xD1A0)
        let samples = try samples(&random)
        var upheld = 0, refused = 0
        for sample in samples {
            #expect(try OneStepVerifier.check(sample.proof, claim: sample.claim, model: sample.subject.model) == .upheld)
        }
        for round in 0..<10_000 {
            let sample = samples[round % samples.count]
            let bytes = mutant(sample.proof, samples[Int(random.next() % UInt64(samples.count))].proof, &random)
            do {
                let verdict = try OneStepVerifier.check(bytes, claim: sample.claim, model: sample.subject.model)
                #expect(verdict == .upheld, "round \(round)")
                upheld += 1
            } catch { refused += 1 }
        }
        print("mutants: \(refused) refused, \(upheld) upheld, of \(samples.count) proofs")
        // The claimed values are read from slices, so few mutants even reach a verdict.
        #expect(upheld < 1000)
    }

    /// Well-formed proofs whose parts come from others: the deepest checks see them.
    @Test func tenThousandRecombinedProofsNeverRefuteHonestClaims() throws {
        var random = SeededGenerator(seed: 0xD1A3)
        let samples = try samples(&random)
        let proofs = try samples.map { try OneStepProof(canonicalBytes: $0.proof) }
        var verdicts = 0, errors: [String: Int] = [:]
        for round in 0..<10_000 {
            let sample = samples[round % samples.count]
            var proof = proofs[round % samples.count]
            // Parts of another proof about the same claim, where chance finds one nearby.
            let at = round % samples.count
            let near = Int.random(in: max(0, at - 6)...min(samples.count - 1, at + 6), using: &random)
            guard var evidence = Self.element(proof), let other = Self.element(proofs[near]) else { continue }
            for _ in 0...Int(random.next() % 2) {
                switch random.next() % 9 {
                case 0: evidence.element = UInt32(random.next() % 300)
                case 1: evidence.step = UInt32(random.next() % 4)
                case 2: evidence.result ^= 1
                case 3:
                    evidence.position = other.position
                    evidence.record = other.record
                    evidence.recordOpening = other.recordOpening
                case 4: evidence.trace = other.trace
                case 5: evidence.slices = other.slices
                case 6: if !evidence.slices.isEmpty { evidence.slices[0] = other.slices.last ?? evidence.slices[0] }
                case 7: evidence = other
                default: if evidence.slices.count > 1 { evidence.slices.swapAt(0, evidence.slices.count - 1) }
                }
            }
            switch random.next() % 3 {
            case 0: proof.evidence = .element(evidence)
            case 1: proof.evidence = .comparison(evidence, better: UInt32(random.next() % 12))
            default:
                guard case .chunk(_, let values) = proof.evidence else { proof.evidence = .element(evidence); break }
                proof.evidence = .chunk(evidence, chunkValues: values)
            }
            do {
                let verdict = try OneStepVerifier.check(proof.canonicalBytes, claim: sample.claim, model: sample.subject.model)
                #expect(verdict == .upheld, "round \(round)")
                verdicts += 1
            } catch { errors[String("\(error)".prefix { $0.isLetter }), default: 0] += 1 }
        }
        print("recombined: \(verdicts) upheld, refused \(errors.sorted { $0.key < $1.key })")
        #expect(verdicts > 100 && errors.count > 8)
    }

    private static func element(_ proof: OneStepProof) -> ElementEvidence? {
        switch proof.evidence {
        case .element(let evidence), .comparison(let evidence, _), .chunk(let evidence, _): evidence
        default: nil
        }
    }

    private func mutant(_ proof: [UInt8], _ other: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = proof
        func place() -> Int { Int(random.next() % UInt64(max(1, bytes.count))) }
        switch random.next() % 8 {
        case 0: bytes[place()] ^= UInt8(1 << (random.next() % 8))
        case 1: bytes[place()] = UInt8(truncatingIfNeeded: random.next())
        case 2: bytes.removeLast(place())
        case 3: bytes.append(contentsOf: random.bytes(1 + Int(random.next() % 40)))
        case 4:
            // The named place: kind, step, operator, result, element.
            bytes[34 + Int(random.next() % 14)] = UInt8(truncatingIfNeeded: random.next() % 40)
        case 5:
            let at = place(), count = min(4, bytes.count - at)
            for offset in 0..<count { bytes[at + offset] = [0, 0xFF, 0x80, 1][Int(random.next() % 4)] }
        case 6:
            let at = min(place(), other.count)
            bytes = Array(bytes[..<at]) + Array(other[at...])
        default:
            let at = place()
            bytes.removeSubrange(at..<min(at + Int(random.next() % 64), bytes.count))
        }
        return bytes
    }

    @Test func randomBytesAreRefused() throws {
        let subject = try Subject.committed("fashion-mlp")
        let claim = try subject.claim(subject.honest)
        var random = SeededGenerator(seed: 0xD1A1)
        for round in 0..<2000 {
            var bytes = random.bytes(Int(random.next() % 400))
            if round % 2 == 0 { bytes = [1, 0] + claim.id.bytes + [UInt8(1 + round / 2 % 5)] + bytes }
            #expect(throws: OneStepError.self) { try OneStepVerifier.check(bytes, claim: claim, model: subject.model) }
        }
    }

    @Test func otherClaimsModelsAndAssurancesAreRefused() throws {
        let subject = try Subject.committed("fashion-mlp"), other = try Subject.committed("fashion-cnn")
        let claim = try subject.claim(subject.honest)
        var prover = OneStepProver(
            claim, model: subject.model, own: subject.honest, stepRoots: subject.honest.stepRoots, resultRoots: [:])
        let proof = try prover.element(step: 0, position: 1, result: 0, element: 3, claimed: [:]).canonicalBytes
        #expect(try OneStepVerifier.check(proof, claim: claim, model: subject.model) == .upheld)
        let elsewhere = try Claim(
            chain: 8, job: claim.job, model: claim.model, inputs: claim.inputs, outputs: claim.outputs,
            assurance: claim.assurance, prover: claim.prover)
        #expect(throws: OneStepError.otherClaim(claim.id)) {
            try OneStepVerifier.check(proof, claim: elsewhere, model: subject.model)
        }
        #expect(throws: OneStepError.otherModel(other.commitment.id)) {
            try OneStepVerifier.check(proof, claim: claim, model: other.model)
        }
        #expect(throws: DisputedModelError.self) { try DisputedModel(other.circuit, commitment: subject.commitment) }
    }

    @Test func movesAndProofsHaveOneEncoding() throws {
        var random = SeededGenerator(seed: 0xD1A2)
        for sample in try samples(&random) {
            #expect(try OneStepProof(canonicalBytes: sample.proof).canonicalBytes == sample.proof)
        }
        let digests = (0..<3).map { BLAKE3.hash([UInt8($0)]) }
        let moves: [DisputeMove] = [
            .challengeRun, .challengeStep(3), .challengeOperator(position: 5, result: 1), .challengeChunk(9), .prove([1, 2]),
            .revealSteps(digests), .revealRoots(digests, signature: [7]), .revealChunkValues(digests), .revealChunk([4, 5]),
        ]
        for move in moves {
            let bytes = move.canonicalBytes
            #expect(try DisputeMove(canonicalBytes: bytes) == move)
            for _ in 0..<300 {
                var mutant = bytes
                mutant[Int(random.next() % UInt64(mutant.count))] = UInt8(truncatingIfNeeded: random.next())
                if let decoded = try? DisputeMove(canonicalBytes: mutant) { #expect(decoded.canonicalBytes == mutant) }
            }
            #expect(throws: CanonicalError.self) { try DisputeMove(canonicalBytes: bytes + [0]) }
        }
    }
}
