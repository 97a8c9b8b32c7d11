import Algebra
import Circuit
import Claims
import Transcript

/// What both sides derive from a circuit, what is private of a run and a profile before the run: plan,
/// commitment parameters, security.
public struct ProofSetting: Sendable {
    public let circuit: Circuit
    public let plan: ProofPlan
    /// Oracle 0 is the witness, oracle 1 the weights.
    public let parameters: WHIRParameters

    /// - Throws: `ProofError.plan`, `.parameters`, `.belowFloor` when the computed sum of all errors misses the
    ///   profile's floor.
    public init(
        _ circuit: Circuit, privacy: StatementPrivacy = .none, profile: SecurityProfile, allowingInsecure: Bool = false
    ) throws(ProofError) {
        self.circuit = circuit
        let open: ProofPlan
        do {
            open = try ProofPlan(circuit)
            plan = privacy.isNone ? open : try ProofPlan(circuit, privacy: privacy)
        } catch { throw .plan(error) }
        do {
            func derive(_ plan: ProofPlan, _ weights: WHIROracleShape) throws(WHIRParameterError) -> WHIRParameters {
                try WHIRParameters.derive(
                    for: [.witness(columnCount: 1, variableCount: plan.witnessLayout.sizeLog2), weights], profile: profile,
                    allowingInsecure: allowingInsecure)
            }
            let free = WHIROracleShape.weights(columnCount: 1, variableCount: open.weightLayout.sizeLog2)
            let derived = try derive(open, free)
            if plan.witnessLayout.sizeLog2 == open.witnessLayout.sizeLog2 {
                parameters = derived
            } else {
                // A model is registered once: its oracle has the first fold that it has where all is public.
                let fold = derived.oracles[1].foldLog2
                parameters = try derive(
                    plan,
                    WHIROracleShape(
                        columnCount: 1, variableCount: open.weightLayout.sizeLog2, rates: free.rates, firstFolds: fold...fold))
            }
        } catch { throw .parameters(error) }
        guard try securityReport().reachesFloor else { throw .belowFloor }
    }

    /// The root of a model's weight oracle, recomputed from its bytes.
    ///
    /// - Throws: `ProofError.tensorOutOfRange` when the weights are not the circuit's.
    public func weightRoot(_ weights: Weights) throws(ProofError) -> Digest {
        do { try circuit.layout.check(weights) } catch { throw .tensorOutOfRange("\(error)") }
        do { return try WHIROracleRoot.compute([plan.weightCells(circuit, weights)], parameters: parameters.oracles[1]) } catch {
            throw .circuit("\(error)")
        }
    }

    /// Every error of a proof: the statement's challenges, each times the candidates that roots leave open, then
    /// the commitment's rounds.
    public func securityReport() throws(ProofError) -> SecurityReport {
        let statement = StatementProtocol(
            plan: plan, publicValues: StatementPublicValues(inputs: [], score: 0, index: 0))
        let shape: StatementProtocol.Shape
        do { shape = try statement.shape() } catch { throw .statement(error) }
        var numerators: [(name: String, numerator: UInt64)] = []
        let coordinates = UInt64(plan.sites.map { $0.grid.variableCount }.max() ?? 0)
        numerators.append(("zero check point", UInt64(plan.sites.count) * coordinates))
        numerators.append(("zero check mixing", UInt64(plan.sites.count)))
        for (name, batch) in [("sites", shape.sites), ("products", shape.products), ("openings", shape.opening)] {
            numerators += batch.soundnessTerms.map { ("\(name): \($0.name)", $0.numerator) }
        }
        if let taps = shape.taps { numerators += taps.soundnessTerms.map { ("taps: \($0.name)", $0.numerator) } }
        if let sponges = shape.sponges {
            let coordinates = sponges.instances.reduce(0) { $0 + UInt64($1.variableCount) }
            numerators.append(("private tensors: check point", coordinates))
            numerators += sponges.soundnessTerms.map { ("private tensors: \($0.name)", $0.numerator) }
        }
        numerators += LookupSoundness.terms(shape.lookup)
        // Relations at a site's point, and products at a result's, are checked at the point of the zero check.
        numerators.append(("relations at random points", UInt64(plan.gadgets.count + plan.columns.count) * coordinates))
        // A polynomial in the mixing challenge: its degree is the number of claims less one.
        do { numerators.append(("opening mix", UInt64(max(1, try statement.openingClaimCount()) - 1))) } catch {
            throw .statement(error)
        }
        let field = SecurityBits.cubicField
        let terms = numerators.filter { $0.numerator > 0 }.map { entry in
            SecurityTerm(
                name: entry.name, formula: "candidates · \(entry.numerator) / p³",
                source: "Schwartz–Zippel", status: .proven,
                formulaBits: field.less(log2Ceiling: entry.numerator, parameters.candidatesLog2), grindingBits: 0)
        }
        return SecurityReport(profile: parameters.profile, terms: terms + parameters.securityReport().terms)
    }
}

extension SecurityBits {
    /// ⌊log2 p³⌋ for p = 2^64 − 2^32 + 1: 191.
    static var cubicField: SecurityBits { SecurityBits(191) }

    /// These bits less ⌈log2 numerator⌉ and `candidatesLog2`; none below zero.
    func less(log2Ceiling numerator: UInt64, _ candidatesLog2: Int) -> SecurityBits {
        let bits = UInt64.bitWidth - (max(numerator, 1) - 1).leadingZeroBitCount
        return SecurityBits(units: max(0, units - SecurityBits(bits + candidatesLog2).units))
    }
}
