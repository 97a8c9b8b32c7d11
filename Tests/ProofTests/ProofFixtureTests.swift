import Circuit
import Foundation
import Testing
import Transcript
import Verifier

/// Proof files that are kept for each version of the format: today's verifier accepts them, with the statement that
/// they were made for, and today's prover, which draws nothing at random, makes the same bytes.
///
/// `SIROCCO_RECORD=1` in the environment writes the files anew; the transcripts beside them are written by
/// `Tests/Scripts/proof_verifier.py write`, never from here.
struct ProofFixtureTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Vectors/proof/format-v\(ProofHeader.formatVersion)")

    /// Circuit and profile.
    static let names = [
        "dense.insecure_test", "image.insecure_test", "branches.insecure_test", "dense.P100", "dense.UD100",
        "fashion-mlp.P100", "dense-hidden.insecure_test", "image-hidden.insecure_test",
    ]

    static func parts(_ name: String) throws -> (circuit: ProofGallery, profile: SecurityProfile) {
        let parts = name.split(separator: ".").map { String($0) }
        return (
            try ProofGallery.named(parts[0]),
            try #require(SecurityProfile.all.first { $0.name == parts[1] })
        )
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: "\(name).proof")))
    }

    @Test(arguments: names) func proofsKeepTheirBytes(name: String) throws {
        let (item, profile) = try Self.parts(name)
        let made = try item.proof(profile)
        if ProcessInfo.processInfo.environment["SIROCCO_RECORD"] != nil {
            try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
            try Data(made).write(to: Self.folder.appending(path: "\(name).proof"))
        }
        #expect(try Self.bytes(name) == made)
    }

    @Test(arguments: names) func keptProofsAreAccepted(name: String) throws {
        let (item, profile) = try Self.parts(name)
        let verdict = try ProofVerifier.verify(try Self.bytes(name), allowingInsecure: profile.isInsecure)
        let claim = verdict.header.claim
        #expect(claim.job == ProofGallery.job && claim.prover == ProofGallery.prover && claim.chain == 7)
        #expect(claim.assurance == .proved(profile.id) && claim.model == verdict.header.model.id)
        let step = try item.circuit.evaluateByDefinition(inputs: item.inputs, weights: item.weights)
        let privacy = item.salts.privacy
        func shown(_ tensors: [Tensor], _ isHidden: (Int) -> Bool) -> [Tensor] {
            tensors.indices.filter { !isHidden($0) }.map { tensors[$0] }
        }
        #expect(verdict.header.circuit.hash == item.circuit.hash)
        #expect(verdict.header.inputs == shown(item.inputs) { privacy.hides(input: $0) })
        #expect(verdict.header.outputs == shown(step.outputs) { privacy.hides(output: $0) })
        #expect(claim.inputs == item.salts.commitments(inputs: item.inputs, job: ProofGallery.job))
        #expect(verdict.header.model.weightsRoot == item.weights.root)
        #expect(verdict.security.reachesFloor)
    }

    /// Every absorb and challenge, against a file that the second verifier wrote.
    @Test(arguments: ["dense.insecure_test", "image.insecure_test", "image-hidden.insecure_test"]) func transcriptsKeepEveryStep(name: String) throws {
        let file = Self.folder.appending(path: "\(name).transcript")
        let expected = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
        let log = try #require(
            try ProofVerifier.replay(try Self.bytes(name), allowingInsecure: true, logging: true).transcript.log)
        #expect(log.count == expected.count)
        for (index, (entry, line)) in zip(log, expected).enumerated() {
            guard Self.line(entry) != line else { continue }
            Issue.record("step \(index): \(Self.line(entry)), where the other verifier has \(line)")
            break
        }
    }

    /// A step as the second verifier writes it; states by their first eight bytes.
    private static func line(_ entry: Transcript.Entry) -> String {
        let tag = entry.tag.description.split(separator: " ").joined(separator: "_")
        let state = entry.state.bytes.prefix(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        func numbers(_ values: [some CustomStringConvertible]) -> String {
            values.map { $0.description }.joined(separator: " ")
        }
        return switch entry.step {
        case .absorbed(let kind, let byteCount): "\(kind) \(tag) \(byteCount) \(state)"
        case .limbs(let limbs): "challenge \(tag) \(numbers(limbs))"
        case .indexes(let indexes): "indexes \(tag) \(numbers(indexes))"
        case .ground(let bits, let nonce): "grinding \(bits) \(nonce) \(state)"
        }
    }
}
