import Circuit
import Claims
import Ledger
import Prover
import Transcript
import Verifier

/// The prover answers with a proof; a stolen and a forged one are refused, the true one is paid and shared out.
struct ProofChapter {
    let proveMilliseconds: Double
    let verifyMilliseconds: Double
    let proofBytes: Int
    let predicted: Int
    let gas: UInt64
    private let model: String
    private let security: SecurityBits
    private let isRight: Bool
    /// The class that the forged proof claims, and why it was refused: by the verifier, and on the ledger.
    private let forged: (predicted: Int, refusal: ProofError, code: UInt16)
    private let stolen: Rejection
    private let shares: [Share]
    /// Of the licence fee, what has not come to a whole unit for anybody.
    let carried: UInt128

    /// What a holder of shares gets of the licence fee.
    private struct Share {
        let name: String
        let shares: UInt64
        let collected: UInt128
        /// In hundredths of a unit.
        let fraction: UInt64
    }

    init(
        _ registration: RegistrationChapter, _ prompt: PromptChapter, label: Int, on ledger: DemoLedger, context: Context
    ) throws {
        let cast = ledger.cast
        model = registration.model.circuit.name
        let proof: ModelProver.Proof
        do {
            let watch = Stopwatch()
            proof = try context.progress.stage("proving \(model)") { _ in
                try registration.prover.prove(
                    [prompt.input], chain: DemoLedger.chain, job: prompt.job, prover: cast.prover.address,
                    salts: prompt.salts)
            }
            proveMilliseconds = watch.milliseconds
        } catch let error as ProverError { throw Failure(error, model: model) }
        let header: ProofHeader
        do throws(ProofError) {
            let watch = Stopwatch()
            let verdict = try ProofVerifier.verify(proof.bytes)
            verifyMilliseconds = watch.milliseconds
            (header, security) = (verdict.header, verdict.security.sum)
        } catch {
            throw Failure(
                .demonstrationFailed, "an honest proof of \(model) was refused", why: error.words,
                try: "SIROCCO_ISA=portable sirocco demo, and report the difference")
        }
        proofBytes = proof.bytes.count
        predicted = Int(header.outputs[0].element(0))
        isRight = predicted == label
        stolen = try Self.steal(proof.bytes, header, ledger)
        forged = try Self.forge(proof.bytes, header, ledger)

        let before = ledger.balance(cast.prover)
        let done = try ledger.carryOut(.submitProof(claim: proof.claim, evidence: proof.bytes), by: cast.prover)
        gas = done.gas
        try ledger.demand(
            done.events.contains(.proofAccepted(job: prompt.job, claim: proof.claim.id)), "the proof was not accepted")
        let paid = PromptChapter.reward.units + PromptChapter.bond.units - ledger.parameters.flatFee.units
        try ledger.demand(ledger.balance(cast.prover) == before + paid, "the prover was not paid reward and bond")

        let holders = [
            (cast.developer, RegistrationChapter.developerShares), (cast.partner, RegistrationChapter.partnerShares),
        ]
        var shares: [Share] = []
        for (person, count) in holders {
            let before = ledger.balance(person)
            try ledger.carryOut(.collectDividends(model: registration.asset), by: person)
            let collected = ledger.balance(person) + ledger.parameters.flatFee.units - before
            let fraction = ledger.state.holding(registration.asset, of: person.address)?.fraction ?? 0
            // 100 shares: the exact part is a number of hundredths.
            let exact = RegistrationChapter.price.units * UInt128(count)
            try ledger.demand(collected * 100 + UInt128(fraction) == exact, "the \(person.name)'s part is not exact")
            shares.append(Share(name: person.name, shares: count, collected: collected, fraction: fraction))
        }
        self.shares = shares
        carried = RegistrationChapter.price.units - shares.reduce(0) { $0 + $1.collected }
    }

    /// A stranger hands in the prover's work with his own address: refused before anything runs.
    private static func steal(_ proof: [UInt8], _ header: ProofHeader, _ ledger: DemoLedger) throws -> Rejection {
        let stranger = ledger.cast.stranger
        let forgery = try Forgery(proof, header, payingTo: stranger.address)
        let before = ledger.balance(stranger)
        guard
            case .rejected(let rejection) = try ledger.attempt(
                .submitProof(claim: forgery.claim, evidence: forgery.bytes), by: stranger),
            ledger.balance(stranger) == before
        else { throw accepted("a stolen proof was not refused", "another address stands in it") }
        return rejection
    }

