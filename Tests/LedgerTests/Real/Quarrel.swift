import Circuit
import Claims
import Dispute
import Ledger
import Testing
import Transcript
import Verifier

/// An optimistic job of the real model with a claim on the ledger, and both sides' runs.
struct Quarrel {
    let model: RealModel
    let world: World
    let asset: Digest
    let job: Digest
    let claim: Claim
    /// What was claimed.
    var asserter: Asserter
    let honest: TraceHolder
    let disputed: DisputedModel

    /// The result that the cheat gets wrong: an activation in the middle, or the first that the claim's level holds.
    let wrong: TracedResult

    /// - Parameter cheats: one element of the run is off by one, and nothing else.
    init(level: TraceLevel, cheats: Bool) throws {
        model = try RealModel()
        world = try RealModel.world()
        asset = try model.register(world)
        job = try model.take(world, asset, .optimistic(level))
        var run = try TraceHolder(model.circuit, model.weights, inputs: [[model.input]])
        var results = try run.results(step: 0)
        honest = run
        let middle = TracedResult(position: 1, result: 0)
        wrong = level == .full ? middle : try #require(model.circuit.tracedResults(level).first)
        if cheats {
            let tensor = results[wrong.position][wrong.result]
            var values = tensor.values
            let place = values.count / 2
            values[place] += values[place] == tensor.type.element.range.upperBound ? -1 : 1
            results[wrong.position][wrong.result] = try Tensor(tensor.type, values: values)
        }
        let claimed = try TraceHolder(
            model.circuit, model.weights, inputs: [[model.input]], results: [results],
            outputs: try Self.outputs(model.circuit, results), level: level)
        claim = try claimed.claim(
            chain: World.chain, job: job, model: model.prover.model, prover: world.actors[3].address)
        let prover = world.actors[3]
        asserter = Asserter(claimed) { RevealSignature.sign($0, with: prover.key) }
        let tables = try #require(world.state.modelTables(asset))
        disputed = try #require(try RegisteredModel(canonicalBytes: tables.registered).disputed)
        try world.succeed(3, .submitClaim(claim: claim, publication: []))
    }

    private static func outputs(_ circuit: Circuit, _ results: [[Tensor]]) throws -> [Tensor] {
        try circuit.outputs.map { output in
            guard case .result(let position, let result) = output.operand.source else {
                throw TraceHolderError.noSuch("output")
            }
            return results[position][result]
        }
    }

    /// The dispute as the ledger keeps it.
    func game(_ actor: Int = 4) throws -> DisputeGame {
        let challenger = world.actors[actor].address
        guard let dispute = world.state.dispute(job, by: challenger) else {
            return try DisputeGame(
                claim, model: disputed, challenger: challenger, clocks: DisputeClocks(asserter: .max, challenger: .max),
                time: 0)
        }
        return try DisputeGame(
            claim, model: disputed, challenger: challenger,
            resuming: try DisputeGame.Progress(canonicalBytes: dispute.progress))
    }

    func question(_ move: DisputeMove, _ actor: Int = 4) -> Action {
        let isOpen = world.state.dispute(job, by: world.actors[actor].address) != nil
        return isOpen ? .ask(job: job, question: move.canonicalBytes) : .challenge(job: job, question: move.canonicalBytes)
    }

    func answer(_ move: DisputeMove, to question: DisputeMove, _ actor: Int = 4) -> Action {
        .answer(
            job: job, challenger: world.actors[actor].address, question: question.canonicalBytes,
            answer: move.canonicalBytes)
    }

    /// Asks one question and lets the asserter answer.
    mutating func exchange(_ move: DisputeMove, _ actor: Int = 4) throws {
        try world.succeed(actor, question(move, actor))
        let reply = try #require(try asserter.answer(try game(actor)))
        try world.succeed(3, answer(reply, to: move, actor))
    }

    /// A true one-step proof about an element of the honest run.
    func proofOfRightElement(_ stepRoots: [Digest]) throws -> [UInt8] {
        var holder = honest
        let roots = try holder.allRoots(step: 0)
        var prover = OneStepProver(claim, model: disputed, own: holder, stepRoots: stepRoots, resultRoots: [0: roots])
        let result = try holder.tensor(step: 0, wrong)
        return try prover.element(
            step: 0, position: wrong.position, result: wrong.result, element: 0,
            claimed: [wrong.result: ClaimedResult(result)]
        ).canonicalBytes
    }
}
