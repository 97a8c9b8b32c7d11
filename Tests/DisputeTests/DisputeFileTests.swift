import Circuit
import Claims
import Dispute
import TestSupport
import Testing
import Transcript
import Verifier

/// Claim, trace and step files: one encoding each, and nothing that a stranger writes into one traps.
@Suite struct DisputeFileTests {
    private struct Files {
        let subject: Subject
        let claim: ClaimFile
        let trace: TraceFile
        let step: StepFile
        let honest: ClaimFile
    }

    private func files(_ name: String = "fashion-mlp", _ level: TraceLevel = .full) throws -> Files {
        let subject = try Subject.committed(name)
        let right = try subject.holder(subject.results, level: level)
        let honest = try ClaimFile(try subject.claim(right), subject.circuit, commitment: subject.commitment)
        let lying = try right.altered(step: 0, position: 1, element: 5)
        let claim = try ClaimFile(try subject.claim(lying), subject.circuit, commitment: subject.commitment)
        let trace = try TraceFile(claim.claim, lying)
        guard case .refuted(_, let step) = try ClaimAudit.audit(claim, own: subject.honest, trace: trace) else {
            throw TraceHolderError.noSuch("refutation")
        }
        return Files(subject: subject, claim: claim, trace: trace, step: step, honest: honest)
    }

    @Test(arguments: ["fashion-mlp", "fashion-cnn"]) func filesAreReadBack(name: String) throws {
        let files = try files(name)
        let claim = try ClaimFile(files.claim.bytes)
        #expect(claim.claim == files.claim.claim && claim.bytes == files.claim.bytes)
        #expect(claim.model.commitment == files.subject.commitment)
        let trace = try TraceFile(files.trace.bytes, of: claim)
        #expect(trace.results == files.trace.results && trace.inputs == files.subject.inputs)
        #expect(files.trace.bytes.count <= TraceFile.maximumByteCount(of: claim))
        #expect(try trace.holder(claim, files.subject.weights).commitment == claim.commitment)
        let step = try StepFile(files.step.bytes)
        #expect(step.proof == files.step.proof && step.bytes == files.step.bytes && step.reveal == nil)
    }

