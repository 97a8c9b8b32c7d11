import Circuit
import Foundation
import TestSupport
import Testing
import Verifier

/// Proof files with circuits of anybody's making. Whatever the decoder takes, the verifier ends with an answer; what it
/// plans a proof for, an honest prover can prove. `SIROCCO_FUZZ_ROUNDS` sets the length; the seed of a failure is printed.
struct CircuitFuzzTests {
    static func rounds(_ usual: Int) -> Int {
        ProcessInfo.processInfo.environment["SIROCCO_FUZZ_ROUNDS"].flatMap { Int($0) } ?? usual
    }

    /// Honest runs of random circuits are accepted, the same proofs with one byte changed are not.
    @Test func whatIsPlannedCanBeProved() throws {
        var proved = 0, drawn = 0
        for round in 0..<Self.rounds(1500) {
            let seed = UInt64(round)
            var circuits = RandomCircuits(seed: seed, .small)
            guard let (circuit, weights) = circuits.draw(), let weights else { continue }
            drawn += 1
            guard let setting = try? ProofSetting(circuit, profile: .insecureTest, allowingInsecure: true),
                setting.plan.witnessLayout.sizeLog2 <= 13, setting.plan.weightLayout.sizeLog2 <= 13
            else {
                _ = Hostile.verdict(Hostile.file(circuit, body: .random, &circuits.random))
                continue
            }
            proved += 1
            let bytes: [UInt8]
            do { bytes = try Hostile.proveAndVerify(circuit, weights, &circuits.random) } catch {
                Issue.record("seed \(seed): \(error)\n\(circuit.listing)")
                continue
            }
            for _ in 0..<4 {
                var changed = bytes
                changed[Int.random(in: changed.indices, using: &circuits.random)] ^= UInt8.random(in: 1...255, using: &circuits.random)
                #expect(Hostile.verdict(changed) != nil, "seed \(seed)")
            }
        }
        print("\(drawn) random circuits, \(proved) proved")
        #expect(proved * 20 > drawn, "too few circuits reach the verifier's depths")
    }

    /// Parameters at and beyond every limit.
    @Test func extremeCircuitsEndWithAnAnswer() {
        for round in 0..<Self.rounds(2000) {
            var circuits = RandomCircuits(seed: 1 << 40 + UInt64(round), .extreme)
            guard let (circuit, _) = circuits.draw(), Hostile.isAtHand(circuit) else { continue }
            #expect(Hostile.verdict(Hostile.file(circuit, body: round % 2 == 0 ? .zeros : .random, &circuits.random)) != nil)
        }
    }

    /// Records of good circuits with bytes changed, in files whose hashes fit again.
    @Test func changedRecordsEndWithAnAnswer() throws {
        let networks = try ["fashion-mlp", "fashion-cnn"].map { try ArithmetisationTests.run($0, picture: 0).circuit }
        var accepted = 0
        for round in 0..<Self.rounds(4000) {
            var circuits = RandomCircuits(seed: 1 << 41 + UInt64(round), .small)
            var random = circuits.random
            guard let circuit = round % 4 == 0 ? networks[round / 4 % 2] : circuits.draw()?.circuit else { continue }
            var bytes = circuit.canonicalBytes
            for _ in 0...Int(random.next() % 3) {
                let place = Int(random.next() % UInt64(bytes.count))
                bytes[place] = [0, 1, 2, 127, 128, 255, bytes[place] &+ 1, bytes[place] &- 1][Int(random.next() % 8)]
            }
            guard let changed = try? Circuit(canonicalBytes: bytes), Hostile.isAtHand(changed) else { continue }
            accepted += 1
            #expect(Hostile.verdict(Hostile.file(changed, body: .zeros, &random)) != nil)
        }
        #expect(accepted > 0)
    }
}
