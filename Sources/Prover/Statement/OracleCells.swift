import Algebra
import Circuit
import Verifier

/// The cells of an oracle: what the polynomial commitment commits to. Cells of no tensor are zero.
public struct OracleCells: Sendable {
    public let cells: [Goldilocks]

    /// The witness oracle of a run.
    public init(_ plan: ProofPlan, _ witness: Witness) {
        var cells = [Goldilocks](repeating: .zero, count: 1 << plan.witnessLayout.sizeLog2)
        for (index, column) in witness.columns.enumerated() {
            for (address, cell) in zip(plan.witnessLayout.addresses(of: index), column) {
                cells[address] = Goldilocks(reducing: cell)
            }
        }
        self.cells = cells
    }

    /// The weight oracle of a model.
    ///
    /// - Precondition: the weights passed the layout's check.
    public init(_ plan: ProofPlan, _ circuit: Circuit, _ weights: Weights) {
        cells = plan.weightCells(circuit, weights)
    }
}

extension Grid {
    /// Elements in row-major order, at their places in the padded tensor.
    func padded<Element>(_ elements: [Element], filling: Element) -> [Element] {
        let variables = axisVariables
        guard let width = extents.last else { return elements }
        var padded = [Element](repeating: filling, count: 1 << variableCount)
        // Rows of the innermost axis stay together.
        for row in 0..<(count / width) {
            var rest = row, place = 0, step = 1 << (variables.last ?? 0)
            for axis in stride(from: extents.count - 2, through: 0, by: -1) {
                place += rest % extents[axis] * step
                rest /= extents[axis]
                step <<= variables[axis]
            }
            for column in 0..<width { padded[place + column] = elements[row * width + column] }
        }
        return padded
    }

    func polynomial(_ cells: [Goldilocks]) -> SumcheckPolynomial {
        guard let polynomial = try? MultilinearPolynomial(evaluations: padded(cells, filling: .zero)) else {
            preconditionFailure("a padded tensor has a power of two of cells")
        }
        return .base(polynomial)
    }

    func polynomial(_ cells: [CubicExtension]) -> SumcheckPolynomial {
        .cubic(padding: padded(cells, filling: .zero))
    }
}

extension SumcheckPolynomial {
    /// Over a vector whose length is a power of two.
    static func cubic(padding cells: [CubicExtension]) -> SumcheckPolynomial { .cubic(over: CubicExtensionVector(cells)) }

    static func cubic(over vector: CubicExtensionVector) -> SumcheckPolynomial {
        guard let polynomial = try? CubicMultilinearPolynomial(evaluations: vector) else {
            preconditionFailure("the length is a power of two")
        }
        return .cubic(polynomial)
    }
}
