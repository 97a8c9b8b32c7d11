/// A value of a JSON text: what headers of weight files and configurations of models are written in.
public enum JSONValue: Equatable, Sendable {
    case null
    case boolean(Bool)
    /// A number written without fraction and exponent that fits 64 bits.
    case integer(Int64)
    case real(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    public subscript(key: String) -> JSONValue? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    public var text: String? { if case .text(let text) = self { text } else { nil } }
    public var list: [JSONValue]? { if case .list(let list) = self { list } else { nil } }
    public var object: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }
    public var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    public var integer: Int? { if case .integer(let value) = self { Int(value) } else { nil } }

    /// Any number.
    public var real: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .real(let value): value
        default: nil
        }
    }
}

/// Why a JSON text was refused, with the offset of the byte.
public enum JSONError: Error, Equatable, Sendable {
    case truncated
    case unexpected(offset: Int)
    case tooDeep(offset: Int)
    case tooManyValues(limit: Int)
    case duplicateMember(String, offset: Int)
    case badEscape(offset: Int)
    case badNumber(offset: Int)
    case controlCharacter(offset: Int)
    case notUTF8(offset: Int)
    case trailingBytes(offset: Int)
}
