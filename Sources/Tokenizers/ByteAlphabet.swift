/// The 256 letters that byte-level vocabularies write bytes with: printable Latin-1 characters stand for themselves,
/// the others follow from U+0100 in order.
///
/// - Source: Radford et al. 2019 (the published encoder's table).
enum ByteAlphabet {
    private static func isPrintable(_ byte: UInt8) -> Bool {
        switch byte {
        case 33...126, 161...172, 174...255: true
        default: false
        }
    }

    private static let letters: [Unicode.Scalar] = {
        var extra: UInt8 = 0
        return (UInt8.min ... .max).map { byte in
            if isPrintable(byte) { return Unicode.Scalar(byte) }
            defer { extra += 1 }
            return Unicode.Scalar(UInt16(0x100) + UInt16(extra)) ?? " "
        }
    }()

    private static let bytes: [Unicode.Scalar: UInt8] = Dictionary(
        uniqueKeysWithValues: letters.enumerated().map { ($0.element, UInt8($0.offset)) })

    static func letter(of byte: UInt8) -> Unicode.Scalar { letters[Int(byte)] }
    static func byte(of letter: Unicode.Scalar) -> UInt8? { bytes[letter] }
}
