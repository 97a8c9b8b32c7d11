import Algebra
import Circuit
import Transcript

/// Verifies the statement down to one value of each oracle.
///
/// The caller has absorbed the claim, the public values and both commitments into the transcript, and
/// still has to check ``StatementReduction`` against the commitments.
public enum StatementVerifier {
    /// - Throws: `StatementFailure`, one case a check. Lengths are checked before work.
    /// - Complexity: O(claims · coordinates) extension products and what the sumchecks take; the public input is
    ///   read once for each relation about it.
    public static func reduce(
        _ statement: StatementProtocol, proof: StatementProof, transcript: inout Transcript
    ) throws(StatementFailure) -> StatementReduction {
        try checkPublicValues(statement)
        let sites = try reduceSites(statement, proof, &transcript)

        let openings = statement.furtherOpenings(sites)
        guard proof.openings.count == openings.count else {
            throw .wrongOpeningCount(expected: openings.count, found: proof.openings.count)
        }
        transcript.absorb("st-openings", proof.openings)
        let biases = try checkRelations(statement, sites, proof.openings)
        try checkInputRanges(statement, sites)

        let products = try reduceProducts(statement, proof, sites, biases, &transcript)
        let taps = try reduceTaps(statement, proof, sites, products, &transcript)
        let privateTensors = try reducePrivateTensors(statement, proof, sites, &transcript)

        let lookup = try reduceLookup(statement, proof, &transcript)
        var claims = statement.claims(
            sites: sites, openings: openings, values: proof.openings, products: products, taps: taps)
        claims.witness += privateTensors + statement.claims(lookup)
        return try reduceOpenings(statement, proof, claims, &transcript)
    }

    private static func checkPublicValues(_ statement: StatementProtocol) throws(StatementFailure) {
        for (slot, count) in statement.plan.publicInputs {
            guard statement.publicInput(slot)?.type.shape.count == count else { throw .publicValues("input \(slot)") }
        }
        guard statement.publicValues.digests.count == statement.plan.privatePart?.tensors.count ?? 0 else {
            throw .publicValues("\(statement.publicValues.digests.count) commitments to private tensors")
        }
        // Of a hidden index there is nothing to check here.
        guard statement.plan.privatePart?.choice == nil else { return }
        for gadget in statement.plan.gadgets {
            guard case .argmax(_, let leads) = gadget, let lead = leads.first else { continue }
            guard (0..<statement.plan.columns[lead].grid.count).contains(statement.publicValues.index) else {
                throw .publicValues("index \(statement.publicValues.index)")
            }
        }
    }

    private static func reduceSites(
        _ statement: StatementProtocol, _ proof: StatementProof, _ transcript: inout Transcript
    ) throws(StatementFailure) -> BatchedSumcheckReduction {
        let (point, mix) = statement.siteChallenges(&transcript)
        do throws(BatchedSumcheckError) {
            return try BatchedSumcheckVerifier.reduce(
                try statement.siteBatch(mix: mix), proof: proof.sites, transcript: &transcript
            ) { site, at in
                let zero = Array(point.suffix(statement.plan.sites[site].grid.variableCount))
                return [(try? EqualityPolynomial.evaluate(at: zero, at)) ?? .zero]
            }
        } catch { throw .sites(error) }
    }

    /// Checks the linear relations of step 2; returns each product's bias.
    private static func checkRelations(
        _ statement: StatementProtocol, _ sites: BatchedSumcheckReduction, _ values: [CubicExtension]
    ) throws(StatementFailure) -> [CubicExtension] {
        var rest = values[...]
        var biases: [CubicExtension] = []
        for gadget in statement.plan.gadgets {
            switch gadget {
            case .requantise(let requantise):
                try check(requantise, statement, sites, &rest)
            case .product(_, _, _, let bias, _): biases.append(bias == nil ? .zero : rest.popFirst() ?? .zero)
            case .convolution(let convolution):
                biases.append(convolution.bias == nil ? .zero : rest.popFirst() ?? .zero)
            case .pooling(let position, let operand, let window, let value, let gaps):
                guard let point = statement.sitePoint(position, sites) else { continue }
                for (place, gap) in gaps.enumerated() {
                    let inner = statement.windowPoint(point, operand.grid, window, place, position)
                    let x = operandValue(operand, at: inner, statement, &rest)
                    guard column(value, statement, sites) == x + column(gap, statement, sites) else {
                        throw .poolingRelation(position: position, place: place)
                    }
                }
            case .argmax: continue
            }
        }
        return biases
    }

