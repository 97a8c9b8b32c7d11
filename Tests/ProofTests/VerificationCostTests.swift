import Algebra
import Circuit
import TestSupport
import Testing
import Verifier

/// The cost of a verification: counted right, monotone, and kept to.
struct VerificationCostTests {
    /// Blocks over all claims, counted on the claims that a verifier makes, from reductions that say nothing.
    private static func terms(_ circuit: Circuit) throws -> (witness: Int, weights: Int) {
        let plan = try ProofPlan(circuit)
        let inputs = circuit.inputs.map { Tensor.zeros($0.type) }
        let statement = StatementProtocol(
            plan: plan, publicValues: StatementPublicValues(inputs: inputs, score: 0, index: 0))
        func blank(_ batch: SumcheckBatch) -> BatchedSumcheckReduction {
            BatchedSumcheckReduction(
                point: [CubicExtension](repeating: .zero, count: batch.roundCount),
                evaluations: batch.instances.map { [CubicExtension](repeating: .zero, count: $0.committedCount) })
        }
        let sites = blank(try statement.siteBatch(mix: .one))
        let biases = plan.gadgets.compactMap { gadget -> CubicExtension? in
            switch gadget {
            case .product, .convolution: .zero
            default: nil
            }
        }
        let products = blank(try statement.productBatch(sites, biases: biases))
        let taps = try statement.tapBatch(products).map(blank)
        let openings = statement.furtherOpenings(sites)
        var claims = statement.claims(
            sites: sites, openings: openings, values: openings.map { _ in .zero }, products: products, taps: taps)
        let lookups = try statement.lookupStatement()
        claims.witness += statement.claims(
            LookupVerifier.reduction(
                lookups, at: [CubicExtension](repeating: .zero, count: lookups.layout.variableCount),
                lookups.sentColumns.map { _ in .zero }))
        return (claims.witness.reduce(0) { $0 + $1.terms.count }, claims.weights.reduce(0) { $0 + $1.terms.count })
    }

    @Test func workIsWhatTheVerifierDoes() throws {
        var circuits = try ["fashion-mlp", "fashion-cnn"].map { try ArithmetisationTests.run($0, picture: 0).circuit }
        var seed: UInt64 = 0
        while circuits.count < 60 {
            seed += 1
            var random = RandomCircuits(seed: seed, .small)
            if let circuit = random.draw()?.circuit, (try? ProofPlan(circuit)) != nil { circuits.append(circuit) }
        }
        for circuit in circuits {
            let plan = try ProofPlan(circuit), counted = try Self.terms(circuit)
            // Multiplicities are opened by the lookup argument, once each.
            #expect(plan.work.witnessTerms == counted.witness, "\(circuit.listing)")
            #expect(plan.work.weightTerms == counted.weights, "\(circuit.listing)")
        }
        // The picture is read by one operator. Filters of stride 1 go over images of 28×28 and 14×14: for each axis
        // 32 · (1 + 2) steps a bit, of 5 and of 4 bits.
        let work = try ProofPlan(circuits[1]).work
        #expect(work.publicReads == 784 && work.wiring == 96 * (5 + 5 + 4 + 4))
    }

    @Test func readingGrowsWithBytesUpToTheLongestFile() {
        var last: UInt64 = 0
        for count in [-5, 0, 1, 1000, 1 << 20, ProofVerifier.maximumByteCount] {
            let cost = VerificationCost.reading(byteCount: count)
            #expect(count <= 0 ? cost >= last : cost > last)
            last = cost
        }
        #expect(VerificationCost.reading(byteCount: .max) == last)
    }

    /// More of anything never costs less.
    @Test func costIsMonotone() throws {
        // The identity up to the clamp, so that values differ to the end.
        let step = OperatorKind.requantise(
            Requantise(to: .int8, multiplier: .constant(2), shift: 1, lower: 0, upper: 127))
        func cost(operators: Int = 2, extent: Int = 20, readers: Int = 1) throws -> UInt64 {
            let (circuit, _) = try HostileCircuitTests.circuit { builder in
                let x = builder.input("x", try TensorType(.uint8, [1, extent]))
                for index in 1..<readers {
                    _ = try builder.append(step, [x], label: "reader \(index)")
                }
                var value = x
                for index in 0..<operators {
                    value = try builder.append(step, [value], label: "step \(index)")[0]
                }
                try HostileCircuitTests.close(&builder, value)
            }
            var random = SeededGenerator(seed: 1)
            return try ProofVerifier.cost(of: Hostile.file(circuit, body: .zeros, &random), allowingInsecure: true).total
        }
        for costs in [
            try (1...20).map { try cost(operators: $0) }, try [3, 7, 15, 63, 255, 1023, 4095].map { try cost(extent: $0) },
            try (1...20).map { try cost(readers: $0) },
        ] {
            #expect(zip(costs, costs.dropFirst()).allSatisfy { $0 < $1 }, "\(costs)")
        }
    }

    /// The bound on openings covers the parameters of every pair of oracles that a plan can have.
    @Test func openingsStayBelowTheirBound() throws {
        for profile in SecurityProfile.all {
            var closest: (ratio: Double, witness: Int, weights: Int) = (0, 0, 0)
            for witness in 0...ProofPlan.Limits.cellsLog2 {
                for weights in max(0, witness - 8)...min(ProofPlan.Limits.cellsLog2, witness + 8) {
                    let parameters = try WHIRParameters.derive(
                        for: [
                            .witness(columnCount: 1, variableCount: witness), .weights(columnCount: 1, variableCount: weights),
                        ], profile: profile, allowingInsecure: true)
                    let found = VerificationCost.queries(parameters)
                    let bound = VerificationCost.opening(witnessLog2: witness, weightsLog2: weights)
                    #expect(found <= bound, "\(profile.name) 2^\(witness) 2^\(weights): \(found) > \(bound)")
                    if Double(found) / Double(bound) > closest.ratio { closest = (Double(found) / Double(bound), witness, weights) }
                }
            }
            print("\(profile.name): closest at 2^\(closest.witness), 2^\(closest.weights): \(closest.ratio)")
        }
    }

    @Test func limitsAreKept() throws {
        let (circuit, weights) = try HostileCircuitTests.circuit { builder in
            try HostileCircuitTests.close(&builder, builder.input("x", try TensorType(.uint8, [1, 9])))
        }
        var random = SeededGenerator(seed: 3)
        let bytes = try Hostile.proveAndVerify(circuit, weights, &random)
        let cost = try ProofVerifier.cost(of: bytes, allowingInsecure: true)
        #expect(try ProofVerifier.verify(bytes, allowingInsecure: true, costLimit: cost.total).cost == cost)
        #expect(throws: ProofError.overCostLimit(cost: cost.total, limit: cost.total - 1)) {
            try ProofVerifier.verify(bytes, allowingInsecure: true, costLimit: cost.total - 1)
        }
        #expect(cost.reading >= VerificationCost.reading(byteCount: bytes.count))
        let long = [UInt8](repeating: 0, count: ProofVerifier.maximumByteCount + 1)
        #expect(throws: ProofError.tooLong(long.count)) { try ProofVerifier.verify(long) }
    }
}
