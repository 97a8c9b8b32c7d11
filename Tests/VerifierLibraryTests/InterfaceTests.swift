import CVerifier
import Circuit
import Claims
import Foundation
import Prover
import TestSupport
import Testing
import Transcript
import Verifier
import VerifierLibrary

/// The C functions, called as C would call them.
struct InterfaceTests {
    struct Answer {
        let status: Int32
        let statement: sirocco_statement
        let message: String
    }

    static let job = BLAKE3.hash([1]), prover = Address(BLAKE3.hash([2]))

    /// A small network's proof under the profile for tests.
    static let made: Result<ModelProver.Proof, any Error> = Result {
        var builder = CircuitBuilder(name: "small")
        let x = builder.input("x", try TensorType(.uint8, [1, 12]))
        let w = try builder.weight("w", try TensorType(.int8, [5, 12]), values: (0..<60).map { Int64($0 % 7) - 3 })
        let y = try builder.append(.matrixProduct(MatrixProduct(accumulator: .int32)), [x, w], label: "fc")
        let top = try builder.append(.reduction(.maximum), y, label: "argmax")
        builder.output("score", top[0])
        builder.output("class", top[1])
        let (circuit, weights) = try builder.build()
        let model = try ModelProver(circuit, weights, profile: .insecureTest, allowingInsecure: true)
        let input = try Tensor(circuit.inputs[0].type, bytes: (1...12).map { UInt8($0 * 9) })
        return try model.prove([input], chain: 7, job: job, prover: prover)
    }

    static func proof() throws -> ModelProver.Proof { try made.get() }

    static func call(_ bytes: [UInt8], flags: UInt32 = 1, limit: UInt64 = .max, capacity: Int = 200) -> Answer {
        unsafe call(bytes, flags: flags, limit: limit, capacity: capacity, expecting: nil)
    }

    @unsafe
    static func call(
        _ bytes: [UInt8], flags: UInt32 = 1, limit: UInt64 = .max, capacity: Int = 200,
        expecting expected: UnsafePointer<sirocco_expectations>?
    ) -> Answer {
        var statement = sirocco_statement()
        // Whatever was there before is overwritten.
        statement.cost = 99
        var message = [CChar](repeating: 77, count: max(capacity, 0) + 1)
        let status = unsafe sirocco_verify(
            bytes, bytes.count, expected, limit, flags, &statement, &message, capacity)
        // Never a byte beyond what was given.
        #expect(message[max(capacity, 0)] == 77)
        let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return Answer(status: status, statement: statement, message: String(decoding: text, as: UTF8.self))
    }

    static func isNothing(_ statement: sirocco_statement) -> Bool {
        unsafe withUnsafeBytes(of: statement) { (bytes: UnsafeRawBufferPointer) in unsafe bytes.allSatisfy { $0 == 0 } }
    }

    static func bytes<Field: BitwiseCopyable>(_ field: Field) -> [UInt8] {
        unsafe withUnsafeBytes(of: field) { (bytes: UnsafeRawBufferPointer) in unsafe [UInt8](bytes) }
    }

    @Test func honestProofsAreAcceptedAndSaidInFull() throws {
        let proof = try Self.proof()
        let answer = Self.call(proof.bytes)
        #expect(answer.status == SIROCCO_ACCEPTED && answer.message.isEmpty)
        #expect(Self.bytes(answer.statement.claim) == proof.claim.id.bytes)
        #expect(Self.bytes(answer.statement.model) == proof.claim.model.bytes)
        #expect(Self.bytes(answer.statement.job) == Self.job.bytes)
        #expect(Self.bytes(answer.statement.prover) == Self.prover.bytes.bytes)
        #expect(answer.statement.chain == 7 && answer.statement.profile == 0xFFFF)
        #expect(answer.statement.security >= 1000)
        let verdict = try ProofVerifier.verify(proof.bytes, allowingInsecure: true)
        #expect(answer.statement.cost == verdict.cost.total)
        #expect(sirocco_verifier_interface() == 1)
    }

    @Test func profilesForTestsAreRefusedByDefault() throws {
        let answer = Self.call(try Self.proof().bytes, flags: 0)
        #expect(answer.status == SIROCCO_REFUSED && answer.message == "insecureProfile" && Self.isNothing(answer.statement))
    }

    @Test func everyChangedByteIsRefused() throws {
        var bytes = try Self.proof().bytes
        for place in bytes.indices {
            bytes[place] ^= UInt8(1 + place % 255)
            let answer = Self.call(bytes)
            #expect(answer.status == SIROCCO_REFUSED && Self.isNothing(answer.statement), "byte \(place)")
            #expect(!answer.message.isEmpty)
            bytes[place] ^= UInt8(1 + place % 255)
        }
        for length in [0, 1, 4, 7, bytes.count / 2, bytes.count - 1] {
            #expect(Self.call(Array(bytes.prefix(length))).status == SIROCCO_REFUSED)
        }
        #expect(Self.call(bytes + [0]).status == SIROCCO_REFUSED)
    }

