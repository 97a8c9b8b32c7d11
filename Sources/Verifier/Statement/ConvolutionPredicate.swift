import Algebra

/// The wiring of a convolution along one axis: input place y = output place i · stride + tap d − margin.
///
/// The prover works with its tables, tap by tap; the verifier evaluates it at one point by an automaton.
package struct ConvolutionPredicate: Sendable {
    let output: Int
    let input: Int
    let taps: Int
    let stride: Int
    let margin: Int

    /// Extents and stride of at least 1, a margin of at least 0, all below 2^32.
    package init(output: Int, input: Int, taps: Int, stride: Int, margin: Int) {
        self.output = output
        self.input = input
        self.taps = taps
        self.stride = stride
        self.margin = margin
    }

    /// For each tap d: Σ over output places i of eq(row, i) · eq(column, i·stride + d − margin), where the
    /// input place exists.
    ///
    /// - Parameters:
    ///   - row: the result's point on this axis, ⌈log2 output⌉ coordinates.
    ///   - column: the operand's point on this axis, ⌈log2 input⌉ coordinates.
    package func values(row: [CubicExtension], column: [CubicExtension]) -> [CubicExtension] {
        let rows = EqualityPolynomial.table(at: row), columns = EqualityPolynomial.table(at: column)
        return (0..<taps).map { tap in
            var sum = CubicExtension.zero
            for i in 0..<output {
                let place = i * stride + tap - margin
                if (0..<input).contains(place) { sum += rows[i] * columns[place] }
            }
            return sum
        }
    }

    /// Σ over input places of what taps contribute there, for a prover that sums over the image:
    /// entry [d][y] = Σ over i with i·stride + d − margin = y of eq(row, i).
    package func spread(row: [CubicExtension]) -> [[CubicExtension]] {
        let rows = EqualityPolynomial.table(at: row)
        return (0..<taps).map { tap in
            var entries = [CubicExtension](repeating: .zero, count: input)
            for i in 0..<output {
                let place = i * stride + tap - margin
                if (0..<input).contains(place) { entries[place] += rows[i] }
            }
            return entries
        }
    }
}

extension ProofPlan.ConvolutionGadget {
    package var vertical: ConvolutionPredicate {
        ConvolutionPredicate(output: output[0], input: image[0], taps: filters[1], stride: strideY, margin: top)
    }
    package var horizontal: ConvolutionPredicate {
        ConvolutionPredicate(output: output[1], input: image[1], taps: filters[2], stride: strideX, margin: left)
    }
}
