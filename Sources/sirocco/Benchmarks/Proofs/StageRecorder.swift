import Verifier

/// Time and, where asked for, memory of each stage of a proof, added up where a stage comes again.
///
/// Allocators keep what was freed, so memory says most in a fresh process.
final class StageRecorder {
    struct Memory {
        /// The most that was resident during the stage, in bytes.
        var peak: Int
        /// Resident at its end, less at its beginning.
        var added: Int
    }

    private let measuresMemory: Bool
    private(set) var nanoseconds: [ProofStage: Double] = [:]
    private(set) var memory: [ProofStage: Memory] = [:]
    private var current: (stage: ProofStage, resident: Int?, watch: Stopwatch)?

    init(measuringMemory: Bool) { measuresMemory = measuringMemory }

    /// The stages that were, in their order.
    var stages: [ProofStage] { ProofStage.allCases.filter { nanoseconds[$0] != nil } }

    func begin(_ stage: ProofStage) {
        finish()
        let resident = measuresMemory && ResidentMemory.forgetPeak() ? ResidentMemory.now()?.resident : nil
        current = (stage, resident, Stopwatch())
    }

    /// Ends the last stage.
    func finish() {
        guard let (stage, resident, watch) = current else { return }
        nanoseconds[stage, default: 0] += Double(watch.nanoseconds)
        current = nil
        guard let resident, let now = ResidentMemory.now() else { return }
        let before = memory[stage] ?? Memory(peak: 0, added: 0)
        memory[stage] = Memory(peak: max(before.peak, now.peak), added: before.added + now.resident - resident)
    }

    /// The most that was resident in any stage: their readings reset the kernel's own record.
    var peak: Int { memory.values.reduce(0) { max($0, $1.peak) } }

    var json: JSON {
        .list(
            stages.map { stage in
                var members: [(String, JSON)] = [
                    ("stage", .text(stage.rawValue)), ("ms", .measured((nanoseconds[stage] ?? 0) * 1e-6)),
                ]
                if let memory = memory[stage] {
                    members += [("peak_bytes", .integer(memory.peak)), ("added_bytes", .integer(memory.added))]
                }
                return .object(members)
            })
    }

    var table: String {
        var table = Table([("stage", .left), ("time", .right), ("memory", .right), ("added", .right)])
        for stage in stages {
            let memory = memory[stage]
            table.append([
                stage.rawValue, duration((nanoseconds[stage] ?? 0) * 1e-9), memory.map { byteSize($0.peak) } ?? "",
                memory.map { signedByteSize($0.added) } ?? "",
            ])
        }
        return table.rendered()
    }

    /// Runs `body` several times: the fastest of each stage, since an interruption only ever makes one slower and most
    /// are shorter than what a shared machine takes away at once.
    static func fastest(
        samples: Int, _ body: (@escaping ProofStageObserver) throws -> Void
    ) rethrows -> [ProofStage: Double] {
        var times: [ProofStage: Double] = [:]
        for _ in 0..<samples {
            let recorder = StageRecorder(measuringMemory: false)
            try body { recorder.begin($0) }
            recorder.finish()
            times.merge(recorder.nanoseconds, uniquingKeysWith: min)
        }
        return times
    }
}
