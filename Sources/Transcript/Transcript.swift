/// The Fiat–Shamir transcript: what prover and verifier have said so far, in 32 bytes, and the
/// challenges that follow from it.
///
/// Rules, byte for byte. All integers are 64 bits little endian. `keyed(K, m)` is BLAKE3's keyed hash
/// with extended output; its first 32 bytes are the digest.
///
/// - Heading: `H(kind, tag, n)` = the tag's ASCII characters padded with zeros to 15 bytes ‖ the kind
///   as one byte ‖ n. Kinds: 0 bytes, 1 field elements, 2 digest, 3 integer, 4 grinding,
///   5 field challenge, 6 index challenge.
/// - Start: state = BLAKE3 derive_key of the protocol's name (ASCII), context
///   `sirocco transcript v1`; then the canonical claim is absorbed as bytes under the tag `claim`.
/// - Message of n bytes: state' = keyed(state, H(kind, tag, n) ‖ message). Field elements are their
///   canonical 64-bit words one after another, a digest its 32 bytes, an integer 8 bytes.
/// - Field challenge of `count` limbs: output = keyed(state, H(5, tag, 8) ‖ count);
///   state' = output[0 ..< 32]. From byte 32 on, each 8 bytes are a candidate; a candidate that is not
///   below p = 2^64 − 2^32 + 1 is skipped, never reduced.
/// - Index challenge: output = keyed(state, H(6, tag, 16) ‖ count ‖ bound); state' as before; from
///   byte 32 on, each 8 bytes give one index: their value modulo the bound, a power of two.
/// - Grinding: state' = keyed(state, H(4, `grinding`, 16) ‖ bits ‖ nonce), accepted when the first
///   64-bit word of state' is divisible by 2^bits; with 0 bits the nonce is 0.
///
/// The state moves on at every challenge too, so a challenge asked twice differs, and what follows
/// depends on what was asked.
///
/// Soundness: the caller absorbs every message before the next challenge, and checks that field
/// elements are canonical before absorbing them.
///
/// - Timing: variable; for public values.
public struct Transcript: Sendable {
    /// The state: equal on both sides as long as they said the same.
    public internal(set) var state: Digest

    /// What was said and drawn so far, where somebody keeps it; nil everywhere else.
    package var log: [Entry]?

    static let start = BLAKE3.deriveKey(context: "sirocco transcript v1")

    /// A transcript whose first message is the claim.
    ///
    /// - Parameters:
    ///   - name: the protocol and its version, fixed in the code.
    ///   - claim: the claim's canonical bytes: statement, model, public values, chain, job, address.
    public init(protocol name: StaticString, claim: [UInt8]) {
        state = name.withUTF8Buffer { (characters: UnsafeBufferPointer<UInt8>) in
            unsafe Transcript.start.hash(UnsafeRawBufferPointer(characters))
        }
        absorb("claim", claim)
    }
}

extension Transcript {
    private mutating func absorb(_ kind: Kind, _ tag: Tag, byteCount: Int, _ body: (inout CanonicalEncoder) -> Void) {
        var message = CanonicalEncoder(capacity: 24 + byteCount)
        message.append(tag.low)
        message.append(tag.high | kind.rawValue << 56)
        message.append(UInt64(byteCount))
        body(&message)
        assert(message.bytes.count == 24 + byteCount)
        state = BLAKE3.keyedHash(key: state, message.bytes)
        record(.absorbed(kind, byteCount: byteCount), tag)
    }

    /// Absorbs bytes.
    public mutating func absorb(_ tag: Tag, _ bytes: [UInt8]) {
        absorb(.bytes, tag, byteCount: bytes.count) { $0.append(raw: bytes) }
    }

    /// Absorbs a value's canonical encoding, as bytes.
    public mutating func absorb(_ tag: Tag, encoding value: some CanonicalCodable) {
        absorb(tag, value.canonicalBytes)
    }

    /// Absorbs field elements (limbs of extension elements one after another), canonical in [0, p).
    public mutating func absorb(_ tag: Tag, fieldElements: [UInt64]) {
        assert(fieldElements.allSatisfy { $0 < Transcript.goldilocksPrime })
        absorb(.fieldElements, tag, byteCount: 8 * fieldElements.count) { $0.append(words: fieldElements) }
    }

    /// Absorbs a digest.
    public mutating func absorb(_ tag: Tag, _ digest: Digest) {
        absorb(.digest, tag, byteCount: Digest.byteCount) { $0.append(digest) }
    }

    /// Absorbs an integer.
    public mutating func absorb(_ tag: Tag, integer: UInt64) {
        absorb(.integer, tag, byteCount: 8) { $0.append(integer) }
    }
}
