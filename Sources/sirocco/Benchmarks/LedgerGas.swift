import Circuit
import Claims
import Ledger
import Prover
import Signatures
import Transcript
import Verifier

/// What the ledger charges for a transaction against what carrying it out takes here: a unit of gas should be about a
/// nanosecond, with a margin of two, and never less (`Ledger.docc`, note 2).
struct LedgerGas {
    let models: [(circuit: Circuit, weights: Weights)]
    let thoroughness: Thoroughness
    let threads: Int

    private static let gasLimit: UInt64 = 1 << 31

    /// Unit `gas`: the time of one transaction, alone in its block, over the gas that it used.
    func run() throws -> [Measurement] { try models.flatMap { try run($0.circuit, $0.weights) } }

    private func run(_ circuit: Circuit, _ weights: Weights) throws -> [Measurement] {
        let sender = try Identity()
        let address = try Address(sender.signing.verificationKey)
        let machine = try StateMachine(
            parameters: LedgerParameters(chain: 1), precompiles: .standard(), checksInvariants: false)
        var state = try machine.genesis(Genesis(time: 1, grants: [.init(address: address, amount: Amount(1 << 90))]))
        var results: [Measurement] = []
        func measure(_ name: String, _ action: Action) throws {
            let transaction = Transaction(
                chain: 1, sender: address, nonce: state.account(address)?.nonce ?? 0, gasLimit: Self.gasLimit,
                maximumGasPrice: state.gasPrice, action: action)
            let bytes = SignedTransaction(transaction, key: sender.signing).canonicalBytes
            let block = Block(height: state.height + 1, time: state.time + 1, transactions: [bytes])
            let before = state
            let applied = try machine.apply(block, to: before)
            guard case .applied(let gas, _)? = applied.receipts.first else {
                throw Failure(.unexpected, "\(name) was not carried out", why: "\(applied.receipts)", try: "report this line")
            }
            results.append(
                thoroughness.measure("ledger.gas.\(name).\(circuit.name)", unit: "gas", units: Int(clamping: gas)) {
                    _ = try? machine.apply(block, to: before)
                })
            state = applied.state
        }
        let prover = try ModelProver(circuit, weights, profile: .p100, threads: threads)
        let asset = ModelAsset.id(prover.model, registrant: address)
        try measure(
            "register",
            .registerModel(
                ModelRegistration(
                    model: prover.model, shareholders: [.init(holder: address, shares: 1)],
                    opening: ModelOpening(circuit: circuit.canonicalBytes, weights: weights.bytes))))
        let input = try circuit.inputs.map { try Tensor($0.type, values: [Int64](repeating: 0, count: $0.type.shape.count)) }
        let job = Job.id(chain: 1, poster: address, nonce: state.account(address)?.nonce ?? 0)
        try measure(
            "post",
            .postJob(
                JobOrder(
                    model: asset, inputs: input.map { TensorCommitment(public: $0) }, assurance: .proved(.p100),
                    reward: Amount(1), licenceFee: .zero, proverBond: machine.parameters.minimumProverBond,
                    deadline: state.time + 1_000, lease: 1_000),
                publicInputs: input.map { $0.bytes }))
        try measure("take", .takeJob(job))
        let proof = try prover.prove(input, chain: 1, job: job, prover: address)
        try measure("prove", .submitProof(claim: proof.claim, evidence: proof.bytes))
        return results
    }
}