    private static func check(
        _ gadget: ProofPlan.RequantiseGadget, _ statement: StatementProtocol, _ sites: BatchedSumcheckReduction,
        _ rest: inout ArraySlice<CubicExtension>
    ) throws(StatementFailure) {
        guard let site = statement.plan.sites.first(where: { $0.position == gadget.position }) else { return }
        let point = sites.point(variableCount: site.grid.variableCount)
        let indicator = site.grid.indicator(at: point)
        func sum(_ terms: [AffineForm.Term]) -> CubicExtension {
            terms.reduce(.zero) { $0 + column($1.column, statement, sites) * $1.factor }
        }
        let value = column(gadget.value, statement, sites)
        if let complement = gadget.complement {
            let span = indicator * Goldilocks(embedding: gadget.upper - gadget.lower)
            guard value + column(complement, statement, sites) == span else { throw .clampSpan(position: gadget.position) }
        }
        // Where the input is a product, this relation defines its form.
        guard let input = gadget.input else { return }
        let x = operandValue(input, at: point, statement, &rest)
        let half = indicator * Goldilocks(reducing: 1 << UInt64(gadget.shift - 1))
        let quotient = value + indicator * Goldilocks(embedding: gadget.lower) + sum(gadget.above) - sum(gadget.below)
        let right = quotient * Goldilocks(reducing: 1 << UInt64(gadget.shift)) + sum(gadget.remainder)
        guard x * gadget.multiplier + half == right else { throw .requantiseRelation(position: gadget.position) }
    }

    /// value + complement = span at a random point of every private input that limbs alone do not bound.
    private static func checkInputRanges(
        _ statement: StatementProtocol, _ sites: BatchedSumcheckReduction
    ) throws(StatementFailure) {
        for input in statement.plan.privatePart?.inputs ?? [] where !input.complement.isEmpty {
            guard let point = statement.sitePoint(ProofColumn.position(ofInput: input.slot), sites) else { continue }
            let sum = (input.value + input.complement).reduce(CubicExtension.zero) {
                $0 + column($1.column, statement, sites) * $1.factor
            }
            guard sum == input.grid.indicator(at: point) * input.span else { throw .inputRange(slot: input.slot) }
        }
    }

    private static func operandValue(
        _ operand: ProofPlan.Operand, at point: [CubicExtension], _ statement: StatementProtocol,
        _ rest: inout ArraySlice<CubicExtension>
    ) -> CubicExtension {
        switch operand.value {
        case .input(let slot): return statement.input(slot, operand.grid, at: point)
        case .committed(let form):
            let values = form.terms.map { _ in rest.popFirst() ?? .zero }
            return statement.value(form, values, operand.grid, at: point)
        }
    }

    /// A column's value at its site's point.
    private static func column(
        _ index: Int, _ statement: StatementProtocol, _ sites: BatchedSumcheckReduction
    ) -> CubicExtension {
        guard let (site, place) = statement.plan.site(of: index) else { return .zero }
        return sites.evaluations[site][place]
    }

