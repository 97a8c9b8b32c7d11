import CKernels

/// A plan for transforms of size n = 2^k over the base field: all twiddles, built once.
///
/// Forward takes coefficients in natural order to values in bit-reversed order: position i holds the
/// value at w^rev(i), w the root of unity of order n and rev the reversal of k bits. Inverse goes back.
/// Neither permutes: pointwise products and Merkle leaves do not care for the order, and
/// ``bitReverse(_:)`` serves whoever does.
///
/// Timing: independent of the values. Source: Cooley–Tukey backward, Gentleman–Sande forward.
public struct NumberTheoreticTransform: Sendable {
    /// k.
    public let sizeLog2: Int
    /// n.
    public var size: Int { 1 << sizeLog2 }

    /// Entry half + j is w^j with w of order 2·half, for each power of two half < n and j < half.
    private let roots: [Goldilocks]
    private let inverseRoots: [Goldilocks]
    /// 1/n.
    private let scale: Goldilocks

    /// Nil unless `sizeLog2` is in `0...32`.
    ///
    /// - Complexity: O(n) products; two tables of n words.
    public init?(sizeLog2: Int) {
        guard let root = Goldilocks.rootOfUnity(orderLog2: sizeLog2), let inverse = root.inverse(),
            let scale = Goldilocks(reducing: 1 << UInt64(sizeLog2)).inverse()
        else { return nil }
        self.sizeLog2 = sizeLog2
        self.scale = scale
        roots = NumberTheoreticTransform.table(root: root, sizeLog2: sizeLog2)
        inverseRoots = NumberTheoreticTransform.table(root: inverse, sizeLog2: sizeLog2)
    }

    private static func table(root: Goldilocks, sizeLog2: Int) -> [Goldilocks] {
        let size = 1 << sizeLog2
        var layers: [[Goldilocks]] = []
        var layer = root.powers(count: size / 2)
        while !layer.isEmpty {
            layers.append(layer)
            layer = evenElements(of: layer)
        }
        var table = [Goldilocks.one]
        table.reserveCapacity(size)
        for layer in layers.reversed() { table.append(contentsOf: layer) }
        return table
    }

    /// Every second power belongs to the next smaller root; a single one has no smaller layer.
    private static func evenElements(of layer: [Goldilocks]) -> [Goldilocks] {
        layer.count == 1 ? [] : stride(from: 0, to: layer.count, by: 2).map { layer[$0] }
    }

    /// Coefficients in natural order to values in bit-reversed order, in place. `[n]`.
    ///
    /// - Complexity: n/2 · log2(n) products; no allocation.
    public func forward(_ values: inout [Goldilocks]) {
        precondition(values.count == size)
        unsafe roots.withWords { roots in
            unsafe values.withWords { unsafe goldilocks_ntt_forward($0.baseAddress, $0.count, roots.baseAddress) }
        }
    }

    /// Values in bit-reversed order to coefficients in natural order, in place. `[n]`.
    public func inverse(_ values: inout [Goldilocks]) {
        precondition(values.count == size)
        unsafe inverseRoots.withWords { roots in
            unsafe values.withWords { unsafe goldilocks_ntt_inverse($0.baseAddress, $0.count, roots.baseAddress) }
        }
        values.scale(by: scale)
    }

    /// Swaps positions i and rev(i) of a power-of-two array: natural order to bit-reversed or back.
    public static func bitReverse<Element>(_ values: inout [Element]) {
        precondition(values.count > 0 && values.count & (values.count - 1) == 0)
        let bits = values.count.trailingZeroBitCount
        for index in values.indices {
            let partner = reversed(index, bits: bits)
            if index < partner { values.swapAt(index, partner) }
        }
    }

    /// The reversal of the low `bits` bits of `index`, which has no others.
    static func reversed(_ index: Int, bits: Int) -> Int {
        guard bits > 0 else { return 0 }
        var word = UInt64(index)
        var result: UInt64 = 0
        for _ in 0..<bits {
            result = result << 1 | word & 1
            word >>= 1
        }
        return Int(result)
    }
}
