import Algebra

/// The points behind one tree's leaves, and the fold of a leaf.
package struct WHIRDomain {
    /// L: log2 of the number of points.
    private let sizeLog2: Int
    /// k.
    private let foldLog2: Int
    /// w, of order 2^L, and its inverse.
    private let root: Goldilocks
    private let inverseRoot: Goldilocks
    /// Entry j is ζ^−rev(j), ζ of order 2^k, rev on k − 1 bits: the inverse of the point of pair j within
    /// the coset, over that of pair 0. A prefix serves each later step, since ζ is squared as the reversal
    /// loses its top bit.
    private let pairFactors: [Goldilocks]

    /// 1/2 and 1/7.
    package static let half = Goldilocks(2).inverse() ?? .one
    private static let inverseGenerator = Goldilocks.generator.inverse() ?? .one

    /// The domain of one set of queries; parameters keep its logarithm within the field's 32.
    package init(_ set: WHIRParameters.QuerySet) {
        sizeLog2 = set.leavesLog2 + set.foldLog2
        foldLog2 = set.foldLog2
        root = Goldilocks.rootOfUnity(orderLog2: sizeLog2) ?? .one
        inverseRoot = root.inverse() ?? .one
        let inverseZeta = Goldilocks.rootOfUnity(orderLog2: foldLog2).flatMap { $0.inverse() } ?? .one
        var factors = [Goldilocks.one]
        for step in 1..<max(1, foldLog2) {
            // Bit step − 1 of the index is bit k − 1 − step of the exponent.
            var factor = inverseZeta
            for _ in 0..<(foldLog2 - 1 - step) { factor = factor.squared() }
            factors += factors.map { $0 * factor }
        }
        pairFactors = factors
    }

    /// log2 of the number of leaves.
    private var leavesLog2: Int { sizeLog2 - foldLog2 }

    private func exponent(_ leaf: Int) -> UInt64 {
        guard leavesLog2 > 0 else { return 0 }
        return UInt64(truncatingIfNeeded: leaf).bitReversed >> UInt64(64 - leavesLog2)
    }

    /// z of a leaf: where its fold is a value of the folded polynomial.
    package func point(ofLeaf leaf: Int) -> Goldilocks {
        var point = Goldilocks.generator * root.power(exponent(leaf))
        for _ in 0..<foldLog2 { point = point.squared() }
        return point
    }

    /// Folds a leaf's 2^k values, in place, under k challenges; the result is `values[0]`.
    ///
    /// Each step takes the values a = p(X), b = p(−X) to (1 − α)·p_even + α·p_odd at X².
    package func fold(
        _ values: inout [CubicExtension], ofLeaf leaf: Int, challenges: [CubicExtension]
    ) -> CubicExtension {
        var inverse = WHIRDomain.inverseGenerator * inverseRoot.power(exponent(leaf))
        var count = values.count
        for challenge in challenges where count > 1 {
            count /= 2
            let complement = (CubicExtension.one - challenge) * WHIRDomain.half
            let scaled = challenge * (WHIRDomain.half * inverse)
            for pair in 0..<count {
                let a = values[2 * pair]
                let b = values[2 * pair + 1]
                values[pair] = (a + b) * complement + (a - b) * (scaled * pairFactors[pair])
            }
            inverse = inverse.squared()
        }
        return values.first ?? .zero
    }
}

extension UInt64 {
    /// The bits in reverse order.
    fileprivate var bitReversed: UInt64 {
        var word = byteSwapped
        word = (word >> 4) & 0x0F0F_0F0F_0F0F_0F0F | (word & 0x0F0F_0F0F_0F0F_0F0F) << 4
        word = (word >> 2) & 0x3333_3333_3333_3333 | (word & 0x3333_3333_3333_3333) << 2
        return (word >> 1) & 0x5555_5555_5555_5555 | (word & 0x5555_5555_5555_5555) << 1
    }
}
