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

    private var inputs: [(name: String, tensor: Tensor, commitment: TensorCommitment)] {
        zip(zip(header.circuit.inputs, header.inputs), claim.inputs).map { ($0.0.name, $0.1, $1) }
    }

    private var outputs: [(name: String, tensor: Tensor, commitment: TensorCommitment)] {
        zip(zip(header.circuit.outputs, header.outputs), claim.outputs).map { ($0.0.name, $0.1, $1) }
    }

    var text: String {
        var pairs = [
            ("model id", header.model.id.description), ("circuit", printable(header.circuit.name)),
            ("circuit hash", header.circuit.hash.description), ("weights root", header.model.weightsRoot.description),
            ("oracle root", oracleRoot?.description ?? "none"),
        ]
        for (kind, tensors) in [("input", inputs), ("output", outputs)] {
            for (name, tensor, commitment) in tensors {
                pairs.append(("\(kind) \(printable(name))", tensor.excerpt))
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
        func list(_ tensors: [(name: String, tensor: Tensor, commitment: TensorCommitment)]) -> JSON {
            .list(
                tensors.map { name, tensor, commitment in
                    guard case .object(let members) = tensor.json(name: name) else { return .null }
                    return .object(members + [("commitment", .text(commitment.description))])
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
