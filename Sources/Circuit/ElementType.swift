/// The integers that a tensor may hold. The raw value is the type's byte in canonical encodings.
public enum ElementType: UInt8, Sendable, Hashable, CaseIterable {
    case int8 = 1
    case uint8 = 2
    case int16 = 3
    case uint16 = 4
    case int32 = 5
    case int64 = 6

    /// Bytes an element.
    @inlinable public var byteCount: Int {
        switch self {
        case .int8, .uint8: 1
        case .int16, .uint16: 2
        case .int32: 4
        case .int64: 8
        }
    }

    /// Every value that the type can hold.
    @inlinable public var range: ClosedRange<Int64> {
        switch self {
        case .int8: -128...127
        case .uint8: 0...255
        case .int16: -32_768...32_767
        case .uint16: 0...65_535
        case .int32: -2_147_483_648...2_147_483_647
        case .int64: .min ... .max
        }
    }

    /// The value that storing `value` and reading it back gives: reduced modulo the type's size.
    @inlinable public func wrapped(_ value: Int64) -> Int64 {
        switch self {
        case .int8: Int64(Int8(truncatingIfNeeded: value))
        case .uint8: Int64(UInt8(truncatingIfNeeded: value))
        case .int16: Int64(Int16(truncatingIfNeeded: value))
        case .uint16: Int64(UInt16(truncatingIfNeeded: value))
        case .int32: Int64(Int32(truncatingIfNeeded: value))
        case .int64: value
        }
    }

    public var name: String {
        switch self {
        case .int8: "int8"
        case .uint8: "uint8"
        case .int16: "int16"
        case .uint16: "uint16"
        case .int32: "int32"
        case .int64: "int64"
        }
    }

    public init?(name: String) {
        guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }
}
