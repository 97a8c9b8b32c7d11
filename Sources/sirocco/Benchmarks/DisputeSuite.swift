import Circuit
import Claims
import Dispute
import ModelImport
import Signatures
import TensorEngine
import Transcript
import Verifier

/// Disputes about runs in which one element was wrong and carried through: how long they are, and what
/// their parts cost.
struct DisputeSuite {
    let isQuick: Bool
    let progress: Progress
    let models: [ImportedModel]

    struct Figure {
        let model: String
        let level: TraceLevel
        /// The most over all operators played.
        let moves: Int
        let bytes: Int
        let proofBytes: Int
        let played: Int
        /// The run, and the search for the first wrong element.
        let find: Measurement
        let prove: Measurement
        let check: Measurement

        var measurements: [Measurement] { [find, prove, check] }

        var json: JSON {
            [
                "model": .text(model), "level": .text(level.name), "moves": .integer(moves), "bytes": .integer(bytes),
                "proof_bytes": .integer(proofBytes), "disputes": .integer(played),
                "find_ms": .measured(find.medianNanoseconds * 1e-6), "prove_ms": .measured(prove.medianNanoseconds * 1e-6),
                "check_ms": .measured(check.medianNanoseconds * 1e-6),
            ]
        }
    }

    func run() throws -> [Figure] {
        try models.flatMap { model in
            try [TraceLevel.full, .layer].map { level in
                let name = "\(model.circuit.name).\(level.name)"
                return try progress.stage("disputes, \(name)") { _ in
                    do { return try figure(model, level, name) } catch let error as TraceHolderError {
                        throw Failure(error, model: model.circuit.name)
                    }
                }
            }
        }
    }

    private func figure(_ model: ImportedModel, _ level: TraceLevel, _ name: String) throws -> Figure {
        let signer = try Signer(Identity())
        let circuit = model.circuit, weights = model.weights
        let type = circuit.inputs[0].type
        // Values of a picture's kind, within any input's range.
        let image = (0..<type.byteCount).map { UInt8(truncatingIfNeeded: $0 &* 37) & 0x7F }
        let inputs = [[try Tensor(type, bytes: image)]]
        let right = try TraceHolder(circuit, weights, inputs: inputs, level: level)
        let own = try TraceHolder(circuit, weights, inputs: inputs)
        let commitment = try ModelCommitment(circuitHash: circuit.hash, weightsRoot: weights.root)
        var moves = 0, bytes = 0, proofBytes = 0, played = 0
        var slowest: (file: ClaimFile, trace: TraceFile, step: StepFile, cost: Int)?
        for (position, op) in circuit.operators.enumerated() {
            for (result, type) in op.results.enumerated() {
                let count = type.shape.count
                for element in Set([0, count / 2, count - 1]).sorted() {
                    let claimed = try right.altered(step: 0, position: position, result: result, element: element)
                    let claim = try claimed.claim(chain: 0, job: .zero, model: commitment, prover: Address(signer.address))
                    let file = try ClaimFile(claim, circuit, commitment: commitment)
                    let trace = try TraceFile(claim, claimed, sign: signer.signReveal)
                    let match = try PlayedDispute(file, own: own, asserter: try trace.asserter(file, weights))
                    // Below level full a wrong value may be in nothing that was claimed.
                    guard case .refuted = match.outcome,
                        case .refuted(_, let step) = try ClaimAudit.audit(file, own: own, trace: trace)
                    else { continue }
                    moves = max(moves, match.challengerMoves)
                    bytes = max(bytes, match.byteCount)
                    proofBytes = max(proofBytes, step.proof.count)
                    played += 1
                    if step.proof.count >= slowest?.cost ?? 0 { slowest = (file, trace, step, step.proof.count) }
                }
            }
        }
        guard let slowest else { throw Failure(.unexpected, "nothing was disputed", why: name, try: "sirocco doctor") }
        let thoroughness = Thoroughness(samples: isQuick ? 5 : 25, sampleNanoseconds: isQuick ? 0 : 2e6)
        func measure(_ part: String, _ body: () -> Void) -> Measurement {
            thoroughness.measure("dispute.\(name).\(part)", unit: "disputes", units: 1, body)
        }
        let claimed = try slowest.trace.holder(slowest.file, weights)
        let find = measure("find") {
            var own = try? TraceHolder(circuit, weights, inputs: inputs)
            _ = try? own?.firstDivergence(of: claimed)
        }
        return Figure(
            model: circuit.name, level: level, moves: moves, bytes: bytes, proofBytes: proofBytes, played: played, find: find,
            prove: measure("prove") { _ = try? ClaimAudit.audit(slowest.file, own: own, trace: slowest.trace) },
            check: measure("check") { _ = try? slowest.step.verdict(on: slowest.file) })
    }

    static func table(_ figures: [Figure]) -> String {
        var table = Table([
            ("model", .left), ("level", .left), ("disputes", .right), ("moves", .right), ("messages", .right),
            ("proof", .right), ("find", .right), ("prove", .right), ("check", .right),
        ])
        for figure in figures {
            table.append([
                figure.model, figure.level.name, grouped(figure.played), String(figure.moves), byteSize(figure.bytes),
                byteSize(figure.proofBytes), duration(figure.find.medianNanoseconds * 1e-9),
                duration(figure.prove.medianNanoseconds * 1e-9), duration(figure.check.medianNanoseconds * 1e-9),
            ])
        }
        return table.rendered(indent: 0)
    }
}
