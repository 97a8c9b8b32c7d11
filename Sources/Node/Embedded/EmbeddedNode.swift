import Foundation
import Ledger
import Transcript

/// A ledger in this process: one node, its blocks made when there are transactions, its store in a folder.
///
///     let node = try EmbeddedNode(home: NodeHome("/var/lib/sirocco"))
///     let submission = try node.submit(transaction)
///     if case .applied(_, let events) = submission.receipt { … }
///     node.endTurn()                  // others may go on
///     try node.waitForTurn()          // and now it is ours again, brought up to date
///
/// Processes take turns: a node has the turn from its making (or `waitForTurn`) to `endTurn` or its end,
/// and nobody else reads or writes the ledger meanwhile. What is committed is on disk.
///
/// Not for several threads at once.
public final class EmbeddedNode {
    public let home: NodeHome
    public let genesis: GenesisRecord
    let machine: StateMachine
    let store: LedgerStore
    private let lock: TurnLock
    private let clock: @Sendable () -> UInt64
    /// The ledger as of this turn.
    public private(set) var state: LedgerState
    /// The last block's.
    public private(set) var header: BlockHeader
    /// The store said something unexpected; it is read again before anything else.
    private var isStale = false

    /// Seconds that a process waits for its turn when nobody says otherwise.
    public static let patience = 30.0

    /// Opens the ledger of a home, when the turn comes.
    ///
    /// - Parameters:
    ///   - precompiles: what checks proofs and refutations.
    ///   - checksInvariants: look at the whole state after every block.
    ///   - waitingAtMost: seconds to wait for the turn; 0 to try once.
    ///   - clock: milliseconds since 1970, for block times; one that goes back holds block time still.
    /// - Throws: `NodeError`; `noLedger` where there is none, `busy` when the turn does not come, `corrupt`
    ///   when the records do not give the root that was stored.
    public init(
        home: NodeHome, precompiles: PrecompileTable = .standard(), checksInvariants: Bool = true,
        waitingAtMost seconds: Double = EmbeddedNode.patience,
        clock: @escaping @Sendable () -> UInt64 = { SystemClock.milliseconds }
    ) throws(NodeError) {
        guard unsafe access(home.storePath, F_OK) == 0 else { throw .noLedger(home.path) }
        let lock = TurnLock(home)
        try lock.acquire(waitingAtMost: seconds)
        let store = try LedgerStore.open(home.storePath)
        genesis = try store.genesis(home: home.path)
        do {
            machine = try StateMachine(
                parameters: genesis.parameters, precompiles: precompiles, checksInvariants: checksInvariants)
        } catch { throw .parametersRefused(error) }
        (state, header) = try store.lastState()
        self.home = home
        self.lock = lock
        self.store = store
        self.clock = clock
    }

    deinit {
        store.close()
        lock.release()
    }

    /// Begins a ledger in a folder, which is made where it is missing.
    ///
    /// - Throws: `NodeError.alreadyExists`, `parametersRefused`, `genesisRefused`, `busy`, `storage`, `diskFull`.
    public static func create(_ genesis: GenesisRecord, in home: NodeHome) throws(NodeError) {
        let state: LedgerState
        let machine: StateMachine
        do {
            machine = try StateMachine(
                parameters: genesis.parameters, precompiles: PrecompileTable([]), checksInvariants: true)
        } catch { throw .parametersRefused(error) }
        do { state = try machine.genesis(genesis.genesis) } catch { throw .genesisRefused(error) }
        do {
            try FileManager.default.createDirectory(
                atPath: home.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw .storage("\(home.folder): \(systemReason(errno))") }
        let lock = TurnLock(home)
        try lock.acquire(waitingAtMost: patience)
        defer { lock.release() }
        let store = try LedgerStore.open(home.storePath)
        defer { store.close() }
        try store.begin(genesis, state, path: home.path)
    }

    /// Lets other processes in. Until `waitForTurn`, only `state` and `header` can be looked at.
    public func endTurn() { lock.release() }

    public var hasTurn: Bool { lock.isHeld }

    /// Waits for the turn and reads what others committed. Free where this node has it.
    ///
    /// - Throws: `NodeError.busy` when it does not come in time, naming who holds it.
    public func waitForTurn(atMost seconds: Double = EmbeddedNode.patience) throws(NodeError) {
        try lock.acquire(waitingAtMost: seconds)
        try catchUp()
    }

    private func catchUp() throws(NodeError) {
        let height = try store.lastHeight()
        guard isStale || height != state.height else { return }
        (state, header) = try store.lastState()
        isStale = false
    }

    /// - Throws: `NodeError.notInTurn`, or what reading a doubtful store again gives.
    func requireTurn() throws(NodeError) {
        guard hasTurn else { throw .notInTurn }
        if isStale { try catchUp() }
    }

    /// The time that a block made now has: the clock's, never before the last block's.
    var blockTime: UInt64 { max(clock(), state.time) }

    /// Carries out a block in memory.
    func trial(_ transactions: [[UInt8]]) throws(NodeError) -> AppliedBlock {
        let block = Block(height: state.height &+ 1, time: blockTime, transactions: transactions)
        do { return try machine.apply(block, to: state) } catch {
            switch error {
            case .refused(let refusal): throw .blockRefused(refusal)
            case .fault(let fault): throw .fault(fault)
            }
        }
    }

    /// Makes a block's outcome the ledger's.
    func keep(_ applied: AppliedBlock, _ transactions: [[UInt8]]) throws(NodeError) {
        let events = applied.receipts.flatMap { $0.events }
        let next = BlockHeader(
            applied.state, gasUsed: applied.gasUsed, eventCount: header.eventCount + UInt64(events.count))
        let block = Block(height: next.height, time: next.time, transactions: transactions)
        do {
            try store.commit(LedgerStore.Commit(block: block, header: next, changes: applied.changes, events: events))
        } catch {
            isStale = true
            throw error
        }
        state = applied.state
        header = next
    }
}
