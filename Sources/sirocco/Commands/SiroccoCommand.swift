import ArgumentParser
import Foundation

/// A command of `sirocco`: arguments in, a report out.
protocol SiroccoCommand: ParsableCommand {
    var global: GlobalOptions { get }
    func report(_ context: Context) throws -> Report
}

/// What a command found, in both forms; one of them is printed.
struct Report {
    /// For people; ends in a line feed unless empty.
    var text: String
    /// For programs; exactly one object.
    var json: JSON
    var status = ExitStatus.done
}

/// What a command works with.
struct Context {
    let settings: Settings
    let progress: Progress

    /// Tells a person something before the command is over. Programs get one object at the end.
    func say(_ text: String) throws(Failure) {
        if !settings.isJSON { try StandardOutput.write(text) }
    }

    /// A line of the log, under `-v`.
    func note(_ line: @autoclosure () -> String) {
        if settings.isVerbose { StandardError.write(printable(line()) + "\n") }
    }

    /// A line that matters even when nobody asked.
    func warn(_ line: String) {
        if !settings.isQuiet { StandardError.write("note: " + printable(line) + "\n") }
    }
}

extension SiroccoCommand {
    func run() throws {
        let settings = try Settings(global, environment: ProcessInfo.processInfo.environment)
        let context = Context(settings: settings, progress: Progress(isQuiet: settings.isQuiet))
        context.note(
            "\(settings.threads) threads, instruction set \(InstructionSet.active.name) of \(InstructionSet.detected.name), home \(settings.home)"
        )
        // Configuration files are not read yet; one that lies there must not seem to be obeyed.
        for file in ["./sirocco.toml", settings.home + "/sirocco.toml"] where InputFile.exists(file) {
            context.warn("\(file) is not read by this release; use flags or SIROCCO_ variables")
        }
        let report = try report(context)
        try StandardOutput.write(settings.isJSON ? report.json.encoded + "\n" : report.text)
        if report.status != .done { throw ExitCode(report.status.rawValue) }
    }
}
