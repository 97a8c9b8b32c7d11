import Circuit
import Foundation
import TestSupport
import Testing
import sirocco

/// The readers of the shell, given damaged files by the thousand: they throw, and never trap.
@Suite struct ReaderMutationTests {
    private static let mutants = 10_000

    /// Cuts, extends, overwrites or repeats a part.
    private func mutant(of bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var mutant = bytes
        for _ in 0...(random.next() % 3) {
            let place = mutant.isEmpty ? 0 : Int(random.next() % UInt64(mutant.count))
            switch random.next() % 5 {
            case 0: mutant.removeSubrange(place...)
            case 1: mutant.insert(contentsOf: random.bytes(1 + Int(random.next() % 4)), at: place)
            case 2: mutant.insert(contentsOf: mutant[..<place].suffix(9), at: place)
            default: if !mutant.isEmpty { mutant[place] ^= UInt8(1) << (random.next() % 8) }
            }
        }
        return mutant
    }

    @Test func tensorsInJSON() throws {
        var builder = CircuitBuilder(name: "small")
        let x = builder.input("x", try TensorType(.int16, [2, 3]), range: -300...300)
        let y = try builder.append(.clamp(Clamp(to: .int8, lower: -9, upper: 9)), [x], label: "clamp")
        builder.output("y", y[0])
        let circuit = try builder.build().0
        let document = Array("{\"shape\":[2,3],\"element_type\":\"int16\",\"values\":[-300,0,\"7\",12,1,300]}".utf8)
        let reader = TensorFile(path: "-")
        #expect(try reader.tensors(in: document, for: circuit)[0].values == [-300, 0, 7, 12, 1, 300])
        var random = SeededGenerator(seed: 0x7E50)
        var accepted = 0
        for _ in 0..<Self.mutants {
            guard let tensors = try? reader.tensors(in: mutant(of: document, &random), for: circuit) else { continue }
            try circuit.check(inputs: tensors)
            accepted += 1
        }
        #expect(accepted < Self.mutants / 2)
    }

    @Test func arraysAndArchives() throws {
        let array: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4] + [UInt8](repeating: 5, count: 24)
        let packed = Array(
            try Shell.script("printf '%s' \"$1\" | gzip -9n", [String(repeating: "sirocco ", count: 9)]).output)
        #expect(try IDXArray(array, axes: 3).elements.count == 24)
        #expect(try gunzip(packed, limit: 72).count == 72)
        #expect(throws: GzipError.self) { try gunzip(packed, limit: 71) }
        var random = SeededGenerator(seed: 0x1D)
        for _ in 0..<Self.mutants {
            let elements = try? IDXArray(mutant(of: array, &random), axes: 3)
            #expect(elements == nil || elements?.elements.count == elements?.extents.reduce(1, *))
            let bytes = try? gunzip(mutant(of: packed, &random), limit: 1000)
            #expect((bytes?.count ?? 0) <= 1000)
        }
    }
}
