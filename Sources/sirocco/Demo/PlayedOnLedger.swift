import Circuit
import Claims
import Dispute
import Ledger
import Transcript
import Verifier

/// A dispute on the ledger, move by move: the auditor works from what stands in the blocks and from her own
/// copy of the model, the cheat answers from the run that was claimed.
struct PlayedOnLedger {
    struct Message {
        let side: String
        let words: String
        let byteCount: Int
    }

    private(set) var messages: [Message] = []
    let honestRoot: Digest
    let refutation: Refutation
    /// Of the transaction with the one-step proof.
    let gas: UInt64

    /// - Throws: `Failure` where the auditor finds nothing, or cannot show what she finds.
    init(
        _ id: Digest, _ registration: RegistrationChapter, cheating lied: TraceHolder, on ledger: DemoLedger,
        context: Context
    ) throws {
        let (cast, circuit) = (ledger.cast, registration.model.circuit)
        guard let claim = try ledger.node.claim(id), let input = try Self.publicInput(of: claim.job, ledger),
            let tables = ledger.state.modelTables(registration.asset),
            let model = try RegisteredModel(canonicalBytes: tables.registered).disputed
        else {
            throw Failure(
                .dataMissing, "what an audit needs is not on the ledger", why: "claim \(id), its input and its model's tables were looked for",
                try: "report it")
        }
        let own = try TraceHolder(
            circuit, registration.model.weights, inputs: [[try Tensor(circuit.inputs[0].type, bytes: input)]],
            threads: context.settings.threads)
        honestRoot = own.commitment.root
        var challenger = Challenger(claim, model: model, own: own)
        var asserter = Asserter(lied) { message in
            cast.cheat.signing { key in RevealSignature.sign(message, with: key) }
        }
        while true {
            let isOpen = ledger.state.dispute(claim.job, by: cast.auditor.address) != nil
            var game = try Self.game(claim, model, ledger)
            guard let move = try challenger.next(game) else {
                throw Self.failure("the lie was not found", "the auditor's run is the one that was claimed")
            }
            messages.append(Message(move, by: "auditor", circuit))
            if case .prove(let proof) = move {
                // She asks a referee of her own first: on the ledger a wrong accusation costs a bond.
                try game.apply(
                    move, from: cast.auditor.address, time: game.lastMoveTime, verifySignature: RevealSignature.isValid)
                guard case .refuted(let refutation)? = game.outcome else {
                    throw Self.failure("the lie was not proven", "the referee says \(String(describing: game.outcome))")
                }
                self.refutation = refutation
                gas = try ledger.carryOut(.refute(job: claim.job, evidence: proof), by: cast.auditor).gas
                return
            }
            let question = move.canonicalBytes
            try ledger.carryOut(
                isOpen ? .ask(job: claim.job, question: question) : .challenge(job: claim.job, question: question),
                by: cast.auditor)
            guard let answer = try asserter.answer(try Self.game(claim, model, ledger)) else {
                throw Self.failure("the cheat has no answer", "nothing was asked")
            }
            messages.append(Message(answer, by: "cheat", circuit))
            try ledger.carryOut(
                .answer(
                    job: claim.job, challenger: cast.auditor.address, question: question, answer: answer.canonicalBytes),
                by: cast.cheat)
        }
    }

    /// The dispute as the ledger keeps it; before it is opened, one without a move.
    private static func game(_ claim: Claim, _ model: DisputedModel, _ ledger: DemoLedger) throws -> DisputeGame {
        let auditor = ledger.cast.auditor.address
        guard let dispute = ledger.state.dispute(claim.job, by: auditor) else {
            let clocks = DisputeClocks(
                asserter: ledger.parameters.asserterAllowance, challenger: ledger.parameters.challengerAllowance)
            return try DisputeGame(claim, model: model, challenger: auditor, clocks: clocks, time: ledger.state.time)
        }
        return try DisputeGame(
            claim, model: model, challenger: auditor,
            resuming: try DisputeGame.Progress(canonicalBytes: dispute.progress))
    }

    /// The bytes that were posted with an order, out of the block that holds it.
    private static func publicInput(of job: Digest, _ ledger: DemoLedger) throws -> [UInt8]? {
        for logged in try ledger.node.events(about: job) {
            guard case .jobPosted = logged.event, let block = try ledger.node.block(at: logged.height) else { continue }
            for bytes in block.transactions {
                guard case .postJob(_, let inputs) = try SignedTransaction(canonicalBytes: bytes).transaction.action else {
                    continue
                }
                return inputs.first
            }
        }
        return nil
    }

    private static func failure(_ what: String, _ why: String) -> Failure {
        Failure(.demonstrationFailed, what, why: why, try: "sirocco demo again, and report it")
    }
}

extension PlayedOnLedger.Message {
    fileprivate init(_ move: DisputeMove, by side: String, _ circuit: Circuit) {
        self.init(side: side, words: move.words(circuit), byteCount: move.canonicalBytes.count)
    }
}
