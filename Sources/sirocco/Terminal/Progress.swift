import Foundation
import Synchronization

/// Says on standard error how a command gets on: a bar on a terminal, otherwise one plain line a stage.
struct Progress: Sendable {
    enum Style: Sendable { case silent, lines, bar }

    let style: Style

    init(isQuiet: Bool) {
        style = isQuiet ? .silent : Terminal.error.isColoured || Terminal.error.isTerminal ? .bar : .lines
    }

    /// Runs one stage of the work.
    ///
    /// - Parameter total: units of work that `advance` will count; 0 where that is not known.
    func stage<Result>(
        _ name: String, of total: Int = 0, _ body: (ProgressStage) throws -> Result
    ) rethrows -> Result {
        let stage = ProgressStage(name: name, total: total, style: style)
        defer { stage.finish() }
        return try body(stage)
    }
}

/// One stage under way; may be advanced from several threads.
final class ProgressStage: Sendable {
    private struct State {
        var done = 0
        var lastDrawn = 0.0
        var isDrawn = false
    }

    private let name: String
    private let total: Int
    private let style: Progress.Style
    private let start = ProcessInfo.processInfo.systemUptime
    private let state = Mutex(State())

    init(name: String, total: Int, style: Progress.Style) {
        self.name = name
        self.total = total
        self.style = style
        if style == .bar { draw(advancedBy: 0) }
    }

    func advance(_ units: Int = 1) {
        if style == .bar { draw(advancedBy: units) } else { state.withLock { $0.done += units } }
    }

    private func draw(advancedBy units: Int) {
        let now = ProcessInfo.processInfo.systemUptime
        state.withLock { state in
            state.done += units
            guard !state.isDrawn || now - state.lastDrawn > 0.1 else { return }
            state.isDrawn = true
            state.lastDrawn = now
            StandardError.write("\r" + line(done: state.done, elapsed: now - start) + "\u{1B}[K")
        }
    }

    /// At most the terminal's width, so that the carriage return finds its beginning.
    private func line(done: Int, elapsed: Double) -> String {
        var parts = [name]
        if total > 0 {
            let share = min(1, Double(done) / Double(total))
            let width = 20
            let filled = Int(share * Double(width))
            let (full, empty) = Terminal.error.isUTF8 ? ("█", "░") : ("#", ".")
            parts.append(String(repeating: full, count: filled) + String(repeating: empty, count: width - filled))
            parts.append("\(Int(share * 100)) %")
            parts.append(duration(elapsed))
            if done > 0, share < 1 { parts.append("about \(duration(elapsed / share - elapsed)) left") }
        } else if elapsed > 0.1 {
            parts.append(duration(elapsed))
        }
        parts.append(byteSize(peakMemory()) + " at most")
        return String(parts.joined(separator: "  ").prefix(max(10, Terminal.error.columns - 1)))
    }

    func finish() {
        let elapsed = ProcessInfo.processInfo.systemUptime - start
        switch style {
        case .silent: return
        case .lines:
            StandardError.write("\(name): \(duration(elapsed)), \(byteSize(peakMemory())) of memory at most\n")
        case .bar: StandardError.write("\r\u{1B}[K")
        }
    }
}

/// The most memory that this process has held, in bytes.
func peakMemory() -> Int {
    var usage = rusage()
    // RUSAGE_SELF, whose type the importer gets wrong.
    unsafe getrusage(0, &usage)
    return usage.ru_maxrss * 1024
}
