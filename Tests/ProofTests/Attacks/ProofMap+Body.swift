import Verifier

extension ProofMap {
    mutating func mapStatement(_ statement: StatementProtocol, _ shape: StatementProtocol.Shape) {
        mapRounds(of: shape.sites, "sites", Self.inSites)
        for (site, instance) in zip(statement.plan.sites, shape.sites.instances) {
            mapColumns(of: site, instance, statement.plan)
        }
        mapOpenings(statement.plan)
        map(shape.products, "products", .statement(.products(.finalValueMismatch)))
        if let taps = shape.taps { map(taps, "taps", .statement(.taps(.finalValueMismatch))) }
        map(shape.lookup)
        map(shape.opening, "opening", .statement(.opening(.finalValueMismatch)))
    }

    private static let inSites = Refusal.statement(.sites(.finalValueMismatch))
    private static let inProducts = Refusal.statement(.products(.finalValueMismatch))

    private mutating func mapRounds(of batch: SumcheckBatch, _ name: String, _ refusal: Refusal) {
        for (round, degree) in batch.roundDegrees.enumerated() {
            add(cubics: degree, "\(name): round \(round), value", "sumcheck round", [refusal])
        }
    }

    /// A column that the zero check multiplies is seen by it, any other by the first relation that reads it; what no
    /// relation reads enters the form of a product.
    private mutating func mapColumns(of site: ProofPlan.Site, _ instance: SumcheckInstance, _ plan: ProofPlan) {
        let multiplied = Set(instance.expression.terms.flatMap { $0.factors })
        for (place, index) in site.columns.enumerated() {
            var refusal = Self.inProducts
            for gadget in plan.gadgets {
                switch gadget {
                case .requantise(let gadget) where gadget.position == site.position:
                    if gadget.complement != nil, index == gadget.complement || index == gadget.value {
                        refusal = .statement(.clampSpan(position: gadget.position))
                    } else if gadget.input != nil {
                        refusal = .statement(.requantiseRelation(position: gadget.position))
                    }
                case .pooling(site.position, _, _, let value, _) where index == value:
                    refusal = .statement(.poolingRelation(position: site.position, place: 0))
                default: continue
                }
            }
            add(
                cubics: 1, "sites: \(site.position), column \(place), evaluation", "sumcheck evaluations",
                [multiplied.contains(1 + place) ? Self.inSites : refusal])
        }
    }

    private mutating func map(_ batch: SumcheckBatch, _ name: String, _ refusal: Refusal) {
        mapRounds(of: batch, name, refusal)
        for (index, instance) in batch.instances.enumerated() {
            add(
                cubics: instance.committedCount, "\(name): instance \(index), evaluation", "sumcheck evaluations",
                [refusal])
        }
    }

    /// Operands are read by the relation of their operator, biases by the products' sum.
    private mutating func mapOpenings(_ plan: ProofPlan) {
        let inProducts = [Self.inProducts]
        for gadget in plan.gadgets {
            switch gadget {
            case .requantise(let gadget):
                guard case .committed(let form)? = gadget.input?.value else { continue }
                add(
                    cubics: form.terms.count, "operand of \(gadget.position):", "openings",
                    [.statement(.requantiseRelation(position: gadget.position))])
            case .product(let position, _, _, let bias, _):
                if bias != nil { add(cubics: 1, "bias of \(position):", "openings", inProducts) }
            case .convolution(let gadget):
                if gadget.bias != nil { add(cubics: 1, "bias of \(gadget.position):", "openings", inProducts) }
            case .pooling(let position, let operand, _, _, let gaps):
                guard case .committed(let form) = operand.value else { continue }
                for place in gaps.indices {
                    add(
                        cubics: form.terms.count, "place \(place) of \(position):", "openings",
                        [.statement(.poolingRelation(position: position, place: place))])
                }
            case .argmax: continue
            }
        }
    }

    private mutating func map(_ lookup: LookupStatement) {
        add(cubics: 1, "lookup: root", "lookup root", [.statement(.lookup(.layerMismatch(layer: 0)))])
        for layer in 0..<lookup.layout.variableCount {
            let refusals: [Refusal] = [.statement(.lookup(.layerMismatch(layer: layer)))]
            add(cubics: 2 * layer, "lookup: layer \(layer), coefficient", "lookup round", refusals)
            add(cubics: 4, "lookup: layer \(layer), end", "lookup layer ends", refusals)
        }
        for (index, column) in lookup.sentColumns.enumerated() {
            let failure: LookupError
            if case .multiplicity = column { failure = .numeratorMismatch } else { failure = .denominatorMismatch }
            add(cubics: 1, "lookup: column \(index), value", "lookup evaluations", [.statement(.lookup(failure))])
        }
    }

    // MARK: commitment

    mutating func mapCommitment(_ parameters: WHIRParameters) {
        add("masks", 4, [.decoding(["masks"])])
        let first = WHIRStage.oracle(0)
        for (index, oracle) in parameters.oracles.enumerated() {
            add(cubics: 2 * oracle.foldLog2, "first fold of oracle \(index), value", "sumcheck", before(first))
        }
        for (index, round) in parameters.rounds.enumerated() {
            let sets = parameters.querySets(openedInRound: index)
            let stage = sets.first?.stage ?? first
            add("round \(index): root", 32, before(stage))
            let columns = index == 0 ? parameters.oracles.count : 1
            add(cubics: round.sampleCount * columns, "round \(index): answer", "answers", before(stage))
            for set in sets { map(set, "round \(index): ") }
            add(
                cubics: 2 * parameters.sumcheckCount(ofRound: index), "round \(index): sumcheck, value", "sumcheck",
                before(.round(index)))
        }
        let last = parameters.querySet(ofRound: parameters.rounds.count - 1)
        add(cubics: 1 << parameters.finalVariableCount, "final polynomial", "final polynomial", before(last.stage))
        map(last, "end: ")
    }

    private func before(_ stage: WHIRStage) -> [Refusal] { insecure ? [.queries(stage), .commitment] : [.queries(stage)] }

    private mutating func map(_ set: WHIRParameters.QuerySet, _ name: String) {
        // A count moves all that follows.
        let moved: [Refusal] = [
            .decoding([
                "rows", "siblings", "nonce", "round root", "answers", "sumcheck", "final polynomial", "end",
            ])
        ]
        let opening: [Refusal] = [.exactly(.commitment(.opening(set.stage, .rootMismatch)))]
        add("\(name)nonce of \(set.stage)", 8, before(set.stage))
        let rows = count(at: next)
        add("\(name)number of rows of \(set.stage)", 4, moved)
        for row in 0..<rows {
            add(
                "\(name)row \(row) of \(set.stage)", set.rowByteCount, opening, elements: "rows",
                isInner: 0 < row && row < rows - 1)
        }
        let siblings = count(at: next)
        add("\(name)number of siblings of \(set.stage)", 4, moved)
        for sibling in 0..<siblings {
            add(
                "\(name)sibling \(sibling) of \(set.stage)", 32, opening,
                isInner: 0 < sibling && sibling < siblings - 1)
        }
    }
}
