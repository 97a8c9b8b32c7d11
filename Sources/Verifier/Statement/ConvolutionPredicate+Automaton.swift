import Algebra

// The multilinear extension of the wiring at a point, without going through its places.

extension ConvolutionPredicate {
    /// Bits of the longest number that is read; above them only a carry of zero stays zero.
    private var length: Int {
        max(Grid.variables(output), Grid.variables(input), Grid.variables(taps), Int.bitWidth - margin.leadingZeroBitCount)
    }

    /// What evaluating it takes at most: for each bit four choices that leave a zero, in eight states for each carry.
    package var steps: Int { 32 * (stride + 2) * length }

    /// Σ over output places i, input places y and taps d with i·stride + d = y + margin of
    /// eq(row, i) · eq(column, y) · eq(tap, d).
    ///
    /// An automaton reads the bits of i, y, d and margin from the lowest up. It keeps the carry of
    /// i·stride + d − y − margin, which must leave a zero at every bit and nothing at the end, and for each of i, y
    /// and d whether what was read is below the same bits of its extent. The bits may all be chosen freely, so each
    /// state holds a sum over the paths to it, of products of one factor a coordinate.
    ///
    /// The carry c starts at 0 and moves to (c + stride·i + d − y − m) / 2 for bits i, d, y, m, so it stays in
    /// −1 … stride.
    ///
    /// - Parameters:
    ///   - row: ⌈log2 output⌉ coordinates, the top bit's first.
    ///   - column: ⌈log2 input⌉ coordinates.
    ///   - tap: ⌈log2 taps⌉ coordinates.
    /// - Complexity: at most ``steps`` products.
    package func value(row: [CubicExtension], column: [CubicExtension], tap: [CubicExtension]) -> CubicExtension {
        let numbers = [
            AutomatonNumber(point: row, extent: output), AutomatonNumber(point: column, extent: input),
            AutomatonNumber(point: tap, extent: taps),
        ]
        // Eight sets of comparisons for each carry.
        var sums = [CubicExtension](repeating: .zero, count: 8 * (stride + 2))
        sums[8 + numbers.enumerated().reduce(0) { $0 | ($1.element.isBelow ? 1 << $1.offset : 0) }] = .one
        for bit in 0..<length {
            var next = [CubicExtension](repeating: .zero, count: sums.count)
            for choice in 0..<8 {
                let bits = (choice & 1, choice >> 1 & 1, choice >> 2)
                guard let i = numbers[0].weight(bits.0, at: bit), let y = numbers[1].weight(bits.1, at: bit),
                    let d = numbers[2].weight(bits.2, at: bit)
                else { continue }
                let weight = i * y * d
                let change = stride * bits.0 + bits.2 - bits.1 - (margin >> bit & 1)
                // Comparisons that this bit decides, and those that come out as below.
                var decided = 0, below = 0
                for (place, number) in numbers.enumerated() {
                    guard let isBelow = number.compares(choice >> place & 1, at: bit) else { continue }
                    decided |= 1 << place
                    below |= isBelow ? 1 << place : 0
                }
                for carry in -1...stride where (carry + change) & 1 == 0 {
                    let (from, to) = (8 * (carry + 1), 8 * ((carry + change) >> 1 + 1))
                    for state in 0..<8 where sums[from + state] != .zero {
                        next[to + (state & ~decided | below)] += weight * sums[from + state]
                    }
                }
            }
            sums = next
        }
        // No carry, and all three below their extents.
        return sums[8 + 7]
    }
}

/// One of the numbers that the automaton reads.
private struct AutomatonNumber {
    /// Top bit first.
    let point: [CubicExtension]
    let extent: Int

    /// Whether every number of so many bits is below the extent, before anything is read.
    var isBelow: Bool { extent >> point.count > 0 }

    /// The factor of this bit: 1 − r or r; above the point only zeros are read.
    func weight(_ value: Int, at bit: Int) -> CubicExtension? {
        guard bit < point.count else { return value == 0 ? .one : nil }
        let coordinate = point[point.count - 1 - bit]
        return value == 1 ? coordinate : CubicExtension.one - coordinate
    }

    /// Whether this bit puts the number below the extent or not; nil where it leaves that to lower bits.
    func compares(_ value: Int, at bit: Int) -> Bool? {
        let other = extent >> bit & 1
        return isBelow || value == other ? nil : value < other
    }
}
