import Foundation

/// An error as a person reads it: what happened, why, and what to do next.
package struct Failure: Error {
    let code: FailureCode
    let what: String
    let why: String
    let advice: String

    /// Text from files, paths and arguments may stand in any of the three: control characters are
    /// escaped here, once.
    init(_ code: FailureCode, _ what: String, why: String, try advice: String) {
        self.code = code
        self.what = printable(what)
        self.why = printable(why)
        self.advice = printable(advice)
    }

    var status: ExitStatus { code.status }

    /// The form of a terminal or log.
    func text(coloured: Bool) -> String {
        let mark = coloured ? "\u{1B}[1;31merror\u{1B}[0m" : "error"
        return "\(mark)[\(code.rawValue)]: \(what)\nwhy: \(why)\ntry: \(advice)\n"
    }

    /// The form under `--json`.
    var json: JSON {
        [
            "error": [
                "code": .text(code.rawValue), "message": .text(what), "why": .text(why), "try": .text(advice),
            ]
        ]
    }
}

extension Failure {
    /// Any error as a failure; those that no command foresaw say so.
    init(_ error: any Error) {
        if let failure = error as? Failure {
            self = failure
        } else {
            self.init(
                .unexpected, "something went wrong that this command does not know", why: "\(error)",
                try: "sirocco doctor, and report the line above if nothing is amiss there")
        }
    }

    /// What the system said last.
    static var systemReason: String { reason(errno) }

    static func reason(_ number: Int32) -> String {
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: text)
    }
}

/// Text that is safe to show on a terminal: control and invisible formatting characters are escaped.
func printable(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
            result += "\\u{" + String(scalar.value, radix: 16) + "}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
