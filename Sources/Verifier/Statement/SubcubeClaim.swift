import Algebra

/// A claim about an oracle: Σ coefficient · f(subcube at low) + Σ coefficient · cell = value, where f
/// restricted to an aligned subcube is a multilinear polynomial of its own. Claims about padded tensors are
/// such sums over blocks.
public struct SubcubeClaim: Sendable {
    public struct Term: Sendable {
        public let coefficient: CubicExtension
        /// First cell, a multiple of 2^(low.count).
        public let address: Int
        public let low: [CubicExtension]
    }

    /// The cells of an aligned subcube, each with a coefficient of its own.
    public struct DenseTerm: Sendable {
        /// First cell, a multiple of the number of cells.
        public let address: Int
        /// A power of two of them.
        public let coefficients: CubicExtensionVector
    }

    public let terms: [Term]
    public let dense: [DenseTerm]
    public let value: CubicExtension

    public init(_ terms: [Term], dense: [DenseTerm] = [], value: CubicExtension) {
        self.terms = terms
        self.dense = dense
        self.value = value
    }

    /// What the opening sumcheck multiplies the oracle by, at a point of the oracle: Σ coefficient · eq over
    /// the low coordinates · the indicator of the address over the others.
    ///
    /// - Complexity: O(terms · coordinates + cells of dense terms).
    public func weight(at point: [CubicExtension]) -> CubicExtension {
        var sum = CubicExtension.zero
        for term in terms where term.low.count <= point.count {
            let high = point.count - term.low.count
            var product = term.coefficient
            for (index, coordinate) in point.enumerated() {
                if index < high {
                    let isSet = term.address >> (point.count - 1 - index) & 1 == 1
                    product *= isSet ? coordinate : CubicExtension.one - coordinate
                } else {
                    let both = coordinate * term.low[index - high]
                    product *= both + both - coordinate - term.low[index - high] + Goldilocks.one
                }
            }
            sum += product
        }
        for term in dense {
            let low = term.coefficients.count.trailingZeroBitCount, high = point.count - low
            guard high >= 0 else { continue }
            var product = EqualityPolynomial.table(at: Array(point.suffix(low))).dot(term.coefficients)
            for index in 0..<high {
                let isSet = term.address >> (point.count - 1 - index) & 1 == 1
                product *= isSet ? point[index] : CubicExtension.one - point[index]
            }
            sum += product
        }
        return sum
    }
}

extension OracleLayout {
    /// Σ coefficient · cell over the elements of tensor `index`, row-major; as many coefficients.
    func terms(tensor index: Int, coefficients: [CubicExtension]) -> [SubcubeClaim.DenseTerm] {
        let grid = grids[index]
        return placements[index].map { placement in
            let cells = (0..<1 << placement.block.sizeLog2).map { cell in
                let element = grid.element(cell: cell, of: placement.block)
                return element < coefficients.count ? coefficients[element] : .zero
            }
            return SubcubeClaim.DenseTerm(address: placement.address, coefficients: CubicExtensionVector(cells))
        }
    }

    /// The claim that tensor `index`, padded, has this value at `point` (its grid's coordinates).
    public func claim(tensor index: Int, at point: [CubicExtension], value: CubicExtension) -> SubcubeClaim {
        let grid = grids[index]
        let axes = grid.axisVariables
        let terms = placements[index].map { placement in
            var coefficient = CubicExtension.one
            var low: [CubicExtension] = []
            var start = 0
            for (axis, variables) in axes.enumerated() {
                let size = placement.block.sizesLog2[axis]
                for bit in 0..<variables {
                    let coordinate = point[start + bit]
                    if bit < variables - size {
                        let isSet = placement.block.starts[axis] >> (variables - 1 - bit) & 1 == 1
                        coefficient *= isSet ? coordinate : CubicExtension.one - coordinate
                    } else {
                        low.append(coordinate)
                    }
                }
                start += variables
            }
            return SubcubeClaim.Term(coefficient: coefficient, address: placement.address, low: low)
        }
        return SubcubeClaim(terms, value: value)
    }
}

extension Grid {
    /// The multilinear extension, at `point`, of the indicator of cells that exist: 1 inside, 0 in the padding.
    ///
    /// - Complexity: O(coordinates²) at most: an axis has as many blocks as its extent has set bits.
    public func indicator(at point: [CubicExtension]) -> CubicExtension {
        var product = CubicExtension.one
        var start = 0
        for (extent, variables) in zip(extents, axisVariables) {
            product *= Self.prefix(extent, at: point[start..<start + variables])
            start += variables
        }
        return product
    }

    /// Σ eq(point, i) over i below `count`.
    static func prefix(_ count: Int, at point: ArraySlice<CubicExtension>) -> CubicExtension {
        if count >= 1 << point.count { return .one }
        var sum = CubicExtension.zero
        guard count > 0 else { return sum }
        for block in axisBlocks(count) {
            var product = CubicExtension.one
            for (bit, coordinate) in point.enumerated() where bit < point.count - block.sizeLog2 {
                let isSet = block.start >> (point.count - 1 - bit) & 1 == 1
                product *= isSet ? coordinate : CubicExtension.one - coordinate
            }
            sum += product
        }
        return sum
    }
}
