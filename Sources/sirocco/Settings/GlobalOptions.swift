import ArgumentParser

/// Flags that every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        name: [.customShort("C"), .customLong("home")],
        help: ArgumentHelp(
            "The folder that keeps what lasts (default ~/.sirocco; environment SIROCCO_HOME).", valueName: "dir"),
        completion: .directory)
    var home: String?

    @Option(
        name: [.customShort("j"), .customLong("threads")],
        help: ArgumentHelp("Threads; 0 means all processors (environment SIROCCO_THREADS).", valueName: "n"))
    var threads: Int?

    @Flag(help: "Print exactly one JSON object on standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "No progress on standard error.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Say more on standard error.")
    var verbose = false
}
