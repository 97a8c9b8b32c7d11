extension Digest: CustomStringConvertible, LosslessStringConvertible {
    /// `0x` and 64 lower-case hexadecimal digits.
    public var description: String { "0x" + hexadecimal }

    /// 64 lower-case hexadecimal digits, as `b3sum` prints them.
    public var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(2 * Digest.byteCount)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A digest from its text; nil where `init(text:)` throws.
    public init?(_ description: String) {
        guard let digest = try? Digest(text: description) else { return nil }
        self = digest
    }

    /// A digest from 64 hexadecimal digits of either case, with or without `0x` before them.
    ///
    /// - Throws: `DigestError.invalidText`.
    public init(text: String) throws(DigestError) {
        var digits = Substring(text).utf8
        if digits.starts(with: "0x".utf8) { digits = digits.dropFirst(2) }
        guard digits.count == 2 * Digest.byteCount else { throw .invalidText }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Digest.byteCount)
        var high: UInt8?
        for digit in digits {
            guard let nibble = Digest.nibble(digit) else { throw .invalidText }
            if let first = high {
                bytes.append(first << 4 | nibble)
                high = nil
            } else {
                high = nibble
            }
        }
        try self.init(bytes)
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
