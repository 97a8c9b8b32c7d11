import Claims
import Transcript

extension LedgerParameters: CanonicalCodable {
    /// Profiles that a decoder takes.
    static let maximumProfiles = 64

    /// version (2), then every parameter in order of declaration, integers in their width, profiles as a list.
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(Self.formatVersion)
        encoder.append(chain)
        encoder.append(flatFee)
        encoder.append(gasPerTransaction)
        encoder.append(gasPerByte)
        encoder.append(gasPerAncestor)
        encoder.append(minimumGasPrice)
        encoder.append(blockGasLimit)
        encoder.append(maximumTransactionBytes)
        encoder.append(maximumBlockTransactions)
        encoder.append(list: acceptedProfiles) { $1.append($0.rawValue) }
        encoder.append(maximumAncestors)
        encoder.append(maximumLineageDepth)
        encoder.append(minimumAuditors)
        encoder.append(minimumProverBond)
        encoder.append(challengeBond)
        encoder.append(attestationBond)
        encoder.append(maximumDuration)
        encoder.append(challengeWindow)
        encoder.append(asserterAllowance)
        encoder.append(challengerAllowance)
        encoder.append(maximumQuestions)
        encoder.append(maximumDisputes)
    }

    /// Parameters as they stand in a genesis; whether they can rule a ledger is the state machine's matter.
    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> LedgerParameters {
        let position = decoder.offset
        let version = try decoder.uint16("parameters version")
        guard version == formatVersion else {
            throw decoder.refusal("parameters version", at: position, "version \(version) is not known here")
        }
        var parameters = LedgerParameters(chain: try decoder.uint64("chain"))
        parameters.flatFee = try .decode(from: &decoder)
        parameters.gasPerTransaction = try decoder.uint32("gas a transaction")
        parameters.gasPerByte = try decoder.uint32("gas a byte")
        parameters.gasPerAncestor = try decoder.uint32("gas an ancestor")
        parameters.minimumGasPrice = try .decode(from: &decoder)
        parameters.blockGasLimit = try decoder.uint64("block gas limit")
        parameters.maximumTransactionBytes = try decoder.uint32("maximum transaction bytes")
        parameters.maximumBlockTransactions = try decoder.uint32("maximum block transactions")
        parameters.acceptedProfiles = try decoder.list("profiles", limit: maximumProfiles, elementByteCount: 2) {
            (decoder) throws(CanonicalError) in ProfileID(rawValue: try decoder.uint16("profile"))
        }
        parameters.maximumAncestors = try decoder.uint32("maximum ancestors")
        parameters.maximumLineageDepth = try decoder.uint32("maximum lineage depth")
        parameters.minimumAuditors = try decoder.uint32("minimum auditors")
        parameters.minimumProverBond = try .decode(from: &decoder)
        parameters.challengeBond = try .decode(from: &decoder)
        parameters.attestationBond = try .decode(from: &decoder)
        parameters.maximumDuration = try decoder.uint64("maximum duration")
        parameters.challengeWindow = try decoder.uint64("challenge window")
        parameters.asserterAllowance = try decoder.uint64("asserter's allowance")
        parameters.challengerAllowance = try decoder.uint64("challenger's allowance")
        parameters.maximumQuestions = try decoder.uint8("maximum questions")
        parameters.maximumDisputes = try decoder.uint32("maximum disputes")
        return parameters
    }
}
