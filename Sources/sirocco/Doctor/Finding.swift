/// One line of the doctor's report.
struct Finding {
    enum Verdict: String {
        case fine = "ok"
        /// Something needs it later, or it is odd.
        case warning
        /// A command of this release cannot work without it.
        case missing

        var mark: String {
            switch self {
            case .fine: "ok"
            case .warning: "warning"
            case .missing: "MISSING"
            }
        }
    }

    /// A stable name for programs.
    let id: String
    let name: String
    let verdict: Verdict
    let detail: String
    /// The next command to try.
    let advice: String?
    /// Members of the JSON form beside the ones above.
    let facts: [(String, JSON)]

    init(
        _ id: String, _ name: String, _ verdict: Verdict, _ detail: String, advice: String? = nil,
        facts: [(String, JSON)] = []
    ) {
        self.id = id
        self.name = name
        self.verdict = verdict
        self.detail = printable(detail)
        self.advice = advice.map(printable)
        self.facts = facts
    }

    var json: JSON {
        .object(
            [
                ("id", .text(id)), ("verdict", .text(verdict.rawValue)), ("detail", .text(detail)),
                ("try", .optional(advice)),
            ] + facts)
    }
}
