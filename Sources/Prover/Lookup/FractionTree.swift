import Algebra
import CKernels
import Verifier

/// A column of field elements in the tree's memory: three planes `stride` apart, or one when `isBase`.
@unsafe struct FieldColumn {
    var words: UnsafeMutablePointer<UInt64>
    var stride: Int
    var isBase = false

    func advanced(by offset: Int) -> FieldColumn {
        unsafe FieldColumn(words: words + offset, stride: stride, isBase: isBase)
    }

    /// The first element.
    var first: CubicExtension {
        let c0 = Goldilocks(reducing: unsafe words[0])
        if unsafe isBase { return CubicExtension(c0) }
        return CubicExtension(
            c0, Goldilocks(reducing: unsafe words[stride]), Goldilocks(reducing: unsafe words[2 * stride]))
    }

    func set(_ index: Int, to value: CubicExtension) {
        unsafe words[index] = value.c0.canonical
        unsafe words[stride + index] = value.c1.canonical
        unsafe words[2 * stride + index] = value.c2.canonical
    }
}

/// All layers of a sum of fractions, in one allocation of 80 bytes a leaf.
///
/// Numerators of the leaves are in the base field, everything else in the extension.
///
/// - Timing: independent of the values.
@safe
final class FractionTree {
    /// Elements a tile: three planes of this length are 6 KiB.
    static let tile = 256

    /// n.
    let variableCount: Int
    private let memory: UnsafeMutablePointer<UInt64>
    /// Two elements' worth of planes a tile.
    private let scratch: UnsafeMutablePointer<UInt64>

    /// Allocates the tree; all leaves are padding, 0/1.
    init(variableCount: Int) {
        self.variableCount = variableCount
        let size = 1 << variableCount
        unsafe memory = UnsafeMutablePointer<UInt64>.allocate(capacity: 10 * size)
        unsafe scratch = UnsafeMutablePointer<UInt64>.allocate(capacity: 3 * FractionTree.tile)
        let (numerators, denominators) = unsafe (numerators(of: variableCount), denominators(of: variableCount))
        unsafe numerators.words.initialize(repeating: 0, count: size)
        unsafe denominators.words.initialize(repeating: 1, count: size)
        unsafe (denominators.words + size).initialize(repeating: 0, count: 2 * size)
    }

    deinit {
        unsafe memory.deallocate()
        unsafe scratch.deallocate()
    }

    // Memory in words, with S = 2^n: leaves' denominators 3S and numerators S; then the denominators of layers
    // 0 … n − 1, 3 · 2^k each and so less than 3S in all; then their numerators.

    func denominators(of layer: Int) -> FieldColumn {
        let size = 1 << variableCount
        if layer == variableCount { return unsafe FieldColumn(words: memory, stride: size) }
        return unsafe FieldColumn(words: memory + 4 * size + 3 * ((1 << layer) - 1), stride: 1 << layer)
    }

    func numerators(of layer: Int) -> FieldColumn {
        let size = 1 << variableCount
        if layer == variableCount { return unsafe FieldColumn(words: memory + 3 * size, stride: size, isBase: true) }
        return unsafe FieldColumn(words: memory + 7 * size + 3 * ((1 << layer) - 1), stride: 1 << layer)
    }

    // When layer k is proved, layers 0 … k have been read: each half of their memory holds 3 · (2^(k+1) − 1) words.

    /// Room for 2^layer elements, once layers up to `layer` have been read.
    func wholeRoom(after layer: Int) -> FieldColumn {
        unsafe FieldColumn(words: denominators(of: 0).words, stride: 1 << layer)
    }

    /// Room for two times 2^(layer − 1) elements, likewise; `layer` is at least 1.
    func halfRooms(after layer: Int) -> (FieldColumn, FieldColumn) {
        let stride = 1 << (layer - 1)
        let start = unsafe numerators(of: 0).words
        return unsafe (FieldColumn(words: start, stride: stride), FieldColumn(words: start + 3 * stride, stride: stride))
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