    @Test func foreignFilesAreRefusedForWhatTheyAre() throws {
        let files = try files(), cnn = try self.files("fashion-cnn")
        let claim = files.claim.bytes, trace = files.trace.bytes, step = files.step.bytes
        #expect(throws: DisputeFileError.otherKind) { try ClaimFile(trace) }
        #expect(throws: DisputeFileError.otherKind) { try TraceFile(step, of: files.claim) }
        #expect(throws: DisputeFileError.otherKind) { try StepFile(claim) }
        #expect(throws: DisputeFileError.otherKind) { try ClaimFile([]) }
        #expect(throws: DisputeFileError.unsupportedVersion(2)) { try ClaimFile(claim[..<4] + [2, 0] + claim[6...]) }
        #expect(throws: DisputeFileError.unsupportedVersion(258)) { try StepFile(step[..<4] + [2, 1] + step[6...]) }
        #expect(throws: DisputeFileError.malformed(.trailingBytes(offset: claim.count, count: 1))) { try ClaimFile(claim + [0]) }
        #expect(throws: DisputeFileError.malformed(.trailingBytes(offset: trace.count, count: 1))) {
            try TraceFile(trace + [0], of: files.claim)
        }
        let other = DisputeFileError.otherClaim(expected: files.honest.claim.id, found: files.claim.claim.id)
        #expect(throws: other) { try TraceFile(trace, of: files.honest) }
        #expect(throws: DisputeFileError.stepCount(expected: 1, found: 2)) {
            try TraceFile(trace[..<38] + [2, 0, 0, 0] + trace[42...], of: files.claim)
        }
        #expect(throws: DisputeFileError.otherInput(slot: 0)) {
            try TraceFile(trace[..<42] + [trace[42] ^ 1] + trace[43...], of: files.claim)
        }
        // A circuit that is not the model's, and a claim that is not optimistic.
        #expect(throws: DisputeFileError.self) {
            try ClaimFile(files.claim.claim, cnn.subject.circuit, commitment: files.subject.commitment)
        }
        let right = files.claim.claim
        let proved = try Claim(
            chain: 7, job: right.job, model: right.model, inputs: right.inputs, outputs: right.outputs,
            assurance: .proved(.p100), prover: right.prover)
        #expect(throws: DisputeFileError.admission(.notOptimistic)) {
            try ClaimFile(proved, files.subject.circuit, commitment: files.subject.commitment)
        }
    }

    /// Cuts, extends, overwrites or repeats a part.
    private func mutant(of bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var mutant = bytes
        for _ in 0...(random.next() % 3) {
            let place = mutant.isEmpty ? 0 : Int(random.next() % UInt64(mutant.count))
            switch random.next() % 6 {
            case 0: mutant.removeSubrange(place...)
            case 1: mutant.insert(contentsOf: random.bytes(1 + Int(random.next() % 4)), at: place)
            case 2: mutant.insert(contentsOf: mutant[..<place].suffix(33), at: place)
            default: if !mutant.isEmpty { mutant[place] ^= UInt8(1) << (random.next() % 8) }
            }
        }
        return mutant
    }

    /// Most damage lands in tensors or openings: lengths and kinds are hit on purpose too.
    private func damaged(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        guard random.next() % 2 == 0 else { return mutant(of: bytes, &random) }
        let head = min(bytes.count, 400)
        return mutant(of: Array(bytes[..<head]), &random) + bytes[head...]
    }

    @Test func tenThousandMutantsOfEachFileHaveOneEncoding() throws {
        let files = try files()
        var random = SeededGenerator(seed: 0xD1D0)
        var accepted = [0, 0, 0]
        for _ in 0..<10_000 {
            let claim = damaged(files.claim.bytes, &random)
            if let read = try? ClaimFile(claim) {
                #expect(read.bytes == claim)
                accepted[0] += 1
            }
            let trace = damaged(files.trace.bytes, &random)
            if let read = try? TraceFile(trace, of: files.claim) {
                #expect(read.bytes == trace)
                accepted[1] += 1
            }
            let step = damaged(files.step.bytes, &random)
            if let read = try? StepFile(step) {
                #expect(read.bytes == step)
                accepted[2] += 1
            }
        }
        print("mutants read back: \(accepted)")
        #expect(accepted[0] < 5000 && accepted[1] < 9900 && accepted[2] < 9900)
    }

    /// Whatever a trace says, an honest claim is not refuted by it, and a dishonest one not cleared.
    @Test func mutantTracesNeverChangeTheVerdict() throws {
        let files = try files()
        var random = SeededGenerator(seed: 0xD1D1)
        let honest = try TraceFile(files.honest.claim, files.subject.honest)
        for _ in 0..<2000 {
            if let trace = try? TraceFile(damaged(honest.bytes, &random), of: files.honest) {
                guard case .right = try ClaimAudit.audit(files.honest, own: files.subject.honest, trace: trace) else {
                    Issue.record("an honest claim fell")
                    continue
                }
            }
            if let trace = try? TraceFile(damaged(files.trace.bytes, &random), of: files.claim) {
                if case .right = try ClaimAudit.audit(files.claim, own: files.subject.honest, trace: trace) {
                    Issue.record("a dishonest claim was cleared")
                }
            }
        }
    }

    /// A step file's proof, damaged, transplanted onto the honest claim: never a refutation.
    @Test func mutantStepsNeverRefuteTheHonestClaim() throws {
        let files = try files()
        var random = SeededGenerator(seed: 0xD1D2)
        var verdicts = 0
        for _ in 0..<10_000 {
            var proof = files.step.proof
            // The claim's name stands after the version: made out to be the honest one's.
            proof.replaceSubrange(2..<34, with: files.honest.claim.id.bytes)
            let bytes = random.next() % 8 == 0 ? proof : mutant(of: proof, &random)
            let file = StepFile(files.honest, reveal: nil, proof: bytes)
            if let verdict = try? file.verdict(on: files.honest) {
                #expect(verdict == .upheld)
                verdicts += 1
            }
        }
        print("verdicts about the honest claim: \(verdicts)")
    }
}
