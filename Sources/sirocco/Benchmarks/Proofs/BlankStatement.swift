import Algebra
import Verifier

/// The shapes of a statement's parts, which depend on the circuit alone: reductions that say nothing stand where
/// a proof's would.
struct BlankStatement {
    let statement: StatementProtocol
    let sites: SumcheckBatch
    let openings: [StatementProtocol.Opening]
    let products: SumcheckBatch
    let taps: SumcheckBatch?
    let lookup: LookupStatement
    /// Claims of steps 1 to 4.
    let claims: StatementProtocol.Claims
    let opening: SumcheckBatch

    init(_ plan: ProofPlan) throws(BatchedSumcheckError) {
        statement = StatementProtocol(
            plan: plan, publicValues: StatementPublicValues(inputs: [], score: 0, index: 0))
        sites = try statement.siteBatch(mix: .one)
        let atSites = Self.blank(sites)
        openings = statement.furtherOpenings(atSites)
        products = try statement.productBatch(atSites, biases: statement.products.map { _ in .zero })
        let atProducts = Self.blank(products)
        taps = try statement.tapBatch(atProducts)
        do { lookup = try statement.lookupStatement() } catch { preconditionFailure("the setting has one: \(error)") }
        claims = statement.claims(
            sites: atSites, openings: openings, values: openings.map { _ in .zero }, products: atProducts,
            taps: taps.map(Self.blank))
        opening = try statement.openingBatch(claims, mix: .one)
    }

    /// Cells that these claims weigh.
    var claimedCells: Int {
        (claims.witness + claims.weights).reduce(0) { $0 + $1.terms.reduce(0) { $0 + 1 << $1.low.count } }
    }

    /// Coordinates that the verifier multiplies for them.
    var claimedCoordinates: Int {
        let plan = statement.plan
        func count(_ claims: [SubcubeClaim], _ variables: Int) -> Int {
            claims.reduce(0) { $0 + $1.terms.count * variables }
        }
        return count(claims.witness, plan.witnessLayout.sizeLog2) + count(claims.weights, plan.weightLayout.sizeLog2)
    }

    private static func blank(_ batch: SumcheckBatch) -> BatchedSumcheckReduction {
        BatchedSumcheckReduction(
            point: [CubicExtension](repeating: .zero, count: batch.roundCount),
            evaluations: batch.instances.map { [CubicExtension](repeating: .zero, count: $0.committedCount) })
    }
}
