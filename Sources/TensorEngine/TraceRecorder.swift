import CKernels
import Circuit
import Claims
import Transcript

/// Hashes traced results while they are in cache. Does not allocate while recording.
final class TraceRecorder {
    let level: TraceLevel
    let traced: [TracedResult]
    private let mode: BLAKE3.Mode
    private let batch: Int
    /// For each operator, the traced results that it makes: index in `traced`, and where they lie.
    private let byOperator: [[(index: Int, cell: Cell)]]
    /// Roots of results `[traced][batch]`, then step roots `[batch]`, then scratch `[batch][2 · traced]`.
    private let digests: AlignedBuffer

    init(level: TraceLevel, key: Digest?, traced: [TracedResult], results: [[Cell]], batch: Int) {
        self.level = level
        self.traced = traced
        self.batch = batch
        mode = TraceHashing.tensorMode(key: key)
        var byOperator: [[(index: Int, cell: Cell)]] = results.map { _ in [] }
        for (index, entry) in traced.enumerated() {
            byOperator[entry.position].append((index, results[entry.position][entry.result]))
        }
        self.byOperator = byOperator
        digests = AlignedBuffer(byteCount: (traced.count + 1 + 2 * traced.count) * batch * Digest.byteCount)
    }

    @unsafe
    private func place(_ index: Int) -> UnsafeMutablePointer<Digest> {
        unsafe (digests.base + index * Digest.byteCount).assumingMemoryBound(to: Digest.self)
    }

    /// Hashes what operator `position` made for items `first..<end`.
    func record(_ position: Int, _ first: Int, _ end: Int) {
        for entry in byOperator[position] {
            let length = entry.cell.type.byteCount
            let roots = unsafe place(entry.index * batch + first)
            unsafe mode.hash(
                batch: UnsafeRawPointer(entry.cell.item(first)), length: length, count: end - first, into: roots)
        }
    }

    /// Makes the step roots of items `first..<end`, once all operators are recorded.
    func finish(_ first: Int, _ end: Int) {
        let count = traced.count
        for item in first..<end {
            let scratch = unsafe place((count + 1) * batch + item * 2 * count)
            for index in 0..<count { unsafe scratch[index] = unsafe place(index * batch + item).pointee }
            let root = unsafe MerkleTree.root(
                leaves: UnsafePointer(scratch), count: count, scratch: scratch + count)
            unsafe place(count * batch + item).pointee = TraceHashing.stepRoot(level, merkleRoot: root)
        }
    }

    func stepRoot(item: Int) -> Digest { unsafe place(traced.count * batch + item).pointee }

    func root(_ entry: TracedResult, item: Int) -> Digest? {
        guard let index = traced.firstIndex(of: entry) else { return nil }
        return unsafe place(index * batch + item).pointee
    }
}
