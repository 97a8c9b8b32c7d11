import Claims
import Ledger
import Node
import Transcript

extension LoggedEvent {
    var json: JSON {
        guard case .object(let members) = event.json else { return event.json }
        return .object([("sequence", .wide(sequence)), ("height", .wide(height))] + members)
    }

    var line: String { "\(height)  \(event.words)\n" }
}

extension Event {
    /// The event's name and its parts, in order.
    private var parts: (name: String, [(String, JSON)]) {
        func id(_ digest: Digest) -> JSON { .text(digest.description) }
        func id(_ address: Address) -> JSON { .text(address.description) }
        switch self {
        case .executed(let transaction, let sender, let nonce, let gasUsed, let fee):
            return (
                "executed",
                [
                    ("transaction", id(transaction)), ("sender", id(sender)), ("nonce", .wide(nonce)),
                    ("gas_used", .wide(gasUsed)), ("fee", fee.json),
                ]
            )
        case .failed(let precompile, let halt, let code):
            return (
                "failed",
                [("precompile", .integer(Int(precompile))), ("halt", .integer(Int(halt))), ("code", .integer(Int(code)))]
            )
        case .transferred(let from, let to, let amount):
            return ("transferred", [("from", id(from)), ("to", id(to)), ("amount", amount.json)])
        case .modelRegistered(let model, let commitment, let registrant, let shares, let isLinked):
            return (
                "model_registered",
                [
                    ("model", id(model)), ("commitment", id(commitment)), ("registrant", id(registrant)),
                    ("shares", .wide(shares)), ("linked", .bool(isLinked)),
                ]
            )
        case .priceSet(let model, let price):
            return ("price_set", [("model", id(model)), ("price", price.map { $0.json } ?? .null)])
        case .sharesTransferred(let model, let from, let to, let count):
            return (
                "shares_transferred", [("model", id(model)), ("from", id(from)), ("to", id(to)), ("count", .wide(count))]
            )
        case .revenueReceived(let model, let amount):
            return ("revenue_received", [("model", id(model)), ("amount", amount.json)])
        case .dividendsCollected(let model, let holder, let amount):
            return ("dividends_collected", [("model", id(model)), ("holder", id(holder)), ("amount", amount.json)])
        case .attested(let model, let auditor, let bond):
            return ("attested", [("model", id(model)), ("auditor", id(auditor)), ("bond", bond.json)])
        case .attestationWithdrawn(let model, let auditor, let bond):
            return ("attestation_withdrawn", [("model", id(model)), ("auditor", id(auditor)), ("bond", bond.json)])
        case .jobPosted(let job, let poster, let model, let escrow):
            return ("job_posted", [("job", id(job)), ("poster", id(poster)), ("model", id(model)), ("escrow", escrow.json)])
        case .jobCancelled(let job, let refund): return ("job_cancelled", [("job", id(job)), ("refund", refund.json)])
        case .jobTaken(let job, let prover, let bond, let until):
            return ("job_taken", [("job", id(job)), ("prover", id(prover)), ("bond", bond.json), ("until", .wide(until))])
        case .leaseExpired(let job, let prover, let toPoster, let burned):
            return (
                "lease_expired",
                [("job", id(job)), ("prover", id(prover)), ("to_poster", toPoster.json), ("burned", burned.json)]
            )
        case .jobExpired(let job, let refund): return ("job_expired", [("job", id(job)), ("refund", refund.json)])
        case .proofAccepted(let job, let claim): return ("proof_accepted", [("job", id(job)), ("claim", id(claim))])
        case .claimed(let job, let claim, let publication, let windowEnd):
            return (
                "claimed",
                [("job", id(job)), ("claim", id(claim)), ("publication", id(publication)), ("window_end", .wide(windowEnd))]
            )
        case .challenged(let job, let challenger, let bond, let question):
            return (
                "challenged",
                [("job", id(job)), ("challenger", id(challenger)), ("bond", bond.json), ("question", id(question))]
            )
        case .answered(let job, let challenger, let answer):
            return ("answered", [("job", id(job)), ("challenger", id(challenger)), ("answer", id(answer))])
        case .asked(let job, let challenger, let question):
            return ("asked", [("job", id(job)), ("challenger", id(challenger)), ("question", id(question))])
        case .refuted(let job, let winner, let toWinner, let burned, let refund):
            return (
                "refuted",
                [
                    ("job", id(job)), ("winner", id(winner)), ("to_winner", toWinner.json), ("burned", burned.json),
                    ("refund", refund.json),
                ]
            )
        case .challengeLost(let job, let challenger, let toProver, let burned):
            return (
                "challenge_lost",
                [("job", id(job)), ("challenger", id(challenger)), ("to_prover", toProver.json), ("burned", burned.json)]
            )
        case .challengeWithdrawn(let job, let challenger, let bond):
            return ("challenge_withdrawn", [("job", id(job)), ("challenger", id(challenger)), ("bond", bond.json)])
        case .jobSettled(let job, let prover, let reward, let licenceFee, let bond):
            return (
                "job_settled",
                [
                    ("job", id(job)), ("prover", id(prover)), ("reward", reward.json), ("licence_fee", licenceFee.json),
                    ("bond", bond.json),
                ]
            )
        }
    }

    var json: JSON {
        let (name, members) = parts
        return .object([("event", .text(name))] + members)
    }

    /// `job taken: job 0x12345678..cdef, prover 0x…`.
    var words: String { words { $0.hasPrefix("0x") ? shortened($0) : $0 } }
    /// The same with ids in full, to be copied.
    var fullWords: String { words { $0 } }

    private func words(_ shown: (String) -> String) -> String {
        let (name, members) = parts
        let values = members.map { member in
            if case .text(let text) = member.1 { return "\(member.0) \(shown(text))" }
            return "\(member.0) \(member.1.encoded)"
        }
        return (name + ": " + values.joined(separator: ", ")).replacing("_", with: " ")
    }
}

extension Amount {
    var json: JSON { .text(description) }
}
