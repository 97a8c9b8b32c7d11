import CKernels

extension BLAKE3 {
    /// A message that arrives in pieces. Copying forks it. About 2 KB: for a message in one piece,
    /// `Mode.hash` is quicker. Vector lanes fill only from pieces of 64 KiB or more that keep whole
    /// chunks together.
    public struct Hasher: Sendable {
        private var state: blake3_state

        /// An empty message.
        public init(_ mode: Mode = .plain) {
            var mode = mode.kernelMode
            state = blake3_state()
            unsafe blake3_state_start(&state, &mode)
        }

        /// Adds bytes to the message.
        public mutating func update(_ bytes: RawSpan) {
            unsafe bytes.withUnsafeBytes { (source: UnsafeRawBufferPointer) in unsafe update(source) }
        }

        /// Adds bytes to the message.
        public mutating func update(_ bytes: [UInt8]) {
            unsafe bytes.withUnsafeBytes { (source: UnsafeRawBufferPointer) in unsafe update(source) }
        }

        /// Adds bytes to the message.
        @unsafe
        public mutating func update(_ bytes: UnsafeRawBufferPointer) {
            unsafe blake3_state_update(&state, bytes.baseAddress, bytes.count)
        }

        /// The digest of what was added so far; more may follow.
        public func digest() -> Digest {
            var digest = Digest()
            var copy = state
            unsafe blake3_state_output(&copy, 0, &digest, Digest.byteCount)
            return digest
        }

        /// The first `count` bytes of the extended output of what was added so far.
        public func extendedOutput(count: Int) -> [UInt8] {
            precondition(count >= 0, "negative length")
            var copy = state
            return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
                unsafe blake3_state_output(&copy, 0, buffer.baseAddress, count)
                initialized = count
            }
        }
    }
}
