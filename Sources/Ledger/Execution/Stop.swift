import Claims
import Transcript

/// Why a transaction was refused. Deterministic: every replica refuses it alike, and the state is what it
/// was before, balances and nonces included.
public enum Rejection: Error, Equatable, Sendable {
    // Before anything runs.
    case tooLarge(bytes: Int, limit: Int)
    case malformed(CanonicalError)
    case wrongChain(UInt64)
    case invalidSignature
    case wrongNonce(expected: UInt64, found: UInt64)
    case gasLimitTooLow(needed: UInt64)
    case blockIsFull
    case gasPriceTooLow(needed: Amount)
    case cannotPayFee(needed: Amount, balance: Amount)
    // Money.
    case insufficientBalance(needed: Amount, balance: Amount)
    case amountOverflow
    case nothingToDo
    // Models.
    case alreadyRegistered(Digest)
    case unknownModel(Digest)
    case noShares
    case revenueOverspent(parts: UInt64)
    case lineageTooDeep(UInt32)
    case tooManyAncestors(Int)
    case notRegistrant
    case insufficientShares(needed: UInt64, found: UInt64)
    case alreadyAttested
    case notAttested
    /// Jobs that were taken because this auditor and others said that they hold the model.
    case jobsInHand(UInt32)
    // Jobs.
    case unknownJob(Digest)
    case wrongStatus
    case notPoster
    case wrongLicenceFee(due: Amount)
    case profileNotAccepted(ProfileID)
    case noOracle(ProfileID)
    /// Weights root and oracle roots were not shown to be one model's: proofs say nothing about it.
    case unlinked(Digest)
    /// The referee has no tables for this model: optimistic claims about it could not be disputed.
    case notDisputable(Digest)
    case bondTooLow(needed: Amount)
    case durationOutOfRange
    case tooFewAttestations(found: UInt32, needed: UInt32)
    case tooFewAuditors(found: Int, needed: UInt32)
    case auditorHoldsNothing(Address)
    case sealedInputExpected(Bool)
    case reserved
    case deadlinePassed
    case leaseExpired
    case notYet(until: UInt64)
    case claimDiffers(field: ClaimField)
    // Disputes.
    case windowOver
    case disputesOpen(UInt32)
    case tooManyDisputes
    case alreadyDisputing
    case challengesOwnClaim
    case unknownDispute
    case notYourTurn
    case clockRanOut
    case tooManyQuestions
    case wrongQuestion
    case tooEarlyToRefute

    /// The part of a claim that is not as its job has it.
    public enum ClaimField: Sendable, Hashable {
        case model, steps, inputs, assurance, prover, chain
    }
}

/// Why a transaction ran and came to nothing: a precompile said no or gave up. The fee is paid and the nonce
/// is used; all else is as before.
public enum Failure: Error, Equatable, Sendable {
    /// The proof, answer or refutation is not one.
    ///
    /// The code is a `RefusalCode`'s where the standard precompiles run; 0: none was given.
    case notAccepted(precompile: UInt16, code: UInt16)
    case halted(precompile: UInt16, Halt)
}

/// What is wrong with us, never with a transaction: the node must stop rather than go on.
public enum LedgerFault: Error, Equatable, Sendable {
    /// The store holds other bytes under this key than the ledger wrote.
    case corruptRecord(Digest)
    case noSupply
    case negativeAmount
    case sharesOutOfRange(Digest)
    case parametersDiffer
    case missingPrecompile(UInt16)
    /// A precompile broke its contract, or could not run for want of memory or the like.
    case precompile(UInt16, String)
    case invariant(InvariantViolation)
}

/// Ends a transaction's run.
enum Stop: Error {
    case rejected(Rejection)
    case failed(Failure)
    case fault(LedgerFault)
}
