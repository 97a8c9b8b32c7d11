import Circuit
import Claims
import ModelImport
import Prover
import Transcript
import Verifier

/// Other rates and folds than those that a profile leads to: what each would cost at the same security.
struct ProofSweep {
    let isQuick: Bool
    let progress: Progress
    let models: [ImportedModel]
    let threads: Int

    /// One choice and what came of it.
    struct Row {
        let model: String
        let parameters: WHIRParameters
        /// Whether the profile leads to this choice.
        let isDefault: Bool
        let proveMilliseconds: Double
        let verifyMilliseconds: Double
        let proofBytes: Int
        let security: SecurityBits
    }

    private var witnessRates: ClosedRange<Int> { isQuick ? 2...4 : 1...5 }
    private static let weightRates = 1...3

    private func witnessFolds(_ usual: Int) -> ClosedRange<Int> { isQuick ? usual...usual : 1...7 }

    func run() throws -> [Row] {
        try models.flatMap { model in
            try SecurityProfile.all.filter { !$0.isInsecure }.flatMap { try rows(model, $0) }
        }
    }

    private func rows(_ model: ImportedModel, _ profile: SecurityProfile) throws -> [Row] {
        do {
            let setting = try ProofSetting(model.circuit, profile: profile)
            let usual = setting.parameters.oracles
            var choices: [(witness: Int, weights: Int, fold: Int)] = []
            for rate in witnessRates {
                for fold in witnessFolds(usual[0].foldLog2) { choices.append((rate, usual[1].rateLog2, fold)) }
            }
            for rate in Self.weightRates where rate != usual[1].rateLog2 {
                choices.append((usual[0].rateLog2, rate, usual[0].foldLog2))
            }
            return try progress.stage("sweep, \(model.circuit.name).\(profile.name)", of: choices.count) { stage in
                try choices.compactMap { choice in
                    defer { stage.advance() }
                    return try row(model, setting, choice)
                }
            }
        } catch let error as ProverError {
            throw Failure(error, model: model.circuit.name)
        } catch let error as ProofError {
            throw Failure(error, model: model.circuit.name)
        }
    }

    /// Nil where the oracles cannot be folded to one size by this choice.
    private func row(
        _ model: ImportedModel, _ usual: ProofSetting, _ choice: (witness: Int, weights: Int, fold: Int)
    ) throws -> Row? {
        let layouts = [usual.plan.witnessLayout.sizeLog2, usual.plan.weightLayout.sizeLog2]
        let shapes = [
            WHIROracleShape(
                columnCount: 1, variableCount: layouts[0], rates: choice.witness...choice.witness,
                firstFolds: choice.fold...choice.fold),
            WHIROracleShape(columnCount: 1, variableCount: layouts[1], rates: choice.weights...choice.weights),
        ]
        let parameters: WHIRParameters
        do throws(WHIRParameterError) {
            parameters = try WHIRParameters.derive(for: shapes, profile: usual.parameters.profile)
        } catch { return nil }
        let setting = try ProofSetting(usual, parameters: parameters)
        let prover = try ModelProver(setting, model.weights, threads: threads)
        let input = try ProofSuite.picture(for: model.circuit)
        var proof = try prover.prove([input], chain: 0, job: .zero, prover: Address(.zero))
        var proving = Double.infinity, verifying = Double.infinity
        for _ in 0..<(isQuick ? 1 : 5) {
            let watch = Stopwatch()
            proof = try prover.prove([input], chain: 0, job: .zero, prover: Address(.zero))
            proving = min(proving, watch.milliseconds)
            let verification = Stopwatch()
            _ = try ProofVerifier.measure(proof.bytes, under: setting)
            verifying = min(verifying, verification.milliseconds)
        }
        return Row(
            model: model.circuit.name, parameters: parameters, isDefault: parameters == usual.parameters,
            proveMilliseconds: proving, verifyMilliseconds: verifying, proofBytes: proof.bytes.count,
            security: setting.security.sum)
    }
}

extension ProofSweep.Row {
    private var queries: Int {
        parameters.oracles.reduce(0) { $0 + $1.queryCount } + parameters.rounds.reduce(0) { $0 + $1.queryCount }
    }

    var json: JSON {
        [
            "model": .text(model), "profile": .text(parameters.profile.name), "default": .bool(isDefault),
            "witness_rate_log2": .integer(parameters.oracles[0].rateLog2),
            "weight_rate_log2": .integer(parameters.oracles[1].rateLog2),
            "witness_fold_log2": .integer(parameters.oracles[0].foldLog2),
            "weight_fold_log2": .integer(parameters.oracles[1].foldLog2), "rounds": .integer(parameters.rounds.count),
            "queries": .integer(queries), "prove_ms": .measured(proveMilliseconds),
            "verify_ms": .measured(verifyMilliseconds), "proof_bytes": .integer(proofBytes),
            "security_bits": security.json,
        ]
    }

    static func table(_ rows: [ProofSweep.Row]) -> String {
        var table = Table([
            ("model", .left), ("profile", .left), ("rates", .left), ("folds", .left), ("rounds", .right),
            ("queries", .right), ("prove", .right), ("verify", .right), ("proof", .right), ("security", .right),
            ("", .left),
        ])
        for row in rows {
            let oracles = row.parameters.oracles
            table.append([
                row.model, row.parameters.profile.name, oracles.map { "1/\(1 << $0.rateLog2)" }.joined(separator: " "),
                oracles.map { "2^\($0.foldLog2)" }.joined(separator: " "), String(row.parameters.rounds.count),
                String(row.queries), duration(row.proveMilliseconds * 1e-3), duration(row.verifyMilliseconds * 1e-3),
                byteSize(row.proofBytes), "\(row.security) bits", row.isDefault ? "chosen" : "",
            ])
        }
        return table.rendered(indent: 0)
            + "Rates and first folds are those of witness and weights. Times are the fastest; verifying leaves out deriving parameters.\n"
    }
}
