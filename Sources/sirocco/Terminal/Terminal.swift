import Foundation

/// What the thing behind a descriptor can show.
struct Terminal {
    let isTerminal: Bool
    /// The cursor can be moved: the line can be written anew.
    let hasCursor: Bool
    let isColoured: Bool
    let isUTF8: Bool
    let columns: Int

    static let output = Terminal(STDOUT_FILENO)
    static let error = Terminal(STDERR_FILENO)

    private init(_ descriptor: Int32) {
        let environment = ProcessInfo.processInfo.environment
        isTerminal = isatty(descriptor) == 1
        let isDumb = environment["TERM"].map { $0.isEmpty || $0 == "dumb" } ?? true
        hasCursor = isTerminal && !isDumb
        isColoured = hasCursor && (environment["NO_COLOR"] ?? "").isEmpty
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let encoding = locale.lowercased()
        isUTF8 = encoding.contains("utf-8") || encoding.contains("utf8")
        var size = winsize()
        let isKnown = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && isTerminal && size.ws_col > 0
        columns = isKnown ? Int(size.ws_col) : 80
    }

    func bold(_ text: String) -> String { isColoured ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}
