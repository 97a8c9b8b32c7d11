import CKernels
import Dispatch
import Dispute
import Ledger
import Prover
import Synchronization
import TestSupport
import Testing
import Transcript

/// One chain of blocks, many replicas: other instruction sets, other numbers of threads, the same root.
@Suite struct ReplicaTests {
    /// A proved job that was paid and an optimistic one that was refuted, as blocks.
    private static func chain() throws -> (world: World, quarrel: Quarrel) {
        var quarrel = try Quarrel(level: .layer, cheats: true)
        let (world, model) = (quarrel.world, quarrel.model)
        let job = try model.take(world, quarrel.asset, .proved(.p100))
        let proof = try model.proof(world, job)
        var wrong = proof.bytes
        wrong[wrong.count / 2] ^= 1
        _ = try world.run(3, .submitProof(claim: proof.claim, evidence: wrong))
        try world.succeed(3, .submitProof(claim: proof.claim, evidence: proof.bytes))
        var challenger = Challenger(quarrel.claim, model: quarrel.disputed, own: quarrel.honest)
        while let move = try challenger.next(try quarrel.game()) {
            if case .prove(let evidence) = move {
                try world.succeed(4, .refute(job: quarrel.job, evidence: evidence))
                break
            }
            try quarrel.exchange(move)
        }
        return (world, quarrel)
    }

    private static func replay(_ world: World, _ machine: StateMachine) throws -> LedgerState {
        var state = try machine.genesis(world.genesis)
        for block in world.blocks { state = try machine.apply(block, to: state).state }
        return state
    }

    @Test func everyInstructionSetGivesOneRoot() throws {
        let (world, quarrel) = try Self.chain()
        #expect(
            world.state.job(quarrel.job)?.status
                == .refuted(prover: world.actors[3].address, winner: world.actors[4].address))
        var levels = 0
        try InstructionSets.forEach { level in
            let machine = try StateMachine(
                parameters: World.parameters(), precompiles: .standard(), checksInvariants: false)
            let state = try Self.replay(world, machine)
            #expect(state.applicationHash == world.state.applicationHash, "level \(level)")
            levels += 1
        }
        #expect(levels == Int(sirocco_isa_detected()) + 1)
    }

    /// Replicas side by side on several threads, and what a prover of several threads registers and proves.
    @Test func everyNumberOfThreadsGivesOneRoot() throws {
        let (world, quarrel) = try Self.chain()
        let expected = world.state.applicationHash
        let found = Mutex<[Digest]>([])
        let machine = world.machine
        let (genesis, blocks) = (world.genesis, world.blocks)
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            guard var state = try? machine.genesis(genesis) else { return }
            for block in blocks {
                guard let next = try? machine.apply(block, to: state) else { return }
                state = next.state
            }
            let hash = state.applicationHash
            found.withLock { $0.append(hash) }
        }
        #expect(found.withLock { $0 } == [expected, expected, expected, expected])
        let threaded = try ModelProver(quarrel.model.circuit, quarrel.model.weights, profile: RealModel.profile, threads: 2)
        #expect(threaded.model == quarrel.model.prover.model)
        let (input, prover) = (quarrel.model.input, world.actors[3].address)
        let one = try quarrel.model.prover.prove([input], chain: 1, job: Sample.digest(1), prover: prover)
        let two = try threaded.prove([input], chain: 1, job: Sample.digest(1), prover: prover)
        #expect(one.bytes == two.bytes)
    }
}
