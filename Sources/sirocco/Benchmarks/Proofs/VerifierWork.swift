import Claims
import Prover
import Verifier

/// What each stage of verifying one proof cannot do without. Deriving parameters and reading bytes are no field
/// arithmetic and have no entry.
struct VerifierWork {
    let setting: ProofSetting
    let proof: ModelProver.Proof
    private let statement: BlankStatement

    init(_ setting: ProofSetting, _ proof: ModelProver.Proof) throws(BatchedSumcheckError) {
        self.setting = setting
        self.proof = proof
        statement = try BlankStatement(setting.plan)
    }

    var stages: [ProofStage: Work] {
        var stages = commitment
        let circuit = setting.circuit
        let inputBytes = circuit.inputs.reduce(0) { $0 + $1.type.byteCount }
        // The circuit's records, the public tensors, claim and model.
        stages[.header] = .hash(bytes: circuit.canonicalBytes.count) + .hash(bytes: inputBytes)
            + .hash(bytes: proof.claim.canonicalBytes.count)
        stages[.sites] = .verifying(statement.sites)
            + .extensionProducts(Double(statement.sites.instances.reduce(0) { $0 + 2 * $1.variableCount }))
        stages[.openings] = .hash(bytes: 24 * statement.openings.count)
            + .mixedProducts(Double(statement.openings.count))
        stages[.products] = .verifying(statement.products) + .mixedProducts(Double(inputElements))
        if let taps = statement.taps { stages[.taps] = .verifying(taps) }
        stages[.lookup] = lookup
        stages[.openingMix] = .verifying(statement.opening)
            + .extensionProducts(Double(2 * statement.claimedCoordinates))
        return stages
    }

    /// Public inputs, each read by its product.
    private var inputElements: Int {
        statement.statement.products.reduce(0) { count, product in
            if case .input = product.operand.value { count + product.operand.grid.count } else { count }
        }
    }

    private var lookup: Work {
        var work = Work()
        for layer in 0..<statement.lookup.layout.variableCount {
            work += .extensionProducts(Double(3 * layer + 6))
            // A round's message and its challenge, then ends and two challenges.
            work += Work(compressions: Double(layer * 3 + 4))
        }
        return work
    }

    // MARK: the commitment

    private var commitment: [ProofStage: Work] {
        let parameters = setting.parameters
        var first = Work(), rounds = Work(), final = Work()
        for oracle in parameters.oracles {
            first += Work(products: Double(6 * 4 * oracle.foldLog2), compressions: Double(3 * oracle.foldLog2))
        }
        var variables = parameters.commonVariableCount
        var terms = 0
        for (index, round) in parameters.rounds.enumerated() {
            let opened = proof.opening.rounds[index]
            for (queries, set) in zip(opened.queries, parameters.querySets(openedInRound: index)) {
                rounds += opening(queries, set)
                terms += queries.rowCount
            }
            rounds += Work(compressions: Double(3 * opened.sumcheck.count))
            // Each query's weight is bound variable by variable.
            rounds += Work(products: Double(terms * round.foldLog2 * (3 + 6 + 1)))
            variables -= round.foldLog2
        }
        let last = parameters.querySet(ofRound: parameters.rounds.count - 1)
        final += opening(proof.opening.finalQueries, last)
        final += .hash(bytes: 24 << variables)
        // The polynomial in clear at every point that was queried: Horner's rule over the base field.
        final += .mixedProducts(Double(terms + proof.opening.finalQueries.rowCount) * Work.power(variables))
        return [.firstFolds: first, .rounds: rounds, .finalPolynomial: final]
    }

    /// One set of queries: leaves and paths hashed, leaves folded.
    private func opening(_ queries: WHIRProof.Queries, _ set: WHIRParameters.QuerySet) -> Work {
        let leaves = Double(queries.rowCount)
        let paths = Work(compressions: leaves + Double(queries.opening.siblings.count) - 1)
        let rows = Work(compressions: leaves * Work.hash(bytes: set.rowByteCount).compressions)
        // A pair of values takes two extension products; columns are first combined.
        let folds = Work.extensionProducts(leaves * 2 * (Work.power(set.foldLog2) - 1))
        let columns = Work.mixedProducts(leaves * Double((set.columnCount - 1) << set.foldLog2))
        return paths + rows + folds + columns
    }
}
