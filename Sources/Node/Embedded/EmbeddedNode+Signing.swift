import Claims
import Ledger
import Signatures

extension EmbeddedNode {
    /// Signs an action with the sender's next nonce, at the going price of gas.
    ///
    /// - Parameter gasLimit: `defaultGasLimit` where nil.
    /// - Throws: `NodeError.notInTurn`.
    public func sign(
        _ action: Action, by key: borrowing SigningKey, gasLimit: UInt64? = nil
    ) throws(NodeError) -> SignedTransaction {
        try requireTurn()
        guard let sender = try? Address(key.verificationKey) else { preconditionFailure("a key has 32 bytes") }
        func transaction(gasLimit: UInt64) -> Transaction {
            Transaction(
                chain: genesis.parameters.chain, sender: sender, nonce: state.account(sender)?.nonce ?? 0,
                gasLimit: gasLimit, maximumGasPrice: state.gasPrice, action: action)
        }
        let limit = gasLimit ?? defaultGasLimit(transaction(gasLimit: 0))
        return SignedTransaction(transaction(gasLimit: limit), key: key)
    }

    /// Gas that suffices for a transaction. What is not used costs nothing, but the fee for all of it is held
    /// while the transaction runs; so what calls no precompile gets what it needs and no more, and the rest as much
    /// as the sender can pay for beside the money that the action itself takes.
    private func defaultGasLimit(_ transaction: Transaction) -> UInt64 {
        let parameters = genesis.parameters
        let byteCount = transaction.canonicalBytes.count + Signature.byteCount
        let intrinsic = parameters.intrinsicGas(byteCount: byteCount)
        let taken: Amount
        switch transaction.action {
        case .settleJob:
            let (ancestors, _) = UInt64(parameters.gasPerAncestor)
                .multipliedReportingOverflow(by: UInt64(parameters.maximumAncestors))
            return min(parameters.blockGasLimit, intrinsic + ancestors)
        case .registerModel(let registration):
            guard registration.opening != nil else { return intrinsic }
            taken = .zero
        case .postJob(let order, _):
            let (sum, overflow) = order.reward.units.addingReportingOverflow(order.licenceFee.units)
            taken = Amount(overflow ? .max : sum)
        case .challenge: taken = parameters.challengeBond
        case .submitProof, .submitClaim, .ask, .answer, .refute: taken = .zero
        case .transfer, .setPrice, .transferShares, .collectDividends, .attest, .withdrawAttestation, .cancelJob, .takeJob,
            .callTime, .withdrawChallenge, .expireJob:
            return intrinsic
        }
        let balance = (state.account(transaction.sender)?.balance ?? .zero).units
        let (kept, overflow) = taken.units.addingReportingOverflow(parameters.flatFee.units)
        let gas = (!overflow && balance > kept ? balance - kept : 0) / max(1, state.gasPrice.units)
        return max(intrinsic, UInt64(min(gas, UInt128(parameters.blockGasLimit))))
    }
}
