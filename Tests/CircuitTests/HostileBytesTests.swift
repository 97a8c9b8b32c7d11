import Circuit
import TestSupport
import Testing

/// Bytes from anyone: a circuit whose encoding they are, or an error, never a trap nor a second encoding.
@Suite struct HostileBytesTests {
    /// - Returns: whether the bytes are a circuit.
    @discardableResult
    private func expectRefusedOrCanonical(_ bytes: [UInt8]) -> Bool {
        do throws(CircuitError) {
            let circuit = try Circuit(canonicalBytes: bytes)
            #expect(circuit.canonicalBytes == bytes, "a second encoding of \(circuit.hash)")
            return true
        } catch { return false }
    }

    private func mutant(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var out = bytes
        for _ in 0...random.next() % 3 where out.count >= 8 {
            let at = Int(random.next() % UInt64(out.count - 4))
            switch random.next() % 8 {
            case 0: out[at] ^= 1 << UInt8(random.next() % 8)
            case 1: out[at] = UInt8(truncatingIfNeeded: random.next())
            case 2: out.removeLast(Int(random.next() % UInt64(out.count)))
            case 3: out.insert(contentsOf: random.bytes(Int(1 + random.next() % 9)), at: at)
            case 4: out.removeSubrange(at..<min(out.count, at + 1 + Int(random.next() % 9)))
            case 5:
                // A count, rank, extent or attribute far from its place, at once.
                let counts: [UInt32] = [0, 1, 2, 255, 1 << 16, 1 << 31, .max, .max - 1]
                let count = counts[Int(random.next() % 8)]
                for byte in 0..<4 { out[at + byte] = UInt8(truncatingIfNeeded: count >> UInt32(8 * byte)) }
            case 6: out += out[at...]
            default:
                let from = Int(random.next() % UInt64(out.count - 4))
                for byte in 0..<4 { out[at + byte] = out[from + byte] }
            }
        }
        return out
    }

    @Test func mutantsAreRefusedOrCanonical() throws {
        var random = SeededGenerator(seed: 0xBAD_B17E)
        let circuits = try CircuitGallery.all().map { $0.circuit.canonicalBytes }
        var accepted = 0
        for round in 0..<10_000 {
            if expectRefusedOrCanonical(mutant(circuits[round % circuits.count], &random)) { accepted += 1 }
        }
        // Names, labels, ranges and tables may change: some mutants are other circuits.
        #expect(accepted > 100, "\(accepted)")
    }

    @Test func randomBytesAreRefused() {
        var random = SeededGenerator(seed: 0xBAD_B17F)
        for _ in 0..<3000 {
            let bytes = random.bytes(Int(random.next() % 300))
            #expect(throws: CircuitError.notACircuit) { try Circuit(canonicalBytes: bytes) }
            #expect(!expectRefusedOrCanonical([0x53, 0x49, 0x52, 0x43, 1, 0] + bytes))
            #expect(throws: CircuitError.self) { try Operator(record: bytes) }
        }
    }

    @Test func recordMutantsAreRefusedOrCanonical() throws {
        var random = SeededGenerator(seed: 0xBAD_B180)
        for example in try CircuitGallery.all() {
            for op in example.circuit.operators {
                for _ in 0..<100 {
                    let bytes = mutant(op.record, &random)
                    if let found = try? Operator(record: bytes) { #expect(found.record == bytes) }
                }
            }
        }
    }

    @Test func everyTruncationIsRefused() throws {
        for example in try CircuitGallery.all() where example.circuit.canonicalBytes.count < 2000 {
            let bytes = example.circuit.canonicalBytes
            for count in 0..<bytes.count { #expect(!expectRefusedOrCanonical(Array(bytes[..<count]))) }
            #expect(!expectRefusedOrCanonical(bytes + [0]))
        }
    }

    /// Every byte counts: no change of one byte leaves a circuit with the same hash.
    @Test func everyByteIsBoundByTheHash() throws {
        let circuit = try CircuitGallery.stateful().circuit
        let bytes = circuit.canonicalBytes
        var hashes: Set<String> = [circuit.hash.hexadecimal]
        for position in bytes.indices {
            for change in 1...UInt8.max {
                var changed = bytes
                changed[position] ^= change
                guard let other = try? Circuit(canonicalBytes: changed) else { continue }
                #expect(hashes.insert(other.hash.hexadecimal).inserted, "byte \(position)")
            }
        }
        #expect(hashes.count > 1000)
    }

    @Test func versionsAndMarksAreChecked() throws {
        let bytes = try CircuitGallery.stateful().circuit.canonicalBytes
        var later = bytes
        later[4] = 2
        #expect(throws: CircuitError.unsupportedVersion(2)) { try Circuit(canonicalBytes: later) }
        later[4] = 0
        later[5] = 255
        #expect(throws: CircuitError.unsupportedVersion(0xFF00)) { try Circuit(canonicalBytes: later) }
        #expect(throws: CircuitError.notACircuit) { try Circuit(canonicalBytes: Array(bytes.dropFirst())) }
        #expect(throws: CircuitError.notACircuit) { try Circuit(canonicalBytes: []) }
        #expect(throws: CircuitError.self) { try Circuit(canonicalBytes: Array(bytes[..<4])) }
    }

    /// A count of four billion is compared with the bytes that are there before anything is made.
    @Test func hugeCountsAreRefusedAtOnce() throws {
        let start: [UInt8] = Array("SIRC".utf8) + [1, 0, 1, 0, 0, 0, 0x61, 8]
        let none: [UInt8] = [0, 0, 0, 0]
        for lists in 0..<5 {
            for count in [[0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 1], [0xFF, 0x0F, 0, 0]] as [[UInt8]] {
                let bytes = start + [[UInt8]](repeating: none, count: lists).joined() + count
                #expect(throws: CircuitError.self) { try Circuit(canonicalBytes: bytes) }
            }
        }
        // A table of 65,536 int64 that is not there; a name of 2^32 − 1 bytes.
        let table = start + none + none + none + [1, 0, 0, 0, 6, 1, 0, 0, 1, 0]
        #expect(throws: CircuitError.self) { try Circuit(canonicalBytes: table) }
        #expect(throws: CircuitError.self) { try Circuit(canonicalBytes: Array(start[..<6]) + [0xFF, 0xFF, 0xFF, 0xFF]) }
    }

    @Test func statedResultsMustBeTheDefinitions() throws {
        let type = try TensorType(.int8, [2])
        let op = try Operator(.squareRoot(SquareRoot()), [Operand(.input(0), type)], label: "root")
        var record = op.record
        #expect(record.last == 0)
        record[record.count - 4] = 3
        #expect(
            throws: CircuitError.operatorRefused(
                position: 0, label: "root", problem: .resultMismatch(stated: "[int64[3]]", expected: "[int64[2]]"))
        ) { try Operator(record: record) }
        #expect(throws: CircuitError.malformed(.trailingBytes(offset: op.record.count, count: 1))) {
            try Operator(record: op.record + [0])
        }
    }
}
