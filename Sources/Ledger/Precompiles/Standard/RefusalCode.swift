import Verifier

/// Why a precompile of this version said no: the code in its answer, in receipts and in the event log. Numbers
/// are never reused.
public enum RefusalCode: UInt16, Sendable, Hashable, CaseIterable {
    // A proof file.
    case notAProof = 101
    case proofUnsupportedVersion = 102
    case proofMalformed = 103
    case proofCircuit = 104
    case proofOtherModel = 105
    case proofOtherCircuit = 106
    case proofNotProved = 107
    case proofProfile = 108
    case proofNoOracle = 109
    case proofSteps = 110
    case proofTensors = 111
    case proofPrivateTensor = 112
    case proofPlan = 113
    case proofParameters = 114
    case proofStatement = 115
    case proofCommitment = 116
    /// The proof is about another claim than the one that came with it.
    case proofOtherClaim = 117
    case proofTooLong = 118
    // A one-step proof, and moves of a dispute.
    case stepMalformed = 201
    case stepOtherClaim = 202
    case stepNoSuchPlace = 203
    case stepRecord = 204
    case stepTooCostly = 205
    case stepNotTraced = 206
    case stepNotPublic = 207
    case stepTrace = 208
    case stepSlices = 209
    case stepChunkValues = 210
    case stepRightForm = 211
    case moveMalformed = 221
    case moveOutOfTurn = 222
    case moveNoSuchPlace = 223
    case moveWrongCount = 224
    case moveNotCommitted = 225
    case moveNotSigned = 226
    // A claim.
    case claimNotOptimistic = 241
    case claimOtherModel = 242
    case claimInputs = 243
    case claimOutputs = 244
    case claimNotPublic = 245
    case claimSteps = 246
    case notDisputable = 247
    // An opening.
    case openingTensor = 301
    case openingOther = 302
    // A registration.
    case linkCircuit = 401
    case linkOtherCircuit = 402
    case linkWeightsTooLong = 403
    case linkWeights = 404
    case linkOtherWeights = 405
    case linkProfile = 406
    case linkUnprovable = 407
    case linkOtherOracle = 408
    case linkRecordTooLong = 409
    // An order.
    case orderInputCount = 501
    case orderSteps = 502
    case orderNotPublic = 503
    case orderPublicInputs = 504
    case orderByteCount = 505
    case orderOtherBytes = 506
    case orderOutOfRange = 507
}

extension RefusalCode {
    init(_ error: ProofError) {
        self =
            switch error {
            case .notAProof: .notAProof
            case .unsupportedVersion: .proofUnsupportedVersion
            case .malformed: .proofMalformed
            case .tooLong, .overCostLimit: .proofTooLong
            case .circuit: .proofCircuit
            case .otherModel: .proofOtherModel
            case .otherCircuit: .proofOtherCircuit
            case .notProved: .proofNotProved
            case .unknownProfile, .insecureProfile: .proofProfile
            case .noOracle: .proofNoOracle
            case .severalSteps: .proofSteps
            case .wrongTensorCount, .otherTensor, .tensorOutOfRange, .outputs: .proofTensors
            case .plan(.privateTensor): .proofPrivateTensor
            case .plan: .proofPlan
            case .parameters, .belowFloor: .proofParameters
            case .statement: .proofStatement
            case .commitment: .proofCommitment
            }
    }

    init(_ error: OneStepError) {
        self =
            switch error {
            case .malformed: .stepMalformed
            case .otherClaim, .otherModel, .notOptimistic: .stepOtherClaim
            case .noSuchStep, .noSuchOperator, .noSuchResult, .noSuchElement, .notByComparison, .noSuchCandidate,
                .noSuchOutput:
                .stepNoSuchPlace
            case .record, .unreadableRecord: .stepRecord
            case .footprintTooLong, .chunkTooCostly, .tooManyChunks: .stepTooCostly
            case .notTraced: .stepNotTraced
            case .notPublic: .stepNotPublic
            case .runOpening, .runRoot, .runPath, .stepCount, .stepRoot, .stepPath: .stepTrace
            case .sliceCount, .slice, .outsideFootprint: .stepSlices
            case .chunkValues, .chunkValuesRoot: .stepChunkValues
            case .rightForm: .stepRightForm
            }
    }

    init(_ error: DisputeError) {
        self =
            switch error {
            case .malformed: .moveMalformed
            case .ended, .timeWentBack, .notTheChallenger, .outOfTurn: .moveOutOfTurn
            case .noSuchPlace: .moveNoSuchPlace
            case .wrongCount: .moveWrongCount
            case .notCommitted: .moveNotCommitted
            case .notSigned: .moveNotSigned
            case .proof(let error): RefusalCode(error)
            }
    }

    init(_ error: AdmissionError) {
        self =
            switch error {
            case .notOptimistic: .claimNotOptimistic
            case .otherModel: .claimOtherModel
            case .inputCount, .otherInput: .claimInputs
            case .outputCount: .claimOutputs
            case .notPublic: .claimNotPublic
            case .steps: .claimSteps
            }
    }

    init(_ error: OrderError) {
        self =
            switch error {
            case .inputCount: .orderInputCount
            case .steps: .orderSteps
            case .notDisputable: .notDisputable
            case .notPublic: .orderNotPublic
            case .publicInputs: .orderPublicInputs
            case .byteCount: .orderByteCount
            case .otherBytes: .orderOtherBytes
            case .outOfRange: .orderOutOfRange
            }
    }

    /// Nil of what is not the registrant's fault but want of gas.
    init?(_ error: ModelLinkError) {
        switch error {
        case .circuit: self = .linkCircuit
        case .otherCircuit: self = .linkOtherCircuit
        case .weightsTooLong: self = .linkWeightsTooLong
        case .weights: self = .linkWeights
        case .otherWeights: self = .linkOtherWeights
        case .profile: self = .linkProfile
        case .unprovable: self = .linkUnprovable
        case .unpaid: return nil
        case .otherOracle: self = .linkOtherOracle
        }
    }
}
