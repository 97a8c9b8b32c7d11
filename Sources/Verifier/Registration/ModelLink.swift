import Circuit
import Claims
import Transcript

/// The check that makes one model of two commitments: the weights root, which disputes read, and the oracle
/// roots, which proofs read. Without it an owner could register one model for disputes and another for
/// proofs.
///
/// An open model's oracle is a function of circuit, weight bytes and profile, so whoever holds the bytes
/// recomputes it. A model that passes is *linked*; any other is *unlinked*, and a claim about one of its roots
/// says nothing about the other.
public enum ModelLink {
    /// Most bytes of weights: 2^20 of the widest that circuits of this version read, and their filling.
    public static let maximumWeightBytes = 1 << 23

    /// Checks a commitment against the bytes that it should be of.
    ///
    /// - Parameters:
    ///   - circuit: canonical bytes.
    ///   - weights: canonical bytes, at most `maximumWeightBytes`.
    ///   - admits: asked before each oracle is encoded, with its number of cells: whether somebody pays for it.
    /// - Returns: the circuit.
    /// - Throws: `ModelLinkError`, the first check that fails, cheap ones first.
    /// - Complexity: one encoding of the weight oracle a profile.
    public static func check(
        _ model: ModelCommitment, circuit: [UInt8], weights: [UInt8], allowingInsecure: Bool = false,
        admits: (_ cells: Int) -> Bool = { _ in true }
    ) throws(ModelLinkError) -> Circuit {
        let circuit = try check(model, circuit: circuit)
        guard weights.count <= maximumWeightBytes else {
            throw .weightsTooLong(bytes: weights.count, limit: maximumWeightBytes)
        }
        let weights = Weights(bytes: weights)
        let root = weights.root
        guard root == model.weightsRoot else { throw .otherWeights(expected: model.weightsRoot, found: root) }
        do { try circuit.layout.check(weights) } catch { throw .weights(error) }
        for oracle in model.oracleRoots {
            guard let profile = SecurityProfile.named(oracle.profile), allowingInsecure || !profile.isInsecure else {
                throw .profile(oracle.profile)
            }
            let setting: ProofSetting, found: Digest
            do { setting = try ProofSetting(circuit, profile: profile, allowingInsecure: allowingInsecure) } catch {
                throw .unprovable(oracle.profile, error)
            }
            let cells = 1 << setting.plan.weightLayout.sizeLog2
            guard admits(cells) else { throw .unpaid(cells: cells) }
            do { found = try setting.weightRoot(weights) } catch { throw .unprovable(oracle.profile, error) }
            guard found == oracle.root else { throw .otherOracle(oracle.profile, expected: oracle.root, found: found) }
        }
        return circuit
    }

    /// Checks the circuit alone: what can be known of a model whose weights are not shown.
    ///
    /// - Throws: `circuit`, `otherCircuit`.
    public static func check(_ model: ModelCommitment, circuit bytes: [UInt8]) throws(ModelLinkError) -> Circuit {
        let circuit: Circuit
        do { circuit = try Circuit(canonicalBytes: bytes) } catch { throw .circuit(error) }
        guard circuit.hash == model.circuitHash else {
            throw .otherCircuit(expected: model.circuitHash, found: circuit.hash)
        }
        return circuit
    }
}
