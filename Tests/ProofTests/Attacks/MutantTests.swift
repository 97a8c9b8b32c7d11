import Circuit
import Prover
import Synchronization
import Testing
import Transcript
import Verifier

/// Proofs changed along their structure: each is refused with a typed error, none traps.
///
/// `SIROCCO_FUZZ_ROUNDS=100` tries 10^5; `SIROCCO_FUZZ_START=n` begins with seed n, which is how a run is
/// resumed and how one failure is run again.
@Suite struct MutantTests {
    @Test func everyMutantIsRefused() throws {
        let subjects = try (["tiny"] + AttackSubject.networks).map { try AttackSubject.named($0) }
        let others = try subjects.map { try Self.other($0) }
        let first = FuzzRounds.number("SIROCCO_FUZZ_START", otherwise: 0)
        let count = max(0, 1000 * FuzzRounds.count - first)
        let done = Mutex(0)
        try AttackSubject.named("tiny").attack(count) { index in
            let seed = first + index
            let subject = subjects[seed % subjects.count]
            let mutant = ProofMutant(of: subject, seed: UInt64(seed), other: others[seed % subjects.count])
            if FuzzRounds.count > 1 {
                let number = done.withLock { done in
                    done += 1
                    return done
                }
                if number % 1000 == 0 { print("mutants: \(number) of \(count), now at seed \(seed)") }
            }
            // Some changes put back what was there, or make the other proof whole.
            if mutant.bytes == subject.bytes || mutant.bytes == others[seed % subjects.count] { return nil }
            return subject.refusal(mutant.bytes) == nil
                ? "seed \(seed): \(subject.name) with \(mutant.words) is accepted" : nil
        }
    }

    /// The same claim but for the job.
    private static func other(_ subject: AttackSubject) throws -> [UInt8] {
        let circuit: Circuit, weights: Weights, input: Tensor
        if subject.name == "tiny" {
            (circuit, weights, input) = try TinyModel.make()
        } else {
            let item = try ProofFileTests.shared(subject.name)
            (circuit, weights, input) = (item.circuit, item.weights, item.input)
        }
        return try ModelProver(
            circuit, weights, profile: subject.setting.parameters.profile, allowingInsecure: subject.isInsecure
        ).prove([input], chain: 1, job: Digest(), prover: TinyModel.prover).bytes
    }
}
