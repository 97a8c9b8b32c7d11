import ArgumentParser

/// What the argument parser refused, with the nearest thing that would have been right.
struct UsageProblem {
    let failure: Failure

    init(_ error: any Error) {
        let lines = Sirocco.message(for: error).split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        let words = CommandLine.arguments.dropFirst().prefix { $0 != "--" }
        let (path, command, unknown) = Self.follow(Array(words))
        let help = "sirocco " + (["help"] + path).joined(separator: " ")
        if let unknown, !command.configuration.subcommands.isEmpty {
            let names = command.configuration.subcommands.map { $0._commandName }
            let nearest = Self.nearest(to: unknown, among: names)
            failure = Failure(
                .usage, "\"\((path + [unknown]).joined(separator: " "))\" is no command",
                why: "commands here are \(names.joined(separator: ", "))",
                try: nearest.map { "sirocco \((path + [$0]).joined(separator: " "))" } ?? help)
            return
        }
        failure = Failure(
            .usage, lines.first ?? "the arguments do not fit",
            why: lines.count > 1
                ? lines.dropFirst().joined(separator: " ") : "usage is: \(Self.usage(of: command, path: path))",
            try: help)
    }

    /// Walks down the commands that the words name.
    private static func follow(_ words: [String]) -> ([String], any ParsableCommand.Type, unknown: String?) {
        var path: [String] = []
        var command: any ParsableCommand.Type = Sirocco.self
        for word in words {
            if word.hasPrefix("-") { break }
            if word == "help", path.isEmpty { continue }
            guard let next = command.configuration.subcommands.first(where: { $0._commandName == word }) else {
                return (path, command, word)
            }
            path.append(word)
            command = next
        }
        return (path, command, nil)
    }

    private static func usage(of command: any ParsableCommand.Type, path: [String]) -> String {
        let text = Sirocco.usageString(for: command)
        let line = text.split(whereSeparator: { $0 == "\n" }).map { $0.trimmingPrefix { $0 == " " } }
        return line.joined(separator: " ").replacing("Usage: ", with: "")
    }

    /// The name with the fewest changed letters, when these are few.
    static func nearest(to word: String, among names: [String]) -> String? {
        names.map { (name: $0, distance: distance(word, $0)) }
            .filter {
                // As many changes as there are letters make any word of any other.
                $0.distance < max(word.count, $0.name.count) && $0.distance <= max(2, min(word.count, $0.name.count) / 3) || (word.count > 1 && $0.name.hasPrefix(word))
            }
            .min { $0.distance < $1.distance }?.name
    }

    /// Levenshtein's distance; words are cut at 64 letters.
    private static func distance(_ a: String, _ b: String) -> Int {
        let a = Array(a.prefix(64))
        let b = Array(b.prefix(64))
        var row = Array(0...b.count)
        for i in a.indices {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let cost = min(row[j] + 1, row[j + 1] + 1, diagonal + (a[i] == b[j] ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = cost
            }
        }
        return row[b.count]
    }
}
