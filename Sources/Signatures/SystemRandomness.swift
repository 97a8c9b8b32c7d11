import Csodium

/// The system's cryptographic generator, through libsodium. For keys, salts and nonces; whatever a
/// replica must compute again takes no randomness from here.
public struct SystemRandomness: RandomNumberGenerator, Sendable {
    public init() { Sodium.start() }

    public mutating func next() -> UInt64 {
        var word: UInt64 = 0
        unsafe withUnsafeMutableBytes(of: &word) { (target: UnsafeMutableRawBufferPointer) in
            unsafe randombytes_buf(target.baseAddress!, target.count)
        }
        return word
    }

    /// Random bytes that are not secret, or are hidden by their holder.
    ///
    /// - Precondition: `count` is not negative.
    public static func bytes(count: Int) -> [UInt8] {
        precondition(count >= 0, "negative length")
        Sodium.start()
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            if let base = buffer.baseAddress, count > 0 { unsafe randombytes_buf(base, count) }
            initialized = count
        }
    }
}