    @Test func eachExpectationIsCompared() throws {
        let proof = try Self.proof()
        let inputs = proof.claim.inputs.flatMap { $0.bytes }, outputs = proof.claim.outputs.flatMap { $0.bytes }
        let other = [UInt8](repeating: 5, count: 32)
        func answer(
            model: [UInt8]? = nil, job: [UInt8]? = nil, prover: [UInt8]? = nil, chain: UInt64? = nil,
            inputs: [UInt8]? = nil, outputs: [UInt8]? = nil, count: Int? = nil
        ) -> Answer {
            // Copies that outlive the call.
            var kept: [UnsafeMutablePointer<UInt8>] = unsafe []
            defer { for unsafe pointer in unsafe kept { unsafe pointer.deallocate() } }
            func keep(_ bytes: [UInt8]?) -> UnsafePointer<UInt8>? {
                guard let bytes else { return nil }
                let pointer = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
                for (index, byte) in bytes.enumerated() { unsafe pointer[index] = byte }
                unsafe kept.append(pointer)
                return unsafe UnsafePointer(pointer)
            }
            var expected = unsafe sirocco_expectations()
            unsafe expected.model = keep(model)
            unsafe expected.job = keep(job)
            unsafe expected.prover = keep(prover)
            unsafe expected.inputs = keep(inputs)
            unsafe expected.input_count = count ?? (inputs?.count ?? 0) / 32
            unsafe expected.outputs = keep(outputs)
            unsafe expected.output_count = (outputs?.count ?? 0) / 32
            var number = chain ?? 0
            return unsafe withUnsafePointer(to: &number) { (pointer: UnsafePointer<UInt64>) in
                if chain != nil { unsafe expected.chain = pointer }
                return unsafe Self.call(proof.bytes, expecting: &expected)
            }
        }
        let claim = proof.claim
        let right = answer(
            model: claim.model.bytes, job: Self.job.bytes, prover: Self.prover.bytes.bytes, chain: 7, inputs: inputs,
            outputs: outputs)
        #expect(right.status == SIROCCO_ACCEPTED)
        for (name, wrong) in [
            ("model", answer(model: other)), ("job", answer(job: other)), ("prover", answer(prover: other)),
            ("chain", answer(chain: 8)), ("input", answer(inputs: other)), ("input", answer(inputs: inputs + other)),
            ("output", answer(outputs: other + other)), ("output", answer(outputs: Array(outputs.prefix(32)))),
        ] {
            #expect(wrong.status == SIROCCO_DIFFERENT && wrong.message == "the proof is about another \(name)")
            #expect(Self.bytes(wrong.statement.claim) == claim.id.bytes)
        }
        // A number without bytes, and more than any claim has.
        #expect(answer(count: 1).status == SIROCCO_ARGUMENTS)
        #expect(answer(inputs: inputs, count: 5000).status == SIROCCO_ARGUMENTS)
        #expect(answer(inputs: inputs, count: -1).status == SIROCCO_ARGUMENTS)
    }

    @Test func wrongArgumentsAreSaidAndNothingTraps() throws {
        let bytes = try Self.proof().bytes
        func status(_ given: [UInt8]?, _ length: Int, flags: UInt32, capacity: Int = 0) -> Int32 {
            if let given { return unsafe sirocco_verify(given, length, nil, .max, flags, nil, nil, capacity) }
            return sirocco_verify(nil, length, nil, .max, flags, nil, nil, capacity)
        }
        #expect(status(nil, 5, flags: 0) == SIROCCO_ARGUMENTS)
        #expect(status(nil, 0, flags: 0) == SIROCCO_REFUSED)
        #expect(status(bytes, bytes.count, flags: 1, capacity: 50) == SIROCCO_ACCEPTED)
        #expect(status(bytes, bytes.count, flags: 2) == SIROCCO_ARGUMENTS)
        // Lengths that no buffer has are refused before a byte is read.
        for length in [Int.max, -1, Int.min, 1 << 23 + 1] { #expect(status(bytes, length, flags: 1) == SIROCCO_REFUSED) }
        for capacity in [-1, 0, 1, 2, 9] {
            let answer = Self.call([1, 2, 3], capacity: capacity)
            #expect(answer.status == SIROCCO_REFUSED)
            #expect(capacity < 1 || answer.message.utf8.count <= capacity - 1)
        }
    }

    @Test func costLimitsAreKept() throws {
        let bytes = try Self.proof().bytes
        let cost = try ProofVerifier.cost(of: bytes, allowingInsecure: true).total
        let above = Self.call(bytes, limit: cost - 1)
        #expect(above.status == SIROCCO_TOO_COSTLY && above.statement.cost == cost)
        #expect(Self.call(bytes, limit: cost).status == SIROCCO_ACCEPTED)
    }

    @Test func threadsDoNotMeet() async throws {
        let bytes = try Self.proof().bytes
        let answers = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<32 {
                group.addTask {
                    var own = bytes
                    if index % 2 == 1 { own[own.count / 3] ^= 1 }
                    return Self.call(own).status == (index % 2 == 0 ? SIROCCO_ACCEPTED : SIROCCO_REFUSED)
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(answers.count == 32 && answers.allSatisfy { $0 })
    }
}
