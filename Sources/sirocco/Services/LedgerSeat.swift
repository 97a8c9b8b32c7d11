import Claims
import Ledger
import Node

/// One's place at a ledger that others use too. The ledger is held only while something is read or sent, never
/// while a service computes.
final class LedgerSeat {
    let node: EmbeddedNode
    let signer: Signer
    /// Seconds that a turn is waited for.
    private let patience: Double

    var address: Address { Address(signer.address) }
    var chain: UInt64 { node.genesis.parameters.chain }

    /// Ends the turn that the node has from its opening.
    init(_ node: EmbeddedNode, _ signer: Signer, patience: Double) {
        self.node = node
        self.signer = signer
        self.patience = patience
        node.endTurn()
    }

    /// Waits for the turn, runs `body` on the ledger as it is then, and lets others in.
    ///
    /// - Throws: `Failure`, with the code `ledgerBusy` where the turn does not come in time.
    func turn<Result>(_ body: (EmbeddedNode) throws -> Result) throws -> Result {
        let patience = patience
        try onLedger { () throws(NodeError) in try node.waitForTurn(atMost: patience) }
        defer { node.endTurn() }
        return try body(node)
    }

    /// What became of something sent.
    enum Sent {
        case applied([Event])
        /// It is in no block and cost nothing.
        case refused(Rejection)
        /// Its fee is paid and nothing else happened.
        case failed(Ledger.Failure)
    }

    /// Sends an action, if what it rests on still holds.
    ///
    /// - Parameter holds: asked in the turn in which the action is sent.
    /// - Returns: nil where it does not hold any more.
    func send(_ action: Action, where holds: (LedgerState) -> Bool = { _ in true }) throws -> Sent? {
        try turn { node in
            guard holds(node.state) else { return nil }
            let signer = signer
            ServiceSteps.pass()
            let submission = try onLedger { () throws(NodeError) in
                try node.submit(try node.sign(action, by: signer.identity.signing))
            }
            ServiceSteps.pass()
            return switch submission.receipt {
            case .applied(_, let events): .applied(events)
            case .rejected(let rejection): .refused(rejection)
            case .failed(let failure, _, _): .failed(failure)
            }
        }
    }

    /// The time that a block made now would have at least.
    static func now(_ state: LedgerState) -> UInt64 { max(SystemClock.milliseconds, state.time) }
}
