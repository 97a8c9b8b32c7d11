import Csodium

/// Owns secret bytes: memory of `sodium_malloc` (guard pages around it, locked against swapping,
/// left out of core dumps), wiped when the owner goes. Has no description and no copy.
@safe
public struct SecretBytes: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer

    /// Zero bytes, to be filled.
    ///
    /// - Parameter count: at least 1.
    /// - Throws: `KeyError.noSecureMemory` where the system gives none.
    init(count: Int) throws(KeyError) {
        precondition(count > 0, "no bytes")
        Sodium.start()
        guard let base = unsafe sodium_malloc(count) else { throw .noSecureMemory }
        unsafe sodium_memzero(base, count)
        unsafe memory = UnsafeMutableRawBufferPointer(start: base, count: count)
    }

    deinit { unsafe sodium_free(memory.baseAddress) }

    /// Fresh random bytes.
    ///
    /// - Throws: `KeyError.noSecureMemory`.
    public static func random(count: Int) throws(KeyError) -> SecretBytes {
        let secret = try SecretBytes(count: count)
        unsafe randombytes_buf(secret.pointer, count)
        return secret
    }

    /// Moves bytes into guarded memory. The caller's array is zeroed where nothing else shares its
    /// storage; a copy made elsewhere is the caller's to wipe.
    ///
    /// - Throws: `KeyError.noSecureMemory`; `wrongLength` for an empty array.
    public init(taking bytes: inout [UInt8]) throws(KeyError) {
        guard !bytes.isEmpty else { throw .wrongLength(expected: 1, found: 0) }
        try self.init(count: bytes.count)
        unsafe bytes.withUnsafeMutableBytes { (source: UnsafeMutableRawBufferPointer) in
            unsafe memory.copyMemory(from: UnsafeRawBufferPointer(source))
            unsafe sodium_memzero(source.baseAddress!, source.count)
        }
    }

    public var count: Int { unsafe memory.count }

    /// The first byte; valid while the owner lives.
    var pointer: UnsafeMutablePointer<UInt8> {
        unsafe memory.baseAddress!.assumingMemoryBound(to: UInt8.self)
    }

    /// Lends the bytes. They must not be copied out of the closure, printed or kept.
    public func withBytes<Result>(_ body: (RawSpan) -> Result) -> Result {
        body(unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(memory)))
    }

    /// - Timing: independent of the bytes; of equal lengths.
    public func isEqual(to other: borrowing SecretBytes) -> Bool {
        guard count == other.count else { return false }
        return unsafe sodium_memcmp(pointer, other.pointer, count) == 0
    }
}

// Nothing writes to the bytes after they were made.
extension SecretBytes: @unchecked Sendable {}
