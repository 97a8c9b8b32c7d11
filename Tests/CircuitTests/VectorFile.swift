import Foundation

/// The committed vectors that these tests compare with.
enum VectorFile {
    static func url(_ name: String, source: String = #filePath) -> URL {
        URL(fileURLWithPath: source).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Vectors/circuit/\(name)")
    }

    static func json<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: url(name)))
    }

    static func bytes(hexadecimal text: String) throws -> [UInt8] {
        let digits = try Array(text).map { digit in
            guard let value = digit.hexDigitValue else { throw VectorFileError.notHexadecimal }
            return UInt8(value)
        }
        guard digits.count.isMultiple(of: 2) else { throw VectorFileError.notHexadecimal }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}

enum VectorFileError: Error { case notHexadecimal }
