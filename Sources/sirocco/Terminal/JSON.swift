/// A JSON value to print. Members keep the order in which they were written.
///
/// Numbers are for counts, durations and sizes; 64-bit values, roots and ids are texts, because
/// readers elsewhere keep numbers as doubles.
enum JSON: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([JSON])
    case object([(String, JSON)])

    /// A 64-bit value, as text.
    static func wide(_ value: some BinaryInteger) -> JSON { .text(String(value)) }

    /// A duration or rate, rounded to what a measurement can mean: six significant digits.
    static func measured(_ value: Double) -> JSON {
        guard value.isFinite, value != 0 else { return .number(value) }
        var scale = 1.0
        while abs(value) * scale < 100_000 { scale *= 10 }
        return .number((value * scale).rounded() / scale)
    }

    static func optional(_ text: String?) -> JSON { text.map { .text($0) } ?? .null }

    /// One line, no spaces.
    var encoded: String {
        var out = ""
        append(to: &out)
        return out
    }

    private func append(to out: inout String) {
        switch self {
        case .null: out += "null"
        case .bool(let value): out += value ? "true" : "false"
        case .integer(let value): out += String(value)
        case .number(let value): out += Self.digits(of: value)
        case .text(let value): Self.append(value, to: &out)
        case .list(let values):
            out += "["
            for (index, value) in values.enumerated() {
                if index > 0 { out += "," }
                value.append(to: &out)
            }
            out += "]"
        case .object(let members):
            out += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { out += "," }
                Self.append(member.0, to: &out)
                out += ":"
                member.1.append(to: &out)
            }
            out += "}"
        }
    }

    private static func digits(of value: Double) -> String {
        guard value.isFinite else { return "null" }
        return value == value.rounded() && abs(value) < 9e15 ? String(Int(value)) : "\(value)"
    }

    private static func append(_ text: String, to out: inout String) {
        out += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            default:
                if scalar.value < 0x20 || scalar.value == 0x7F {
                    let digits = String(scalar.value, radix: 16)
                    out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    out.unicodeScalars.append(scalar)
                }
            }
        }
        out += "\""
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: JSON...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements) }
}
