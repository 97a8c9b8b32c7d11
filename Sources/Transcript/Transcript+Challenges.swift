import CKernels

extension Transcript {
    /// p = 2^64 − 2^32 + 1.
    static let goldilocksPrime: UInt64 = 0xFFFF_FFFF_0000_0001

    /// Words of extended output after the new state. The heading and its operands fit one block, so
    /// each eight words cost one compression.
    private struct Output {
        private var mode: blake3_mode
        private var message: SIMD8<UInt64>
        private var byteCount: Int
        private var block = SIMD8<UInt64>()
        private var blockIndex: UInt64 = 0
        private var position = 8

        init(_ state: Digest, _ kind: Kind, _ tag: Tag, _ first: UInt64, _ second: UInt64?) {
            mode = BLAKE3.Mode.keyed(state).kernelMode
            byteCount = second == nil ? 32 : 40
            message = [
                tag.low.littleEndian, (tag.high | kind.rawValue << 56).littleEndian,
                UInt64(second == nil ? 8 : 16).littleEndian, first.littleEndian, (second ?? 0).littleEndian,
                0, 0, 0,
            ]
        }

        mutating func next() -> UInt64 {
            if position == 8 {
                unsafe blake3_hash_extended(&mode, &message, byteCount, blockIndex, &block, 64)
                blockIndex += 1
                position = 0
            }
            defer { position += 1 }
            return UInt64(littleEndian: block[position])
        }

        mutating func nextState() -> Digest {
            var digest = Digest()
            digest.word0 = next().littleEndian
            digest.word1 = next().littleEndian
            digest.word2 = next().littleEndian
            digest.word3 = next().littleEndian
            return digest
        }

        mutating func nextLimb() -> UInt64 {
            while true {
                let candidate = next()
                if candidate < goldilocksPrime { return candidate }
            }
        }
    }

    /// Random field elements, uniform in [0, p).
    ///
    /// - Precondition: `count` is not negative.
    public mutating func challengeLimbs(_ tag: Tag, count: Int) -> [UInt64] {
        precondition(count >= 0, "negative count")
        var output = Output(state, .fieldChallenge, tag, UInt64(count), nil)
        state = output.nextState()
        var limbs: [UInt64] = []
        limbs.reserveCapacity(count)
        for _ in 0..<count { limbs.append(output.nextLimb()) }
        record(.limbs(limbs), tag)
        return limbs
    }

    /// The three limbs of a random element of the cubic extension: `challengeLimbs(tag, count: 3)`
    /// without the array.
    public mutating func challengeCubic(_ tag: Tag) -> (UInt64, UInt64, UInt64) {
        var output = Output(state, .fieldChallenge, tag, 3, nil)
        state = output.nextState()
        let limbs = (output.nextLimb(), output.nextLimb(), output.nextLimb())
        record(.limbs([limbs.0, limbs.1, limbs.2]), tag)
        return limbs
    }

    /// Random indexes, uniform in [0, bound), in the order drawn; the same one may come twice.
    ///
    /// - Precondition: `count` is not negative and `bound` a power of two.
    public mutating func challengeIndexes(_ tag: Tag, count: Int, below bound: Int) -> [Int] {
        precondition(count >= 0, "negative count")
        precondition(bound > 0 && bound & (bound - 1) == 0, "the bound is no power of two")
        var output = Output(state, .indexChallenge, tag, UInt64(count), UInt64(bound))
        state = output.nextState()
        var indexes: [Int] = []
        indexes.reserveCapacity(count)
        for _ in 0..<count { indexes.append(Int(truncatingIfNeeded: output.next() & UInt64(bound - 1))) }
        record(.indexes(indexes), tag)
        return indexes
    }
}
