import Algebra
import Circuit

// Steps 3 and 4: products over operands' grids, then the taps of convolutions.

extension StatementProtocol {
    /// A product or a convolution, in the order of their instances in step 3.
    package enum Product {
        case dense(operand: ProofPlan.Operand, weight: Int, bias: Int?, result: AffineForm)
        case convolution(ProofPlan.ConvolutionGadget)

        package var operand: ProofPlan.Operand {
            switch self {
            case .dense(let operand, _, _, _): operand
            case .convolution(let gadget): gadget.operand
            }
        }

        package var result: AffineForm {
            switch self {
            case .dense(_, _, _, let result): result
            case .convolution(let gadget): gadget.result
            }
        }

        var bias: Int? {
            switch self {
            case .dense(_, _, let bias, _): bias
            case .convolution(let gadget): gadget.bias
            }
        }
    }

    package var products: [Product] {
        plan.gadgets.compactMap { gadget in
            switch gadget {
            case .product(_, let operand, let weight, let bias, let result):
                .dense(operand: operand, weight: weight, bias: bias, result: result)
            case .convolution(let gadget): .convolution(gadget)
            default: nil
            }
        }
    }

    /// Instance i is product i. Public polynomial 0: the public input, or the indicator of the operand's grid.
    /// Committed: the operand's columns, then the weight folded at the result's point (for convolutions: the
    /// filters spread over the image).
    ///
    /// - Parameter biases: the opened value of each product's bias, zero where there is none.
    public func productBatch(
        _ sites: BatchedSumcheckReduction, biases: [CubicExtension]
    ) throws(BatchedSumcheckError) -> SumcheckBatch {
        try SumcheckBatch(
            zip(products, biases).map { product, bias in
                let operand = product.operand
                var terms: [SumOfProducts.Term] = []
                var columns = 0
                switch operand.value {
                case .input: terms.append(.init(.one, factors: [0, 1]))
                case .committed(let form):
                    columns = form.terms.count
                    for (index, term) in form.terms.enumerated() {
                        terms.append(.init(CubicExtension(term.factor), factors: [1 + index, 1 + columns]))
                    }
                    terms.append(.init(CubicExtension(form.constant), factors: [0, 1 + columns]))
                }
                return SumcheckInstance(
                    variableCount: operand.grid.variableCount, expression: SumOfProducts(terms), publicCount: 1,
                    committedCount: columns + 1,
                    claimedSum: (result(product.result, sites) ?? .zero) - bias * biasIndicator(product, sites))
            })
    }

    /// A convolution adds its bias at every place of the image that exists: the indicator of rows and columns
    /// at the result's point. A product of one row adds it once.
    private func biasIndicator(_ product: Product, _ sites: BatchedSumcheckReduction) -> CubicExtension {
        guard case .convolution(let gadget) = product, let point = point(of: gadget.result, sites) else { return .one }
        let channels = Grid.variables(gadget.output[2])
        return Grid([gadget.output[0], gadget.output[1]]).indicator(at: Array(point.dropLast(channels)))
    }

    /// The public polynomial of product `index` at a point.
    func productPublic(_ index: Int, at point: [CubicExtension]) -> CubicExtension {
        let operand = products[index].operand
        switch operand.value {
        case .input(let slot): return input(slot, operand.grid, at: point)
        case .committed: return operand.grid.indicator(at: point)
        }
    }

    /// Where a convolution's result and operand stand after step 3: coordinates of rows, columns, channels.
    package func convolutionPoints(
        _ gadget: ProofPlan.ConvolutionGadget, _ sites: BatchedSumcheckReduction, _ products: BatchedSumcheckReduction
    ) -> (result: [[CubicExtension]], operand: [[CubicExtension]]) {
        let result = point(of: gadget.result, sites) ?? []
        let operand = products.point(variableCount: gadget.operand.grid.variableCount)
        return (Self.split(result, gadget.output), Self.split(operand, gadget.image))
    }

    package static func split(_ point: [CubicExtension], _ extents: [Int]) -> [[CubicExtension]] {
        var parts: [[CubicExtension]] = []
        var start = 0
        for extent in extents {
            let end = min(start + Grid.variables(extent), point.count)
            parts.append(Array(point[start..<end]))
            start = end
        }
        return parts
    }

    package var convolutions: [(product: Int, gadget: ProofPlan.ConvolutionGadget)] {
        products.enumerated().compactMap { index, product in
            if case .convolution(let gadget) = product { (index, gadget) } else { nil }
        }
    }

    /// Instance i is convolution i: public polynomial 0 the wiring at both points, committed 0 the filters at
    /// the result's channel and the operand's channel. Nil when there is no convolution.
    public func tapBatch(_ products: BatchedSumcheckReduction) throws(BatchedSumcheckError) -> SumcheckBatch? {
        guard !convolutions.isEmpty else { return nil }
        return try SumcheckBatch(
            convolutions.map { index, gadget in
                SumcheckInstance(
                    variableCount: Grid.variables(gadget.filters[1]) + Grid.variables(gadget.filters[2]),
                    expression: SumOfProducts([.init(.one, factors: [0, 1])]), publicCount: 1, committedCount: 1,
                    claimedSum: products.evaluations[index].last ?? .zero)
            })
    }

    /// The wiring of each tap, rows and columns apart: the prover's table, which the verifier evaluates at one point.
    package func wiring(
        _ gadget: ProofPlan.ConvolutionGadget, _ sites: BatchedSumcheckReduction, _ products: BatchedSumcheckReduction
    ) -> (rows: [CubicExtension], columns: [CubicExtension]) {
        let points = convolutionPoints(gadget, sites, products)
        return (
            gadget.vertical.values(row: points.result[0], column: points.operand[0]),
            gadget.horizontal.values(row: points.result[1], column: points.operand[1])
        )
    }
}
