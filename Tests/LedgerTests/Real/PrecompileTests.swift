import Circuit
import Claims
import Dispute
import Foundation
import Ledger
import TestSupport
import Testing
import Transcript
import Verifier

/// The precompiles of this version, asked directly: whatever the bytes and the gas, they answer or halt.
@Suite struct PrecompileTests {
    private static let table = PrecompileTable.standard()

    private static func run(_ id: UInt16, _ input: [UInt8], gas: UInt64 = 2_000_000_000) throws -> PrecompileResult {
        let precompile = try #require(table[id])
        return try precompile.run(input, gasLimit: gas)
    }

    /// A good input for every question that can be asked.
    private static func inputs() throws -> [(name: String, id: UInt16, input: PrecompileInput)] {
        var quarrel = try Quarrel(level: .full, cheats: true)
        let (world, model) = (quarrel.world, quarrel.model)
        let registered = try #require(world.state.modelTables(quarrel.asset)).registered
        let challenger = world.actors[4].address
        var result: [(String, UInt16, PrecompileInput)] = [
            ("admission", PrecompileID.oneStep, .admission(claim: quarrel.claim, registered: registered, inputs: model.inputs))
        ]
        var player = Challenger(quarrel.claim, model: quarrel.disputed, own: quarrel.honest)
        while let move = try player.next(try quarrel.game()) {
            let progress = world.state.dispute(quarrel.job, by: challenger)?.progress ?? []
            if case .prove(let evidence) = move {
                result.append((
                    "refutation", PrecompileID.oneStep,
                    .refutation(
                        claim: quarrel.claim, registered: registered, challenger: challenger, progress: progress,
                        evidence: evidence)
                ))
                break
            }
            result.append((
                "question", PrecompileID.oneStep,
                .question(
                    claim: quarrel.claim, registered: registered, challenger: challenger, progress: progress,
                    move: move.canonicalBytes)
            ))
            try world.succeed(4, quarrel.question(move))
            let reply = try #require(try quarrel.asserter.answer(try quarrel.game()))
            result.append((
                "answer", PrecompileID.oneStep,
                .answer(
                    claim: quarrel.claim, registered: registered, challenger: challenger,
                    progress: try #require(world.state.dispute(quarrel.job, by: challenger)).progress,
                    move: reply.canonicalBytes)
            ))
            try world.succeed(3, quarrel.answer(reply, to: move))
        }
        let salt = Sample.digest(8), job = Sample.digest(9)
        result.append((
            "opening", PrecompileID.openCommitment,
            .opening(
                commitment: PrivateCommitment(model.input, job: job, salt: try CommitmentSalt(salt.bytes)), job: job,
                salt: salt, type: model.input.type, bytes: model.input.bytes)
        ))
        result.append((
            "order", PrecompileID.checkOrder,
            .order(
                registered: registered, inputs: model.inputs, steps: 1, isProved: true, publicInputs: [model.input.bytes])
        ))
        result.append((
            "registration", PrecompileID.linkModel,
            .registration(model: model.prover.model, circuit: model.circuit.canonicalBytes, weights: model.weights.bytes)
        ))
        let proof = try model.proof(world, job)
        result.append((
            "proof", PrecompileID.verifyProof,
            .proof(claim: proof.claim, model: model.prover.model, evidence: proof.bytes)
        ))
        return result.map { (name: $0.0, id: $0.1, input: $0.2) }
    }

    @Test func goodInputsAreAnsweredWithYesAndElsewhereRefused() throws {
        for (name, id, input) in try Self.inputs() {
            let bytes = input.canonicalBytes
            #expect(try PrecompileInput(canonicalBytes: bytes) == input)
            let result = try Self.run(id, bytes)
            guard case .output(let output) = result.outcome else {
                Issue.record("\(name): \(result)")
                continue
            }
            #expect(output.first == 1, "\(name): \(output.prefix(3))")
            print("precompile \(name): \(bytes.count) bytes, \(result.gasUsed) gas")
            // Exactly that much is enough, and a unit less is not: gas is known before the work.
            #expect(try Self.run(id, bytes, gas: result.gasUsed) == result, "\(name)")
            let short = try Self.run(id, bytes, gas: result.gasUsed - 1)
            #expect(short == PrecompileResult(gasUsed: result.gasUsed - 1, outcome: .halt(.outOfGas)), "\(name)")
            #expect(try Self.run(id, bytes, gas: 0) == PrecompileResult(gasUsed: 0, outcome: .halt(.outOfGas)))
            for other in [PrecompileID.verifyProof, PrecompileID.openCommitment, PrecompileID.linkModel] where other != id {
                #expect(try Self.run(other, bytes).outcome == .halt(.malformedInput(code: 1)), "\(name) at \(other)")
            }
        }
    }

