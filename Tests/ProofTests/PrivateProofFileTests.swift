import Circuit
import Claims
import Prover
import TestSupport
import Testing
import Transcript
import Verifier

/// Whole proof files over private tensors, under P100.
struct PrivateProofFileTests {
    static let kinds = [PrivateCase.input, PrivateCase.output, PrivateCase.both]

    struct Case: Sendable {
        let model: ModelCommitment
        let input: Tensor
        let salts: TensorSalts
        let proof: ModelProver.Proof
    }

    static func salts(_ privacy: StatementPrivacy) throws -> TensorSalts {
        TensorSalts(
            inputs: try privacy.inputs.map { $0 ? try PrivateCase.salt(0) : nil },
            outputs: try privacy.outputs.enumerated().map { $1 ? try PrivateCase.salt(1 + $0) : nil })
    }

    static func make(_ name: String, _ kinds: [StatementPrivacy]) throws -> [Case] {
        let run = try ArithmetisationTests.run(name, picture: 1)
        let prover = try ModelProver(run.circuit, run.weights, profile: .p100)
        return try kinds.map { privacy in
            let salts = try salts(privacy)
            let proof = try prover.prove(
                [run.input], chain: 7, job: ProofFileTests.job, prover: ProofFileTests.prover, salts: salts)
            return Case(model: prover.model, input: run.input, salts: salts, proof: proof)
        }
    }

    static let cases: Result<[String: [Case]], any Error> = Result {
        ["fashion-mlp": try make("fashion-mlp", kinds), "fashion-cnn": try make("fashion-cnn", kinds)]
    }

