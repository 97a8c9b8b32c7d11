import CKernels

extension MerkleTree {
    /// The root of a tree over digests, without the tree and without allocating: for traces, where a
    /// root is made after every run and nothing is opened until somebody asks.
    ///
    /// - Parameter scratch: room for `count` digests; overwritten.
    /// - Precondition: `count` is at least 1.
    @unsafe
    package static func root(
        leaves: UnsafePointer<Digest>, count: Int, scratch: UnsafeMutablePointer<Digest>
    ) -> Digest {
        var mode = leafMode.kernelMode
        unsafe blake3_hash_batch(&mode, leaves, Digest.byteCount, Digest.byteCount, count, scratch)
        var nodes = nodeMode.kernelMode
        var remaining = count
        while remaining > 1 {
            let pairs = remaining / 2
            // Parents may overwrite the pairs that they are made of.
            unsafe blake3_hash_batch(&nodes, scratch, 64, 64, pairs, scratch)
            if remaining % 2 == 1 { unsafe scratch[pairs] = scratch[remaining - 1] }
            remaining = pairs + remaining % 2
        }
        // The number of leaves, 64 bits little endian, and the top node: as `root(leafCount:top:)`.
        var message = unsafe (UInt64(count).littleEndian, scratch[0])
        var bound = rootMode.kernelMode
        var digest = Digest()
        unsafe blake3_hash(&bound, &message, MemoryLayout<UInt64>.size + Digest.byteCount, &digest)
        return digest
    }
}
