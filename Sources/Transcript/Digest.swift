/// A 32-byte hash value.
///
/// Equality compares all 32 bytes without branching on them, so it suits secret values too;
/// ordering (lexicographic over the bytes, first byte first) does not.
@frozen
public struct Digest: Sendable {
    // The bytes in memory order, eight to a word: the representation is the same on any machine.
    @usableFromInline var word0: UInt64
    @usableFromInline var word1: UInt64
    @usableFromInline var word2: UInt64
    @usableFromInline var word3: UInt64

    /// 32 zero bytes.
    @inlinable
    public init() {
        word0 = 0
        word1 = 0
        word2 = 0
        word3 = 0
    }

    /// The number of bytes: 32.
    @inlinable public static var byteCount: Int { 32 }

    /// A digest from its bytes.
    ///
    /// - Throws: `DigestError.wrongLength` unless there are exactly 32.
    public init(_ bytes: [UInt8]) throws(DigestError) {
        try self.init(bytes[...])
    }

    /// A digest from its bytes.
    ///
    /// - Throws: `DigestError.wrongLength` unless there are exactly 32.
    public init(_ bytes: ArraySlice<UInt8>) throws(DigestError) {
        guard bytes.count == Digest.byteCount else { throw .wrongLength(bytes.count) }
        self.init()
        unsafe withUnsafeMutableBytes(of: &self) { (target: UnsafeMutableRawBufferPointer) in
            unsafe target.copyBytes(from: bytes)
        }
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        unsafe withUnsafeBytes(of: self) { (source: UnsafeRawBufferPointer) in unsafe [UInt8](source) }
    }
}

/// Why bytes or text are not a digest.
public enum DigestError: Error, Equatable, Sendable {
    /// There were this many bytes instead of 32.
    case wrongLength(Int)
    /// The text is not `0x` and 64 hexadecimal digits.
    case invalidText
}

extension Digest: Hashable {
    /// - Timing: independent of the bytes.
    @inlinable
    public static func == (left: Digest, right: Digest) -> Bool {
        let difference =
            (left.word0 ^ right.word0) | (left.word1 ^ right.word1)
            | (left.word2 ^ right.word2) | (left.word3 ^ right.word3)
        return difference == 0
    }

    @inlinable
    public func hash(into hasher: inout Swift.Hasher) {
        hasher.combine(word0)
        hasher.combine(word1)
        hasher.combine(word2)
        hasher.combine(word3)
    }
}

extension Digest: Comparable {
    /// Lexicographic over the bytes.
    ///
    /// - Timing: variable; for public values.
    @inlinable
    public static func < (left: Digest, right: Digest) -> Bool {
        if left.word0 != right.word0 { return UInt64(bigEndian: left.word0) < UInt64(bigEndian: right.word0) }
        if left.word1 != right.word1 { return UInt64(bigEndian: left.word1) < UInt64(bigEndian: right.word1) }
        if left.word2 != right.word2 { return UInt64(bigEndian: left.word2) < UInt64(bigEndian: right.word2) }
        return UInt64(bigEndian: left.word3) < UInt64(bigEndian: right.word3)
    }
}
