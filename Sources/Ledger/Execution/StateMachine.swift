import Claims
import Transcript

/// The ledger: a pure function from a state and a block to the next state, receipts and root. It has no
/// clock, disk, network, randomness, float or unordered iteration; two replicas given the same blocks
/// have the same bytes.
public struct StateMachine: Sendable {
    public let parameters: LedgerParameters
    public let precompiles: PrecompileTable
    let checksInvariants: Bool

    /// - Parameters:
    ///   - precompiles: `verifyProof`, `oneStep` and `openCommitment`; a transaction that needs a missing one
    ///     stops the node.
    ///   - checksInvariants: look at the whole state after every block. Costs time in the size of the state.
    /// - Throws: `ParameterError`.
    public init(
        parameters: LedgerParameters, precompiles: PrecompileTable, checksInvariants: Bool
    ) throws(ParameterError) {
        if let problem = parameters.problem { throw problem }
        self.parameters = parameters
        self.precompiles = precompiles
        self.checksInvariants = checksInvariants
    }

    /// The state before the first block.
    ///
    /// - Throws: `GenesisError`.
    public func genesis(_ genesis: Genesis) throws(GenesisError) -> LedgerState {
        var records = SortedMap<Digest, [UInt8]>()
        var issued = Amount.zero
        for grant in genesis.grants {
            let account = Account(address: grant.address, nonce: 0, balance: grant.amount)
            guard records[account.stateKey] == nil else { throw .grantedTwice(grant.address) }
            records.set(account.stateKey, to: account.stateValue)
            let (sum, overflow) = issued.units.addingReportingOverflow(grant.amount.units)
            guard !overflow else { throw .amountOverflow }
            issued = Amount(sum)
        }
        let supply = Supply(chain: parameters.chain, parameters: parameters.digest, issued: issued, burned: .zero)
        records.set(supply.stateKey, to: supply.stateValue)
        return LedgerState(
            records: MerkleMap(sorted: records.entries.map { ($0.key, $0.value) }), height: 0, time: genesis.time,
            gasPrice: parameters.minimumGasPrice, eventLog: Digest())
    }

    /// Carries out a block. The state given stays as it is.
    ///
    /// - Throws: `BlockError.refused` for a block that no replica carries out; `fault` when this node must stop.
    public func apply(_ block: Block, to state: LedgerState) throws(BlockError) -> AppliedBlock {
        if let refusal = refusal(of: block, after: state) { throw .refused(refusal) }
        guard let supply = state.supply else { throw .fault(.noSupply) }
        guard supply.parameters == parameters.digest else { throw .fault(.parametersDiffer) }
        var execution = Execution(machine: self, state: state, block: block)
        var receipts: [Receipt] = []
        var eventLog = state.eventLog
        for bytes in block.transactions {
            let receipt: Receipt
            do { receipt = try execution.run(bytes) } catch { throw .fault(error) }
            for event in receipt.events { eventLog = EventLog.digest(after: eventLog, event) }
            receipts.append(receipt)
        }
        let changes = execution.journal.changes
        var next = state
        next.records.apply(changes)
        next.height = block.height
        next.time = block.time
        next.gasPrice = parameters.gasPrice(after: state.gasPrice, gasUsed: execution.blockGasUsed)
        next.eventLog = eventLog
        if checksInvariants, let violation = Invariants.violation(in: next, after: state) {
            throw .fault(.invariant(violation))
        }
        return AppliedBlock(state: next, receipts: receipts, changes: changes, gasUsed: execution.blockGasUsed)
    }

    /// Why a waiting transaction would be refused by the next block before it ran; nil when it would run.
    /// For a node's pool: it says nothing of how the action would end.
    ///
    /// - Throws: `LedgerFault` when this node must stop.
    public func refusal(of transaction: [UInt8], in state: LedgerState) throws(LedgerFault) -> Rejection? {
        let next = Block(height: state.height, time: state.time, transactions: [])
        do { _ = try Execution(machine: self, state: state, block: next).admitted(transaction) } catch {
            switch error {
            case .rejected(let rejection): return rejection
            case .fault(let fault): throw fault
            case .failed: return nil
            }
        }
        return nil
    }

    private func refusal(of block: Block, after state: LedgerState) -> BlockRefusal? {
        let (expected, overflow) = state.height.addingReportingOverflow(1)
        if overflow || block.height != expected { return .wrongHeight(expected: expected, found: block.height) }
        if block.time < state.time { return .timeWentBack(from: state.time, to: block.time) }
        if block.transactions.count > Int(parameters.maximumBlockTransactions) {
            return .tooManyTransactions(block.transactions.count)
        }
        return nil
    }
}
