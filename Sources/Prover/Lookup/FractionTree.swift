import Algebra
import CKernels
import Verifier

/// The layers of a sum of fractions, in one allocation of 56 bytes a leaf: fresh memory costs as much as the
/// arithmetic, so the leaves' denominators make way for the layers above and are written a second time.
///
/// Numerators of the leaves are in the base field, everything else in the extension. The order of use:
/// write the leaves, ``addUp()``, prove layers 0 … n − 2, write the leaves' denominators, prove layer n − 1.
/// Whoever proves layer k may overwrite layers 0 … k + 1.
///
/// - Timing: independent of the values.
@safe
final class FractionTree {
    /// Elements a tile: three planes of this length are 6 KiB.
    static let tile = 256

    /// n.
    let variableCount: Int
    private let memory: UnsafeMutablePointer<UInt64>
    /// One element's planes for a tile.
    private let scratch: UnsafeMutablePointer<UInt64>

    init(variableCount: Int) {
        self.variableCount = variableCount
        unsafe memory = UnsafeMutablePointer<UInt64>.allocate(capacity: 7 << variableCount)
        unsafe scratch = UnsafeMutablePointer<UInt64>.allocate(capacity: 3 * FractionTree.tile)
    }

    deinit {
        unsafe memory.deallocate()
        unsafe scratch.deallocate()
    }

    // Memory in words, with S = 2^n: 3S for the leaves' denominators, S for their numerators, 3S/2 and 3S/2 for
    // layer n − 1. The first 3S are also the denominators and numerators of layers 0 … n − 2, 3 · 2^k each.

    /// Where the extension elements of a layer below n stand; half 0 is the denominators, half 1 the numerators.
    private func column(of layer: Int, half: Int) -> FieldColumn {
        let size = 1 << variableCount
        let isLast = layer == variableCount - 1
        let start = (isLast ? 4 * size : 3 * ((1 << layer) - 1)) + half * 3 * size / 2
        return unsafe FieldColumn(words: memory + start, stride: 1 << layer)
    }

    func denominators(of layer: Int) -> FieldColumn {
        if layer < variableCount { return unsafe column(of: layer, half: 0) }
        return unsafe FieldColumn(words: memory, stride: 1 << variableCount)
    }

    func numerators(of layer: Int) -> FieldColumn {
        if layer < variableCount { return unsafe column(of: layer, half: 1) }
        return unsafe FieldColumn(words: memory + (3 << variableCount), stride: 1 << variableCount, isBase: true)
    }

    /// Room for 2^(n−1) elements while layer n − 1 is proved.
    var wholeRoom: FieldColumn { unsafe denominators(of: variableCount - 1) }

    /// Room for 2^(layer − 1) elements while `layer`, at least 1, is proved; twice that while layer n − 1 is.
    func halfRoom(_ layer: Int) -> FieldColumn {
        let start = unsafe numerators(of: layer == variableCount - 1 ? layer : 0).words
        return unsafe FieldColumn(words: start, stride: 1 << (layer - 1))
    }

    /// Adds up the leaves, layer by layer.
    func addUp() {
        for layer in (0..<variableCount).reversed() {
            let half = 1 << layer
            let (sumN, sumD) = unsafe (numerators(of: layer), denominators(of: layer))
            let (nextN, nextD) = unsafe (numerators(of: layer + 1), denominators(of: layer + 1))
            for start in stride(from: 0, to: half, by: FractionTree.tile) {
                let count = min(FractionTree.tile, half - start)
                unsafe add(
                    sumN.advanced(by: start), sumD.advanced(by: start),
                    nextN.advanced(by: start), nextD.advanced(by: start),
                    nextN.advanced(by: start + half), nextD.advanced(by: start + half), count)
            }
        }
    }

    /// (sumN, sumD) = (lowN·highD + highN·lowD, lowD·highD).
    private func add(
        _ sumN: FieldColumn, _ sumD: FieldColumn, _ lowN: FieldColumn, _ lowD: FieldColumn, _ highN: FieldColumn,
        _ highD: FieldColumn, _ count: Int
    ) {
        unsafe goldilocks_cubic_vector_mul(
            sumD.words, sumD.stride, lowD.words, lowD.stride, highD.words, highD.stride, count)
        if unsafe lowN.isBase {
            for plane in 0..<3 {
                let out = unsafe sumN.words + plane * sumN.stride
                unsafe goldilocks_vector_mul(out, lowN.words, highD.words + plane * highD.stride, count)
                unsafe goldilocks_vector_multiply_accumulate(
                    out, highN.words, lowD.words + plane * lowD.stride, count)
            }
        } else {
            unsafe goldilocks_cubic_vector_mul(
                sumN.words, sumN.stride, lowN.words, lowN.stride, highD.words, highD.stride, count)
            unsafe goldilocks_cubic_vector_mul(
                scratch, count, highN.words, highN.stride, lowD.words, lowD.stride, count)
            for plane in 0..<3 {
                let out = unsafe sumN.words + plane * sumN.stride
                unsafe goldilocks_vector_add(out, out, scratch + plane * count, count)
            }
        }
    }

    /// The product of all leaves' denominators.
    var rootDenominator: CubicExtension { unsafe denominators(of: 0).first }

    /// Writes eq(point, i) for every vertex i into `table`, whose stride is at least 2^point.count.
    func writeEquality(_ point: ArraySlice<CubicExtension>, into table: FieldColumn) {
        unsafe table.set(0, to: .one)
        var filled = 1
        for coordinate in point.reversed() {
            unsafe goldilocks_cubic_vector_scale(
                table.words + filled, table.stride, table.words, table.stride, coordinate.kernelForm, filled)
            for plane in 0..<3 {
                let low = unsafe table.words + plane * table.stride
                unsafe goldilocks_vector_sub(low, low, low + filled, filled)
            }
            filled *= 2
        }
    }
}
