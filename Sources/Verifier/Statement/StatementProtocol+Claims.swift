import Algebra
import Circuit

// Collecting what steps 1 to 6 say of the two oracles, and step 7.

extension StatementProtocol {
    /// All claims about one oracle, in the order of the steps.
    public struct Claims: Sendable {
        public var witness: [SubcubeClaim] = []
        public var weights: [SubcubeClaim] = []
    }

    /// The claims of steps 1 to 4.
    public func claims(
        sites: BatchedSumcheckReduction, openings: [Opening], values: [CubicExtension],
        products: BatchedSumcheckReduction, taps: BatchedSumcheckReduction?
    ) -> Claims {
        var claims = Claims()
        for (index, site) in plan.sites.enumerated() {
            let point = sites.point(variableCount: site.grid.variableCount)
            for (place, column) in site.columns.enumerated() {
                claims.witness.append(
                    plan.witnessLayout.claim(tensor: column, at: point, value: sites.evaluations[index][place]))
            }
        }
        for (opening, value) in zip(openings, values) {
            switch opening.oracle {
            case .witness:
                claims.witness.append(plan.witnessLayout.claim(tensor: opening.tensor, at: opening.point, value: value))
            case .weights:
                claims.weights.append(plan.weightLayout.claim(tensor: opening.tensor, at: opening.point, value: value))
            }
        }
        for (index, product) in self.products.enumerated() {
            let point = products.point(variableCount: product.operand.grid.variableCount)
            if case .committed(let form) = product.operand.value {
                for (term, value) in zip(form.terms, products.evaluations[index]) {
                    claims.witness.append(plan.witnessLayout.claim(tensor: term.column, at: point, value: value))
                }
            }
            if case .dense(_, let weight, _, let result) = product, let rows = self.point(of: result, sites),
                let value = products.evaluations[index].last
            {
                claims.weights.append(plan.weightLayout.claim(tensor: weight, at: rows + point, value: value))
            }
        }
        for (index, entry) in convolutions.enumerated() {
            guard let taps, let value = taps.evaluations[index].first else { continue }
            let gadget = entry.gadget
            let points = convolutionPoints(gadget, sites, products)
            let tapCount = Grid.variables(gadget.filters[1]) + Grid.variables(gadget.filters[2])
            claims.weights.append(
                plan.weightLayout.claim(
                    tensor: gadget.weight,
                    at: points.result[2] + taps.point(variableCount: tapCount) + points.operand[2], value: value))
        }
        // The lead is zero where the maximum is claimed to be.
        for case .argmax(_, let leads) in plan.gadgets where plan.privatePart?.choice == nil {
            for lead in leads {
                let variables = plan.columns[lead].grid.variableCount
                let point = (0..<variables).map { bit in
                    publicValues.index >> (variables - 1 - bit) & 1 == 1 ? CubicExtension.one : .zero
                }
                claims.witness.append(plan.witnessLayout.claim(tensor: lead, at: point, value: .zero))
            }
        }
        return claims
    }

    /// Step 6's statement: table i is the range of `plan.widths[i]`, query i the region of its columns.
    public func lookupStatement() throws(LookupStatementError) -> LookupStatement {
        try LookupStatement(
            tables: plan.widths.map { .range(bits: $0) },
            queries: plan.widths.indices.map { LookupQuery(table: $0, length: plan.witnessLayout.regions[$0].count) })
    }

    /// Step 6's claims, all about the witness oracle.
    public func claims(_ lookup: LookupReduction) -> [SubcubeClaim] {
        lookup.claims.compactMap { claim in
            let start: Int
            switch claim.column {
            case .multiplicity(let table):
                guard let place = plan.witnessLayout.placements[plan.multiplicityColumn(table)].first else { return nil }
                start = place.address
            case .query(let query, _): start = plan.witnessLayout.regions[query].start
            case .table: return nil
            }
            return SubcubeClaim(
                claim.terms.map {
                    .init(
                        coefficient: $0.coefficient, address: start + $0.start,
                        low: lookup.point(variableCount: $0.variableCount))
                }, value: claim.value)
        }
    }

    /// Step 7: instance 0 is the witness oracle, instance 1 the weight oracle. Public polynomial 0 is the mixed
    /// weight, committed 0 the oracle.
    public func openingBatch(_ claims: Claims, mix: CubicExtension) throws(BatchedSumcheckError) -> SumcheckBatch {
        func instance(_ list: [SubcubeClaim], _ variables: Int) -> SumcheckInstance {
            var sum = CubicExtension.zero, power = CubicExtension.one
            for claim in list {
                sum += power * claim.value
                power *= mix
            }
            return SumcheckInstance(
                variableCount: variables, expression: SumOfProducts([.init(.one, factors: [0, 1])]), publicCount: 1,
                committedCount: 1, claimedSum: sum)
        }
        return try SumcheckBatch([
            instance(claims.witness, plan.witnessLayout.sizeLog2), instance(claims.weights, plan.weightLayout.sizeLog2),
        ])
    }

    /// The mixed weight of a list of claims at a point of the oracle.
    static func mixedWeight(_ claims: [SubcubeClaim], mix: CubicExtension, at point: [CubicExtension]) -> CubicExtension {
        var sum = CubicExtension.zero, power = CubicExtension.one
        for claim in claims {
            sum += power * claim.weight(at: point)
            power *= mix
        }
        return sum
    }
}
