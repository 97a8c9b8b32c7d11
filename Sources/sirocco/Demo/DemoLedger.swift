import Claims
import Ledger
import Node
import Signatures
import Synchronization
import Transcript

/// The demonstration's ledger: one node in this process, with a clock of its own, so that nobody waits and
/// every run has the same times.
final class DemoLedger {
    let node: EmbeddedNode
    let cast: Cast
    private let clock: Clock
    /// What each account has paid in fees, and for how many transactions.
    private(set) var fees: [Address: (units: UInt128, transactions: Int)] = [:]

    static let chain: UInt64 = 1337
    /// What everybody begins with.
    static let grant = Amount(10_000_000)
    /// 1 January 2026, in milliseconds since 1970.
    private static let start: UInt64 = 1_767_225_600_000

    private final class Clock: Sendable {
        private let time = Mutex(DemoLedger.start)

        /// A second after the last answer.
        func next() -> UInt64 {
            time.withLock { time in
                time += 1_000
                return time
            }
        }
    }

    /// Begins a ledger in a folder.
    init(in folder: String) throws {
        cast = try Cast()
        var parameters = LedgerParameters(chain: Self.chain)
        // A transaction costs the flat fee whatever its work, so that a reader can check every sum by hand.
        parameters.minimumGasPrice = .zero
        let home = NodeHome(folder)
        let grants = cast.all.map { Genesis.Grant(address: $0.address, amount: Self.grant) }
        try EmbeddedNode.create(
            GenesisRecord(parameters: parameters, genesis: Genesis(time: Self.start, grants: grants)), in: home)
        let clock = Clock()
        self.clock = clock
        // The node looks at the laws of the ledger after every block.
        node = try EmbeddedNode(home: home, checksInvariants: true, clock: { clock.next() })
    }

    var state: LedgerState { node.state }
    var parameters: LedgerParameters { node.genesis.parameters }

    func balance(_ person: Person) -> UInt128 { (state.account(person.address)?.balance ?? .zero).units }

    func nonce(_ person: Person) -> UInt64 { state.account(person.address)?.nonce ?? 0 }

    func deadline(minutes: UInt64) -> UInt64 { state.time + minutes * 60_000 }

    /// Hands a transaction in, whatever becomes of it.
    func attempt(_ action: Action, by person: Person) throws -> Receipt {
        let signed = try person.signing { (key) throws(NodeError) in
            try node.sign(action, by: key, gasLimit: parameters.blockGasLimit)
        }
        let receipt = try node.submit(signed).receipt
        for event in receipt.events {
            guard case .executed(_, let sender, _, _, let fee) = event else { continue }
            let paid = fees[sender] ?? (0, 0)
            fees[sender] = (paid.units + fee.units, paid.transactions + 1)
        }
        return receipt
    }

    /// Does something that the ledger has to admit.
    ///
    /// - Throws: `Failure` where it refuses: then the demonstration is over.
    @discardableResult
    func carryOut(_ action: Action, by person: Person) throws -> (gas: UInt64, events: [Event]) {
        switch try attempt(action, by: person) {
        case .applied(let gas, let events): return (gas, events)
        case .rejected(let rejection): throw Failure(rejection)
        case .failed(let failure, _, _): throw Failure(failure)
        }
    }

    /// Whether bytes stand anywhere in the blocks or in the state.
    func holds(_ bytes: [UInt8]) throws -> Bool {
        for height in 1...state.height {
            for transaction in try node.block(at: height)?.transactions ?? [] where transaction.contains(bytes) { return true }
        }
        return state.records.entries.contains { $0.value.contains(bytes) }
    }

    /// - Throws: `Failure`, when what the ledger should have done has not come about.
    func demand(_ condition: Bool, _ what: String) throws {
        guard condition else {
            throw Failure(
                .demonstrationFailed, "the ledger did not do what it should", why: what,
                try: "sirocco demo again, and report it with this line")
        }
    }
}

extension Amount {
    /// In groups of three.
    var words: String { UInt128(UInt64.max) < units ? description : grouped(Int(clamping: units)) }
}
