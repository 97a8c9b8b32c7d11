import Claims
import Ledger
import Signatures
import Testing
import Transcript

/// Somebody with a key.
final class Actor: Sendable {
    let key: SigningKey
    let address: Address

    /// The same key for the same number.
    init(_ number: UInt8) throws {
        var seed = [UInt8](repeating: number, count: 32)
        key = try SigningKey(seed: try SecretBytes(taking: &seed))
        address = try Address(key.verificationKey)
    }
}

/// A ledger under test: invariants on, fake precompiles unless others are given, a clock that the test moves.
final class World {
    static let chain: UInt64 = 77
    static let gasLimit: UInt64 = 200_000

    let machine: StateMachine
    let genesis: Genesis
    /// Every block so far.
    private(set) var blocks: [Block] = []
    let actors: [Actor]
    var state: LedgerState
    var time: UInt64 = 1_000_000
    /// Of the transactions that are made here.
    var gasLimit = World.gasLimit

    static func parameters() -> LedgerParameters {
        var parameters = LedgerParameters(chain: chain)
        parameters.gasPerTransaction = 21_000
        parameters.gasPerAncestor = 5_000
        parameters.minimumProverBond = Amount(100_001)
        parameters.challengeBond = Amount(50_001)
        parameters.attestationBond = Amount(30_000)
        parameters.challengeWindow = 1_000
        parameters.asserterAllowance = 300
        parameters.challengerAllowance = 400
        parameters.maximumDuration = 100_000
        parameters.maximumQuestions = 3
        parameters.maximumLineageDepth = 4
        return parameters
    }

    init(
        actors: [Actor], grants: [UInt128], parameters: LedgerParameters = World.parameters(),
        precompiles: PrecompileTable = FakePrecompile.table, checksInvariants: Bool = true
    ) throws {
        self.actors = actors
        machine = try StateMachine(
            parameters: parameters, precompiles: precompiles, checksInvariants: checksInvariants)
        genesis = Genesis(
            time: time, grants: zip(actors, grants).map { Genesis.Grant(address: $0.address, amount: Amount($1)) })
        state = try machine.genesis(genesis)
    }

    /// Actors 1… with as much each.
    convenience init(_ count: Int, each: UInt128 = 1_000_000_000) throws {
        try self.init(
            actors: try (1...count).map { try Actor(UInt8($0)) }, grants: [UInt128](repeating: each, count: count))
    }

    /// The id that a model of the first actor's has.
    func asset(_ model: ModelCommitment) -> Digest { ModelAsset.id(model, registrant: actors[0].address) }

    func balance(_ actor: Int) -> UInt128 { state.account(actors[actor].address)?.balance.units ?? 0 }

    func nonce(_ actor: Int) -> UInt64 { state.account(actors[actor].address)?.nonce ?? 0 }

    func transaction(
        _ actor: Int, _ action: Action, nonce: UInt64? = nil, chain: UInt64 = World.chain,
        gasLimit: UInt64? = nil, price: Amount = Amount(1_000)
    ) -> SignedTransaction {
        SignedTransaction(
            Transaction(
                chain: chain, sender: actors[actor].address, nonce: nonce ?? self.nonce(actor),
                gasLimit: gasLimit ?? self.gasLimit,
                maximumGasPrice: price, action: action),
            key: actors[actor].key)
    }

    @discardableResult
    func apply(_ transactions: [[UInt8]]) throws -> [Receipt] {
        let block = Block(height: state.height + 1, time: time, transactions: transactions)
        let applied = try machine.apply(block, to: state)
        blocks.append(block)
        state = applied.state
        return applied.receipts
    }

    /// A block of one transaction.
    @discardableResult
    func run(_ actor: Int, _ action: Action) throws -> Receipt {
        try #require(try apply([transaction(actor, action).canonicalBytes]).first)
    }

    /// A block of one transaction that must go through.
    func succeed(_ actor: Int, _ action: Action, _ place: SourceLocation = #_sourceLocation) throws {
        let receipt = try run(actor, action)
        guard case .applied = receipt else {
            Issue.record("\(receipt)", sourceLocation: place)
            throw Unexpected(receipt: receipt)
        }
    }

    struct Unexpected: Error { let receipt: Receipt }

    /// A block of one transaction that must be refused without a trace.
    func refuse(_ actor: Int, _ action: Action, _ reason: Rejection, _ place: SourceLocation = #_sourceLocation) throws {
        let root = state.root
        #expect(try run(actor, action) == .rejected(reason), sourceLocation: place)
        #expect(state.root == root, sourceLocation: place)
    }
}

/// Digests, models and tensors to talk about.
enum Sample {
    static func digest(_ number: UInt64) -> Digest {
        var encoder = CanonicalEncoder()
        encoder.append(number)
        return BLAKE3.hash(encoder.bytes)
    }

    static func model(_ number: UInt64) throws -> ModelCommitment {
        try ModelCommitment(
            circuitHash: digest(number), weightsRoot: digest(number + 1_000_000),
            oracleRoots: [.init(profile: .p100, root: digest(number + 2_000_000))])
    }

    static let input = TensorCommitment.public(digest(31))
    static let output = TensorCommitment.public(digest(32))
    static let trace = TraceCommitment(level: .full, root: digest(33))

    static func order(
        _ model: Digest, assurance: JobAssurance = .proved(.p100), reward: UInt128 = 1_000_003, fee: UInt128 = 0,
        bond: UInt128 = 100_001, deadline: UInt64 = 1_050_000, lease: UInt64 = 500, reservedFor: Address? = nil
    ) -> JobOrder {
        JobOrder(
            model: model, inputs: [input], assurance: assurance, reward: Amount(reward), licenceFee: Amount(fee),
            proverBond: Amount(bond), reservedFor: reservedFor, deadline: deadline, lease: lease)
    }

    static func claim(
        _ job: Digest, _ model: Digest, prover: Address, assurance: Assurance = .proved(.p100),
        chain: UInt64 = World.chain
    ) throws -> Claim {
        try Claim(
            chain: chain, job: job, model: model, inputs: [input], outputs: [output], assurance: assurance,
            prover: prover)
    }
}

extension ModelRegistration {
    /// Shareholders in any order.
    init(
        _ model: ModelCommitment, parents: [RevenueShare] = [], _ holders: [(Actor, UInt64)], price: UInt128? = nil,
        opening: ModelOpening? = ModelOpening(circuit: [1], weights: [1])
    ) {
        self.init(
            model: model, parents: parents.sorted { $0.model < $1.model },
            shareholders: holders.map { Shareholder(holder: $0.0.address, shares: $0.1) }
                .sorted { $0.holder.bytes < $1.holder.bytes },
            pricePerCall: price.map { Amount($0) }, opening: opening)
    }
}

extension Action {
    /// An order whose public inputs nobody looks at.
    static func postJob(_ order: JobOrder) -> Action { .postJob(order, publicInputs: []) }
}
