import Circuit
import Claims
import Dispute
import Foundation
import Ledger
import Prover
import Testing
import Transcript
import Verifier

/// The committed network with an input, on a ledger with the precompiles of this version. Actors: 0 developer,
/// 1 partner, 2 consumer, 3 prover, 4 auditor, 5 somebody else.
struct RealModel {
    let circuit: Circuit
    let weights: Weights
    let input: Tensor
    let prover: ModelProver

    static let profile = SecurityProfile.p100
    /// Enough for a proof.
    static let gasLimit: UInt64 = 600_000_000

    init(_ name: String = "fashion-mlp") throws {
        circuit = try Circuit(canonicalBytes: try Self.bytes("\(name).circuit"))
        weights = Weights(bytes: try Self.bytes("\(name).weights"))
        struct Input: Decodable { let values: [Int64] }
        let file = try JSONDecoder().decode(Input.self, from: Data(try Self.bytes("\(name).input.0.json")))
        input = try Tensor(circuit.inputs[0].type, values: file.values)
        prover = try ModelProver(circuit, weights, profile: Self.profile)
    }

    static func bytes(_ file: String) throws -> [UInt8] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return [UInt8](try Data(contentsOf: root.appending(path: "circuits").appending(path: file)))
    }

    var opening: ModelOpening { ModelOpening(circuit: circuit.canonicalBytes, weights: weights.bytes) }

    var inputs: [TensorCommitment] { [.public(input.root)] }

    static func world() throws -> World {
        let world = try World(
            actors: try (1...6).map { try Actor($0) }, grants: [UInt128](repeating: 1_000_000_000_000, count: 6),
            precompiles: .standard())
        world.gasLimit = gasLimit
        return world
    }

    /// Registers the model for the developer, who keeps 70 of 100 shares, and lets the auditor attest.
    func register(_ world: World, price: UInt128? = 1_001) throws -> Digest {
        try world.succeed(
            0,
            .registerModel(
                ModelRegistration(
                    prover.model, [(world.actors[0], 70), (world.actors[1], 30)], price: price, opening: opening)))
        try world.succeed(4, .attest(model: world.asset(prover.model)))
        return world.asset(prover.model)
    }

    func order(
        _ asset: Digest, _ assurance: JobAssurance, steps: UInt32 = 1, inputs: [TensorCommitment]? = nil,
        sealedInput: Digest? = nil, lease: UInt64 = 500
    ) -> JobOrder {
        JobOrder(
            model: asset, steps: steps, inputs: inputs ?? self.inputs, sealedInput: sealedInput, assurance: assurance,
            reward: Amount(1_000_003), licenceFee: Amount(1_001), proverBond: Amount(100_001), deadline: 1_050_000,
            lease: lease)
    }

    /// The consumer posts a job, the prover takes it.
    func take(_ world: World, _ asset: Digest, _ assurance: JobAssurance) throws -> Digest {
        let job = Job.id(chain: World.chain, poster: world.actors[2].address, nonce: world.nonce(2))
        try world.succeed(2, .postJob(order(asset, assurance), publicInputs: [input.bytes]))
        try world.succeed(3, .takeJob(job))
        return job
    }

    func proof(_ world: World, _ job: Digest, to actor: Int = 3) throws -> ModelProver.Proof {
        try prover.prove([input], chain: World.chain, job: job, prover: world.actors[actor].address)
    }
}

extension World {
    /// A block of one transaction that is paid for and comes to nothing, for this reason.
    func fail(
        _ actor: Int, _ action: Action, _ precompile: UInt16, _ code: RefusalCode, _ place: SourceLocation = #_sourceLocation
    ) throws {
        let before = (0..<actors.count).filter { $0 != actor }.map { balance($0) }
        guard case .failed(let failure, _, let events) = try run(actor, action) else {
            Issue.record("went through", sourceLocation: place)
            return
        }
        #expect(
            failure == .notAccepted(precompile: precompile, code: code.rawValue),
            "\(failure), expected \(code)", sourceLocation: place)
        #expect(events.count == 2, sourceLocation: place)
        #expect((0..<actors.count).filter { $0 != actor }.map { balance($0) } == before, sourceLocation: place)
    }
}
