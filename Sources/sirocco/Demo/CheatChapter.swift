import Circuit
import Claims
import Dispute
import Ledger
import Transcript

/// A job the cheap way: no proof, a claim under a bond. Its prover lies about one activation; an auditor
/// replays the run, questions the claim on the ledger, and the prover pays.
struct CheatChapter {
    let job: Digest
    /// The one activation that was changed, and what it was changed from and to.
    let place: (position: Int, element: Int)
    let circuit: Circuit
    let pictureIndex: Int
    let claimedRoot: Digest
    let honestRoot: Digest
    let messages: [PlayedOnLedger.Message]
    let refutation: RefutationWords
    let gas: UInt64
    let bonds: (slashed: UInt128, toWinner: UInt128, burned: UInt128)

    /// Questions of the auditor's and the proof that ends it.
    var moves: Int { messages.count { $0.side == "auditor" } }
    var byteCount: Int { messages.reduce(0) { $0 + $1.byteCount } }

    /// - Parameter seed: chooses the activation.
    init(
        _ registration: RegistrationChapter, image: [UInt8], index: Int, seed: UInt64, on ledger: DemoLedger,
        context: Context
    ) throws {
        let cast = ledger.cast
        circuit = registration.model.circuit
        pictureIndex = index
        let input = try Tensor(circuit.inputs[0].type, bytes: image)
        // The consumer's order; the picture is public, so that anybody can check what comes of it.
        job = Job.id(chain: DemoLedger.chain, poster: cast.consumer.address, nonce: ledger.nonce(cast.consumer))
        let order = JobOrder(
            model: registration.asset, inputs: [.public(input.root)], assurance: .optimistic(.full),
            reward: PromptChapter.reward, licenceFee: RegistrationChapter.price, proverBond: PromptChapter.bond,
            deadline: ledger.deadline(minutes: 60), lease: 30 * 60_000)
        let consumerBefore = ledger.balance(cast.consumer)
        try ledger.carryOut(.postJob(order, publicInputs: [input.bytes]), by: cast.consumer)

        // The cheat's run: right, but for one activation, and everything after it made to fit.
        let cheatBefore = ledger.balance(cast.cheat)
        try ledger.carryOut(.takeJob(job), by: cast.cheat)
        let weights = registration.model.weights
        let honest = try TraceHolder(circuit, weights, inputs: [[input]], threads: context.settings.threads)
        place = Self.activation(of: circuit, seed: seed)
        let (lie, lied) = (place, try honest.altered(step: 0, position: place.position, element: place.element))
        guard lied.commitment != honest.commitment else {
            throw Failure(
                .demonstrationFailed, "the lie is no lie", why: "element \(lie.element) of operator %\(lie.position) is as before",
                try: "--seed with another number, and report it")
        }
        let claim = try lied.claim(
            chain: DemoLedger.chain, job: job, model: registration.prover.model, prover: cast.cheat.address)
        try ledger.carryOut(.submitClaim(claim: claim, publication: []), by: cast.cheat)
        claimedRoot = lied.commitment.root

        // The auditor's look: claim and picture come from the ledger, the model is her own copy.
        let auditorBefore = ledger.balance(cast.auditor)
        let burnedBefore = (ledger.state.supply?.burned ?? .zero).units
        let feesBefore = ledger.fees.values.reduce(UInt128(0)) { $0 + $1.units }
        let auditorFeesBefore = ledger.fees[cast.auditor.address]?.units ?? 0
        let played = try context.progress.stage("replaying and disputing the claim") { _ in
            try PlayedOnLedger(claim.id, registration, cheating: lied, on: ledger, context: context)
        }
        (honestRoot, messages, gas) = (played.honestRoot, played.messages, played.gas)
        refutation = RefutationWords(played.refutation, circuit)

        guard case .refuted(let prover, let winner)? = ledger.state.job(job)?.status, prover == cast.cheat.address,
            winner == cast.auditor.address
        else {
            throw Failure(
                .demonstrationFailed, "the cheat was not convicted", why: "the job is \(String(describing: ledger.state.job(job)?.status))",
                try: "sirocco demo --seed \(seed) again, and report it")
        }
        try ledger.demand(
            refutation.place?.position == lie.position && refutation.element == lie.element,
            "the refuted element is not the one that was changed")
        // Who paid what, from balances alone.
        let fee = ledger.parameters.flatFee.units
        let auditorFees = (ledger.fees[cast.auditor.address]?.units ?? 0) - auditorFeesBefore
        let allFees = ledger.fees.values.reduce(UInt128(0)) { $0 + $1.units } - feesBefore
        let answers = UInt128(messages.count { $0.side == "cheat" })
        let slashed = cheatBefore - ledger.balance(cast.cheat) - fee * (2 + answers)
        let toWinner = ledger.balance(cast.auditor) + auditorFees - auditorBefore
        let burned = (ledger.state.supply?.burned ?? .zero).units - burnedBefore - allFees
        bonds = (slashed, toWinner, burned)
        try ledger.demand(slashed == PromptChapter.bond.units, "the cheat's bond is not gone")
        try ledger.demand(toWinner == slashed / 2 && burned == slashed - slashed / 2, "the bond was not halved")
        try ledger.demand(ledger.balance(cast.consumer) == consumerBefore - fee, "the consumer did not get the escrow back")
        try ledger.carryOut(.withdrawAttestation(model: registration.asset), by: cast.auditor)
    }

    /// An activation that weights went into; any where a circuit has none such.
    private static func activation(of circuit: Circuit, seed: UInt64) -> (position: Int, element: Int) {
        var state = seed
        func draw(_ bound: Int) -> Int {
            // SplitMix64: the same choice on every machine. Nothing secret hangs on it.
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((z ^ (z >> 31)) % UInt64(bound))
        }
        let weighted = circuit.operators.indices.filter { circuit.operators[$0].multiplyAdds > 0 }
        let position = weighted.isEmpty ? draw(circuit.operators.count) : weighted[draw(weighted.count)]
        return (position, draw(circuit.operators[position].results[0].shape.count))
    }
}
