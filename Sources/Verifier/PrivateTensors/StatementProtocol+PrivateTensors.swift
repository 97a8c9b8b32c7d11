import Algebra
import Circuit
import Claims
import Transcript

// Step 5: the commitments of private tensors are opened.

extension StatementProtocol {
    /// Challenges of step 5; nil where no tensor is private.
    package func spongeRelation(_ transcript: inout Transcript) -> SpongeRelation? {
        guard let part = plan.privatePart else { return nil }
        let count = plan.columns[part.sboxes].grid.variableCount
        return spongeRelation(at: (0..<count).map { _ in transcript.challenge("io-check") })
    }

    func spongeRelation(at point: [CubicExtension]) -> SpongeRelation? {
        plan.privatePart.map { SpongeRelation(point: point, lengths: $0.tensors.map { $0.permutationCount }) }
    }

    /// One instance: public polynomials 0 and 1 are eq(z, ·) and b, committed 0 the S-boxes' inputs.
    package func spongeBatch(
        _ relation: SpongeRelation, message: CubicExtension
    ) throws(BatchedSumcheckError) -> SumcheckBatch {
        try SumcheckBatch([
            SumcheckInstance(
                variableCount: relation.point.count,
                expression: SumOfProducts([
                    .init(.one, factors: [0, 2]), .init(.zero - .one, factors: [1] + [Int](repeating: 2, count: 7)),
                ]), publicCount: 2, committedCount: 1, claimedSum: message + knownShare(relation))
        ])
    }

    /// Everything on the right side of the relation but the message's secret share.
    private func knownShare(_ relation: SpongeRelation) -> CubicExtension {
        guard let part = plan.privatePart else { return .zero }
        var sum = CubicExtension.zero
        var sponges: [(first: Int, count: Int, capacity: [Goldilocks], digest: [Goldilocks])] = []
        for (index, tensor) in part.tensors.enumerated() {
            let digest = publicValues.digests.indices.contains(index) ? publicValues.digests[index].elements : []
            sponges.append(
                (
                    tensor.firstPermutation, tensor.permutationCount,
                    Poseidon2Sponge.initialCapacity(PrivateCommitment.label, count: tensor.message.count), digest
                ))
            let job = zip(PrivateMessage.jobPositions, PrivateMessage.elements(of: publicValues.job))
            for (position, element) in Array(job) + Array(zip(PrivateMessage.headerPositions, tensor.message.header)) {
                sum += relation.weight(first: tensor.firstPermutation, position: position) * element
            }
            // A value stands as the sum of its columns and this constant.
            let constant = (part.form(of: tensor)?.constant ?? .zero) + Goldilocks(embedding: tensor.message.offset)
            sum += valueWeights(tensor, relation).reduce(.zero, +) * constant
        }
        return sum + relation.known(sponges)
    }

    /// The coefficient of every value of a tensor, row-major.
    private func valueWeights(_ tensor: ProofPlan.PrivatePart.Tensor, _ relation: SpongeRelation) -> [CubicExtension] {
        (0..<tensor.message.type.shape.count).map { index in
            let place = tensor.message.place(ofValue: index)
            return relation.weight(first: tensor.firstPermutation, position: place.position) * place.factor
        }
    }

    /// The secret share of all messages as a linear form of the witness oracle's cells.
    package func messageForm(_ relation: SpongeRelation) -> [SubcubeClaim.DenseTerm] {
        guard let part = plan.privatePart else { return [] }
        var terms: [SubcubeClaim.DenseTerm] = []
        for tensor in part.tensors {
            let salt = PrivateMessage.saltPositions.map { relation.weight(first: tensor.firstPermutation, position: $0) }
            terms += plan.witnessLayout.terms(tensor: tensor.salt, coefficients: salt)
            let weights = valueWeights(tensor, relation)
            if let form = part.form(of: tensor) {
                for term in form.terms {
                    terms += plan.witnessLayout.terms(
                        tensor: term.column, coefficients: weights.map { $0 * term.factor })
                }
            } else if let choice = part.choice {
                if case .index = tensor.source {
                    terms += indexForm(choice, times: weights[0])
                } else {
                    terms += maximumForm(choice, times: weights[0])
                }
            }
        }
        return terms
    }

    // MARK: the hidden argmax

    /// factor · Σ j · choice(j): the index.
    private func indexForm(
        _ choice: ProofPlan.PrivatePart.Choice, times factor: CubicExtension
    ) -> [SubcubeClaim.DenseTerm] {
        plan.witnessLayout.terms(
            tensor: choice.choice, coefficients: (0..<choice.classes).map { factor * Goldilocks(reducing: UInt64($0)) })
    }

    /// factor · bar(last): nothing comes before an index that is below the last place, so this is the maximum.
    private func maximumForm(
        _ choice: ProofPlan.PrivatePart.Choice, times factor: CubicExtension
    ) -> [SubcubeClaim.DenseTerm] {
        plan.witnessLayout.terms(
            tensor: choice.bar,
            coefficients: (0..<choice.classes).map { $0 == choice.classes - 1 ? factor : .zero })
    }

    /// All claims of step 5: the S-boxes at the sumcheck's point, the message; then, of a hidden argmax,
    /// that one place is chosen, that the bar is the maximum − [i < index] at the site's point, and that what is
    /// public of index and maximum is as claimed.
    package func privateClaims(
        _ sites: BatchedSumcheckReduction, _ relation: SpongeRelation?, _ proof: PrivateTensorProof?,
        _ reduction: BatchedSumcheckReduction?
    ) -> [SubcubeClaim] {
        guard let part = plan.privatePart, let relation, let proof, let reduction else { return [] }
        var claims = [
            plan.witnessLayout.claim(
                tensor: part.sboxes, at: reduction.point(variableCount: relation.point.count),
                value: reduction.evaluations[0].first ?? .zero),
            SubcubeClaim([], dense: messageForm(relation), value: proof.message),
        ]
        guard let choice = part.choice, let point = sitePoint(choice.position, sites),
            let (site, place) = plan.site(of: choice.bar)
        else { return claims }
        let ones = [CubicExtension](repeating: .one, count: choice.classes)
        claims.append(
            SubcubeClaim([], dense: plan.witnessLayout.terms(tensor: choice.choice, coefficients: ones), value: .one))
        // bar(point) = indicator · maximum − Σ_j choice(j) · Σ_{i<j} eq(point, i).
        let grid = plan.sites[site].grid
        let table = EqualityPolynomial.table(at: point)
        var below = CubicExtension.zero
        let prefixes = (0..<choice.classes).map { index in
            defer { below += table[index] }
            return CubicExtension.zero - below
        }
        claims.append(
            SubcubeClaim(
                [],
                dense: maximumForm(choice, times: grid.indicator(at: point))
                    + plan.witnessLayout.terms(tensor: choice.choice, coefficients: prefixes),
                value: sites.evaluations[site][place]))
        if choice.indexIsPublic {
            claims.append(
                SubcubeClaim(
                    [], dense: indexForm(choice, times: .one),
                    value: CubicExtension(Goldilocks(embedding: Int64(publicValues.index)))))
        }
        if choice.scoreIsPublic {
            claims.append(
                SubcubeClaim(
                    [], dense: maximumForm(choice, times: .one),
                    value: CubicExtension(Goldilocks(embedding: publicValues.score))))
        }
        return claims
    }
}
