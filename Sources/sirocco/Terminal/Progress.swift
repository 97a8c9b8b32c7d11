import Foundation
import Synchronization

/// Says on standard error how a command gets on: a bar on a terminal, otherwise one plain line a stage.
struct Progress: Sendable {
    enum Style: Sendable { case silent, lines, bar }

    let style: Style

    init(isQuiet: Bool) {
        style = isQuiet ? .silent : Terminal.error.hasCursor ? .bar : .lines
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

/// Draws the stage under way again and again, so that a long step without advances shows its time.
private enum Ticker {
    private static let current = Mutex<ProgressStage?>(nil)
    private static let isRunning = Mutex(false)

    static func show(_ stage: ProgressStage?) {
        current.withLock { $0 = stage }
        let starts = isRunning.withLock { isRunning in
            defer { isRunning = true }
            return !isRunning
        }
        guard starts else { return }
        Thread.detachNewThread {
            while true {
                usleep(250_000)
                current.withLock { $0 }?.redraw()
            }
        }
    }
}

/// One stage under way; may be advanced from several threads.
final class ProgressStage: Sendable {
    private struct State {
        var done = 0
        var lastDrawn = 0.0
        var isFinished = false
    }

    private let name: String
    private let total: Int
    private let style: Progress.Style
    private let watch = Stopwatch()
    private let state = Mutex(State())

    init(name: String, total: Int, style: Progress.Style) {
        self.name = printable(name)
        self.total = total
        self.style = style
        guard style == .bar else { return }
        advance(0)
        Ticker.show(self)
    }

    func advance(_ units: Int = 1) {
        state.withLock { state in
            state.done += units
            draw(&state)
        }
    }

    fileprivate func redraw() { state.withLock { draw(&$0) } }

    private func draw(_ state: inout State) {
        let now = watch.seconds
        guard style == .bar, !state.isFinished, state.lastDrawn == 0 || now - state.lastDrawn > 0.1 else { return }
        state.lastDrawn = now
        StandardError.write("\r" + line(done: state.done, elapsed: now) + "\u{1B}[K")
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
            if elapsed > 0.1 { parts.append(duration(elapsed)) }
            if done > 0, share < 1 { parts.append("about \(duration(elapsed / share - elapsed)) left") }
        } else if elapsed > 0.1 {
            parts.append(duration(elapsed))
        }
        parts.append(byteSize(peakMemory()) + " at most")
        return String(parts.joined(separator: "  ").prefix(max(10, Terminal.error.columns - 1)))
    }

    func finish() {
        state.withLock { $0.isFinished = true }
        switch style {
        case .silent: return
        case .lines:
            StandardError.write("\(name): \(duration(watch.seconds)), \(byteSize(peakMemory())) of memory at most\n")
        case .bar:
            Ticker.show(nil)
            StandardError.write("\r\u{1B}[K")
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
