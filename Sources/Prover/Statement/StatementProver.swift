import Algebra
import Circuit
import Transcript
import Verifier

/// The prover of ``StatementVerifier``'s protocol.
///
/// Proves without asking whether the run is honest: of a false witness comes a proof that is refused.
public struct StatementProver {
    public struct Output: Sendable {
        public let proof: StatementProof
        public let reduction: StatementReduction
    }

    let statement: StatementProtocol
    let circuit: Circuit
    let witness: Witness
    /// Weight tensors as integers, in row-major order of their grids.
    let weights: [[Int64]]
    let witnessOracle: OracleCells
    let weightOracle: OracleCells

    var plan: ProofPlan { statement.plan }

    public init(
        _ statement: StatementProtocol, circuit: Circuit, witness: Witness, weights: Weights,
        witnessOracle: OracleCells, weightOracle: OracleCells
    ) {
        self.statement = statement
        self.circuit = circuit
        self.witness = witness
        self.weights = statement.plan.weights.map { $0.values(circuit, weights) }
        self.witnessOracle = witnessOracle
        self.weightOracle = weightOracle
    }

    /// - Throws: `StatementFailure` only where the verifier would refuse the statement itself, whatever the proof.
    public func prove(transcript: inout Transcript) throws(StatementFailure) -> Output {
        let sites = try proveSites(&transcript)
        let openings = statement.furtherOpenings(sites.reduction)
        let values = openings.map(open)
        transcript.absorb("st-openings", values)

        let products = try proveProducts(sites.reduction, values, &transcript)
        let taps = try proveTaps(sites.reduction, products.reduction, &transcript)
        let privateTensors = try provePrivateTensors(&transcript)
        let lookup = try proveLookup(&transcript)

        var claims = statement.claims(
            sites: sites.reduction, openings: openings, values: values, products: products.reduction,
            taps: taps?.reduction)
        claims.witness += statement.privateClaims(
            sites.reduction, privateTensors?.relation, privateTensors?.proof, privateTensors?.reduction)
        claims.witness += statement.claims(lookup.reduction)
        let opening = try proveOpenings(claims, &transcript)
        return Output(
            proof: StatementProof(
                sites: sites.proof, openings: values, products: products.proof, taps: taps?.proof,
                privateTensors: privateTensors?.proof, lookup: lookup.proof, opening: opening.proof),
            reduction: StatementReduction(
                witnessPoint: opening.reduction.point(variableCount: plan.witnessLayout.sizeLog2),
                witnessValue: opening.reduction.evaluations[0][0],
                weightPoint: opening.reduction.point(variableCount: plan.weightLayout.sizeLog2),
                weightValue: opening.reduction.evaluations[1][0]))
    }

    // MARK: pieces of the steps

    func column(_ index: Int) -> SumcheckPolynomial {
        plan.columns[index].grid.polynomial(witness.columns[index].map { Goldilocks(reducing: $0) })
    }

    private func open(_ opening: StatementProtocol.Opening) -> CubicExtension {
        let polynomial =
            switch opening.oracle {
            case .witness: column(opening.tensor)
            case .weights:
                plan.weights[opening.tensor].grid.polynomial(weights[opening.tensor].map { Goldilocks(embedding: $0) })
            }
        guard case .base(let base) = polynomial, let value = try? base.evaluate(at: opening.point) else { return .zero }
        return value
    }

    private func proveSites(_ transcript: inout Transcript) throws(StatementFailure) -> BatchedSumcheckProver.Output {
        let (point, mix) = statement.siteChallenges(&transcript)
        let polynomials = plan.sites.map { site in
            [.cubic(over: EqualityPolynomial.table(at: Array(point.suffix(site.grid.variableCount))))]
                + site.columns.map(column)
        }
        do throws(BatchedSumcheckError) {
            return BatchedSumcheckProver.prove(
                try statement.siteBatch(mix: mix), over: polynomials, transcript: &transcript)
        } catch { throw .sites(error) }
    }

