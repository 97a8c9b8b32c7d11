import Verifier

// What each check of a proof's body found, in words.

extension StatementFailure {
    var words: String {
        switch self {
        case .publicValues(let reason): "the public values do not fit the circuit: \(reason)"
        case .sites(let error): "the layers' values do not satisfy the circuit: \(error.words)"
        case .wrongOpeningCount(let expected, let found): "\(found) values are opened, \(expected) are needed"
        case .clampSpan(let position): "a value of operator %\(position) is outside its limits"
        case .requantiseRelation(let position): "operator %\(position) is not rounded as the circuit says"
        case .poolingRelation(let position, let place):
            "operator %\(position) is not the maximum of its window, place \(place)"
        case .products(let error): "a product of weights and values is wrong: \(error.words)"
        case .tapsMissing: "a convolution's part of the proof is missing, or one too many is there"
        case .taps(let error): "a convolution reads other places than the circuit says: \(error.words)"
        case .inputRange(let slot): "private input \(slot) may be outside its range"
        case .privateTensorsMissing: "the part about private tensors is missing, or one too many is there"
        case .privateTensors(let error): "a private tensor is not the one of its commitment: \(error.words)"
        case .lookupStatement(let error): "the lookups are outside their bounds: \(error)"
        case .lookup(let error): "a value is in no table that it has to be in: \(error.words)"
        case .opening(let error): "the opened values are not those of the oracle: \(error.words)"
        }
    }
}

extension BatchedSumcheckError {
    var words: String {
        switch self {
        case .finalValueMismatch: "a sumcheck ends in another value than its expressions have"
        case .wrongRoundCount, .wrongRoundLength, .wrongInstanceCount, .wrongEvaluationCount:
            "a sumcheck has the wrong shape"
        case .unsupportedInstanceCount, .unsupportedInstance, .wrongPublicCount: "a sumcheck is outside its bounds"
        }
    }
}

extension LookupError {
    var words: String {
        switch self {
        case .wrongLayerCount, .wrongRoundCount, .wrongEvaluationCount: "the lookup argument has the wrong shape"
        case .zeroDenominator: "a denominator is zero"
        case .layerMismatch(let layer): "layer \(layer) does not add up"
        case .numeratorMismatch: "the numerators differ"
        case .denominatorMismatch: "the denominators differ"
        }
    }
}

extension WHIRStage {
    var words: String {
        switch self {
        case .oracle(let index): "oracle \(index)"
        case .round(let index): "round \(index)"
        }
    }
}

extension WHIRError {
    var words: String {
        switch self {
        case .claimCount, .pointLength, .valueCount, .firstFoldCount, .roundCount, .sumcheckLength, .answerCount,
            .openingCount, .finalLength, .rowCount, .rowLength:
            "the opening proof has the wrong shape"
        case .grinding(let stage, let bits, _): "the nonce of \(stage.words) shows less work than \(bits) bits"
        case .nonCanonicalLimb(let stage, let position): "number \(position) of \(stage.words) is not in its one form"
        case .opening(let stage, .siblingCount): "\(stage.words) is opened with the wrong number of hashes"
        case .opening(let stage, .rootMismatch): "the opened values of \(stage.words) do not belong to its root"
        case .finalQuery(let position): "the folded oracle differs from the last polynomial at \(position)"
        case .closingSum: "the last polynomial does not have the claimed value"
        }
    }
}
