import ModelImport
import TestSupport
import Testing

struct GGUFTests {
    /// The data section is two tensors: 24 bytes padded to 32, then one block of 34.
    @Test func aFileIsReadWhole() throws {
        let file = try GGUFFile(GGUFWriter.sample.bytes)
        #expect(file.metadata["general.architecture"] == .text("llama"))
        #expect(file.metadata["u8"] == .unsigned(200))
        #expect(file.metadata["i8"] == .signed(-56))
        #expect(file.metadata["u16"] == .unsigned(40000))
        #expect(file.metadata["i16"] == .signed(-2))
        #expect(file.metadata["u32"] == .unsigned(1 << 31))
        #expect(file.metadata["i32"] == .signed(-1))
        #expect(file.metadata["f32"] == .float(1.5))
        #expect(file.metadata["bool"] == .boolean(true))
        #expect(file.metadata["u64"] == .unsigned(.max))
        #expect(file.metadata["i64"] == .signed(-1))
        #expect(file.metadata["f64"] == .float(0.25))
        #expect(file.metadata["texts"] == .textList(["ab", "é"]))
        #expect(file.metadata["ints"] == .signedList([3, -3]))
        #expect(file.tensors.map(\.name) == ["a", "b"])
        #expect(file.tensors[0].shape == [3, 2])
        #expect(file.tensors[1].encoding == .q8_0)
        #expect(file.tensors[1].range.upperBound == file.bytes.count)
        #expect(try file.tensors[0].values(in: file.bytes) == [Float](repeating: 0, count: 6))
    }

    /// A change of the sample and the error that it must give.
    static let refusals: [(String, @Sendable (inout GGUFWriter) -> Void, ArchiveError)] = [
        ("magic", { $0.magic = 1 }, .wrongMagic),
        ("version", { $0.version = 4 }, .unsupportedVersion(4)),
        ("tensor count beyond the limit", { $0.tensorCount = 1 << 60 }, .limitExceeded(quantity: "tensors are", limit: 1 << 16)),
        ("key count beyond the limit", { $0.keyCount = .max }, .limitExceeded(quantity: "metadata entries are", limit: 1 << 16)),
        ("key twice", { $0.keys.append($0.keys[1]) }, .duplicateKey("u8")),
        ("value type", { $0.keys.append(("x", 13, [])) }, .unknownValueType(key: "x", type: 13)),
        ("list type", { $0.keys.append(("x", 9, GGUFWriter.number(99, 4) + GGUFWriter.number(0, 8))) }, .unknownValueType(key: "x", type: 99)),
        ("list of lists", { $0.keys.append(("x", 9, GGUFWriter.number(9, 4) + GGUFWriter.number(0, 8))) }, .nestedArray(key: "x")),
        ("boolean", { $0.keys.append(("x", 7, [2])) }, .notBoolean(key: "x", value: 2)),
        ("alignment", { $0.keys.append(("general.alignment", 4, GGUFWriter.number(24, 4))) }, .badAlignment(24)),
        ("alignment's type", { $0.keys.append(("general.alignment", 5, GGUFWriter.number(32, 4))) }, .badAlignment(32)),
        ("tensor twice", { $0.tensors[1].name = "a" }, .duplicateTensor("a")),
        ("type of a tensor", { $0.tensors[1].type = 9 }, .unknownEncoding(tensor: "b", name: "type 9")),
        ("broken block", { $0.tensors[1].extents = [16, 2] }, .notWholeBlocks(tensor: "b", encoding: .q8_0)),
        ("empty extent", { $0.tensors[0].extents = [0, 3] }, .badShape(tensor: "a")),
        ("huge extent", { $0.tensors[0].extents = [.max, 3] }, .badShape(tensor: "a")),
        ("huge product", { $0.tensors[0].extents = [1 << 24, 1 << 24] }, .badShape(tensor: "a")),
        ("five axes", { $0.tensors[0].extents = [1, 1, 1, 1, 1] }, .badShape(tensor: "a")),
        ("misaligned", { $0.tensors[1].offset = 33 }, .misaligned(tensor: "b", offset: 33)),
        ("overlapping", { $0.tensors[1].offset = 0 }, .overlap(tensor: "b", other: "a")),
        ("past the end", { $0.tensors[1].offset = 64 }, .outOfBounds(tensor: "b")),
        ("an offset that wraps", { $0.tensors[1].offset = .max - 31 }, .outOfBounds(tensor: "b")),
        ("short data", { $0.data.removeLast() }, .outOfBounds(tensor: "b")),
    ]

    @Test(arguments: refusals.indices) func isRefused(index: Int) {
        let (name, change, expected) = Self.refusals[index]
        var writer = GGUFWriter.sample
        change(&writer)
        let bytes = writer.bytes
        #expect(throws: expected, "\(name)") { try GGUFFile(bytes) }
    }

    @Test func everyTruncationIsRefused() {
        let bytes = GGUFWriter.sample.bytes
        for length in 0..<bytes.count {
            #expect(throws: ArchiveError.self) { try GGUFFile(Array(bytes[..<length])) }
        }
    }

    /// A list that claims 2^22 strings in a file of some hundred bytes costs nothing.
    @Test func aCountIsNotBelieved() {
        var writer = GGUFWriter.sample
        writer.keys.append(("x", 9, GGUFWriter.number(8, 4) + GGUFWriter.number(1 << 22, 8)))
        let bytes = writer.bytes
        #expect(throws: ArchiveError.self) { try GGUFFile(bytes) }
    }

    @Test func twentyThousandDamagedFilesAreReadOrRefused() {
        var generator = SeededGenerator(seed: 77)
        let source = GGUFWriter.sample.bytes
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = source
            for _ in 0...Int.random(in: 0...2, using: &generator) {
                let place = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator)!
                case 2: bytes.remove(at: place)
                default: bytes.insert(.random(in: 0...255, using: &generator), at: place)
                }
            }
            guard let file = try? GGUFFile(bytes) else { continue }
            accepted += 1
            for tensor in file.tensors { _ = try? tensor.values(in: bytes) }
        }
        #expect(accepted > 1000 && accepted < 19_000, "accepted \(accepted)")
    }
}
