import Claims
import Foundation
import Ledger
import Node
import Transcript

/// A genesis as people write it.
///
///     {"chain": "7", "time": "0", "accounts": [{"address": "0x…", "amount": "1000"}],
///      "parameters": {"challenge_window_ms": "60000", "minimum_prover_bond": "1000"}}
///
/// Numbers are texts. Parameters that are left out have their defaults; unknown members are refused.
struct GenesisFile {
    let record: GenesisRecord

    private static let largest = 64 << 20

    init(path: String, keys: KeyFolder) throws(Failure) {
        let bytes = try InputFile.read(path, what: "genesis", limit: Self.largest)
        guard let document = (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any] else {
            throw Self.malformed(path, "it is no JSON object")
        }
        try Self.requireKnown(document, ["chain", "time", "accounts", "parameters"], path)
        let chain = try Self.number(document, "chain", path, as: UInt64.self)
        var grants: [Genesis.Grant] = []
        guard let accounts = document["accounts"] as? [[String: Any]] else {
            throw Self.malformed(path, "accounts is no list of objects")
        }
        for account in accounts {
            try Self.requireKnown(account, ["address", "amount"], path)
            guard let text = account["address"] as? String else { throw Self.malformed(path, "an account has no address") }
            grants.append(
                Genesis.Grant(
                    address: try keys.account(text, "address"),
                    amount: Amount(try Self.number(account, "amount", path, as: UInt128.self))))
        }
        var parameters = LedgerParameters(chain: chain)
        if let given = document["parameters"] {
            guard let given = given as? [String: Any] else { throw Self.malformed(path, "parameters is no object") }
            try Self.set(given, in: &parameters, path)
        }
        let time = document["time"] == nil ? 0 : try Self.number(document, "time", path, as: UInt64.self)
        record = GenesisRecord(parameters: parameters, genesis: Genesis(time: time, grants: grants))
    }

    private static let names: Set<String> = [
        "flat_fee", "minimum_gas_price", "minimum_prover_bond", "challenge_bond", "attestation_bond",
        "maximum_duration_ms", "challenge_window_ms", "asserter_allowance_ms", "challenger_allowance_ms",
        "minimum_auditors", "maximum_questions", "maximum_transaction_bytes", "block_gas_limit",
    ]

    private static func set(
        _ given: [String: Any], in parameters: inout LedgerParameters, _ path: String
    ) throws(Failure) {
        try requireKnown(given, names, path)
        func amount(_ name: String, _ value: inout Amount) throws(Failure) {
            if given[name] != nil { value = Amount(try number(given, name, path, as: UInt128.self)) }
        }
        func integer<Integer: FixedWidthInteger>(_ name: String, _ value: inout Integer) throws(Failure) {
            if given[name] != nil { value = try number(given, name, path, as: Integer.self) }
        }
        try amount("flat_fee", &parameters.flatFee)
        try amount("minimum_gas_price", &parameters.minimumGasPrice)
        try amount("minimum_prover_bond", &parameters.minimumProverBond)
        try amount("challenge_bond", &parameters.challengeBond)
        try amount("attestation_bond", &parameters.attestationBond)
        try integer("maximum_duration_ms", &parameters.maximumDuration)
        try integer("challenge_window_ms", &parameters.challengeWindow)
        try integer("asserter_allowance_ms", &parameters.asserterAllowance)
        try integer("challenger_allowance_ms", &parameters.challengerAllowance)
        try integer("minimum_auditors", &parameters.minimumAuditors)
        try integer("maximum_questions", &parameters.maximumQuestions)
        try integer("maximum_transaction_bytes", &parameters.maximumTransactionBytes)
        try integer("block_gas_limit", &parameters.blockGasLimit)
    }

    private static func requireKnown(_ object: [String: Any], _ names: Set<String>, _ path: String) throws(Failure) {
        for name in object.keys.sorted() where !names.contains(name) {
            throw malformed(path, "\"\(name)\" is not known; known are \(names.sorted().joined(separator: ", "))")
        }
    }

    private static func number<Integer: FixedWidthInteger>(
        _ object: [String: Any], _ name: String, _ path: String, as type: Integer.Type
    ) throws(Failure) -> Integer {
        guard let text = object[name] as? String, let value = Integer(text) else {
            throw malformed(path, "\(name) is no whole number in quotes")
        }
        return value
    }

    private static func malformed(_ path: String, _ why: String) -> Failure {
        Failure(.genesisMalformed, "the genesis \(path) is refused", why: why, try: "sirocco help node init")
    }
}