    private func proveProducts(
        _ sites: BatchedSumcheckReduction, _ values: [CubicExtension], _ transcript: inout Transcript
    ) throws(StatementFailure) -> BatchedSumcheckProver.Output {
        let products = statement.products
        let polynomials = products.map { product in
            var list: [SumcheckPolynomial] = []
            switch product.operand.value {
            case .input(let slot):
                list = [
                    product.operand.grid.polynomial(
                        (statement.publicInput(slot)?.values ?? []).map { Goldilocks(embedding: $0) })
                ]
            case .committed(let form):
                let ones = [Goldilocks](repeating: .one, count: product.operand.grid.count)
                list = [product.operand.grid.polynomial(ones)] + form.terms.map { column($0.column) }
            }
            let point = statement.point(of: product.result, sites) ?? []
            switch product {
            case .dense(_, let weight, _, _):
                list.append(product.operand.grid.polynomial(folded(weight, at: point)))
            case .convolution(let gadget):
                list.append(product.operand.grid.polynomial(spread(gadget, at: point)))
            }
            return list
        }
        do throws(BatchedSumcheckError) {
            let batch = try statement.productBatch(sites, biases: biases(values))
            return BatchedSumcheckProver.prove(batch, over: polynomials, transcript: &transcript)
        } catch { throw .products(error) }
    }

    /// Each product's bias among the values opened in step 2.
    private func biases(_ values: [CubicExtension]) -> [CubicExtension] {
        var rest = values[...]
        var biases: [CubicExtension] = []
        for gadget in plan.gadgets {
            switch gadget {
            case .product(_, _, _, let bias, _): biases.append(bias == nil ? .zero : rest.popFirst() ?? .zero)
            case .convolution(let gadget): biases.append(gadget.bias == nil ? .zero : rest.popFirst() ?? .zero)
            case .requantise(let gadget):
                if let input = gadget.input, case .committed(let form) = input.value { rest = rest.dropFirst(form.terms.count) }
            case .pooling(_, let operand, _, _, let gaps):
                if case .committed(let form) = operand.value { rest = rest.dropFirst(form.terms.count * gaps.count) }
            case .argmax: continue
            }
        }
        return biases
    }

    /// Σ_n eq(point, n) · W[n, k] for every k.
    private func folded(_ weight: Int, at point: [CubicExtension]) -> [CubicExtension] {
        let rows = 1 << point.count
        let table = EqualityPolynomial.table(at: point)
        let values = weights[weight]
        let grid = plan.weights[weight].grid
        // The leading axis is the result's; it is missing where there is one column.
        let width = point.isEmpty ? grid.count : grid.count / grid.extents[0]
        var sum = [CubicExtension](repeating: .zero, count: width)
        for row in 0..<min(rows, values.count / max(width, 1)) {
            let factor = table[row]
            for k in 0..<width { sum[k] += factor * Goldilocks(embedding: values[row * width + k]) }
        }
        return sum
    }

    /// The filters, folded over output channels and spread to the input places that they meet.
    private func spread(_ gadget: ProofPlan.ConvolutionGadget, at point: [CubicExtension]) -> [CubicExtension] {
        let parts = StatementProtocol.split(point, gadget.output)
        let taps = channelFolded(gadget, at: parts[2])
        let rows = gadget.vertical.spread(row: parts[0]), columns = gadget.horizontal.spread(row: parts[1])
        let (height, width, channels) = (gadget.image[0], gadget.image[1], gadget.image[2])
        var image = [CubicExtension](repeating: .zero, count: height * width * channels)
        for dy in 0..<gadget.filters[1] {
            // First along rows of the image, then down: two passes instead of a product for each pair.
            var line = [CubicExtension](repeating: .zero, count: width * channels)
            for dx in 0..<gadget.filters[2] {
                for x in 0..<width {
                    for c in 0..<channels {
                        line[x * channels + c] += columns[dx][x] * taps[(dy * gadget.filters[2] + dx) * channels + c]
                    }
                }
            }
            for y in 0..<height where rows[dy][y] != .zero {
                for place in line.indices { image[y * line.count + place] += rows[dy][y] * line[place] }
            }
        }
        return image
    }

