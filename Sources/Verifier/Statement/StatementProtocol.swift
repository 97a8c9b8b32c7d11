import Algebra
import Circuit
import Transcript

/// What the verifier knows of a run besides the commitments to oracles.
public struct StatementPublicValues: Sendable {
    /// The public ones, in the order of their slots.
    public let inputs: [Tensor]
    /// Of the circuit's argmax; without a meaning where it is private.
    public let score: Int64
    public let index: Int
    /// What private tensors' commitments are made for.
    public let job: Digest
    /// The digests of private tensors: inputs by slot, then outputs.
    public let digests: [Poseidon2Sponge.Digest]

    public init(
        inputs: [Tensor], score: Int64, index: Int, job: Digest = Digest(), digests: [Poseidon2Sponge.Digest] = []
    ) {
        self.inputs = inputs
        self.score = score
        self.index = index
        self.job = job
        self.digests = digests
    }
}

/// The interactive statement "these commitments hold a run of this circuit", as both sides compute it.
///
/// After public values and both commitments are absorbed:
///
/// 1. Challenges `zero-check` (as many as the largest site has coordinates) and `zero-mix`. One batched
///    sumcheck over all sites: Σ eq(z, b)·(what has to be zero at b) = 0. It opens every column of a site at
///    the site's point.
/// 2. The prover sends further openings at points derived from the sites' (`st-openings`): operands of pooling and
///    of requantise, biases. Linear relations are checked.
/// 3. A batched sumcheck over all products and convolutions: the result at its site's point, less the bias,
///    is Σ operand · weight over the operand's grid.
/// 4. Where there are convolutions, a batched sumcheck over their taps opens the filters.
/// 5. Where tensors are private, their commitments are opened (<doc:0003-private-tensors>).
/// 6. One lookup argument: columns of width w are in [0, 2^w).
/// 7. Challenge `open-mix`. All openings of an oracle become one, at one point, by a last batched sumcheck.
///
/// Soundness: by Schwartz–Zippel the relations hold at every cell, over the field; range analysis makes
/// them hold over the integers, where quotients, remainders, maxima and indexes are unique.
public struct StatementProtocol: Sendable {
    public enum Oracle: Sendable, Hashable {
        case witness
        case weights
    }

    /// A tensor of an oracle, to be opened at a point of its grid.
    public struct Opening: Sendable {
        public let oracle: Oracle
        public let tensor: Int
        public let point: [CubicExtension]
    }

    public let plan: ProofPlan
    public let publicValues: StatementPublicValues

    public init(plan: ProofPlan, publicValues: StatementPublicValues) {
        self.plan = plan
        self.publicValues = publicValues
    }

    // MARK: 1. sites

    /// Challenges of step 1: the point z and the mixing factor.
    public func siteChallenges(_ transcript: inout Transcript) -> (point: [CubicExtension], mix: CubicExtension) {
        let count = plan.sites.map { $0.grid.variableCount }.max() ?? 0
        let point = (0..<count).map { _ in transcript.challenge("zero-check") }
        return (point, transcript.challenge("zero-mix"))
    }

    /// Instance i is site i: public polynomial 0 is eq(z, ·), then the site's columns.
    public func siteBatch(mix: CubicExtension) throws(BatchedSumcheckError) -> SumcheckBatch {
        try SumcheckBatch(
            plan.sites.map { site in
                func place(_ column: Int) -> Int { 1 + (site.columns.firstIndex(of: column) ?? 0) }
                var terms: [SumOfProducts.Term] = []
                switch site.zeroCheck {
                case .none: break
                case .requantise(let gadget):
                    let span = Goldilocks(embedding: gadget.upper - gadget.lower)
                    for term in gadget.above {
                        // above · (y − hi) = above · (value − span)
                        let factor = CubicExtension(term.factor)
                        terms.append(.init(factor, factors: [0, place(term.column), place(gadget.value)]))
                        terms.append(.init(.zero - factor * span, factors: [0, place(term.column)]))
                    }
                    for term in gadget.below {
                        terms.append(.init(mix * term.factor, factors: [0, place(term.column), place(gadget.value)]))
                    }
                case .pooling(let gaps): terms.append(.init(.one, factors: [0] + gaps.map(place)))
                case .choice(let choice, let lead):
                    terms.append(.init(.one, factors: [0, place(choice), place(choice)]))
                    terms.append(.init(.zero - .one, factors: [0, place(choice)]))
                    for term in lead {
                        terms.append(.init(mix * term.factor, factors: [0, place(choice), place(term.column)]))
                    }
                }
                return SumcheckInstance(
                    variableCount: site.grid.variableCount, expression: SumOfProducts(terms), publicCount: 1,
                    committedCount: site.columns.count, claimedSum: .zero)
            })
    }

    // MARK: 2. further openings

