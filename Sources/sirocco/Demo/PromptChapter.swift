import Circuit
import Claims
import Ledger
import Prover
import Signatures
import Transcript

/// A consumer orders an answer about a picture that the ledger never sees.
struct PromptChapter {
    let job: Digest
    let order: JobOrder
    let ciphertext: [UInt8]
    /// What the prover found in the sealed prompt.
    let input: Tensor
    let salts: TensorSalts

    static let reward = Amount(1_000_003)
    static let bond = Amount(2_000_001)

    init(_ registration: RegistrationChapter, image: [UInt8], width: Int, on ledger: DemoLedger) throws {
        let cast = ledger.cast
        let type = registration.model.circuit.inputs[0].type
        job = Job.id(chain: DemoLedger.chain, poster: cast.consumer.address, nonce: ledger.nonce(cast.consumer))
        // The consumer's side.
        let picture = try Tensor(type, bytes: image)
        let prompt = SealedPrompt([picture], job: job)
        ciphertext = try prompt.sealed(to: cast.prover.sealingKey)
        order = JobOrder(
            model: registration.asset, inputs: prompt.commitments, sealedInput: BLAKE3.hash(ciphertext), assurance: .proved(.p100),
            reward: Self.reward, licenceFee: RegistrationChapter.price, proverBond: Self.bond,
            reservedFor: cast.prover.address, deadline: ledger.deadline(minutes: 60), lease: 30 * 60_000)
        try ledger.carryOut(.postJob(order, publicInputs: []), by: cast.consumer)
        // The prover's: whoever takes a job says that the sealed prompt opens to what the order commits to.
        guard let posted = ledger.state.job(job)?.order else {
            throw Failure(.demonstrationFailed, "the order is not on the ledger", why: "job \(job)", try: "report it")
        }
        let ordered = JobOrderInputs(job: job, commitments: posted.inputs, sealedInput: posted.sealedInput)
        do throws(SealedPrompt.Flaw) {
            let opened = try SealedPrompt(opening: ciphertext, of: ordered, registration.model.circuit) {
                try cast.prover.open($0)
            }
            salts = TensorSalts(inputs: opened.salts.map { $0 }, outputs: [])
            input = opened.tensors[0]
        } catch {
            throw Failure(.demonstrationFailed, "the prompt that arrived is not the ordered one", why: error.words, try: "report it")
        }
        try Self.requireClosed(ciphertext, to: ledger)
        try ledger.carryOut(.takeJob(job), by: cast.prover)
        // The row of the picture with most shades: it would be found if it stood there.
        let rows = stride(from: 0, to: image.count, by: width).map { Array(image[$0..<min($0 + width, image.count)]) }
        let row = rows.max { Set($0).count < Set($1).count } ?? image
        try ledger.demand(try !ledger.holds(row), "the picture stands on the ledger")
    }

    /// Nobody else opens the prompt.
    private static func requireClosed(_ ciphertext: [UInt8], to ledger: DemoLedger) throws {
        for person in ledger.cast.all where person !== ledger.cast.prover {
            guard (try? person.open(ciphertext)) == nil else {
                throw Failure(
                    .demonstrationFailed, "the sealed prompt is open", why: "the \(person.name)'s key opens it",
                    try: "report it")
            }
        }
    }

    func text(_ ledger: DemoLedger) -> String {
        """
        \(Terminal.output.bold("6. A question that the ledger does not see"))
        The consumer wants to know what is on the picture, and does not want to publish it. She pays in advance:
        \(Self.reward.words) units for the prover and \(RegistrationChapter.price.words) for the licence wait on the ledger (that is escrow). The picture
        goes to the prover alone, encrypted with his key: \(grouped(ciphertext.count)) bytes. The ledger keeps two lines about it:

        \(fields([
            ("hash of the encrypted picture", BLAKE3.hash(ciphertext).description),
            ("commitment to the picture", order.inputs.first?.description ?? ""),
        ]))
        A commitment fixes the picture without showing it. The prover opens the letter, finds that it is what the
        commitment says, takes the job and stakes \(Self.bond.words) units of his own (his bond). Nobody else's key opens
        the letter, and the picture's bytes stand nowhere on the ledger; both were tried just now.


        """
    }

    var json: JSON {
        [
            "job": .text(job.description), "commitment": .optional(order.inputs.first?.description),
            "ciphertext_hash": .text(BLAKE3.hash(ciphertext).description), "ciphertext_bytes": .integer(ciphertext.count),
            "sealed": true, "on_ledger": false, "reward": Self.reward.json, "bond": Self.bond.json,
        ]
    }
}