    /// Σ_o eq(point, o) · w[o, dy, dx, c].
    private func channelFolded(_ gadget: ProofPlan.ConvolutionGadget, at point: [CubicExtension]) -> [CubicExtension] {
        let table = EqualityPolynomial.table(at: point)
        let size = gadget.filters[1] * gadget.filters[2] * gadget.filters[3]
        var taps = [CubicExtension](repeating: .zero, count: size)
        for o in 0..<gadget.filters[0] {
            for tap in 0..<size {
                taps[tap] += table[o] * Goldilocks(embedding: weights[gadget.weight][o * size + tap])
            }
        }
        return taps
    }

    private func proveTaps(
        _ sites: BatchedSumcheckReduction, _ products: BatchedSumcheckReduction, _ transcript: inout Transcript
    ) throws(StatementFailure) -> BatchedSumcheckProver.Output? {
        let polynomials = statement.convolutions.map { entry in
            let gadget = entry.gadget
            let points = statement.convolutionPoints(gadget, sites, products)
            let wiring = statement.wiring(gadget, sites, products)
            let grid = Grid([gadget.filters[1], gadget.filters[2]])
            let product = wiring.rows.flatMap { row in wiring.columns.map { row * $0 } }
            let taps = channelFolded(gadget, at: points.result[2])
            let channels = EqualityPolynomial.table(at: points.operand[2])
            let filters = stride(from: 0, to: taps.count, by: gadget.filters[3]).map { start in
                (0..<gadget.filters[3]).reduce(CubicExtension.zero) { $0 + channels[$1] * taps[start + $1] }
            }
            return [grid.polynomial(product), grid.polynomial(filters)]
        }
        do throws(BatchedSumcheckError) {
            guard let batch = try statement.tapBatch(products) else { return nil }
            return BatchedSumcheckProver.prove(batch, over: polynomials, transcript: &transcript)
        } catch { throw .taps(error) }
    }

    private func proveLookup(_ transcript: inout Transcript) throws(StatementFailure) -> LookupProver.Output {
        let lookups: LookupStatement
        do { lookups = try statement.lookupStatement() } catch { throw .lookupStatement(error) }
        let regions = plan.witnessLayout.regions
        let columns = LookupWitness(
            multiplicities: plan.widths.indices.map {
                witness.columns[plan.multiplicityColumn($0)].map { Goldilocks(reducing: $0) }
            },
            tableColumns: plan.widths.map { _ in [] },
            queryColumns: plan.widths.indices.map { index in
                [Array(witnessOracle.cells[regions[index].start..<regions[index].start + regions[index].count])]
            })
        return LookupProver.prove(lookups, columns, transcript: &transcript)
    }

    private func proveOpenings(
        _ claims: StatementProtocol.Claims, _ transcript: inout Transcript
    ) throws(StatementFailure) -> BatchedSumcheckProver.Output {
        let mix = transcript.challenge("open-mix")
        let polynomials = [(claims.witness, witnessOracle), (claims.weights, weightOracle)].map { list, oracle in
            [
                SumcheckPolynomial.cubic(padding: mixedWeights(list, mix: mix, count: oracle.cells.count)),
                Grid([oracle.cells.count]).polynomial(oracle.cells),
            ]
        }
        do throws(BatchedSumcheckError) {
            return BatchedSumcheckProver.prove(
                try statement.openingBatch(claims, mix: mix), over: polynomials, transcript: &transcript)
        } catch { throw .opening(error) }
    }

    /// The mixed weight of all claims at every cell.
    private func mixedWeights(_ claims: [SubcubeClaim], mix: CubicExtension, count: Int) -> [CubicExtension] {
        var weights = [CubicExtension](repeating: .zero, count: count)
        var power = CubicExtension.one
        for claim in claims {
            for term in claim.terms {
                let table = EqualityPolynomial.table(at: term.low)
                let factor = power * term.coefficient
                for cell in 0..<table.count { weights[term.address + cell] += factor * table[cell] }
            }
            for term in claim.dense {
                for cell in 0..<term.coefficients.count { weights[term.address + cell] += power * term.coefficients[cell] }
            }
            power *= mix
        }
        return weights
    }
}
