import Algebra
import Circuit
import Claims
import Foundation
import Testing
import Transcript

/// The frozen encodings, against known answers of a second implementation
/// (`Tests/Scripts/claims_vectors.py`). A change here is a new format version.
struct ClaimVectorsTests {
    struct Vectors: Decodable {
        let private_image: String
        let private_int32: String
        let private_int8: String
        let private_int16: String
        let private_uint16: String
        let private_int64: String
        let plain_model: String
        let full_model: String
        let plain_model_id: String
        let full_model_id: String
        let proved_claim: String
        let proved_claim_id: String
        let optimistic_claim: String
        let optimistic_claim_id: String
        let step_roots: [String: String]
        let run_root: String
    }

    let vectors: Vectors

    init() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Vectors/claims/claims.json")
        vectors = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
    }

    static func fill(_ byte: UInt8) throws -> Digest { try Digest([UInt8](repeating: byte, count: 32)) }

    static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = Array(hexadecimal.utf8)
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
    }

    static let job = [UInt8](0..<32)
    static let image = (0..<784).map { UInt8(truncatingIfNeeded: 7 * $0 + 3) }

    static func privateImage() throws -> PrivateCommitment {
        PrivateCommitment(
            try Tensor(try TensorType(.uint8, [28, 28, 1]), bytes: image), job: try Digest(job),
            salt: try CommitmentSalt([UInt8](100..<132)))
    }

    @Test func privateCommitmentsAreThePublishedOnes() throws {
        #expect(try Self.privateImage().bytes == Self.bytes(vectors.private_image))
        let small = PrivateCommitment(
            try Tensor(try TensorType(.int32, [3]), values: [-1, 0, 2_147_483_647]), job: try Digest(Self.job),
            salt: try CommitmentSalt([UInt8](100..<132)))
        #expect(small.bytes == Self.bytes(vectors.private_int32))
        let half: Int64 = 9_223_372_034_707_292_160
        for (element, shape, values, expected) in [
            (ElementType.int8, [2, 5], [-128, 127, -1, 0, 1, -7, 8, 99, -100, 3], vectors.private_int8),
            (.int16, [4], [-32768, 32767, -1, 5], vectors.private_int16),
            (.uint16, [1, 5], [0, 65535, 1, 300, 40000], vectors.private_uint16),
            (.int64, [6], [.min, .max, 0, -1, half, half + 1], vectors.private_int64),
        ] {
            let commitment = PrivateCommitment(
                try Tensor(try TensorType(element, shape), values: values), job: try Digest(Self.job),
                salt: try CommitmentSalt([UInt8](100..<132)))
            #expect(commitment.bytes == Self.bytes(expected), "\(element)")
        }
    }

    @Test func modelsEncodeAsWritten() throws {
        let plain = try ModelCommitment(circuitHash: try Self.fill(1), weightsRoot: try Self.fill(2))
        let full = try ModelCommitment(
            circuitHash: try Self.fill(1), weightsRoot: try Self.fill(2),
            oracleRoots: [.init(profile: .p100, root: try Self.fill(3)), .init(profile: .ud100, root: try Self.fill(4))],
            tokenizerHash: try Self.fill(5))
        for (model, bytes, id) in [
            (plain, vectors.plain_model, vectors.plain_model_id), (full, vectors.full_model, vectors.full_model_id),
        ] {
            #expect(model.canonicalBytes == Self.bytes(bytes))
            #expect(model.id.hexadecimal == id)
            #expect(try ModelCommitment(canonicalBytes: Self.bytes(bytes)) == model)
        }
    }

    @Test func claimsEncodeAsWritten() throws {
        let model = try Digest(Self.bytes(vectors.full_model_id))
        let prover = Address(try Self.fill(8))
        let proved = try Claim(
            chain: 7, job: try Digest(Self.job), model: model, inputs: [.private(try Self.privateImage())],
            outputs: [.public(try Self.fill(9))], assurance: .proved(.p100), prover: prover)
        let optimistic = try Claim(
            chain: 1 << 63, job: try Digest(Self.job), model: model, steps: 3,
            inputs: [.public(BLAKE3.hash(Self.image)), .public(try Self.fill(6))], outputs: [.public(try Self.fill(9))],
            assurance: .optimistic(TraceCommitment(level: .full, root: try Digest(Self.bytes(vectors.run_root)))),
            prover: prover)
        for (claim, bytes, id) in [
            (proved, vectors.proved_claim, vectors.proved_claim_id),
            (optimistic, vectors.optimistic_claim, vectors.optimistic_claim_id),
        ] {
            #expect(claim.canonicalBytes == Self.bytes(bytes))
            #expect(claim.id.hexadecimal == id)
            #expect(try Claim(canonicalBytes: Self.bytes(bytes)) == claim)
        }
    }

    @Test func traceRootsAreThePublishedOnes() throws {
        let roots = try (20..<25).map { try Self.fill(UInt8($0)) }
        for level in TraceLevel.allCases {
            #expect(TraceHashing.stepRoot(level, tensorRoots: roots).hexadecimal == vectors.step_roots["\(level.rawValue)"])
        }
        let steps = [TraceHashing.stepRoot(.full, tensorRoots: roots), try Self.fill(77)]
        #expect(TraceHashing.runRoot(.full, stepRoots: steps).hexadecimal == vectors.run_root)
    }
}
