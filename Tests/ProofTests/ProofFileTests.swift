import Algebra
import Circuit
import Claims
import Foundation
import Prover
import TestSupport
import Testing
import Transcript
import Verifier

/// Whole proof files of the two committed networks under P100.
struct ProofFileTests {
    struct Case: Sendable {
        let circuit: Circuit
        let weights: Weights
        let input: Tensor
        let proof: ModelProver.Proof
        let report: SecurityReport
    }

    static let job = BLAKE3.hash([1])
    static let prover = Address(BLAKE3.hash([2]))

    static func make(_ name: String, profile: SecurityProfile = .p100, threads: Int = 1) throws -> Case {
        let run = try ArithmetisationTests.run(name, picture: 1)
        let model = try ModelProver(
            run.circuit, run.weights, profile: profile, threads: threads, allowingInsecure: profile.isInsecure)
        let clock = ContinuousClock()
        var proof: ModelProver.Proof?
        let proving = try clock.measure { proof = try model.prove([run.input], chain: 7, job: job, prover: prover) }
        let made = try #require(proof)
        let verifying = try clock.measure { _ = try ProofVerifier.verify(made.bytes, allowingInsecure: profile.isInsecure) }
        print("\(name) \(profile.name): \(made.bytes.count) bytes, proved in \(proving), verified in \(verifying)")
        return Case(
            circuit: run.circuit, weights: run.weights, input: run.input, proof: made,
            report: model.setting.security)
    }

    static let cases: Result<[String: Case], any Error> = Result {
        ["fashion-mlp": try make("fashion-mlp"), "fashion-cnn": try make("fashion-cnn")]
    }

