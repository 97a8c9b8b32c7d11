import Claims
import Ledger
import Testing
import Transcript

/// What is wrong with the machine or its store stops it, and is no rejection.
struct FaultTests {
    private func fault(_ world: World, _ transactions: [[UInt8]] = []) -> LedgerFault? {
        do {
            try world.apply(transactions)
            return nil
        } catch BlockError.fault(let fault) { return fault } catch { return nil }
    }

    /// Changes a record behind the ledger's back.
    private func tamper(_ world: World, _ key: Digest, _ change: (inout [UInt8]) -> Void) throws {
        var value = try #require(world.state.records[key])
        change(&value)
        var records = world.state.records
        records.apply([(key, value)])
        let state = world.state
        world.state = LedgerState(
            records: records, height: state.height, time: state.time, gasPrice: state.gasPrice, eventLog: state.eventLog)
    }

    @Test func aUnitFromNowhereIsSeen() throws {
        let world = try World(2)
        try tamper(world, StateKey.account(world.actors[0].address)) { $0[41] += 1 }
        #expect(
            fault(world)
                == .invariant(.valueNotConserved(found: Amount(2_000_000_001), expected: Amount(2_000_000_000))))
    }

    @Test func aShareFromNowhereIsSeen() throws {
        let world = try World(2)
        let model = try Sample.model(1)
        let asset = world.asset(model)
        try world.succeed(0, .registerModel(ModelRegistration(model, [(world.actors[0], 7)])))
        try tamper(world, StateKey.holding(asset, of: world.actors[0].address)) { $0[65] += 1 }
        #expect(fault(world) == .invariant(.sharesNotConstant(model: asset)))
    }

    @Test func aDividendFromNowhereIsSeen() throws {
        let world = try World(2)
        let model = try Sample.model(1)
        let asset = world.asset(model)
        try world.succeed(0, .registerModel(ModelRegistration(model, [(world.actors[0], 7)])))
        // One unit owed that was never earned.
        try tamper(world, StateKey.holding(asset, of: world.actors[0].address)) { $0[89] += 1 }
        #expect(fault(world) == .invariant(.dividendsNotRevenue(model: asset)))
    }

    @Test func aJobFromNowhereIsSeen() throws {
        let world = try World(2)
        let model = try Sample.model(1)
        let asset = world.asset(model)
        try world.succeed(0, .registerModel(ModelRegistration(model, [(world.actors[0], 7)])))
        // The last four bytes count the jobs in hand.
        try tamper(world, StateKey.model(asset)) { $0[$0.count - 4] += 1 }
        #expect(fault(world) == .invariant(.jobsMiscounted(model: asset)))
    }

    @Test func aLinkFromNowhereIsSeen() throws {
        let world = try World(2)
        let model = try Sample.model(1)
        let asset = world.asset(model)
        try world.succeed(0, .registerModel(ModelRegistration(model, [(world.actors[0], 7)], opening: nil)))
        try tamper(world, StateKey.model(asset)) { $0[$0.count - 6] = 1 }
        #expect(fault(world) == .invariant(.tablesMissing(model: asset)))
    }

    @Test func anUnreadableRecordStops() throws {
        let world = try World(2)
        let key = StateKey.account(world.actors[0].address)
        try tamper(world, key) { $0.append(0) }
        let transaction = world.transaction(0, .attest(model: Digest()), nonce: 0).canonicalBytes
        #expect(fault(world, [transaction]) == .corruptRecord(key))
        #expect(fault(world) == .invariant(.unreadable(key: key)))
    }

    @Test func otherRulesAreNotFollowed() throws {
        let world = try World(2)
        var parameters = World.parameters()
        parameters.flatFee = Amount(1)
        let other = try World(actors: world.actors, grants: [1, 1], parameters: parameters)
        other.state = world.state
        #expect(fault(other) == .parametersDiffer)
        parameters.gasPerTransaction = 0
        #expect(throws: ParameterError.blockGasLimit) {
            try StateMachine(parameters: parameters, precompiles: FakePrecompile.table, checksInvariants: false)
        }
    }

    @Test func aBrokenPrecompileStopsTheNodeNotTheJob() throws {
        let world = try World(3)
        let model = try Sample.model(1)
        let asset = world.asset(model)
        try world.succeed(0, .registerModel(ModelRegistration(model, [(world.actors[0], 1)])))
        let job = Job.id(chain: World.chain, poster: world.actors[1].address, nonce: world.nonce(1))
        try world.succeed(1, .postJob(Sample.order(asset)))
        try world.succeed(2, .takeJob(job))
        let claim = try Sample.claim(job, model.id, prover: world.actors[2].address)
        let root = world.state.root
        for (evidence, reason) in [(UInt8(3), "the output is no answer"), (5, "no memory")] {
            let bytes = world.transaction(2, .submitProof(claim: claim, evidence: [evidence])).canonicalBytes
            #expect(fault(world, [bytes]) == .precompile(PrecompileID.verifyProof, reason))
            #expect(world.state.root == root)
        }
        let bare = try StateMachine(
            parameters: World.parameters(), precompiles: PrecompileTable([]), checksInvariants: true)
        let bytes = world.transaction(2, .submitProof(claim: claim, evidence: [1])).canonicalBytes
        #expect(throws: BlockError.fault(.missingPrecompile(PrecompileID.verifyProof))) {
            try bare.apply(Block(height: world.state.height + 1, time: world.time, transactions: [bytes]), to: world.state)
        }
    }
}
