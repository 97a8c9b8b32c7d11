import Claims
import Transcript

/// The run of one block's transactions, one after another, over one journal.
struct Execution {
    let machine: StateMachine
    let height: UInt64
    let time: UInt64
    let gasPrice: Amount
    var journal: Journal
    var blockGasUsed: UInt64 = 0

    // Of the transaction at hand.
    var sender: Address
    var nonce: UInt64 = 0
    var gasLeft: UInt64 = 0
    var events: [Event] = []

    var parameters: LedgerParameters { machine.parameters }

    init(machine: StateMachine, state: LedgerState, block: Block) {
        self.machine = machine
        height = block.height
        time = block.time
        gasPrice = state.gasPrice
        journal = Journal(over: state.records)
        sender = Address(Digest())
    }

    /// Runs bytes that may be a transaction.
    ///
    /// - Throws: `LedgerFault` alone; whatever is wrong with the transaction is in the receipt.
    mutating func run(_ bytes: [UInt8]) throws(LedgerFault) -> Receipt {
        events = []
        journal.drop()
        do {
            let signed = try admitted(bytes)
            return try run(signed)
        } catch {
            journal.drop()
            switch error {
            case .rejected(let rejection): return .rejected(rejection)
            case .fault(let fault): throw fault
            // `run(_: SignedTransaction)` turns these into receipts.
            case .failed(let failure): return .failed(failure, gasUsed: 0, events: [])
            }
        }
    }

    /// The transaction in the bytes, when it may run: well formed, for this ledger, signed, next in its
    /// sender's order, within the block's gas. Cheap checks first.
    func admitted(_ bytes: [UInt8]) throws(Stop) -> SignedTransaction {
        guard bytes.count <= Int(parameters.maximumTransactionBytes) else {
            throw .rejected(.tooLarge(bytes: bytes.count, limit: Int(parameters.maximumTransactionBytes)))
        }
        let signed: SignedTransaction
        do { signed = try SignedTransaction(canonicalBytes: bytes) } catch { throw .rejected(.malformed(error)) }
        let transaction = signed.transaction
        guard transaction.chain == parameters.chain else { throw .rejected(.wrongChain(transaction.chain)) }
        let account = try account(transaction.sender)
        guard transaction.nonce == account.nonce, account.nonce < .max else {
            throw .rejected(.wrongNonce(expected: account.nonce, found: transaction.nonce))
        }
        let needed = parameters.intrinsicGas(byteCount: bytes.count)
        guard transaction.gasLimit >= needed else { throw .rejected(.gasLimitTooLow(needed: needed)) }
        guard transaction.gasLimit <= parameters.blockGasLimit - blockGasUsed else { throw .rejected(.blockIsFull) }
        guard transaction.maximumGasPrice >= gasPrice else { throw .rejected(.gasPriceTooLow(needed: gasPrice)) }
        let fee = try fee(gas: transaction.gasLimit)
        guard account.balance >= fee else { throw .rejected(.cannotPayFee(needed: fee, balance: account.balance)) }
        guard signed.isValid else { throw .rejected(.invalidSignature) }
        return signed
    }

    private func fee(gas: UInt64) throws(Stop) -> Amount { try parameters.flatFee.plus(try gasPrice.times(gas)) }

    private mutating func run(_ signed: SignedTransaction) throws(Stop) -> Receipt {
        let transaction = signed.transaction
        sender = transaction.sender
        nonce = transaction.nonce
        let byteCount = signed.canonicalBytes.count
        gasLeft = transaction.gasLimit - parameters.intrinsicGas(byteCount: byteCount)
        // The fee for all of the gas is held while the action runs, so that it cannot spend it.
        try debit(sender, try fee(gas: transaction.gasLimit))
        var failure: Failure?
        do { try perform(transaction.action) } catch {
            guard case .failed(let found) = error else { throw error }
            failure = found
            events = []
            journal.drop()
            try debit(sender, try fee(gas: transaction.gasLimit))
        }
        let gasUsed = transaction.gasLimit - gasLeft
        let due = try fee(gas: gasUsed)
        try credit(sender, try fee(gas: transaction.gasLimit).minus(due))
        try burn(due)
        var account = try account(sender)
        account.nonce += 1
        journal.write(account)
        journal.keep()
        blockGasUsed += gasUsed
        let first = Event.executed(transaction: signed.id, sender: sender, nonce: nonce, gasUsed: gasUsed, fee: due)
        guard let failure else { return .applied(gasUsed: gasUsed, events: [first] + events) }
        return .failed(failure, gasUsed: gasUsed, events: [first, failure.event])
    }

