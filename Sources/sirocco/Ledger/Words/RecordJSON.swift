import Claims
import Ledger
import Transcript

// Records of the state, for programs.

extension Account {
    var json: JSON {
        ["address": .text(address.description), "nonce": .wide(nonce), "balance": balance.json]
    }
}

extension RevenueShare {
    var json: JSON { ["model": .text(model.description), "parts": .integer(Int(parts))] }
}

extension ModelAsset {
    var json: JSON {
        [
            "model": .text(id.description), "circuit_hash": .text(commitment.circuitHash.description),
            "weights_root": .text(commitment.weightsRoot.description),
            "oracle_roots": .list(
                commitment.oracleRoots.map {
                    ["profile": .text($0.profile.description), "root": .text($0.root.description)]
                }),
            "registrant": .text(registrant.description), "parents": .list(parents.map { $0.json }),
            "ancestors": .list(ancestors.map { $0.json }), "depth": .integer(Int(depth)),
            "price_per_call": pricePerCall.map { $0.json } ?? .null, "attestations": .integer(Int(attestations)),
        ]
    }
}

extension Holding {
    var json: JSON {
        [
            "model": .text(model.description), "holder": .text(holder.description), "shares": .wide(shares),
            "owed": owed.json,
        ]
    }
}

extension Job {
    var json: JSON {
        let order = order
        let assurance: JSON =
            switch order.assurance {
            case .proved(let profile): ["kind": "proved", "profile": .text(profile.description)]
            case .optimistic(let level): ["kind": "optimistic", "level": .text("\(level)")]
            }
        return [
            "job": .text(id.description), "poster": .text(poster.description), "model": .text(order.model.description),
            "steps": .integer(Int(order.steps)), "inputs": .list(order.inputs.map { .text($0.description) }),
            "sealed_input": .optional(order.sealedInput?.description),
            "auditors": .list(order.auditors.map { .text($0.description) }), "assurance": assurance,
            "reward": order.reward.json, "licence_fee": order.licenceFee.json, "bond": order.proverBond.json,
            "reserved_for": .optional(order.reservedFor?.description), "deadline": .wide(order.deadline),
            "lease_ms": .wide(order.lease), "status": status.json,
        ]
    }
}

extension JobStatus {
    var name: String {
        switch self {
        case .posted: "posted"
        case .taken: "taken"
        case .claimed: "claimed"
        case .settled: "settled"
        case .refuted: "refuted"
        case .cancelled: "cancelled"
        case .expired: "expired"
        }
    }

    var json: JSON {
        switch self {
        case .posted, .cancelled, .expired: ["name": .text(name)]
        case .taken(let prover, let until):
            ["name": .text(name), "prover": .text(prover.description), "until": .wide(until)]
        case .claimed(let claim, let windowEnd, let disputes):
            [
                "name": .text(name), "prover": .text(claim.prover.description), "claim": .text(claim.id.description),
                "claim_bytes": .text(hexadecimal(claim.canonicalBytes)), "window_end": .wide(windowEnd),
                "disputes": .integer(Int(disputes)),
            ]
        case .settled(let prover, let claim):
            ["name": .text(name), "prover": .text(prover.description), "claim": .text(claim.description)]
        case .refuted(let prover, let winner):
            ["name": .text(name), "prover": .text(prover.description), "winner": .text(winner.description)]
        }
    }
}

extension Dispute {
    var json: JSON {
        [
            "job": .text(job.description), "challenger": .text(challenger.description), "bond": bond.json,
            "opened_at": .wide(openedAt), "turn": .text("\(turn)"), "turn_end": .wide(turnEnd),
            "questions": .integer(Int(questions)), "question": .text(question.description),
            "progress": .text(hexadecimal(progress)),
        ]
    }
}

extension JSON {
    /// An object's members as lines for people.
    var lines: String {
        guard case .object(let members) = self else { return encoded + "\n" }
        return fields(
            members.map { name, value in
                let text: String
                if case .text(let plain) = value { text = printable(plain) } else { text = printable(value.encoded) }
                return (name.replacing("_", with: " "), text)
            })
    }
}
