import Algebra
import Verifier

/// What each stage of proving a circuit cannot do without. Stages that do no arithmetic worth counting (the run
/// itself, which has a benchmark of its own, filling columns, writing bytes) have no entry.
struct ProverWork {
    let setting: ProofSetting
    private let statement: BlankStatement
    private var plan: ProofPlan { setting.plan }
    private var parameters: WHIRParameters { setting.parameters }

    init(_ setting: ProofSetting) throws(BatchedSumcheckError) {
        self.setting = setting
        statement = try BlankStatement(setting.plan)
    }

    var stages: [ProofStage: Work] {
        var stages = commitment
        let witness = parameters.oracles[0]
        stages[.encoding] = .encoding(columns: 1, sizeLog2: witness.variableCount, rateLog2: witness.rateLog2)
        stages[.hashing] = .tree(
            leavesLog2: witness.variableCount + witness.rateLog2 - witness.foldLog2, rowBytes: 8 << witness.foldLog2)
        stages[.sites] = zip(plan.sites, statement.sites.instances).reduce(Work()) {
            $0 + .equalityTable($1.0.grid.variableCount) + .sumcheck($1.1, extensions: [0])
        }
        // A table of the size of the tensor's root, then a product an element.
        stages[.openings] = statement.openings.reduce(Work()) { $0 + .mixedProducts(Work.power($1.point.count)) }
        stages[.products] = products
        if let taps = statement.taps { stages[.taps] = self.taps(taps) }
        stages[.lookup] = lookup
        stages[.openingMix] = openingMix
        return stages
    }

    private var products: Work {
        var work = Work()
        for (product, instance) in zip(statement.statement.products, statement.products.instances) {
            let polynomials = instance.publicCount + instance.committedCount
            work += .sumcheck(instance, extensions: [polynomials - 1])
            switch product {
            case .dense(_, let weight, _, _): work += .mixedProducts(Double(plan.weights[weight].grid.count))
            case .convolution(let gadget):
                let filters = gadget.filters, (image, output) = (gadget.image, gadget.output)
                work += .mixedProducts(Double(filters.reduce(1, *)))
                // Folded filters spread along rows, then down, to where results are.
                work += .extensionProducts(Double(filters[1] * filters[2] * output[1] * image[2]))
                work += .extensionProducts(Double(filters[1] * output[0] * image[1] * image[2]))
            }
        }
        return work
    }

    private func taps(_ batch: SumcheckBatch) -> Work {
        zip(statement.statement.convolutions, batch.instances).reduce(Work()) { work, entry in
            let filters = entry.0.gadget.filters
            return work + .mixedProducts(Double(filters.reduce(1, *)))
                + .extensionProducts(Double(filters[1] * filters[2] * filters[3]))
                + .sumcheck(entry.1, extensions: [0, 1])
        }
    }

    private var lookup: Work {
        let layout = statement.lookup.layout
        // Denominators are written twice, numerators are there; at the end a table of eq and each column against it.
        return .mixedProducts(Double(2 * layout.leafCount)) + .fractionTree(layout.variableCount)
            + .equalityTable(layout.variableCount) + .mixedProducts(Double(layout.leafCount))
    }

    private var openingMix: Work {
        var work = Work()
        let cells = statement.claimedCells + statement.lookup.layout.leafCount
        work += .extensionProducts(Double(cells))
        for oracle in parameters.oracles {
            work += .productSumcheck(oracle.variableCount, firstIsBase: true)
        }
        return work
    }

    // MARK: the commitment

    private var commitment: [ProofStage: Work] {
        var first = Work(), commitments = Work(), rounds = Work(), final = Work()
        for oracle in parameters.oracles {
            first += .equalityTable(oracle.variableCount)
            first += .productSumcheck(oracle.variableCount, rounds: oracle.foldLog2, firstIsBase: true)
        }
        var variables = parameters.commonVariableCount
        for (index, round) in parameters.rounds.enumerated() {
            let columns = index == 0 ? parameters.oracles.count : 1
            let values = Double(columns) * Work.power(variables)
            commitments += .encoding(columns: 3 * columns, sizeLog2: variables, rateLog2: round.rateLog2)
            commitments += .tree(
                leavesLog2: variables + round.rateLog2 - round.foldLog2, rowBytes: 24 * columns << round.foldLog2)
            // A sample is answered and becomes a weight; powers of one point are a product each.
            rounds += .extensionProducts(Double(round.sampleCount) * 3 * values)
            for set in parameters.querySets(openedInRound: index) {
                rounds += .grinding(bits: set.grindingBits)
                rounds += .mixedProducts(Double(set.queryCount) * Work.power(variables))
            }
            // The queries' claims, and the weight that was carried under its factor.
            rounds += .extensionProducts(2 * values)
            let stacking = index == 0 ? parameters.stackingLog2 : 0
            rounds += .productSumcheck(
                variables + stacking, rounds: round.foldLog2 + stacking, firstIsBase: false)
            variables -= round.foldLog2
        }
        final += .grinding(bits: parameters.rounds.last?.grindingBits ?? 0)
        return [.firstFolds: first, .roundCommitments: commitments, .rounds: rounds, .finalPolynomial: final]
    }
}
