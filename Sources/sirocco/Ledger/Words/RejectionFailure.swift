import Ledger

extension Failure {
    /// Why the ledger refused a transaction, for people; nothing was paid.
    init(_ rejection: Rejection) {
        let (code, advice) = rejection.verdict
        self.init(code, "the ledger refuses the transaction", why: rejection.words, try: advice)
    }

    /// Why a transaction came to nothing; its fee is paid.
    init(_ failure: Ledger.Failure) {
        switch failure {
        case .notAccepted(let id, let code):
            let reason = RefusalCode(rawValue: code).map { "\($0)" } ?? "\(code)"
            self.init(
                .evidenceRefused, "the \(Self.name(id)) is refused",
                why: "the ledger's check said no (\(reason)); the fee is paid", try: "check it first: sirocco verify, sirocco dispute check")
        case .halted(let id, .outOfGas):
            self.init(
                .fundsMissing, "the gas did not suffice for the \(Self.name(id))", why: "the check ran out of gas; the fee is paid",
                try: "--gas N with more, and a balance that pays for it")
        case .halted(let id, .malformedInput(let code)):
            self.init(
                .evidenceRefused, "the \(Self.name(id)) is malformed", why: "the check ended with \(code); the fee is paid",
                try: "check it first: sirocco verify, sirocco dispute check")
        }
    }

    private static func name(_ precompile: UInt16) -> String {
        switch precompile {
        case PrecompileID.verifyProof: "proof"
        case PrecompileID.oneStep: "claim, move or refutation"
        case PrecompileID.openCommitment: "opening"
        case PrecompileID.linkModel: "registration"
        case PrecompileID.checkOrder: "order"
        default: "transaction"
        }
    }
}

extension Rejection {
    /// The code that scripts see, and what to do.
    var verdict: (FailureCode, advice: String) {
        switch self {
        case .cannotPayFee, .insufficientBalance: (.fundsMissing, "send funds to the key first: sirocco tx transfer")
        case .bondTooLow(let needed): (.fundsMissing, "--bond \(needed)")
        case .insufficientShares: (.fundsMissing, "fewer shares, or another key")
        case .wrongLicenceFee(let due): (.licenceDenied, "--licence-fee \(due)")
        case .reserved: (.licenceDenied, "another job")
        case .malformed, .tooLarge: (.transactionFileMalformed, "make the transaction again")
        case .wrongNonce: (.transactionRefused, "run the command again: somebody else used the key meanwhile")
        case .notYet(let until): (.transactionRefused, "again once a block's time is past \(until)")
        case .clockRanOut, .windowOver: (.transactionRefused, "sirocco query job JOB says where it stands")
        default: (.transactionRefused, "sirocco query shows how things stand")
        }
    }

    var words: String {
        switch self {
        case .tooLarge(let bytes, let limit): "it has \(bytes) bytes, at most \(limit) are admitted"
        case .malformed(let error): "its bytes are malformed: \(error)"
        case .wrongChain(let chain): "it is for chain \(chain)"
        case .invalidSignature: "its signature is not the sender's"
        case .wrongNonce(let expected, let found): "its nonce is \(found), the account's next is \(expected)"
        case .gasLimitTooLow(let needed): "its gas limit is below the \(needed) that it takes at least"
        case .blockIsFull: "its gas limit is above a block's"
        case .gasPriceTooLow(let needed): "gas costs \(needed) a unit now"
        case .cannotPayFee(let needed, let balance): "fees may come to \(needed), the balance is \(balance)"
        case .insufficientBalance(let needed, let balance): "it needs \(needed), the balance is \(balance)"
        case .amountOverflow: "an amount exceeds 2^128"
        case .nothingToDo: "there is nothing to do"
        case .alreadyRegistered(let model): "model \(model) is registered"
        case .unknownModel(let model): "there is no model \(model)"
        case .noShares: "nobody has a share"
        case .revenueOverspent(let parts): "parents take \(parts) parts of 1000000000"
        case .lineageTooDeep(let depth): "the lineage is \(depth) generations deep"
        case .tooManyAncestors(let count): "it has \(count) ancestors"
        case .notRegistrant: "somebody else registered the model"
        case .insufficientShares(let needed, let found): "it takes \(needed) shares, there are \(found)"
        case .alreadyAttested: "the auditor attested to the model before"
        case .notAttested: "the auditor did not attest to the model"
        case .jobsInHand(let count): "\(count) optimistic jobs of the model are taken or claimed"
        case .unlinked(let model): "model \(model) brought no weights, so nothing links its proofs to it"
        case .notDisputable(let model): "model \(model) brought no circuit, so its claims cannot be disputed"
        case .unknownJob(let job): "there is no job \(job)"
        case .wrongStatus: "the job does not stand where this is possible"
        case .notPoster: "somebody else posted the job"
        case .wrongLicenceFee(let due): "the model's licence costs \(due) a call"
        case .profileNotAccepted(let profile): "this ledger admits no proofs under \(profile)"
        case .noOracle(let profile): "the model has no oracle root under \(profile)"
        case .bondTooLow(let needed): "the bond is at least \(needed)"
        case .durationOutOfRange: "the deadline or the lease is in the past, zero or too far away"
        case .tooFewAttestations(let found, let needed):
            "\(found) auditors hold the model, an optimistic job needs \(needed)"
        case .tooFewAuditors(let found, let needed): "the input is sealed to \(found) auditors, \(needed) are needed"
        case .auditorHoldsNothing(let auditor): "\(auditor) did not attest to the model"
        case .sealedInputExpected(let isExpected):
            isExpected ? "a private input needs the hash of its ciphertext" : "a public input has no ciphertext"
        case .reserved: "the job is for somebody else"
        case .deadlinePassed: "the job's deadline is past"
        case .leaseExpired: "the lease is over"
        case .notYet(let until): "its time comes after \(until) (milliseconds since 1970)"
        case .claimDiffers(let field): "the claim's \(field) differs from the job's"
        case .windowOver: "the challenge window is over"
        case .disputesOpen(let count): "\(count) disputes are open"
        case .tooManyDisputes: "too many disputes are open"
        case .alreadyDisputing: "the sender disputes this claim already"
        case .challengesOwnClaim: "the claim is the sender's own"
        case .unknownDispute: "there is no such dispute"
        case .notYourTurn: "it is the other side's move"
        case .clockRanOut: "the time for this move is over"
        case .tooManyQuestions: "all questions were asked"
        case .wrongQuestion: "another question stands"
        case .tooEarlyToRefute: "a refutation comes in a later block than its challenge"
        }
    }
}