    static func shared(_ name: String) throws -> [Case] { try #require(try cases.get()[name]) }

    @Test(arguments: ["fashion-mlp", "fashion-cnn"]) func honestProofsAreAcceptedAndHoldNoPrivateTensor(name: String) throws {
        let open = try ProofFileTests.shared(name).proof
        for (item, privacy) in zip(try Self.shared(name), Self.kinds) {
            let verdict = try ProofVerifier.verify(item.proof.bytes)
            let claim = verdict.header.claim
            #expect(claim == item.proof.claim && item.proof.outputs == open.outputs)
            #expect(verdict.security.sum >= SecurityBits(100))
            // Commitments made outside.
            let tensors = [item.input] + item.proof.outputs
            for (index, commitment) in (claim.inputs + claim.outputs).enumerated() {
                let isPrivate = index == 0 ? privacy.hides(input: 0) : privacy.hides(output: index - 1)
                let expected =
                    isPrivate
                    ? TensorCommitment.private(
                        PrivateCommitment(tensors[index], job: ProofFileTests.job, salt: try PrivateCase.salt(index)))
                    : TensorCommitment(public: tensors[index])
                #expect(commitment == expected)
            }
            #expect(verdict.header.inputs == (privacy.hides(input: 0) ? [] : [item.input]))
            #expect(verdict.header.outputs == (privacy.hidesOutputs ? [] : item.proof.outputs))
            // One registration serves all.
            #expect(claim.model == open.claim.model)
            let bytes = item.proof.bytes.count
            print("\(name) private \(privacy.inputs) \(privacy.outputs): \(bytes) bytes, \(item.proof.witnessElements) cells")
        }
    }

    /// The private picture's bytes stand nowhere in the file.
    @Test func thePictureIsNotInTheFile() throws {
        let item = try Self.shared("fashion-mlp")[0]
        let needle = Array(item.input.bytes[300..<316])
        #expect(Set(needle).count > 4)
        let bytes = item.proof.bytes
        let open = try ProofFileTests.shared("fashion-mlp")
        #expect(contains(open.proof.bytes, Array(open.input.bytes[300..<316])))
        #expect(!contains(bytes, needle))
    }

    private func contains(_ bytes: [UInt8], _ needle: [UInt8]) -> Bool {
        guard let first = needle.first else { return true }
        return bytes.indices.contains { bytes[$0] == first && bytes[$0...].starts(with: needle) }
    }

    @Test(arguments: ["fashion-mlp", "fashion-cnn"]) func otherStatementsAreRefused(name: String) throws {
        for (item, privacy) in zip(try Self.shared(name), Self.kinds) {
            let header = try ProofVerifier.verify(item.proof.bytes).header
            var encoder = CanonicalEncoder()
            header.encode(into: &encoder)
            let body = item.proof.bytes.dropFirst(encoder.bytes.count)
            let claim = header.claim
            func refusal(
                job: Digest? = nil, inputs: [TensorCommitment]? = nil, outputs: [TensorCommitment]? = nil,
                publicInputs: [Tensor]? = nil, publicOutputs: [Tensor]? = nil
            ) throws -> ProofError? {
                let other = try Claim(
                    chain: claim.chain, job: job ?? claim.job, model: claim.model, inputs: inputs ?? claim.inputs,
                    outputs: outputs ?? claim.outputs, assurance: claim.assurance, prover: claim.prover)
                var encoder = CanonicalEncoder()
                ProofHeader(
                    claim: other, model: header.model, circuit: header.circuit, inputs: publicInputs ?? header.inputs,
                    outputs: publicOutputs ?? header.outputs, witnessRoot: header.witnessRoot
                ).encode(into: &encoder)
                do throws(ProofError) {
                    _ = try ProofVerifier.verify(encoder.bytes + body)
                    return nil
                } catch { return error }
            }
            func isOfTheBody(_ error: ProofError?) -> Bool {
                switch error {
                case .statement, .commitment: true
                default: false
                }
            }
            #expect(try refusal() == nil)
            #expect(isOfTheBody(try refusal(job: BLAKE3.hash([9]))))
            let other = TensorCommitment.private(
                PrivateCommitment(item.input, job: claim.job, salt: try CommitmentSalt([UInt8](9..<41))))
            if privacy.hides(input: 0) {
                #expect(isOfTheBody(try refusal(inputs: [other])))
                // The same run with its input in clear is another form of proof.
                let root = [TensorCommitment(public: item.input)]
                #expect(try refusal(inputs: root, publicInputs: [item.input]) != nil)
                #expect(try refusal(inputs: root) != nil)
            } else {
                #expect(try refusal(inputs: [other], publicInputs: []) != nil)
            }
            for slot in claim.outputs.indices where privacy.hides(output: slot) {
                var outputs = claim.outputs
                outputs[slot] = other
                #expect(isOfTheBody(try refusal(outputs: outputs)))
                outputs[slot] = TensorCommitment(public: item.proof.outputs[slot])
                #expect(try refusal(outputs: outputs, publicOutputs: [item.proof.outputs[slot]]) != nil)
            }
        }
    }

    @Test func seededByteChangesAreRefused() throws {
        let bytes = try Self.shared("fashion-mlp")[2].proof.bytes
        var random = SeededGenerator(seed: 23)
        for _ in 0..<400 {
            var changed = bytes
            let position = Int.random(in: bytes.indices, using: &random)
            changed[position] ^= UInt8.random(in: 1...255, using: &random)
            #expect(throws: ProofError.self, "byte \(position)") { try ProofVerifier.verify(changed) }
        }
        for length in [6, 100, 3000, bytes.count / 2, bytes.count - 1] {
            #expect(throws: ProofError.self) { try ProofVerifier.verify(Array(bytes.prefix(length))) }
        }
        #expect(throws: ProofError.self) { try ProofVerifier.verify(bytes + [0]) }
    }

    /// Whatever is private, the weight oracle is committed in the same way.
    @Test(arguments: [SecurityProfile.p100, .ud100]) func theWeightRootDoesNotDependOnPrivacy(profile: SecurityProfile) throws {
        for name in ["fashion-mlp", "fashion-cnn"] {
            let circuit = try ArithmetisationTests.run(name, picture: 0).circuit
            let open = try ProofSetting(circuit, profile: profile)
            for privacy in Self.kinds {
                let setting = try ProofSetting(circuit, privacy: privacy, profile: profile)
                #expect(setting.parameters.oracles[1].hasLayout(of: open.parameters.oracles[1]))
                #expect(setting.plan.weightLayout.placements == open.plan.weightLayout.placements)
                #expect(try setting.securityReport().reachesFloor)
                let terms = try setting.securityReport().terms.map { $0.name }
                #expect(terms.contains { $0.hasPrefix("private tensors") })
            }
        }
    }
}
