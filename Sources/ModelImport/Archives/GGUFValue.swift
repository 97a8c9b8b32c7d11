/// A value of a GGUF file's metadata. Widths are forgotten: a reader of the model asks for a kind.
public enum GGUFValue: Equatable, Sendable {
    case unsigned(UInt64)
    case signed(Int64)
    case float(Double)
    case boolean(Bool)
    case text(String)
    case unsignedList([UInt64])
    case signedList([Int64])
    case floatList([Double])
    case booleanList([Bool])
    case textList([String])

    /// Elements of one list at most: a large vocabulary has a quarter of a million tokens.
    static let listLimit = 1 << 22
    /// Bytes of one string value at most: chat templates are the longest known.
    static let textLimit = 1 << 20

    /// A number that is not negative.
    var asUnsigned: UInt64? {
        switch self {
        case .unsigned(let value): value
        case .signed(let value): UInt64(exactly: value)
        default: nil
        }
    }

    init(from reader: inout ArchiveReader, key: String, _ limits: ImportLimits) throws(ArchiveError) {
        let type = try reader.unsigned(4)
        guard type == 9 else {
            self = try Self.single(type, from: &reader, key: key)
            return
        }
        let elementType = try reader.unsigned(4)
        guard elementType != 9 else { throw .nestedArray(key: key) }
        guard let width = Self.minimumWidth(elementType) else { throw .unknownValueType(key: key, type: elementType) }
        let count = try reader.count(of: width, atMost: Self.listLimit, "elements of a metadata list are")
        switch elementType {
        case 0, 2, 4, 10:
            var list: [UInt64] = []
            list.reserveCapacity(count)
            for _ in 0..<count { list.append(try reader.unsigned(width)) }
            self = .unsignedList(list)
        case 1, 3, 5, 11:
            var list: [Int64] = []
            list.reserveCapacity(count)
            for _ in 0..<count { list.append(try reader.signed(width)) }
            self = .signedList(list)
        case 6, 12:
            var list: [Double] = []
            list.reserveCapacity(count)
            for _ in 0..<count { list.append(try Self.float(width, from: &reader)) }
            self = .floatList(list)
        case 7:
            var list: [Bool] = []
            list.reserveCapacity(count)
            for _ in 0..<count { list.append(try Self.boolean(from: &reader, key: key)) }
            self = .booleanList(list)
        default:
            var list: [String] = []
            list.reserveCapacity(count)
            for _ in 0..<count { list.append(try reader.text(atMost: Self.textLimit)) }
            self = .textList(list)
        }
    }

    private static func single(_ type: UInt64, from reader: inout ArchiveReader, key: String) throws(ArchiveError) -> GGUFValue {
        guard let width = minimumWidth(type) else { throw .unknownValueType(key: key, type: type) }
        return switch type {
        case 0, 2, 4, 10: .unsigned(try reader.unsigned(width))
        case 1, 3, 5, 11: .signed(try reader.signed(width))
        case 6, 12: .float(try float(width, from: &reader))
        case 7: .boolean(try boolean(from: &reader, key: key))
        default: .text(try reader.text(atMost: textLimit))
        }
    }

    private static func float(_ width: Int, from reader: inout ArchiveReader) throws(ArchiveError) -> Double {
        let bits = try reader.unsigned(width)
        return width == 4 ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))) : Double(bitPattern: bits)
    }

    private static func boolean(from reader: inout ArchiveReader, key: String) throws(ArchiveError) -> Bool {
        let value = try reader.unsigned(1)
        guard value <= 1 else { throw .notBoolean(key: key, value: value) }
        return value == 1
    }

    /// Bytes of a value of one of the file's types, at least; nil for an unknown type and for a list.
    private static func minimumWidth(_ type: UInt64) -> Int? {
        switch type {
        case 0, 1, 7: 1
        case 2, 3: 2
        case 4, 5, 6: 4
        case 8, 10, 11, 12: 8
        default: nil
        }
    }
}
