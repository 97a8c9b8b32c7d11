import CKernels

// Roots of unity: p − 1 = 2^32 · 3 · 5 · 17 · 257 · 65537, and 7 generates the multiplicative group.

extension Goldilocks {
    /// The largest k such that 2^k divides p − 1.
    public static let twoAdicity = 32

    /// 7, the least generator of the multiplicative group. It is also the shift of the cosets used
    /// here: it lies in no subgroup of order 2^k, so the coset and the subgroup are disjoint.
    @inlinable public static var generator: Goldilocks { Goldilocks(unchecked: 7) }

    /// A root of unity of order exactly 2^orderLog2, or nil unless `orderLog2` is in `0...32`.
    ///
    /// The roots form one chain: the root of order 2^(k−1) is the square of the root of order 2^k,
    /// and the topmost is 7^((p−1)/2^32).
    public static func rootOfUnity(orderLog2: Int) -> Goldilocks? {
        guard orderLog2 >= 0, orderLog2 <= twoAdicity else { return nil }
        var root = generator.power((modulus - 1) >> 32)
        for _ in orderLog2..<twoAdicity { root = root.squared() }
        return root
    }

    /// start, start · self, start · self², …: `count` elements.
    ///
    /// - Complexity: `count` products, vectorised by doubling.
    public func powers(count: Int, from start: Goldilocks = .one) -> [Goldilocks] {
        precondition(count >= 0)
        guard count > 0 else { return [] }
        var result = [Goldilocks](repeating: start, count: count)
        var done = 1
        var step = self
        while done < count {
            let added = min(done, count - done)
            result.scaleWithin(from: 0..<added, to: done, by: step)
            done += added
            step = step.squared()
        }
        return result
    }
}

extension [Goldilocks] {
    /// self[target + i] = factor · self[source.lowerBound + i]; the two ranges do not overlap.
    mutating func scaleWithin(from source: Range<Int>, to target: Int, by factor: Goldilocks) {
        precondition(source.lowerBound >= 0 && source.upperBound <= target && target + source.count <= count)
        unsafe withWords { words in
            guard let base = words.baseAddress else { return }
            unsafe goldilocks_vector_scale(
                base + target, base + source.lowerBound, factor.canonical, source.count)
        }
    }
}
