import Foundation
import ModelImport
import Testing

/// Block encodings against another implementation, to the bit.
struct DequantisationTests {
    struct Vectors: Decodable {
        struct Case: Decodable {
            let encoding: String
            let bytes: String
            let values: String
        }
        let cases: [Case]
    }

    static func vectors() throws -> Vectors {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Vectors/gguf/dequantisation.json")
        return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
    }

    static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)! }
    }

    @Test func everyEncodingAgrees() throws {
        let cases = try Self.vectors().cases
        #expect(cases.count == 10)
        for item in cases {
            let encoding = try #require(TensorEncoding(rawValue: item.encoding))
            let bytes = Self.bytes(item.bytes)
            let expected = Self.bytes(item.values)
            let count = bytes.count / encoding.blockBytes * encoding.blockElements
            #expect(expected.count == 4 * count)
            // A place that is not the file's beginning, and bytes after it.
            let file = [1, 2, 3] + bytes + [4]
            let tensor = StoredTensor(
                name: "t", encoding: encoding, shape: [count], range: 3..<3 + bytes.count, elementCount: count)
            let found = try tensor.values(in: file).flatMap { value in
                (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> UInt32(8 * $0)) }
            }
            #expect(found == expected, "\(encoding)")
        }
    }

    @Test func whatIsNotAFiniteNumberIsRefused() throws {
        let infinite: [UInt8] = [0, 0, 0, 0, 0, 0, 0x80, 0x7F]
        let tensor = StoredTensor(name: "t", encoding: .float32, shape: [2], range: 0..<8, elementCount: 2)
        #expect(throws: ArchiveError.nonFinite(tensor: "t", index: 1)) { try tensor.values(in: infinite) }
        // A block whose scale is a NaN.
        let block = StoredTensor(name: "b", encoding: .q8_0, shape: [32], range: 0..<34, elementCount: 32)
        #expect(throws: ArchiveError.nonFinite(tensor: "b", index: 0)) {
            try block.values(in: [0x00, 0x7E] + [UInt8](repeating: 1, count: 32))
        }
        let integers = StoredTensor(name: "i", encoding: .int32, shape: [1], range: 0..<4, elementCount: 1)
        #expect(throws: ArchiveError.notFloat(tensor: "i", encoding: .int32)) { try integers.values(in: infinite) }
        let elsewhere = StoredTensor(name: "e", encoding: .float32, shape: [1], range: 6..<10, elementCount: 1)
        #expect(throws: ArchiveError.outOfBounds(tensor: "e")) { try elsewhere.values(in: infinite) }
    }
}
