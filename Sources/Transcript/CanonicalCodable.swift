/// A value with exactly one encoding: whatever `decode` accepts, `encode` writes back byte for byte.
public protocol CanonicalCodable {
    /// Reads one value and leaves the decoder at the byte after it. Total: any bytes give a value or
    /// an error, and no more is allocated than the bytes at hand could hold.
    static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> Self

    /// Writes the value.
    func encode(into encoder: inout CanonicalEncoder)
}

extension CanonicalCodable {
    /// The value's encoding.
    public var canonicalBytes: [UInt8] {
        var encoder = CanonicalEncoder()
        encode(into: &encoder)
        return encoder.bytes
    }

    /// The value whose encoding is exactly `bytes`.
    ///
    /// - Throws: whatever `decode` throws; `CanonicalError.trailingBytes` when bytes are left over.
    public init(canonicalBytes bytes: [UInt8]) throws(CanonicalError) {
        var decoder = CanonicalDecoder(bytes)
        self = try Self.decode(from: &decoder)
        try decoder.finish()
    }
}

extension Digest: CanonicalCodable {
    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> Digest {
        try decoder.digest("digest")
    }

    public func encode(into encoder: inout CanonicalEncoder) { encoder.append(self) }
}
