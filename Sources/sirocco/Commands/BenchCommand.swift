import ArgumentParser
import Foundation
import ModelImport
import Node
import TensorEngine

struct BenchCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure kernels, whole images through the engine, proofs, the worst proofs, disputes, or the ledger.",
        discussion: """
            Every figure stands beside a yardstick timed at the same moment, a chain of dependent 64-bit \
            multiplications: ratios to it stay comparable when the processor's clock moves.
            """)

    enum Suite: String, ExpressibleByArgument, CaseIterable { case kernels, engine, proof, worst, dispute, ledger }

    @Argument(help: "What to measure: kernels, engine, proof, worst, dispute or ledger.")
    var suite: Suite

    @Flag(help: "Fewer and shorter samples.")
    var quick = false

    @Flag(help: "Proofs: also under other rates and folds of the same security.")
    var sweep = false

    @OptionGroup var circuits: CircuitsOption
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        guard !sweep || suite == .proof else {
            throw Failure(.usage, "--sweep is for proofs", why: "\(suite.rawValue) has no parameters", try: "sirocco bench proof --sweep")
        }
        let thoroughness: Thoroughness = quick ? .quick : .full
        var results: [Measurement]
        var extra: [(String, JSON)] = []
        var text = ""
        switch suite {
        case .kernels: results = KernelSuite(thoroughness: thoroughness, progress: context.progress).run()
        case .engine:
            let models = try examples(context)
            do throws(EngineError) {
                results = try EngineSuite(thoroughness: thoroughness, progress: context.progress, models: models).run()
            } catch {
                throw Failure(error)
            }
        case .proof:
            let models = try examples(context)
            let rates = WorkRates(thoroughness, progress: context.progress)
            let proofs = try ProofSuite(
                isQuick: quick, progress: context.progress, models: models, folder: circuits.folder(context.settings),
                threads: context.settings.threads
            ).run(rates)
            results = proofs.flatMap { $0.measurements }
            text = ProofSuite.text(proofs, rates)
            extra = [("proofs", .list(proofs.map { $0.json })), ("rates", rates.json)]
            if sweep {
                let rows = try ProofSweep(
                    isQuick: quick, progress: context.progress, models: models, threads: context.settings.threads
                ).run()
                text += "\n" + ProofSweep.Row.table(rows)
                extra.append(("sweep", .list(rows.map { $0.json })))
            }
        case .dispute:
            let models = try examples(context)
            let disputes = try DisputeSuite(isQuick: quick, progress: context.progress, models: models).run()
            results = disputes.flatMap { $0.measurements }
            text = DisputeSuite.table(disputes)
            extra = [("disputes", .list(disputes.map { $0.json }))]
        case .worst:
            let worst = try WorstSuite(
                isQuick: quick, progress: context.progress, threads: context.settings.threads,
                temporary: FileManager.default.temporaryDirectory
            ).run()
            results = worst.flatMap { $0.measurements }
            text = WorstSuite.table(worst)
            extra = [("worst", .list(worst.map { $0.json }))]
        case .ledger:
            do {
                let opening: LedgerSuite.Opening
                (results, opening) = try LedgerSuite(isQuick: quick, progress: context.progress).run()
                text = opening.text
                extra = [("opening", opening.json)]
                let folder = circuits.folder(context.settings)
                let models = try ["fashion-mlp", "fashion-cnn"].map { try ModelFiles("\(folder)/\($0)").model() }
                results += try context.progress.stage("gas") { _ in
                    try LedgerGas(
                        models: models, thoroughness: Thoroughness(samples: quick ? 3 : 15, sampleNanoseconds: 0),
                        threads: context.settings.threads
                    ).run()
                }
            } catch let error as NodeError {
                throw Failure(error)
            }
        }
        return Self.report(suite, results, text, extra)
    }

    private func examples(_ context: Context) throws -> [ImportedModel] {
        let sources = ImportSource.examples(in: circuits.folder(context.settings))
        return try context.progress.stage("importing the example models") { _ in
            try sources.map { try $0.imported() }
        }
    }

    private static func report(
        _ suite: Suite, _ results: [Measurement], _ suiteText: String, _ extra: [(String, JSON)]
    ) -> Report {
        var table = Table([
            ("what", .left), ("isa", .left), ("threads", .right), ("median", .right), ("fastest", .right),
            ("a unit", .right), ("rate", .right), ("of peak", .right), ("in yardsticks", .right),
        ])
        for result in results {
            table.append([
                result.name, result.isa, String(result.threads), duration(result.medianNanoseconds * 1e-9),
                duration(result.minimumNanoseconds * 1e-9), duration(result.nanosecondsPerUnit * 1e-9), rate(result),
                result.peakShare.map { decimal(100 * $0, digits: 0) + " %" } ?? "",
                decimal(result.yardstickRatio, digits: 3),
            ])
        }
        let clocks = results.map { $0.gigahertz }.sorted()
        let yardsticks = results.map { $0.yardstickNanoseconds }.sorted()
        let clock = clocks.isEmpty ? 0 : clocks[clocks.count / 2]
        let yardstick = yardsticks.isEmpty ? 0 : yardsticks[yardsticks.count / 2]
        let text = """
            One unit is a product, butterfly, byte, multiply-add, image, proof, dispute, record, transaction or gas. The \
            yardstick, a dependent 64-bit \
            multiplication, took \(decimal(yardstick, digits: 3)) ns.
            The clock ran at about \(decimal(clock, digits: 2)) GHz, by a chain of dependent additions at one a cycle. \
            The peak is two vector ports busy in every cycle.

            """
        let members: [(String, JSON)] = [
            ("suite", .text(suite.rawValue)), ("isa_detected", .text(InstructionSet.detected.name)),
            ("yardstick_ns", .measured(yardstick)), ("ghz", .measured(clock)),
            ("results", .list(results.map { $0.json })),
        ]
        return Report(
            text: table.rendered(indent: 0) + "\n" + (suiteText.isEmpty ? "" : suiteText + "\n") + text,
            json: .object(members + extra))
    }

    private static func rate(_ result: Measurement) -> String {
        switch result.unit {
        case "bytes": decimal(result.perSecond * 1e-9, digits: 2) + " GB/s"
        case "macs": decimal(result.perSecond * 1e-9, digits: 1) + " GMAC/s"
        case "images": grouped(Int(result.perSecond)) + " images/s"
        case "disputes": grouped(Int(result.perSecond)) + " disputes/s"
        case "transactions", "records": grouped(Int(result.perSecond)) + " \(result.unit)/s"
        case "proofs": decimal(result.perSecond, digits: 1) + " proofs/s"
        default: decimal(result.perSecond * 1e-6, digits: 0) + " M/s"
        }
    }
}