    /// What is opened besides the sites' columns, in the order in which the values are sent.
    public func furtherOpenings(_ sites: BatchedSumcheckReduction) -> [Opening] {
        var openings: [Opening] = []
        for gadget in plan.gadgets {
            switch gadget {
            case .requantise(let requantise):
                guard let input = requantise.input, case .committed(let form) = input.value,
                    let point = sitePoint(requantise.position, sites)
                else { continue }
                openings += form.terms.map { Opening(oracle: .witness, tensor: $0.column, point: point) }
            case .product(_, _, _, let bias, let result):
                guard let bias, let point = point(of: result, sites) else { continue }
                openings.append(Opening(oracle: .weights, tensor: bias, point: point))
            case .convolution(let gadget):
                guard let bias = gadget.bias, let point = point(of: gadget.result, sites) else { continue }
                let channels = Grid.variables(gadget.output[2])
                openings.append(Opening(oracle: .weights, tensor: bias, point: Array(point.suffix(channels))))
            case .pooling(let position, let operand, let window, _, let gaps):
                guard case .committed(let form) = operand.value, let point = sitePoint(position, sites) else { continue }
                for place in gaps.indices {
                    let inner = windowPoint(point, operand.grid, window, place, position)
                    openings += form.terms.map { Opening(oracle: .witness, tensor: $0.column, point: inner) }
                }
            case .argmax: continue
            }
        }
        return openings
    }

    /// The point of the site of an operator; nil when it has none.
    func sitePoint(_ position: Int, _ sites: BatchedSumcheckReduction) -> [CubicExtension]? {
        guard let site = plan.sites.first(where: { $0.position == position }) else { return nil }
        return sites.point(variableCount: site.grid.variableCount)
    }

    /// The point at which a form's columns are open.
    package func point(of form: AffineForm, _ sites: BatchedSumcheckReduction) -> [CubicExtension]? {
        guard let column = form.terms.first?.column, let (site, _) = plan.site(of: column) else { return nil }
        return sites.point(variableCount: plan.sites[site].grid.variableCount)
    }

    /// The operand's point for one place of a pooling's window: on each axis zeros, the result's coordinates, the
    /// place's bits. `window` is the window along each axis of the operand, powers of two; places count row-major.
    func windowPoint(
        _ point: [CubicExtension], _ operand: Grid, _ window: [Int], _ place: Int, _ position: Int
    ) -> [CubicExtension] {
        guard let site = plan.sites.first(where: { $0.position == position }) else { return [] }
        var offsets: [Int] = []
        var rest = place
        for extent in window.reversed() {
            offsets.insert(rest % extent, at: 0)
            rest /= extent
        }
        var result: [CubicExtension] = []
        var start = 0
        for (axis, (outer, inner)) in zip(site.grid.axisVariables, operand.axisVariables).enumerated() {
            let bits = Grid.variables(window[axis])
            // The plan sees that both have the same axes, so nothing is below zero here.
            result += [CubicExtension](repeating: .zero, count: max(0, inner - outer - bits))
            result += point[start..<start + outer]
            for bit in stride(from: bits - 1, through: 0, by: -1) {
                result.append(offsets[axis] >> bit & 1 == 1 ? .one : .zero)
            }
            start += outer
        }
        return result
    }

    // MARK: values

    /// Σ factor · value + constant · indicator, and what an argmax adds.
    func value(_ form: AffineForm, _ columns: [CubicExtension], _ grid: Grid, at point: [CubicExtension]) -> CubicExtension {
        let indicator = grid.indicator(at: point)
        var sum = indicator * form.constant
        for (term, value) in zip(form.terms, columns) { sum += value * term.factor }
        if form.argmax != nil {
            sum += indicator * Goldilocks(embedding: publicValues.score)
            sum -= Grid.prefix(publicValues.index, at: point[...])
        }
        return sum
    }

    /// A product's value at its site's point, from what the sites opened.
    package func result(_ form: AffineForm, _ sites: BatchedSumcheckReduction) -> CubicExtension? {
        guard let column = form.terms.first?.column, let (site, _) = plan.site(of: column) else { return nil }
        var columns: [CubicExtension] = []
        for term in form.terms {
            guard let (own, place) = plan.site(of: term.column), own == site else { return nil }
            columns.append(sites.evaluations[site][place])
        }
        let grid = plan.sites[site].grid
        return value(form, columns, grid, at: sites.point(variableCount: grid.variableCount))
    }

    /// The public input of this slot.
    package func publicInput(_ slot: Int) -> Tensor? {
        guard let place = plan.publicInputs.firstIndex(where: { $0.slot == slot }),
            publicValues.inputs.indices.contains(place)
        else { return nil }
        return publicValues.inputs[place]
    }

    /// The multilinear extension of a public input, padded, at a point of its grid.
    func input(_ slot: Int, _ grid: Grid, at point: [CubicExtension]) -> CubicExtension {
        guard let tensor = publicInput(slot) else { return .zero }
        let layout = OracleLayout(tensors: [(grid, 0)])
        let addresses = layout.addresses(of: 0)
        var cells = [Goldilocks](repeating: .zero, count: 1 << layout.sizeLog2)
        for (element, address) in addresses.enumerated() {
            cells[address] = Goldilocks(embedding: tensor.element(element))
        }
        var sum = CubicExtension.zero
        for term in layout.claim(tensor: 0, at: point, value: .zero).terms {
            let count = 1 << term.low.count
            sum += term.coefficient
                * EqualityPolynomial.table(at: term.low).dot(Array(cells[term.address..<term.address + count]))
        }
        return sum
    }
}
