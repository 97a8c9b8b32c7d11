import CKernels
import CParallel
import Foundation
import TensorEngine

/// What a command was told by flags and environment, checked. A flag beats the environment, the
/// environment beats the default. An empty variable counts as unset.
struct Settings: Sendable {
    let home: String
    /// Threads asked for; all processors when nothing says otherwise.
    let threads: Int
    let isJSON: Bool
    let isQuiet: Bool
    let isVerbose: Bool
    private let variables: [String: String]

    static let maximumThreads = TensorEngine.maximumThreads
    /// Every variable that means something.
    static let knownVariables = [
        "SIROCCO_HOME", "SIROCCO_THREADS", "SIROCCO_ISA", "SIROCCO_DATA", "SIROCCO_CIRCUITS",
        "SIROCCO_PASSPHRASE",
    ]

    init(_ options: GlobalOptions, environment: [String: String]) throws(Failure) {
        variables = environment.filter { $0.key.hasPrefix("SIROCCO_") && !$0.value.isEmpty }
        isJSON = options.json
        isQuiet = options.quiet
        isVerbose = options.verbose && !options.quiet
        if let given = options.home, given.isEmpty {
            throw Failure(
                .valueOutOfRange, "the home folder has no name", why: "-C is empty",
                try: "leave -C out, or name a folder")
        }
        home = options.home ?? variables["SIROCCO_HOME"] ?? NSHomeDirectory() + "/.sirocco"
        threads = try Self.threads(flag: options.threads, variable: variables["SIROCCO_THREADS"])
        guard sirocco_isa_environment_is_valid() == 1 else {
            throw Failure(
                .badInstructionSet, "SIROCCO_ISA names no instruction set",
                why: "it is \"\(environment["SIROCCO_ISA"] ?? "")\", known are portable, avx2 and avx512",
                try: "unset SIROCCO_ISA, or set it to one of the three")
        }
    }

    /// A variable's value; nil when unset or empty.
    func variable(_ name: String) -> String? { variables[name] }

    /// `SIROCCO_…` variables that nothing reads: usually a slip of the pen.
    var unknownVariables: [String] { variables.keys.filter { !Self.knownVariables.contains($0) }.sorted() }

    private static func threads(flag: Int?, variable: String?) throws(Failure) -> Int {
        if let flag {
            guard (0...maximumThreads).contains(flag) else {
                throw Failure(
                    .valueOutOfRange, "-j \(flag) is no number of threads", why: "0 to \(maximumThreads) are allowed",
                    try: "-j 0 for all processors")
            }
            return resolved(flag)
        }
        guard let variable else { return resolved(0) }
        guard let count = Int(variable), (0...maximumThreads).contains(count) else {
            throw Failure(
                .badThreadCount, "SIROCCO_THREADS is no number of threads",
                why: "it is \"\(variable)\", 0 to \(maximumThreads) are allowed",
                try: "unset SIROCCO_THREADS, or set it to 0 for all processors")
        }
        return resolved(count)
    }

    private static func resolved(_ count: Int) -> Int {
        count == 0 ? min(Int(sirocco_processor_count()), maximumThreads) : count
    }
}
