import Circuit
import Claims
import TestSupport
import Testing
import Transcript

struct ClaimDecodingTests {
    private func samples() throws -> [[UInt8]] {
        let vectors = try ClaimVectorsTests().vectors
        return [vectors.full_model, vectors.plain_model, vectors.proved_claim, vectors.optimistic_claim]
            .map(ClaimVectorsTests.bytes)
    }

    /// Whatever is accepted encodes back to the same bytes; everything else throws.
    private func checkTotal(_ bytes: [UInt8]) {
        if let claim = try? Claim(canonicalBytes: bytes) { #expect(claim.canonicalBytes == bytes) }
        if let model = try? ModelCommitment(canonicalBytes: bytes) { #expect(model.canonicalBytes == bytes) }
        if let tensor = try? TensorCommitment(canonicalBytes: bytes) { #expect(tensor.canonicalBytes == bytes) }
    }

    @Test func tenThousandMutantsAreRefusedOrCanonical() throws {
        var random = SeededGenerator(seed: 20_261_121)
        let samples = try samples()
        for round in 0..<10_000 {
            var bytes = samples[round % samples.count]
            for _ in 0...(random.next() % 3) {
                let position = Int(random.next() % UInt64(max(bytes.count, 1)))
                switch random.next() % 5 {
                case 0: bytes[position] ^= 1 << UInt8(random.next() % 8)
                case 1: bytes[position] = [0, 1, 2, 0x7F, 0x80, 0xFF][Int(random.next() % 6)]
                case 2: bytes.remove(at: position)
                case 3: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: position)
                default: bytes.removeLast(Int(random.next() % UInt64(bytes.count)))
                }
                if bytes.isEmpty { bytes = [0] }
            }
            checkTotal(bytes)
        }
    }

    @Test func everyChangedByteOfAClaimIsRefusedOrAnotherClaim() throws {
        for bytes in try samples().suffix(2) {
            let claim = try Claim(canonicalBytes: bytes)
            for position in bytes.indices {
                var changed = bytes
                changed[position] ^= 0x55
                guard let other = try? Claim(canonicalBytes: changed) else { continue }
                #expect(other != claim && other.id != claim.id)
            }
            for length in bytes.indices {
                #expect(throws: CanonicalError.self) { try Claim(canonicalBytes: Array(bytes.prefix(length))) }
            }
            #expect(throws: CanonicalError.self) { try Claim(canonicalBytes: bytes + [0]) }
        }
    }

    @Test func refusesProfilesOutOfOrderAndTooMany() throws {
        let root = BLAKE3.hash([])
        func model(_ profiles: [UInt16]) throws -> ModelCommitment {
            try ModelCommitment(
                circuitHash: root, weightsRoot: root,
                oracleRoots: profiles.map { .init(profile: ProfileID(rawValue: $0), root: root) })
        }
        #expect(throws: CanonicalError.self) { try model([2, 1]) }
        #expect(throws: CanonicalError.self) { try model([1, 1]) }
        #expect(throws: CanonicalError.self) { try model(Array(1...17)) }
        #expect(try model([1, 2, 0xFFFF]).oracleRoots.count == 3)
    }

    @Test func refusesClaimsWithoutTensorsOrSteps() throws {
        let root = BLAKE3.hash([])
        func claim(steps: UInt32 = 1, inputs: Int = 1, outputs: Int = 1) throws -> Claim {
            try Claim(
                chain: 1, job: root, model: root, steps: steps, inputs: Array(repeating: .public(root), count: inputs),
                outputs: Array(repeating: .public(root), count: outputs), assurance: .proved(.p100),
                prover: Address(root))
        }
        #expect(throws: CanonicalError.self) { try claim(steps: 0) }
        #expect(throws: CanonicalError.self) { try claim(steps: .max) }
        #expect(throws: CanonicalError.self) { try claim(inputs: 0) }
        #expect(throws: CanonicalError.self) { try claim(outputs: 0) }
        #expect(throws: CanonicalError.self) { try claim(inputs: 4097) }
        #expect(try claim().steps == 1)
    }

    @Test func aPrivateCommitmentHidesBehindItsSaltAndBindsAllItsFields() throws {
        let type = try TensorType(.uint8, [2, 7])
        let tensor = try Tensor(type, values: (0..<14).map { Int64($0) })
        let job = BLAKE3.hash([1]), salt = try CommitmentSalt([UInt8](0..<32))
        let base = PrivateCommitment(tensor, job: job, salt: salt)
        #expect(base == PrivateCommitment(tensor, job: job, salt: salt))
        let others = [
            PrivateCommitment(tensor, job: BLAKE3.hash([2]), salt: salt),
            PrivateCommitment(tensor, job: job, salt: try CommitmentSalt([UInt8](1..<33))),
            PrivateCommitment(try Tensor(try TensorType(.uint8, [7, 2]), bytes: tensor.bytes), job: job, salt: salt),
            PrivateCommitment(try Tensor(try TensorType(.int8, [2, 7]), bytes: tensor.bytes), job: job, salt: salt),
            PrivateCommitment(
                try Tensor(type, values: (0..<14).map { $0 == 13 ? 14 : Int64($0) }), job: job, salt: salt),
        ]
        for other in others { #expect(other != base) }
        #expect(throws: DigestError.wrongLength(31)) { try CommitmentSalt([UInt8](0..<31)) }
        #expect("\(salt)" == "a salt" && !String(reflecting: salt).contains("31"))
    }

    @Test func refusesCommitmentsThatAreNotFieldElements() throws {
        let good = PrivateCommitment(
            try Tensor(try TensorType(.uint8, [1]), values: [1]), job: BLAKE3.hash([]),
            salt: try CommitmentSalt([UInt8](0..<32)))
        for element in 0..<4 {
            var bytes = good.bytes
            for position in 8 * element..<8 * element + 8 { bytes[position] = 0xFF }
            #expect(throws: CanonicalError.self) { try PrivateCommitment(canonicalBytes: bytes) }
            #expect(throws: CanonicalError.self) { try TensorCommitment(canonicalBytes: [2] + bytes) }
        }
        let text = TensorCommitment.private(good).description
        #expect(TensorCommitment(text: text) == .private(good))
        #expect(TensorCommitment(text: "poseidon2:0x" + String(repeating: "f", count: 64)) == nil)
        #expect(TensorCommitment(text: "blake3:0x12") == nil && TensorCommitment(text: "") == nil)
        let root = TensorCommitment.public(BLAKE3.hash([5]))
        #expect(TensorCommitment(text: root.description) == root)
    }

    @Test func traceLevelsHoldWhatTheirNamesSay() throws {
        let dense = try CircuitGallery.dense().circuit
        func positions(_ level: TraceLevel) -> [[Int]] { dense.tracedResults(level).map { [$0.position, $0.result] } }
        #expect(positions(.full) == [[0, 0], [1, 0], [2, 0], [3, 0], [3, 1]])
        #expect(positions(.layer) == [[1, 0], [3, 0], [3, 1]])
        #expect(positions(.step) == [[3, 0], [3, 1]])
        let stateful = try CircuitGallery.stateful().circuit
        #expect(stateful.tracedResults(.step).map { $0.position } == [1, 3])
    }
}