    static func shared(_ name: String) throws -> Case { try #require(try cases.get()[name]) }

    @Test(arguments: ["fashion-mlp", "fashion-cnn"]) func honestProofsAreAcceptedAndSayWhatTheyProve(name: String) throws {
        let item = try Self.shared(name)
        let verdict = try ProofVerifier.verify(item.proof.bytes)
        #expect(verdict.header.claim == item.proof.claim)
        #expect(verdict.header.claim.job == Self.job && verdict.header.claim.prover == Self.prover)
        #expect(verdict.header.circuit.hash == item.circuit.hash)
        #expect(verdict.header.outputs == item.proof.outputs)
        let byDefinition = try item.circuit.evaluateByDefinition(inputs: [item.input], weights: item.weights)
        #expect(verdict.header.outputs == byDefinition.outputs)
        #expect(verdict.security.reachesFloor && verdict.security.sum >= SecurityBits(100))
    }

    @Test func theProofDoesNotDependOnThreads() throws {
        #expect(try Self.make("fashion-mlp", threads: 2).proof.bytes == Self.shared("fashion-mlp").proof.bytes)
    }

    @Test func uniqueDecodingProofsAreAcceptedToo() throws {
        #expect(try Self.make("fashion-mlp", profile: .ud100).report.reachesFloor)
    }

    @Test func testProfilesAreRefusedByDefault() throws {
        let item = try Self.make("fashion-mlp", profile: .insecureTest)
        #expect(throws: ProofError.insecureProfile) { try ProofVerifier.verify(item.proof.bytes) }
    }

    @Test func theOracleRootIsAFunctionOfTheWeights() throws {
        let item = try Self.shared("fashion-mlp")
        let setting = try ProofSetting(item.circuit, profile: .p100)
        let root = try ProofVerifier.verify(item.proof.bytes).header.model.oracleRoots[0].root
        #expect(try setting.weightRoot(item.weights) == root)
        var bytes = item.weights.bytes
        bytes[0] ^= 1
        #expect(try setting.weightRoot(Weights(bytes: bytes)) != root)
    }

    /// The header rewritten: another claim, model, input or output around the same body.
    @Test(arguments: ["fashion-mlp", "fashion-cnn"]) func otherStatementsAreRefused(name: String) throws {
        let item = try Self.shared(name)
        let header = try ProofVerifier.verify(item.proof.bytes).header
        var encoder = CanonicalEncoder()
        header.encode(into: &encoder)
        let body = item.proof.bytes.dropFirst(encoder.bytes.count)
        let claim = header.claim
        func with(
            claim other: Claim? = nil, model: ModelCommitment? = nil, inputs: [Tensor]? = nil, outputs: [Tensor]? = nil,
            witness: Digest? = nil
        ) -> [UInt8] {
            var encoder = CanonicalEncoder()
            ProofHeader(
                claim: other ?? claim, model: model ?? header.model, circuit: header.circuit,
                inputs: inputs ?? header.inputs, outputs: outputs ?? header.outputs,
                witnessRoot: witness ?? header.witnessRoot
            ).encode(into: &encoder)
            return encoder.bytes + body
        }
        func changed(
            chain: UInt64? = nil, job: Digest? = nil, model: Digest? = nil, steps: UInt32? = nil,
            inputs: [TensorCommitment]? = nil, outputs: [TensorCommitment]? = nil, assurance: Assurance? = nil,
            prover: Address? = nil
        ) throws -> Claim {
            try Claim(
                chain: chain ?? claim.chain, job: job ?? claim.job, model: model ?? claim.model,
                steps: steps ?? claim.steps, inputs: inputs ?? claim.inputs, outputs: outputs ?? claim.outputs,
                assurance: assurance ?? claim.assurance, prover: prover ?? claim.prover)
        }
        func error(_ bytes: [UInt8]) -> ProofError? {
            do throws(ProofError) {
                _ = try ProofVerifier.verify(bytes)
                return nil
            } catch { return error }
        }
        func refusedInBody(_ error: ProofError?) -> Bool {
            switch error {
            case .statement, .commitment: true
            default: false
            }
        }
        let other = BLAKE3.hash([99])
        #expect(error(with()) == nil)
        // Bound by the transcript alone: the body no longer fits.
        #expect(refusedInBody(error(with(claim: try changed(chain: 8)))))
        #expect(refusedInBody(error(with(claim: try changed(job: other)))))
        #expect(refusedInBody(error(with(claim: try changed(prover: Address(other))))))
        #expect(refusedInBody(error(with(witness: other))))
        // Bound by checks of their own.
        #expect(error(with(claim: try changed(model: other))) == .otherModel)
        #expect(error(with(claim: try changed(steps: 2))) == .severalSteps(2))
        #expect(error(with(claim: try changed(assurance: .proved(.p128)))) == .unknownProfile(.p128))
        #expect(error(with(claim: try changed(assurance: .proved(.ud100)))) == .noOracle(.ud100))
        #expect(
            error(with(claim: try changed(assurance: .optimistic(TraceCommitment(level: .full, root: other)))))
                == .notProved)
        #expect(error(with(claim: try changed(inputs: [.public(other)]))) == .otherTensor("image"))
        #expect(error(with(claim: try changed(inputs: claim.inputs + claim.inputs))) == .wrongTensorCount("inputs"))

        var pixels = header.inputs[0].bytes
        pixels[400] ^= 8
        let picture = try Tensor(header.inputs[0].type, bytes: pixels)
        #expect(error(with(inputs: [picture])) == .otherTensor("image"))
        #expect(refusedInBody(error(with(claim: try changed(inputs: [.public(picture.root)]), inputs: [picture]))))
        for index in header.outputs.indices {
            var outputs = header.outputs
            outputs[index] = try Tensor(outputs[index].type, values: [outputs[index].element(0) + 1])
            let commitments = outputs.map { TensorCommitment(public: $0) }
            #expect(refusedInBody(error(with(claim: try changed(outputs: commitments), outputs: outputs))))
        }
        let foreign = try ModelCommitment(
            circuitHash: header.circuit.hash, weightsRoot: other, oracleRoots: [.init(profile: .p100, root: other)])
        #expect(refusedInBody(error(with(claim: try changed(model: foreign.id), model: foreign))))
        let elsewhere = try ModelCommitment(circuitHash: other, weightsRoot: other)
        #expect(error(with(claim: try changed(model: elsewhere.id), model: elsewhere)) == .otherCircuit)
    }

    @Test(arguments: ["fashion-mlp", "fashion-cnn"]) func seededByteChangesAreRefused(name: String) throws {
        let bytes = try Self.shared(name).proof.bytes
        var random = SeededGenerator(seed: 21)
        for _ in 0..<400 {
            var changed = bytes
            let position = Int.random(in: bytes.indices, using: &random)
            changed[position] ^= UInt8.random(in: 1...255, using: &random)
            #expect(throws: ProofError.self, "byte \(position)") { try ProofVerifier.verify(changed) }
        }
        for length in [0, 3, 4, 6, 100, 3000, bytes.count / 2, bytes.count - 1] {
            #expect(throws: ProofError.self) { try ProofVerifier.verify(Array(bytes.prefix(length))) }
        }
        #expect(throws: ProofError.self) { try ProofVerifier.verify(bytes + [0]) }
        #expect(throws: ProofError.notAProof) { try ProofVerifier.verify([UInt8]("not a proof".utf8)) }
    }
}
