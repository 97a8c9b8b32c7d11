/// Reads one JSON text, bounded in depth and in number of values.
///
/// Strict: no comments, no trailing commas, no byte-order mark, no member named twice, no lone surrogate, no number
/// beyond a finite double. Foundation's reader is not used because the floors below the shell do without Foundation.
///
/// - Source: RFC 8259.
public struct JSONReader {
    private let bytes: ArraySlice<UInt8>
    private var offset: Int
    private var room: Int
    private let limit: Int

    /// Lists and objects inside one another at most.
    static let depthLimit = 32

    /// - Parameter valueLimit: values of any kind, nested ones included.
    public static func value(of bytes: ArraySlice<UInt8>, valueLimit: Int = 1 << 20) throws(JSONError) -> JSONValue {
        var reader = JSONReader(bytes: bytes, offset: bytes.startIndex, room: valueLimit, limit: valueLimit)
        reader.skipSpace()
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.offset == bytes.endIndex else { throw .trailingBytes(offset: reader.offset) }
        return value
    }

    private mutating func skipSpace() {
        while offset < bytes.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
    }

    private func peek() throws(JSONError) -> UInt8 {
        guard offset < bytes.endIndex else { throw .truncated }
        return bytes[offset]
    }

    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard try peek() == byte else { throw .unexpected(offset: offset) }
        offset += 1
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard room > 0 else { throw .tooManyValues(limit: limit) }
        room -= 1
        switch try peek() {
        case UInt8(ascii: "{"):
            guard depth < Self.depthLimit else { throw .tooDeep(offset: offset) }
            return try object(depth: depth + 1)
        case UInt8(ascii: "["):
            guard depth < Self.depthLimit else { throw .tooDeep(offset: offset) }
            return try list(depth: depth + 1)
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for byte in word.description.utf8 { try expect(byte) }
        return value
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        offset += 1
        var members: [String: JSONValue] = [:]
        skipSpace()
        if try peek() == UInt8(ascii: "}") {
            offset += 1
            return .object(members)
        }
        while true {
            skipSpace()
            let start = offset
            guard try peek() == UInt8(ascii: "\"") else { throw .unexpected(offset: offset) }
            let name = try string()
            skipSpace()
            try expect(UInt8(ascii: ":"))
            skipSpace()
            let value = try value(depth: depth)
            guard members.updateValue(value, forKey: name) == nil else { throw .duplicateMember(name, offset: start) }
            skipSpace()
            if try peek() == UInt8(ascii: ",") {
                offset += 1
            } else {
                try expect(UInt8(ascii: "}"))
                return .object(members)
            }
        }
    }

    private mutating func list(depth: Int) throws(JSONError) -> JSONValue {
        offset += 1
        var elements: [JSONValue] = []
        skipSpace()
        if try peek() == UInt8(ascii: "]") {
            offset += 1
            return .list(elements)
        }
        while true {
            skipSpace()
            elements.append(try value(depth: depth))
            skipSpace()
            if try peek() == UInt8(ascii: ",") {
                offset += 1
            } else {
                try expect(UInt8(ascii: "]"))
                return .list(elements)
            }
        }
    }

    // MARK: strings

    private mutating func string() throws(JSONError) -> String {
        let start = offset
        offset += 1
        var text: [UInt8] = []
        while true {
            let byte = try peek()
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                guard let string = String(validating: text, as: UTF8.self) else { throw .notUTF8(offset: start) }
                return string
            case UInt8(ascii: "\\"): text.append(contentsOf: try escape())
            case 0..<0x20: throw .controlCharacter(offset: offset)
            default:
                text.append(byte)
                offset += 1
            }
        }
    }

    private mutating func escape() throws(JSONError) -> [UInt8] {
        let start = offset
        offset += 1
        let letter = try peek()
        offset += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if 0xD800..<0xDC00 ~= code {
                guard try peek() == UInt8(ascii: "\\") else { throw .badEscape(offset: start) }
                offset += 1
                guard try peek() == UInt8(ascii: "u") else { throw .badEscape(offset: start) }
                offset += 1
                let low = try hexadecimal()
                guard 0xDC00..<0xE000 ~= low else { throw .badEscape(offset: start) }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw .badEscape(offset: start) }
            return Array(String(Character(scalar)).utf8)
        default: throw .badEscape(offset: start)
        }
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            let digit = try peek()
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): code = code << 4 | UInt32(digit - 0x30)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): code = code << 4 | UInt32(digit - 0x57)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): code = code << 4 | UInt32(digit - 0x37)
            default: throw .badEscape(offset: offset)
            }
            offset += 1
        }
        return code
    }

    // MARK: numbers

    private mutating func digits() -> Int {
        let start = offset
        while offset < bytes.endIndex, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[offset] { offset += 1 }
        return offset - start
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = offset
        if try peek() == UInt8(ascii: "-") { offset += 1 }
        let first = try peek()
        let whole = digits()
        guard whole > 0 else { throw .unexpected(offset: start) }
        guard whole == 1 || first != UInt8(ascii: "0") else { throw .badNumber(offset: start) }
        var isInteger = true
        if offset < bytes.endIndex, bytes[offset] == UInt8(ascii: ".") {
            offset += 1
            isInteger = false
            guard digits() > 0 else { throw .badNumber(offset: start) }
        }
        if offset < bytes.endIndex, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            isInteger = false
            if offset < bytes.endIndex, bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-") { offset += 1 }
            guard digits() > 0 else { throw .badNumber(offset: start) }
        }
        guard offset - start <= 64 else { throw .badNumber(offset: start) }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if isInteger, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw .badNumber(offset: start) }
        return .real(value)
    }
}
