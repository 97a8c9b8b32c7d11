import Algebra
import Transcript
import Verifier

extension StatementProver {
    struct PrivateOutput {
        let relation: SpongeRelation
        let proof: PrivateTensorProof
        let reduction: BatchedSumcheckReduction
    }

    /// Step 5; nil where no tensor is private.
    func provePrivateTensors(_ transcript: inout Transcript) throws(StatementFailure) -> PrivateOutput? {
        guard let part = plan.privatePart, let relation = statement.spongeRelation(&transcript) else { return nil }
        var message = CubicExtension.zero
        for term in statement.messageForm(relation) {
            message += term.coefficients.dot(
                Array(witnessOracle.cells[term.address..<term.address + term.coefficients.count]))
        }
        transcript.absorb("io-message", [message])
        let grid = plan.columns[part.sboxes].grid
        let polynomials = [
            SumcheckPolynomial.cubic(over: EqualityPolynomial.table(at: relation.point)),
            grid.polynomial(relation.coefficients), column(part.sboxes),
        ]
        do throws(BatchedSumcheckError) {
            let batch = try statement.spongeBatch(relation, message: message)
            let output = BatchedSumcheckProver.prove(batch, over: [polynomials], transcript: &transcript)
            return PrivateOutput(
                relation: relation, proof: PrivateTensorProof(message: message, sponges: output.proof),
                reduction: output.reduction)
        } catch { throw .privateTensors(error) }
    }
}
