import Circuit
import Claims
import Transcript
import Verifier

/// What an accepted proof says, for people and programs.
struct ProvedStatement {
    let header: ProofHeader
    let security: SecurityReport

    init(_ verdict: ProofVerifier.Verdict) {
        header = verdict.header
        security = verdict.security
    }

    var claim: Claim { header.claim }
    /// An accepted proof's model has a root for the proof's profile.
    var oracleRoot: Digest? { header.model.oracleRoots.first { $0.profile == security.profile.id }?.root }

    /// What is known of a tensor: its values unless it is private.
    private typealias Known = (name: String, type: TensorType, tensor: Tensor?, commitment: TensorCommitment)

    private var inputs: [Known] {
        Self.known(header.circuit.inputs.map { ($0.name, $0.type) }, header.inputs, claim.inputs)
    }

    private var outputs: [Known] {
        Self.known(header.circuit.outputs.map { ($0.name, $0.operand.type) }, header.outputs, claim.outputs)
    }

    private static func known(
        _ declared: [(name: String, type: TensorType)], _ tensors: [Tensor], _ commitments: [TensorCommitment]
    ) -> [Known] {
        var rest = tensors[...]
        return zip(declared, commitments).map { declared, commitment in
            (declared.name, declared.type, commitment.isPrivate ? nil : rest.popFirst(), commitment)
        }
    }

    var text: String {
        var pairs = [
            ("model id", header.model.id.description), ("circuit", printable(header.circuit.name)),
            ("circuit hash", header.circuit.hash.description), ("weights root", header.model.weightsRoot.description),
            ("oracle root", oracleRoot?.description ?? "none"),
        ]
        for (kind, tensors) in [("input", inputs), ("output", outputs)] {
            for (name, type, tensor, commitment) in tensors {
                pairs.append(("\(kind) \(printable(name))", tensor?.excerpt ?? "private, \(type)"))
                pairs.append(("", commitment.description))
            }
        }
        pairs += [
            ("job", claim.job.description), ("address", claim.prover.description), ("chain", String(claim.chain)),
            ("profile", security.profile.name + (security.profile.isInsecure ? ", INSECURE: anybody can forge it" : "")),
            ("security", "\(security.sum) bits"), ("zero-knowledge", "no"),
        ]
        return fields(pairs)
    }

    var json: JSON {
        func list(_ tensors: [Known]) -> JSON {
            .list(
                tensors.map { name, type, tensor, commitment in
                    var members: [(String, JSON)] = [
                        ("name", .text(name)), ("element_type", .text(type.element.name)),
                        ("shape", .list(type.shape.dimensions.map { .integer($0) })),
                    ]
                    if case .object(let all) = tensor?.json(name: name) { members = all }
                    return .object(
                        members + [("private", .bool(tensor == nil)), ("commitment", .text(commitment.description))])
                })
        }
        return [
            "claim_id": .text(claim.id.description), "model_id": .text(header.model.id.description),
            "circuit": .text(header.circuit.name), "circuit_hash": .text(header.circuit.hash.description),
            "weights_root": .text(header.model.weightsRoot.description),
            "oracle_root": .optional(oracleRoot?.description),
            "inputs": list(inputs), "outputs": list(outputs),
            "job": .text(claim.job.description), "address": .text(claim.prover.description),
            "chain": .wide(claim.chain), "steps": .integer(Int(claim.steps)), "profile": .text(security.profile.name),
            "security_bits": security.sum.json, "zero_knowledge": false,
        ]
    }
}
