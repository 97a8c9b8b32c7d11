import Claims
import Transcript

extension Event: CanonicalCodable {
    /// A tag (1) and the case's values in order. Tags are never reused.
    public func encode(into encoder: inout CanonicalEncoder) {
        switch self {
        case .executed(let transaction, let sender, let nonce, let gasUsed, let fee):
            encoder.append(UInt8(1))
            encoder.append(transaction)
            encoder.append(sender.bytes)
            encoder.append(nonce)
            encoder.append(gasUsed)
            encoder.append(fee)
        case .failed(let precompile, let halt, let code):
            encoder.append(UInt8(2))
            encoder.append(precompile)
            encoder.append(halt)
            encoder.append(code)
        case .transferred(let from, let to, let amount):
            encoder.append(UInt8(3))
            encoder.append(from.bytes)
            encoder.append(to.bytes)
            encoder.append(amount)
        case .modelRegistered(let model, let commitment, let registrant, let shares, let isLinked):
            encoder.append(UInt8(4))
            encoder.append(model)
            encoder.append(commitment)
            encoder.append(registrant.bytes)
            encoder.append(shares)
            encoder.append(isLinked)
        case .priceSet(let model, let price):
            encoder.append(UInt8(5))
            encoder.append(model)
            encoder.append(optional: price) { $0.encode(into: &$1) }
        case .sharesTransferred(let model, let from, let to, let count):
            encoder.append(UInt8(6))
            encoder.append(model)
            encoder.append(from.bytes)
            encoder.append(to.bytes)
            encoder.append(count)
        case .revenueReceived(let model, let amount):
            encoder.append(UInt8(7))
            encoder.append(model)
            encoder.append(amount)
        case .dividendsCollected(let model, let holder, let amount):
            encoder.append(UInt8(8))
            encoder.append(model)
            encoder.append(holder.bytes)
            encoder.append(amount)
        case .attested(let model, let auditor, let bond):
            encoder.append(UInt8(9))
            encoder.append(model)
            encoder.append(auditor.bytes)
            encoder.append(bond)
        case .attestationWithdrawn(let model, let auditor, let bond):
            encoder.append(UInt8(10))
            encoder.append(model)
            encoder.append(auditor.bytes)
            encoder.append(bond)
        case .jobPosted(let job, let poster, let model, let escrow):
            encoder.append(UInt8(11))
            encoder.append(job)
            encoder.append(poster.bytes)
            encoder.append(model)
            encoder.append(escrow)
        case .jobCancelled(let job, let refund):
            encoder.append(UInt8(12))
            encoder.append(job)
            encoder.append(refund)
        case .jobTaken(let job, let prover, let bond, let until):
            encoder.append(UInt8(13))
            encoder.append(job)
            encoder.append(prover.bytes)
            encoder.append(bond)
            encoder.append(until)
        case .leaseExpired(let job, let prover, let toPoster, let burned):
            encoder.append(UInt8(14))
            encoder.append(job)
            encoder.append(prover.bytes)
            encoder.append(toPoster)
            encoder.append(burned)
        case .jobExpired(let job, let refund):
            encoder.append(UInt8(15))
            encoder.append(job)
            encoder.append(refund)
        case .proofAccepted(let job, let claim):
            encoder.append(UInt8(16))
            encoder.append(job)
            encoder.append(claim)
        case .claimed(let job, let claim, let publication, let windowEnd):
            encoder.append(UInt8(17))
            encoder.append(job)
            encoder.append(claim)
            encoder.append(publication)
            encoder.append(windowEnd)
        case .challenged(let job, let challenger, let bond, let question):
            encoder.append(UInt8(18))
            encoder.append(job)
            encoder.append(challenger.bytes)
            encoder.append(bond)
            encoder.append(question)
        case .answered(let job, let challenger, let answer):
            encoder.append(UInt8(19))
            encoder.append(job)
            encoder.append(challenger.bytes)
            encoder.append(answer)
        case .asked(let job, let challenger, let question):
            encoder.append(UInt8(20))
            encoder.append(job)
            encoder.append(challenger.bytes)
            encoder.append(question)
        case .refuted(let job, let winner, let toWinner, let burned, let refund):
            encoder.append(UInt8(21))
            encoder.append(job)
            encoder.append(winner.bytes)
            encoder.append(toWinner)
            encoder.append(burned)
            encoder.append(refund)
        case .challengeLost(let job, let challenger, let toProver, let burned):
            encoder.append(UInt8(22))
            encoder.append(job)
            encoder.append(challenger.bytes)
            encoder.append(toProver)
            encoder.append(burned)
        case .challengeWithdrawn(let job, let challenger, let bond):
            encoder.append(UInt8(23))
            encoder.append(job)
            encoder.append(challenger.bytes)
            encoder.append(bond)
        case .jobSettled(let job, let prover, let reward, let licenceFee, let bond):
            encoder.append(UInt8(24))
            encoder.append(job)
            encoder.append(prover.bytes)
            encoder.append(reward)
            encoder.append(licenceFee)
            encoder.append(bond)
        }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> Event {
        let position = decoder.offset
        switch try decoder.uint8("event") {
        case 1:
            return .executed(
                transaction: try decoder.digest("transaction"), sender: try .decode(from: &decoder),
                nonce: try decoder.uint64("nonce"), gasUsed: try decoder.uint64("gas used"),
                fee: try .decode(from: &decoder))
        case 2:
            return .failed(
                precompile: try decoder.uint16("precompile"), halt: try decoder.uint8("halt"),
                code: try decoder.uint16("code"))
        case 3:
            return .transferred(
                from: try .decode(from: &decoder), to: try .decode(from: &decoder),
                amount: try .decode(from: &decoder))
        case 4:
            return .modelRegistered(
                model: try decoder.digest("model"), commitment: try decoder.digest("commitment"),
                registrant: try .decode(from: &decoder), shares: try decoder.uint64("shares"),
                isLinked: try decoder.boolean("linked"))
        case 5: return .priceSet(model: try decoder.digest("model"), price: try optionalAmount("price", &decoder))
        case 6:
            return .sharesTransferred(
                model: try decoder.digest("model"), from: try .decode(from: &decoder),
                to: try .decode(from: &decoder), count: try decoder.uint64("count"))
        case 7: return .revenueReceived(model: try decoder.digest("model"), amount: try .decode(from: &decoder))
        case 8:
            return .dividendsCollected(
                model: try decoder.digest("model"), holder: try .decode(from: &decoder),
                amount: try .decode(from: &decoder))
        case 9:
            return .attested(
                model: try decoder.digest("model"), auditor: try .decode(from: &decoder),
                bond: try .decode(from: &decoder))
        case 10:
            return .attestationWithdrawn(
                model: try decoder.digest("model"), auditor: try .decode(from: &decoder),
                bond: try .decode(from: &decoder))
        case 11:
            return .jobPosted(
                job: try decoder.digest("job"), poster: try .decode(from: &decoder),
                model: try decoder.digest("model"), escrow: try .decode(from: &decoder))
        case 12: return .jobCancelled(job: try decoder.digest("job"), refund: try .decode(from: &decoder))
        case 13:
            return .jobTaken(
                job: try decoder.digest("job"), prover: try .decode(from: &decoder),
                bond: try .decode(from: &decoder), until: try decoder.uint64("until"))
        case 14:
            return .leaseExpired(
                job: try decoder.digest("job"), prover: try .decode(from: &decoder),
                toPoster: try .decode(from: &decoder), burned: try .decode(from: &decoder))
        case 15: return .jobExpired(job: try decoder.digest("job"), refund: try .decode(from: &decoder))
        case 16: return .proofAccepted(job: try decoder.digest("job"), claim: try decoder.digest("claim"))
        case 17:
            return .claimed(
                job: try decoder.digest("job"), claim: try decoder.digest("claim"),
                publication: try decoder.digest("publication"), windowEnd: try decoder.uint64("window end"))
        case 18:
            return .challenged(
                job: try decoder.digest("job"), challenger: try .decode(from: &decoder),
                bond: try .decode(from: &decoder), question: try decoder.digest("question"))
        case 19:
            return .answered(
                job: try decoder.digest("job"), challenger: try .decode(from: &decoder),
                answer: try decoder.digest("answer"))
        case 20:
            return .asked(
                job: try decoder.digest("job"), challenger: try .decode(from: &decoder),
                question: try decoder.digest("question"))
        case 21:
            return .refuted(
                job: try decoder.digest("job"), winner: try .decode(from: &decoder),
                toWinner: try .decode(from: &decoder), burned: try .decode(from: &decoder),
                refund: try .decode(from: &decoder))
        case 22:
            return .challengeLost(
                job: try decoder.digest("job"), challenger: try .decode(from: &decoder),
                toProver: try .decode(from: &decoder), burned: try .decode(from: &decoder))
        case 23:
            return .challengeWithdrawn(
                job: try decoder.digest("job"), challenger: try .decode(from: &decoder),
                bond: try .decode(from: &decoder))
        case 24:
            return .jobSettled(
                job: try decoder.digest("job"), prover: try .decode(from: &decoder),
                reward: try .decode(from: &decoder), licenceFee: try .decode(from: &decoder),
                bond: try .decode(from: &decoder))
        case let tag: throw decoder.refusal("event", at: position, "\(tag) is no event")
        }
    }

    private static func optionalAmount(
        _ field: String, _ decoder: inout CanonicalDecoder
    ) throws(CanonicalError) -> Amount? {
        try decoder.optional(field) { (decoder) throws(CanonicalError) in try Amount.decode(from: &decoder) }
    }
}
