import ModelImport
import TestSupport
import Testing

struct SafetensorsTests {
    static let header =
        #"{"__metadata__":{"format":"pt"},"b":{"dtype":"F16","shape":[2,3],"data_offsets":[4,16]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}} "#

    @Test func aFileIsReadWhole() throws {
        let bytes = safetensors(Self.header, data: 16)
        let file = try SafetensorsFile(bytes)
        #expect(file.metadata == ["format": "pt"])
        #expect(file.tensors.map(\.name) == ["a", "b"])
        #expect(file.tensors[0].elementCount == 1 && file.tensors[0].shape == [])
        #expect(file.tensors[1].shape == [2, 3] && file.tensors[1].encoding == .float16)
        #expect(try file.tensors[1].values(in: bytes) == [0, 0, 0, 0, 0, 0])
    }

    /// A text to replace, its replacement and the error.
    static let refusals: [(String, String, ArchiveError)] = [
        ("{", "[", .badHeader("it does not begin with {")),
        ("} ", "}x", .header(.trailingBytes(offset: 8 + header.utf8.count - 1))),
        ("\"F16\"", "\"F17\"", .unknownEncoding(tensor: "b", name: "F17")),
        ("\"F16\"", "\"Q4_1\"", .unknownEncoding(tensor: "b", name: "Q4_1")),
        ("\"F16\"", "16", .wrongType(key: "b", expected: "an object of dtype, shape and data_offsets")),
        ("\"pt\"", "1", .wrongType(key: "format", expected: "a string")),
        ("[2,3]", "[2,-3]", .badShape(tensor: "b")),
        ("[2,3]", "[2,3.0]", .badShape(tensor: "b")),
        ("[2,3]", "[16777216,16777216]", .badShape(tensor: "b")),
        ("[2,3]", "[2,4]", .wrongLength(tensor: "b", expected: 16, found: 12)),
        ("[4,16]", "[4,17]", .outOfBounds(tensor: "b")),
        ("[4,16]", "[16,4]", .outOfBounds(tensor: "b")),
        ("[4,16]", "[-8,4]", .outOfBounds(tensor: "b")),
        ("[4,16]", "[2,14]", .overlap(tensor: "b", other: "a")),
        ("\"a\":", "\"b\":", .header(.duplicateMember("b", offset: 8 + 88))),
    ]

    @Test(arguments: refusals.indices) func isRefused(index: Int) {
        let (old, new, expected) = Self.refusals[index]
        let text = Self.header.replacing(old, with: new, maxReplacements: 1)
        #expect(throws: expected, "\(old) → \(new)") { try SafetensorsFile(safetensors(text, data: 16)) }
    }

    @Test func bytesThatNoTensorOwnsAreRefused() {
        let start = 8 + Self.header.utf8.count
        #expect(throws: ArchiveError.gap(offset: start + 16)) { try SafetensorsFile(safetensors(Self.header, data: 17)) }
        let moved = Self.header.replacing("[4,16]", with: "[5,17]")
        #expect(throws: ArchiveError.gap(offset: start + 4)) { try SafetensorsFile(safetensors(moved, data: 17)) }
        #expect(throws: ArchiveError.truncated(offset: 8)) { try SafetensorsFile([255, 0, 0, 0, 0, 0, 0, 0, 123]) }
        #expect(throws: ArchiveError.self) { try SafetensorsFile([UInt8](repeating: 255, count: 64)) }
    }

    @Test func twentyThousandDamagedFilesAreReadOrRefused() {
        var generator = SeededGenerator(seed: 78)
        let source = safetensors(Self.header, data: 16)
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = source
            let place = Int.random(in: bytes.indices, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes[place] = Array("0123456789{}[],:\"\\eE-+.u".utf8).randomElement(using: &generator)!
            default: bytes.swapAt(place, Int.random(in: bytes.indices, using: &generator))
            }
            guard let file = try? SafetensorsFile(bytes) else { continue }
            accepted += 1
            for tensor in file.tensors { _ = try? tensor.values(in: bytes) }
        }
        #expect(accepted > 500 && accepted < 19_500, "accepted \(accepted)")
    }
}

struct JSONReaderTests {
    func read(_ text: String) throws(JSONError) -> JSONValue { try JSONReader.value(of: Array(text.utf8)[...]) }

    @Test func valuesAreRead() throws {
        #expect(try read(" [1,-2.5e1,true,null,\"a\\u00e9\\ud83d\\ude00\\n\"] ") == .list([.integer(1), .real(-25), .boolean(true), .null, .text("aé😀\n")]))
        #expect(try read(#"{"a":{"b":[]},"c":{}}"#) == .object(["a": .object(["b": .list([])]), "c": .object([:])]))
        #expect(try read("9223372036854775807") == .integer(.max))
        #expect(try read("9223372036854775808") == .real(0x1p63))
        #expect(try read("-0") == .integer(0))
    }

    @Test(arguments: [
        "", " ", "[", "[1", "[1,", "[1,]", "{", "{\"a\"", "{\"a\":", "{\"a\":1,}", "{1:2}", "01", "-", "1.", ".5", "1e", "+1", "nul", "truex",
        "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\u{1}\"", "1 2", "1e999", "NaN", "[1 2]", "{\"a\" 1}",
    ])
    func isRefused(text: String) {
        #expect(throws: JSONError.self) { try read(text) }
    }

    @Test func boundsHold() {
        let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        #expect(throws: JSONError.tooDeep(offset: 32)) { try read(deep) }
        #expect(throws: JSONError.tooManyValues(limit: 3)) { try JSONReader.value(of: Array("[1,2,3]".utf8)[...], valueLimit: 3) }
        #expect(throws: JSONError.duplicateMember("a", offset: 7)) { try read(#"{"a":1,"a":2}"#) }
        #expect(throws: JSONError.notUTF8(offset: 0)) { try JSONReader.value(of: [0x22, 0xFF, 0x22]) }
    }
}
