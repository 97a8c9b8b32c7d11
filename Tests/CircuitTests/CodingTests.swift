import Circuit
import Foundation
import TestSupport
import Testing
import Transcript

/// One circuit, one encoding, one hash.
@Suite struct CodingTests {
    @Test func galleryCircuitsComeBackFromTheirBytes() throws {
        var kinds: Set<UInt16> = []
        for example in try CircuitGallery.all() {
            let circuit = example.circuit
            let bytes = circuit.canonicalBytes
            let decoded = try Circuit(canonicalBytes: bytes)
            #expect(decoded.canonicalBytes == bytes, "\(example.name)")
            #expect(decoded.hash == circuit.hash)
            #expect(decoded.name == circuit.name && decoded.limbWidth == circuit.limbWidth)
            #expect(decoded.inputs == circuit.inputs && decoded.states == circuit.states)
            #expect(decoded.layout == circuit.layout && decoded.tables == circuit.tables)
            #expect(decoded.operators == circuit.operators && decoded.outputs == circuit.outputs)
            #expect(decoded.intervals == circuit.intervals)
            for op in circuit.operators { kinds.insert(op.kind.tag) }
        }
        #expect(kinds == Set(1...15))
    }

    @Test(arguments: LimbWidth.allCases)
    func everyLimbWidthIsKept(width: LimbWidth) throws {
        var builder = CircuitBuilder(name: "limbs", limbWidth: width)
        let x = builder.input("x", try TensorType(.int8, [1]))
        builder.output("y", try builder.append(.squareRoot(SquareRoot()), [x], label: "root")[0])
        let circuit = try builder.build().circuit
        #expect(try Circuit(canonicalBytes: circuit.canonicalBytes).limbWidth == width)
    }

    /// Version 1 of the format, for good: these files were written once and are never written again.
    /// Their hashes stand beside them.
    @Test func versionOneFilesStillDecode() throws {
        let hashes: [String: String] = try VectorFile.json("format-v1.json")
        #expect(hashes.count == 9)
        for (name, hash) in hashes {
            let file = [UInt8](try Data(contentsOf: VectorFile.url("format-v1/\(name).circuit")))
            let decoded = try Circuit(canonicalBytes: file)
            #expect(decoded.canonicalBytes == file && decoded.name == name)
            #expect(decoded.hash.hexadecimal == hash, "\(name)")
        }
    }

    @Test func theHashIsTheRootOverHeaderAndRecords() throws {
        for example in try CircuitGallery.all() {
            let circuit = example.circuit
            let records = [circuit.header] + circuit.operators.map { $0.record }
            let leaves = records.map { BLAKE3.hash(derivedFrom: "sirocco circuit record v1", $0) }
            #expect(circuit.hash == MerkleTree(leaves: leaves).root)
            #expect(circuit.hash == circuit.recordTree.root)
            // Mark, version, header, a count, and the records one after another.
            let count = circuit.operators.count
            #expect(
                circuit.canonicalBytes
                    == Array("SIRC".utf8) + [1, 0] + circuit.header
                    + [UInt8(count & 255), UInt8(count >> 8), 0, 0] + records.dropFirst().joined())
            for op in circuit.operators { #expect(try Operator(record: op.record) == op) }
        }
    }

    @Test func theHashDependsOnEveryPart() throws {
        func hash(
            name: String = "n", limbs: LimbWidth = .eight, input: String = "x", upper: Int64 = 9, weight: Int64 = 9,
            entry: Int64 = 1, shift: UInt8 = 3, label: String = "l", checkpoint: Bool = false, output: String = "y"
        ) throws -> Digest {
            var builder = CircuitBuilder(name: name, limbWidth: limbs)
            let type = try TensorType(.int8, [2])
            let x = builder.input(input, type, range: 0...upper)
            let w = try builder.weight("w", type, values: [1, 2], range: 0...weight)
            let t = try builder.table(type, values: [entry, 2])
            let sum = try builder.append(.elementwise(Elementwise(.add, to: .int16)), [x, w], label: label)
            let more = try builder.append(
                .elementwise(Elementwise(.add, to: .int32)), [sum[0], t], label: "m", isCheckpoint: checkpoint)
            let z = try builder.append(
                .requantise(Requantise(to: .int8, multiplier: .constant(5), shift: shift, lower: 0, upper: 9)), more,
                label: "r")
            builder.output(output, z[0])
            return try builder.build().circuit.hash
        }
        let hashes = [
            try hash(), try hash(name: "o"), try hash(limbs: .twelve), try hash(input: "z"), try hash(upper: 10),
            try hash(weight: 10), try hash(entry: 2), try hash(shift: 4), try hash(label: "m"),
            try hash(checkpoint: true), try hash(output: "z"),
        ]
        #expect(Set(hashes).count == hashes.count)
    }
}