    /// Then with another answer, for the prover's address: this only the proof itself can refuse.
    private static func forge(
        _ proof: [UInt8], _ header: ProofHeader, _ ledger: DemoLedger
    ) throws -> (predicted: Int, refusal: ProofError, code: UInt16) {
        let forgery = try Forgery(otherClass: proof, header)
        let receipt = try ledger.attempt(
            .submitProof(claim: forgery.claim, evidence: forgery.bytes), by: ledger.cast.stranger)
        guard case .failed(.notAccepted(PrecompileID.verifyProof, let code), _, _) = receipt else {
            throw accepted("a forged proof was not refused by the ledger", "its claimed output has one byte changed")
        }
        do throws(ProofError) { _ = try ProofVerifier.verify(forgery.bytes) } catch {
            return (forgery.predicted, error, code)
        }
        throw accepted("a forged proof was accepted", "its claimed output has one byte changed")
    }

    private static func accepted(_ what: String, _ why: String) -> Failure {
        Failure(.demonstrationFailed, what, why: why, try: "report it: this is the worst thing that can happen here")
    }

    private var shareTable: String {
        var table = Table([
            ("", .left), ("shares", .right), ("exact part", .right), ("collected", .right), ("carried over", .right),
        ])
        for share in shares {
            let exact = RegistrationChapter.price.units * UInt128(share.shares)
            table.append([
                share.name, String(share.shares), "\(exact / 100).\(Self.hundredths(UInt64(exact % 100)))",
                String(share.collected), "0.\(Self.hundredths(share.fraction))",
            ])
        }
        return table.rendered()
    }

    private static func hundredths(_ value: UInt64) -> String { (value < 10 ? "0" : "") + String(value) }

    func text(_ ledger: DemoLedger) -> String {
        let name = PictureChapter.name(predicted)
        return """
            \(Terminal.output.bold("7. The answer comes with a proof, and is paid"))
            The prover runs the model and proves his answer. A proof is a file that nobody can make for another
            answer than this model gives to the committed picture; whoever checks it needs neither of the two:

            \(fields([
                ("answer", "\(name), \(isRight ? "which is right" : "which is wrong: the model errs, the run does not")"),
                ("proving", duration(proveMilliseconds * 1e-3)), ("checking", duration(verifyMilliseconds * 1e-3)),
                ("proof", byteSize(proofBytes)), ("security", "\(security) bits: a forger has to try about two to this power of times"),
            ]))
            A stranger copies it on its way and puts his own address in. Then he changes the answer to \(PictureChapter.name(forged.predicted)):

            \(fields([
                ("stolen", "refused: \(printable(stolen.words))"),
                ("forged", "refused: \(printable(forged.refusal.words))"),
            ]))
            The true proof is accepted: the ledger's own verifier checked it, for \(grouped(Int(clamping: gas))) units of gas (the
            measure of a transaction's work). The prover has his \(PromptChapter.reward.words) and his bond back. The licence fee of
            \(RegistrationChapter.price.words) is shared out:

            \(shareTable)
            Whole units are paid, fractions are carried to the next call, never rounded away: together they are the
            \(counted(Int(clamping: carried), "unit")) that still lie\(carried == 1 ? "s" : "") with the model.


            """
    }

    /// As the list of all proofs that were made has it.
    var entry: JSON {
        [
            "model": .text(model), "class": .integer(predicted), "prove_ms": .measured(proveMilliseconds),
            "verify_ms": .measured(verifyMilliseconds), "proof_bytes": .integer(proofBytes),
            "security_bits": security.json, "zero_knowledge": false, "private_input": true, "gas": .wide(gas),
        ]
    }

    var forgedJSON: JSON {
        [
            "class": .integer(forged.predicted), "refused": true, "why": .text(forged.refusal.words),
            "code": .integer(Int(forged.code)),
        ]
    }

    var stolenJSON: JSON { ["refused": true, "why": .text(stolen.words)] }

    var paymentJSON: JSON {
        [
            "reward": PromptChapter.reward.json, "licence_fee": RegistrationChapter.price.json,
            "carried": .wide(carried),
            "shares": .list(
                shares.map {
                    [
                        "holder": .text($0.name), "shares": .wide($0.shares), "collected": .wide($0.collected),
                        "carried_hundredths": .wide($0.fraction),
                    ]
                }),
        ]
    }
}
