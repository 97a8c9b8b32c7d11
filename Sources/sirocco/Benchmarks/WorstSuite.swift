import Circuit
import Foundation
import Prover
import Transcript
import Verifier

/// What a verifier spends on the dearest proofs that it accepts, on the same refused at the last check, and on the dearest
/// header that it refuses: the figures behind `ProofPlan.Limits` and `VerificationCost`.
struct WorstSuite {
    let isQuick: Bool
    let progress: Progress
    let threads: Int
    let temporary: URL

    struct Figure {
        let name: String
        let words: String
        let work: ProofPlan.Work?
        let cost: VerificationCost?
        let verify: Measurement
        /// The file with its last byte changed.
        let refuse: Measurement?
        let proofBytes: Int
        /// Of a process that verifies the file and does nothing else.
        let peakBytes: Int

        var measurements: [Measurement] { [verify] + (refuse.map { [$0] } ?? []) }

        var json: JSON {
            [
                "case": .text(name), "limit": .text(words), "verify_ms": .measured(verify.medianNanoseconds * 1e-6),
                "refuse_ms": refuse.map { .measured($0.medianNanoseconds * 1e-6) } ?? .null,
                "cost": cost.map { .integer(Int(clamping: $0.total)) } ?? .null,
                "proof_bytes": .integer(proofBytes), "peak_bytes": .integer(peakBytes),
                "public_reads": work.map { .integer($0.publicReads) } ?? .null,
                "wiring": work.map { .integer($0.wiring) } ?? .null,
                "opening_terms": work.map { .integer($0.witnessTerms + $0.weightTerms) } ?? .null,
            ]
        }
    }

    func run() throws -> [Figure] {
        // Before anything here is large.
        let names = WorstCircuits.names + ["header"]
        let memory = names.map { _ in ChildMemory() }
        var figures: [Figure] = []
        for (index, item) in try WorstCircuits.all().enumerated() { figures.append(try figure(item, memory[index])) }
        figures.append(try header(memory[names.count - 1]))
        return figures
    }

    private var thoroughness: Thoroughness { Thoroughness(samples: isQuick ? 3 : 11, sampleNanoseconds: 0) }

    private func measure(_ name: String, _ body: () -> Void) -> Measurement {
        thoroughness.measure("worst.\(name)", unit: "proofs", units: 1, threads: 1, body)
    }

    private func figure(_ item: WorstCircuits.Case, _ memory: ChildMemory) throws -> Figure {
        try progress.stage("worst proofs, \(item.name)") { _ in
            do {
                let prover = try ModelProver(item.circuit, item.weights, profile: .p100, threads: threads)
                let inputs = try item.circuit.inputs.map { input in
                    try Tensor(input.type, values: (0..<input.type.shape.count).map { Int64($0 &* 37 % 256) })
                }
                let bytes = try prover.prove(inputs, chain: 0, job: .zero, prover: .init(.zero)).bytes
                let verdict = try ProofVerifier.verify(bytes)
                var changed = bytes
                changed[changed.count - 1] ^= 1
                return Figure(
                    name: item.name, words: item.words, work: prover.setting.plan.work, cost: verdict.cost,
                    verify: measure("\(item.name).verify") { _ = try? ProofVerifier.verify(bytes) },
                    refuse: measure("\(item.name).refuse") { _ = try? ProofVerifier.verify(changed) },
                    proofBytes: bytes.count, peakBytes: try peak(bytes, memory))
            } catch let error as ProverError {
                throw Failure(error, model: item.name)
            } catch let error as ProofError {
                throw Failure(error, model: item.name)
            }
        }
    }

    /// A file of the greatest length whose circuit is as long as it may be, refused by its plan.
    private func header(_ memory: ChildMemory) throws -> Figure {
        try progress.stage("worst proofs, header") { _ in
            var builder = CircuitBuilder(name: "header")
            let x = builder.input("x", try TensorType(.uint8, [64, 64, 1]))
            for index in 0..<255 {
                _ = try builder.append(
                    .pooling(Pooling(.maximum, windowY: 64, windowX: 64, strideY: 1, strideX: 1)), [x],
                    label: "pool \(index)")
            }
            for index in 0..<14 {
                _ = try builder.table(
                    try TensorType(.uint8, [65_536]), values: (0..<65_536).map { Int64(($0 &+ index) % 251) })
            }
            builder.output("y", try builder.append(
                .pooling(Pooling(.maximum, windowY: 1, windowX: 1, strideY: 1, strideX: 1)), [x], label: "last")[0])
            let circuit = try builder.build().circuit
            var encoder = CanonicalEncoder()
            try WorstHeader.encode(circuit, into: &encoder)
            encoder.append(raw: [UInt8](repeating: 0, count: max(0, ProofVerifier.maximumByteCount - encoder.bytes.count)))
            let bytes = encoder.bytes
            return Figure(
                name: "header", words: "bytes of file and circuit, refused", work: nil, cost: nil,
                verify: measure("header.refuse") { _ = try? ProofVerifier.verify(bytes) }, refuse: nil,
                proofBytes: bytes.count, peakBytes: try peak(bytes, memory))
        }
    }

    /// Peak memory of this program verifying the file as a process of its own.
    private func peak(_ bytes: [UInt8], _ memory: ChildMemory) throws -> Int {
        let file = temporary.appending(path: "sirocco-worst-\(getpid()).proof")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try memory.peak(verifying: file.path())
    }

    static func table(_ figures: [Figure]) -> String {
        var table = Table([
            ("worst case", .left), ("at its limit", .left), ("verify", .right), ("refuse late", .right), ("cost", .right),
            ("cost's ns", .right), ("file", .right), ("peak", .right),
        ])
        for figure in figures {
            let total = figure.cost.map { Int(clamping: $0.total) }
            table.append([
                figure.name, figure.words, duration(figure.verify.medianNanoseconds * 1e-9),
                figure.refuse.map { duration($0.medianNanoseconds * 1e-9) } ?? "",
                total.map { grouped($0) } ?? "",
                // Above 10: the margin over the unit's ten nanoseconds is used up.
                total.map { decimal(figure.verify.medianNanoseconds / Double($0), digits: 2) } ?? "",
                byteSize(figure.proofBytes), byteSize(figure.peakBytes),
            ])
        }
        return table.rendered(indent: 0)
    }
}
