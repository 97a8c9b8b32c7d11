/// Why bytes from outside were refused by a canonical decoder. `offset` counts from the first byte
/// of the outermost buffer, `field` is the name that the reading code gave to the value.
public enum CanonicalError: Error, Equatable, Sendable {
    /// The bytes end before the value does.
    case truncated(field: String, offset: Int, needed: Int, available: Int)
    /// This many bytes follow the end of the structure.
    case trailingBytes(offset: Int, count: Int)
    /// A length or count is above what the reader allows.
    case tooLong(field: String, offset: Int, length: Int, limit: Int)
    /// The bytes are not the one encoding of a permitted value; `reason` says which rule they break.
    case nonCanonical(field: String, offset: Int, reason: String)
    /// A string is not UTF-8.
    case invalidUTF8(field: String, offset: Int)
}

extension CanonicalError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .truncated(let field, let offset, let needed, let available):
            "\(field) at byte \(offset) needs \(needed) bytes, \(available) are left"
        case .trailingBytes(let offset, let count):
            "\(count) bytes follow the end, at byte \(offset)"
        case .tooLong(let field, let offset, let length, let limit):
            "\(field) at byte \(offset) has length \(length), the limit is \(limit)"
        case .nonCanonical(let field, let offset, let reason):
            "\(field) at byte \(offset) is not canonical: \(reason)"
        case .invalidUTF8(let field, let offset):
            "\(field) at byte \(offset) is not UTF-8"
        }
    }
}
