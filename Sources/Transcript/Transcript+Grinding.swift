/// Why a transcript refuses a prover's message.
public enum TranscriptError: Error, Equatable, Sendable {
    /// No work of so many bits can be asked for: the range is 0 ... 63.
    case grindingBitsOutOfRange(Int)
    /// The nonce does not show the work of this many bits.
    case grindingFailed(bits: Int, nonce: UInt64)
}

extension Transcript {
    private static func grindingMessage(bits: Int, nonce: UInt64) -> SIMD8<UInt64> {
        let tag: Tag = "grinding"
        return [
            tag.low.littleEndian, (tag.high | Kind.grinding.rawValue << 56).littleEndian,
            UInt64(16).littleEndian, UInt64(bits).littleEndian, nonce.littleEndian, 0, 0, 0,
        ]
    }

    /// Bytes of the grinding message, heading included.
    private static let grindingByteCount = 40

    private static func showsWork(_ digest: Digest, bits: Int) -> Bool {
        UInt64(littleEndian: digest.word0) & ((1 << UInt64(bits)) - 1) == 0
    }

    /// Finds the smallest nonce that shows `bits` bits of work, absorbs it and returns it. About
    /// 2^bits compressions, in vector lanes: some milliseconds for 20 bits.
    ///
    /// - Precondition: `bits` in 0 ... 40.
    public mutating func grind(bits: Int) -> UInt64 {
        precondition((0...40).contains(bits), "grinding takes 0 to 40 bits")
        let mode = BLAKE3.Mode.keyed(state)
        let batch = bits < 4 ? 16 : 256
        var messages = [SIMD8<UInt64>](repeating: Transcript.grindingMessage(bits: bits, nonce: 0), count: batch)
        var digests = [Digest](repeating: Digest(), count: batch)
        var first: UInt64 = 0
        while true {
            for lane in 0..<batch { messages[lane][4] = (first + UInt64(lane)).littleEndian }
            var target = digests.mutableSpan
            mode.hash(
                batch: unsafe messages.span.bytes, stride: 64, length: Transcript.grindingByteCount, into: &target)
            for lane in 0..<batch where Transcript.showsWork(digests[lane], bits: bits) {
                state = digests[lane]
                record(.ground(bits: bits, nonce: first + UInt64(lane)), "grinding")
                return first + UInt64(lane)
            }
            first += UInt64(batch)
        }
    }

    /// Checks a prover's nonce and absorbs it.
    ///
    /// - Throws: `TranscriptError`; the state is then as it was.
    public mutating func checkGrinding(bits: Int, nonce: UInt64) throws(TranscriptError) {
        guard (0...63).contains(bits) else { throw .grindingBitsOutOfRange(bits) }
        let message = Transcript.grindingMessage(bits: bits, nonce: nonce)
        let digest = unsafe withUnsafeBytes(of: message) { (bytes: UnsafeRawBufferPointer) in
            let message = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<Transcript.grindingByteCount])
            return unsafe BLAKE3.Mode.keyed(state).hash(message)
        }
        guard Transcript.showsWork(digest, bits: bits), bits > 0 || nonce == 0 else {
            throw .grindingFailed(bits: bits, nonce: nonce)
        }
        state = digest
        record(.ground(bits: bits, nonce: nonce), "grinding")
    }
}