    @Test func openingsOfSomethingElseAreRefused() throws {
        let input = try #require(try Self.inputs().first { $0.name == "opening" })
        guard case .opening(let commitment, let job, let salt, let type, let bytes) = input.input else { return }
        var other = bytes
        other[7] ^= 1
        let wrong: [(PrecompileInput, RefusalCode)] = [
            (.opening(commitment: commitment, job: Sample.digest(1), salt: salt, type: type, bytes: bytes), .openingOther),
            (.opening(commitment: commitment, job: job, salt: Sample.digest(1), type: type, bytes: bytes), .openingOther),
            (.opening(commitment: commitment, job: job, salt: salt, type: type, bytes: other), .openingOther),
            (
                .opening(
                    commitment: commitment, job: job, salt: salt, type: try TensorType(type.element, [type.shape.count, 1]),
                    bytes: bytes), .openingOther
            ),
            (.opening(commitment: commitment, job: job, salt: salt, type: type, bytes: bytes + [0]), .openingTensor),
        ]
        for (opening, code) in wrong {
            #expect(
                try Self.run(PrecompileID.openCommitment, opening.canonicalBytes).outcome
                    == .output(Answer.no(code: code.rawValue).bytes))
        }
    }

    /// Any bytes end in an answer or a halt, the same twice, within the gas.
    @Test func mutantsAreAnsweredOrHalted() throws {
        let rounds = ProcessInfo.processInfo.environment["SIROCCO_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 1
        let seed: UInt64 = 0x9F
        print("precompile mutants: seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        var outcomes: [String: Int] = [:]
        for (name, id, input) in try Self.inputs() {
            let good = input.canonicalBytes
            let count = (name == "registration" || name == "proof" ? 60 : 400) * max(1, rounds)
            for round in 0..<count {
                var mutant = good
                for _ in 0..<Int.random(in: 1...3, using: &generator) {
                    // Half of them at the head, where the lengths are.
                    let end = Bool.random(using: &generator) ? min(400, mutant.count) : mutant.count
                    let place = Int.random(in: 0..<end, using: &generator)
                    switch UInt8.random(in: 0...4, using: &generator) {
                    case 0: mutant[place] = UInt8.random(in: 0...255, using: &generator)
                    case 1: mutant[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
                    case 2: mutant.insert(UInt8.random(in: 0...255, using: &generator), at: place)
                    case 3: mutant.remove(at: place)
                    default: mutant.replaceSubrange(place..., with: generator.bytes(min(8, mutant.count - place)))
                    }
                }
                let gas = round % 8 == 0 ? UInt64.random(in: 0...100_000_000, using: &generator) : 2_000_000_000
                let result = try Self.run(id, mutant, gas: gas)
                #expect(result.gasUsed <= gas)
                if round % 16 == 0 { #expect(try Self.run(id, mutant, gas: gas) == result) }
                switch result.outcome {
                case .halt(.outOfGas): outcomes["out of gas", default: 0] += 1
                case .halt(.malformedInput): outcomes["malformed", default: 0] += 1
                case .output(let output):
                    // A proof is for one claim of one model, or for none.
                    if name == "proof" && mutant != good { #expect(output.first == 0) }
                    if output.count == 3, output[0] == 0 {
                        let code = RefusalCode(rawValue: UInt16(output[1]) | UInt16(output[2]) << 8)
                        outcomes[code.map { "\($0)" } ?? "unknown code", default: 0] += 1
                    } else {
                        outcomes[output.first == 1 ? "yes" : "opposite", default: 0] += 1
                    }
                }
            }
        }
        print("precompile mutants: \(outcomes.sorted { $0.key < $1.key })")
        #expect(outcomes["unknown code"] == nil)
        #expect(outcomes.count > 12)
    }
}
