import Algebra

extension [Goldilocks] {
    /// The elements in bit-reversed order, `[2^n]`; as they are for another length.
    package func bitReversed() -> [Goldilocks] {
        guard count > 0, count & (count - 1) == 0 else { return self }
        let bits = count.trailingZeroBitCount
        guard bits > 1 else { return self }
        // Reversal of the index = reversal of its high part, below that of its low part.
        let low = bits / 2
        let high = bits - low
        let lowReversed = [Int].reversals(bits: low)
        let highReversed = [Int].reversals(bits: high)
        var result = [Goldilocks](repeating: .zero, count: count)
        for i in 0..<1 << high {
            for j in 0..<1 << low { result[i << low | j] = self[lowReversed[j] << high | highReversed[i]] }
        }
        return result
    }
}

extension [Int] {
    /// Entry i is i with its low `bits` bits reversed.
    fileprivate static func reversals(bits: Int) -> [Int] {
        var result = [0]
        for _ in 0..<bits { result = result.map { 2 * $0 } + result.map { 2 * $0 + 1 } }
        return result
    }
}