    private static func reduceProducts(
        _ statement: StatementProtocol, _ proof: StatementProof, _ sites: BatchedSumcheckReduction,
        _ biases: [CubicExtension], _ transcript: inout Transcript
    ) throws(StatementFailure) -> BatchedSumcheckReduction {
        do throws(BatchedSumcheckError) {
            return try BatchedSumcheckVerifier.reduce(
                try statement.productBatch(sites, biases: biases), proof: proof.products, transcript: &transcript
            ) { [statement.productPublic($0, at: $1)] }
        } catch { throw .products(error) }
    }

    private static func reduceTaps(
        _ statement: StatementProtocol, _ proof: StatementProof, _ sites: BatchedSumcheckReduction,
        _ products: BatchedSumcheckReduction, _ transcript: inout Transcript
    ) throws(StatementFailure) -> BatchedSumcheckReduction? {
        guard statement.convolutions.isEmpty == (proof.taps == nil) else { throw .tapsMissing }
        do throws(BatchedSumcheckError) {
            guard let batch = try statement.tapBatch(products), let taps = proof.taps else { return nil }
            return try BatchedSumcheckVerifier.reduce(batch, proof: taps, transcript: &transcript) { index, at in
                let gadget = statement.convolutions[index].gadget
                let wiring = statement.wiring(gadget, sites, products)
                let parts = StatementProtocol.split(at, [gadget.filters[1], gadget.filters[2]])
                return [
                    StatementProtocol.extend(wiring.rows, at: parts[0])
                        * StatementProtocol.extend(wiring.columns, at: parts[1])
                ]
            }
        } catch { throw .taps(error) }
    }

    /// Step 5; returns its claims about the witness oracle.
    private static func reducePrivateTensors(
        _ statement: StatementProtocol, _ proof: StatementProof, _ sites: BatchedSumcheckReduction,
        _ transcript: inout Transcript
    ) throws(StatementFailure) -> [SubcubeClaim] {
        guard (statement.plan.privatePart == nil) == (proof.privateTensors == nil) else { throw .privateTensorsMissing }
        guard let relation = statement.spongeRelation(&transcript), let own = proof.privateTensors else { return [] }
        transcript.absorb("io-message", [own.message])
        let reduction: BatchedSumcheckReduction
        do throws(BatchedSumcheckError) {
            reduction = try BatchedSumcheckVerifier.reduce(
                try statement.spongeBatch(relation, message: own.message), proof: own.sponges, transcript: &transcript
            ) { relation.values(at: $1) }
        } catch { throw .privateTensors(error) }
        return statement.privateClaims(sites, relation, own, reduction)
    }

    private static func reduceLookup(
        _ statement: StatementProtocol, _ proof: StatementProof, _ transcript: inout Transcript
    ) throws(StatementFailure) -> LookupReduction {
        let lookups: LookupStatement
        do { lookups = try statement.lookupStatement() } catch { throw .lookupStatement(error) }
        do { return try LookupVerifier.reduce(lookups, proof: proof.lookup, transcript: &transcript) } catch {
            throw .lookup(error)
        }
    }

    private static func reduceOpenings(
        _ statement: StatementProtocol, _ proof: StatementProof, _ claims: StatementProtocol.Claims,
        _ transcript: inout Transcript
    ) throws(StatementFailure) -> StatementReduction {
        let mix = transcript.challenge("open-mix")
        let reduction: BatchedSumcheckReduction
        do throws(BatchedSumcheckError) {
            reduction = try BatchedSumcheckVerifier.reduce(
                try statement.openingBatch(claims, mix: mix), proof: proof.opening, transcript: &transcript
            ) { instance, at in
                [StatementProtocol.mixedWeight(instance == 0 ? claims.witness : claims.weights, mix: mix, at: at)]
            }
        } catch { throw .opening(error) }
        return StatementReduction(
            witnessPoint: reduction.point(variableCount: statement.plan.witnessLayout.sizeLog2),
            witnessValue: reduction.evaluations[0].first ?? .zero,
            weightPoint: reduction.point(variableCount: statement.plan.weightLayout.sizeLog2),
            weightValue: reduction.evaluations[1].first ?? .zero)
    }
}
