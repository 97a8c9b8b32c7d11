import Algebra
import Circuit
import Testing
import Verifier

/// The mixing challenge of the last sumcheck is a polynomial's argument: its error is the number of claims that are mixed.
struct OpeningClaimTests {
    @Test(arguments: ["dense", "image", "branches", "fashion-mlp", "fashion-cnn", "dense-hidden", "image-hidden", "branches-hidden"])
    func everyOpeningClaimIsCounted(name: String) throws {
        let item = try ProofGallery.named(name)
        let statement = StatementProtocol(
            plan: try ProofPlan(item.circuit, privacy: item.salts.privacy), publicValues: StatementPublicValues(inputs: item.inputs, score: 0, index: 0))
        let claims = try Self.blankClaims(statement)
        #expect(try statement.openingClaimCount() == max(claims.witness.count, claims.weights.count))
    }

    private static func blankClaims(_ statement: StatementProtocol) throws -> StatementProtocol.Claims {
        func blank(_ batch: SumcheckBatch) -> BatchedSumcheckReduction {
            BatchedSumcheckReduction(
                point: .init(repeating: .zero, count: batch.roundCount),
                evaluations: batch.instances.map { .init(repeating: .zero, count: $0.committedCount) })
        }
        let sites = blank(try statement.siteBatch(mix: .one))
        let openings = statement.furtherOpenings(sites)
        let products = blank(try statement.productBatch(sites, biases: .init(repeating: .zero, count: 1 << 10)))
        let taps = try statement.tapBatch(products).map { blank($0) }
        let lookup = try statement.lookupStatement()
        var claims = statement.claims(
            sites: sites, openings: openings, values: .init(repeating: .zero, count: openings.count), products: products,
            taps: taps)
        var transcript = StatementTests.transcript()
        if let relation = statement.spongeRelation(&transcript) {
            let sponges = blank(try statement.spongeBatch(relation, message: .zero))
            claims.witness += statement.privateClaims(
                sites, relation, PrivateTensorProof(message: .zero, sponges: .init(rounds: [], evaluations: [])), sponges)
        }
        claims.witness += statement.claims(
            LookupVerifier.reduction(
                lookup, at: .init(repeating: .zero, count: lookup.layout.variableCount),
                .init(repeating: .zero, count: lookup.sentColumns.count)))
        return claims
    }
}