    private mutating func perform(_ action: Action) throws(Stop) {
        switch action {
        case .transfer(let to, let amount): try transfer(to: to, amount)
        case .registerModel(let registration): try registerModel(registration)
        case .setPrice(let model, let price): try setPrice(model, price)
        case .transferShares(let model, let to, let count): try transferShares(model, to: to, count)
        case .collectDividends(let model): try collectDividends(model)
        case .attest(let model): try attest(model)
        case .withdrawAttestation(let model): try withdrawAttestation(model)
        case .postJob(let order, let publicInputs): try postJob(order, publicInputs)
        case .cancelJob(let job): try cancelJob(job)
        case .takeJob(let job): try takeJob(job)
        case .submitProof(let claim, let evidence): try submitProof(claim, evidence)
        case .submitClaim(let claim, let publication): try submitClaim(claim, publication)
        case .challenge(let job, let question): try challenge(job, question)
        case .answer(let job, let challenger, let question, let answer):
            try self.answer(job, challenger, question, answer)
        case .ask(let job, let question): try ask(job, question)
        case .refute(let job, let evidence): try refute(job, evidence)
        case .callTime(let job, let challenger): try callTime(job, challenger)
        case .withdrawChallenge(let job): try withdrawChallenge(job)
        case .expireJob(let job): try expireJob(job)
        case .settleJob(let job): try settleJob(job)
        }
    }
}

extension Execution {
    /// Uses gas of the ledger's own.
    mutating func use(gas: UInt64) throws(Stop) {
        guard gas <= gasLeft else {
            gasLeft = 0
            throw .failed(.halted(precompile: 0, .outOfGas))
        }
        gasLeft -= gas
    }

    /// Asks a precompile; what it said and made, when that is not no.
    ///
    /// - Returns: nil for `Answer.opposite`.
    mutating func ask(_ id: UInt16, _ input: PrecompileInput) throws(Stop) -> [UInt8]? {
        let result = try machine.precompiles.run(id, input.canonicalBytes, gasLimit: gasLeft)
        gasLeft -= result.gasUsed
        switch result.outcome {
        case .halt(let halt): throw .failed(.halted(precompile: id, halt))
        case .output(let bytes):
            switch Answer(bytes) {
            case .no(let code): throw .failed(.notAccepted(precompile: id, code: code))
            case .yes(let made): return made
            case .opposite: return nil
            case nil: throw .fault(.precompile(id, "the output is no answer"))
            }
        }
    }

    /// Asks a precompile a question to which the only answers are yes and no.
    mutating func require(_ id: UInt16, _ input: PrecompileInput) throws(Stop) -> [UInt8] {
        guard let made = try ask(id, input) else { throw .fault(.precompile(id, "the opposite of nothing")) }
        return made
    }

    /// A moment some milliseconds from now.
    func after(_ milliseconds: UInt64) throws(Stop) -> UInt64 {
        let (moment, overflow) = time.addingReportingOverflow(milliseconds)
        guard !overflow else { throw .rejected(.durationOutOfRange) }
        return moment
    }
}

extension Failure {
    /// halt: 0 not accepted, 1 out of gas, 2 malformed; and the code.
    var event: Event {
        switch self {
        case .notAccepted(let id, let code): .failed(precompile: id, halt: 0, code: code)
        case .halted(let id, .outOfGas): .failed(precompile: id, halt: 1, code: 0)
        case .halted(let id, .malformedInput(let code)): .failed(precompile: id, halt: 2, code: code)
        }
    }
}
