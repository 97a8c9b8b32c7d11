import Verifier

/// One stage of proving or verifying: what it takes, and what it would take at the least.
struct StageFigure {
    let stage: ProofStage
    let nanoseconds: Double
    /// The counted work at this machine's rates, one thread; nil for stages without arithmetic worth counting.
    let floorNanoseconds: Double?
    let work: Work?
    /// Of a fresh process.
    let memory: StageRecorder.Memory?

    var ratio: Double? { floorNanoseconds.flatMap { $0 > 0 ? nanoseconds / $0 : nil } }

    /// The stages that were timed, in their order.
    static func all(
        _ times: [ProofStage: Double], _ work: [ProofStage: Work], _ rates: WorkRates,
        memory: [String: StageRecorder.Memory] = [:]
    ) -> [StageFigure] {
        ProofStage.allCases.compactMap { stage in
            times[stage].map {
                StageFigure(
                    stage: stage, nanoseconds: $0, floorNanoseconds: work[stage].map(rates.nanoseconds),
                    work: work[stage], memory: memory[stage.rawValue])
            }
        }
    }

    var json: JSON {
        var members: [(String, JSON)] = [
            ("stage", .text(stage.rawValue)), ("ms", .measured(nanoseconds * 1e-6)),
            ("floor_ms", floorNanoseconds.map { .measured($0 * 1e-6) } ?? .null),
            ("ratio", ratio.map { .measured($0) } ?? .null),
        ]
        if let work {
            members += [
                ("field_products", .number(work.products)), ("butterflies", .number(work.butterflies)),
                ("compressions", .number(work.compressions)),
            ]
        }
        if let memory {
            members += [("peak_bytes", .integer(memory.peak)), ("added_bytes", .integer(memory.added))]
        }
        return .object(members)
    }

    static func table(_ figures: [StageFigure]) -> String {
        var table = Table([
            ("stage", .left), ("time", .right), ("share", .right), ("products", .right), ("butterflies", .right),
            ("hashes", .right), ("floor", .right), ("ratio", .right), ("memory", .right), ("added", .right),
        ])
        let total = figures.reduce(0) { $0 + $1.nanoseconds }
        func count(_ value: Double?) -> String { value.map { $0 > 0 ? grouped(Int($0)) : "" } ?? "" }
        for figure in figures {
            table.append([
                figure.stage.rawValue, duration(figure.nanoseconds * 1e-9),
                decimal(100 * figure.nanoseconds / max(total, 1), digits: 1) + " %", count(figure.work?.products),
                count(figure.work?.butterflies), count(figure.work?.compressions),
                figure.floorNanoseconds.map { duration($0 * 1e-9) } ?? "",
                figure.ratio.map { decimal($0, digits: 1) } ?? "", figure.memory.map { byteSize($0.peak) } ?? "",
                figure.memory.map { signedByteSize($0.added) } ?? "",
            ])
        }
        let counted = figures.filter { $0.floorNanoseconds != nil }
        let floor = counted.reduce(0) { $0 + ($1.floorNanoseconds ?? 0) }
        table.append([
            "all", duration(total * 1e-9), "100 %", "", "", "", duration(floor * 1e-9),
            floor > 0 ? decimal(total / floor, digits: 1) : "", "", "",
        ])
        return table.rendered()
    }
}

/// Bytes that may have become fewer.
func signedByteSize(_ count: Int) -> String { (count < 0 ? "-" : "") + byteSize(abs(count)) }
