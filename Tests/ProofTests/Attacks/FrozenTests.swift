import Algebra
import Circuit
import Claims
import Prover
import Testing
import Transcript
import Verifier

/// What must not be left to the prover: the challenges, the parameters, the version.
@Suite struct FrozenTests {
    private static let otherTranscript = ProofError.statement(.sites(.finalValueMismatch))

    /// Provers whose transcript starts without one of the messages, or is a tape known in advance.
    @Test func transcriptsThatLeaveSomethingOut() throws {
        let prover = try DishonestProver.network("fashion-mlp")
        let results = try prover.results()
        let witness = prover.witness(results)
        enum Message: CaseIterable { case claim, circuit, input, output, weights, witness, all, none }
        for left in Message.allCases {
            let bytes = try prover.prove(
                results, witness,
                transcript: { header, weightRoot in
                    let claim = left == .claim || left == .all ? [] : header.claim.canonicalBytes
                    var transcript = Transcript(protocol: "sirocco proof v1", claim: claim)
                    if left == .all { return transcript }
                    if left != .circuit { transcript.absorb("circuit", header.circuit.hash) }
                    if left != .input { for tensor in header.inputs { transcript.absorb("input", tensor.root) } }
                    if left != .output { for tensor in header.outputs { transcript.absorb("output", tensor.root) } }
                    if left != .weights { transcript.absorb("weight root", weightRoot) }
                    if left != .witness { transcript.absorb("witness root", header.witnessRoot) }
                    return transcript
                })
            #expect(prover.refusal(bytes) == (left == .none ? nil : Self.otherTranscript), "without \(left)")
        }
    }

    /// A tape that stands still between the statement and the commitment.
    @Test func aTapeFrozenBeforeTheCommitment() throws {
        let prover = try DishonestProver.network("fashion-mlp")
        let results = try prover.results()
        let bytes = try prover.prove(
            results, prover.witness(results),
            betweenSteps: { $0 = Transcript(protocol: "sirocco proof v1", claim: []) })
        let error = try #require(prover.refusal(bytes))
        #expect(Refusal.queries(.oracle(0)).allows(error, in: bytes), "\(error)")
    }

    /// One proof's body under another proof's header, both honest and of one model.
    @Test func bodiesOfOtherProofs() throws {
        let item = try ProofFileTests.shared("fashion-mlp")
        let model = try ModelProver(item.circuit, item.weights, profile: .p100)
        let subject = try AttackSubject.named("fashion-mlp")
        let start = try #require(subject.map.sections.first { $0.name.hasPrefix("sites") }).range.lowerBound
        let job = BLAKE3.hash([1]), address = Address(BLAKE3.hash([2]))
        for (chain, otherJob, otherAddress) in [
            (UInt64(7), BLAKE3.hash([3]), address), (7, job, Address(BLAKE3.hash([4]))), (8, job, address),
        ] {
            let other = try model.prove([item.input], chain: chain, job: otherJob, prover: otherAddress).bytes
            #expect(subject.refusal(other) == nil && other.count > start)
            #expect(subject.refusal(Array(other[..<start] + subject.bytes[start...])) == Self.otherTranscript)
            #expect(subject.refusal(Array(subject.bytes[..<start] + other[start...])) != nil)
        }
    }

    @Test func parametersForTestsAreRefusedUnlessAskedFor() throws {
        let tiny = try AttackSubject.named("tiny")
        #expect(throws: ProofError.insecureProfile) { try ProofVerifier.verify(tiny.bytes) }
        // The profile in the claim of a real proof.
        let subject = try AttackSubject.named("fashion-mlp")
        let place = try #require(subject.map.sections.first { $0.name == "profile" }).range.lowerBound
        let changed = subject.bytes.replacing(place, with: UInt64(ProfileID.insecureTest.rawValue), count: 2)
        #expect(subject.refusal(changed) == .insecureProfile)
        #expect(throws: ProofError.noOracle(.insecureTest)) {
            try ProofVerifier.verify(changed, allowingInsecure: true)
        }
    }

    /// A body of ten bits under a claim of a hundred: parameters follow from the profile, so the lengths differ.
    @Test func fewQueriesUnderAStrongName() throws {
        let item = try ProofFileTests.shared("fashion-mlp")
        let prover = try ModelProver(item.circuit, item.weights, profile: .insecureTest, allowingInsecure: true)
        let proof = try prover.prove([item.input], chain: 1, job: Digest(), prover: TinyModel.prover)
        let weak = try AttackSubject("weak", proof.bytes, allowingInsecure: true)
        let start = try #require(weak.map.sections.first { $0.name.hasPrefix("sites") }).range.lowerBound
        let root = try #require(weak.header.model.oracleRoots.first).root
        let model = try ModelCommitment(
            circuitHash: item.circuit.hash, weightsRoot: item.weights.root,
            oracleRoots: [.init(profile: .p100, root: root)])
        let claim = weak.header.claim
        var encoder = CanonicalEncoder()
        ProofHeader(
            claim: try Claim(
                chain: claim.chain, job: claim.job, model: model.id, inputs: claim.inputs, outputs: claim.outputs,
                assurance: .proved(.p100), prover: claim.prover),
            model: model, circuit: item.circuit, inputs: weak.header.inputs, outputs: weak.header.outputs,
            witnessRoot: weak.header.witnessRoot
        ).encode(into: &encoder)
        let strong = try AttackSubject.named("fashion-mlp")
        let error = try #require(strong.refusal(encoder.bytes + weak.bytes[start...]))
        #expect(
            Refusal.decoding(["rows", "siblings", "nonce", "sumcheck", "final polynomial", "end"])
                .allows(error, in: encoder.bytes), "\(error)")
    }

    @Test func otherVersions() throws {
        let subject = try AttackSubject.named("fashion-mlp")
        for (section, field) in [("claim version", "claim version"), ("model version", "model version")] {
            let place = try #require(subject.map.sections.first { $0.name == section }).range.lowerBound
            for version in [UInt64(0), 2, 0xFFFF] {
                let error = try #require(subject.refusal(subject.bytes.replacing(place, with: version, count: 2)))
                #expect(Refusal.decoding([field]).allows(error, in: []), "\(error)")
            }
        }
        for version in [UInt64(0), 2, 0xFFFF] {
            #expect(
                subject.refusal(subject.bytes.replacing(4, with: version, count: 2))
                    == .unsupportedVersion(UInt16(version)))
        }
        let circuit = try #require(subject.map.sections.first { $0.name == "circuit" }).range.lowerBound
        let error = try #require(subject.refusal(subject.bytes.replacing(circuit + 4, with: 2, count: 2)))
        #expect(Refusal.circuit.allows(error, in: []), "\(error)")
    }
}
