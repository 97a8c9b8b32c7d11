import ModelImport

/// Writes GGUF headers for tests, right or wrong.
struct GGUFWriter {
    var magic: UInt64 = 0x4655_4747
    var version: UInt64 = 3
    var keys: [(name: String, type: UInt64, value: [UInt8])] = []
    var tensors: [(name: String, extents: [UInt64], type: UInt64, offset: UInt64)] = []
    var tensorCount: UInt64?
    var keyCount: UInt64?
    var data: [UInt8] = []

    static func number(_ value: UInt64, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }

    static func text(_ text: String) -> [UInt8] { number(UInt64(text.utf8.count), 8) + Array(text.utf8) }

    var bytes: [UInt8] {
        var result = Self.number(magic, 4) + Self.number(version, 4)
        result += Self.number(tensorCount ?? UInt64(tensors.count), 8) + Self.number(keyCount ?? UInt64(keys.count), 8)
        for key in keys { result += Self.text(key.name) + Self.number(key.type, 4) + key.value }
        for tensor in tensors {
            result += Self.text(tensor.name) + Self.number(UInt64(tensor.extents.count), 4)
            for extent in tensor.extents { result += Self.number(extent, 8) }
            result += Self.number(tensor.type, 4) + Self.number(tensor.offset, 8)
        }
        if !data.isEmpty { result += [UInt8](repeating: 0, count: (32 - result.count % 32) % 32) + data }
        return result
    }

    /// Two tensors and a value of every type.
    static var sample: GGUFWriter {
        var writer = GGUFWriter()
        writer.keys = [
            ("general.architecture", 8, text("llama")),
            ("u8", 0, [200]), ("i8", 1, [200]), ("u16", 2, number(40000, 2)), ("i16", 3, number(0xFFFE, 2)),
            ("u32", 4, number(1 << 31, 4)), ("i32", 5, number(0xFFFF_FFFF, 4)),
            ("f32", 6, number(UInt64((1.5 as Float).bitPattern), 4)), ("bool", 7, [1]),
            ("u64", 10, number(UInt64.max, 8)), ("i64", 11, number(UInt64.max, 8)), ("f64", 12, number((0.25).bitPattern, 8)),
            ("texts", 9, number(8, 4) + number(2, 8) + text("ab") + text("é")),
            ("ints", 9, number(5, 4) + number(2, 8) + number(3, 4) + number(0xFFFF_FFFD, 4)),
        ]
        writer.tensors = [("a", [2, 3], 0, 0), ("b", [32, 1], 8, 32)]
        writer.data = [UInt8](repeating: 0, count: 32 + 34)
        return writer
    }
}

/// Writes a safetensors file around a header given as text.
func safetensors(_ header: String, data: Int) -> [UInt8] {
    GGUFWriter.number(UInt64(header.utf8.count), 8) + Array(header.utf8) + [UInt8](repeating: 0, count: data)
}
