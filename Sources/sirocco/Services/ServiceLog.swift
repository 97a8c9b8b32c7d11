import Transcript

/// What a service that runs for long says on standard output: a line for each thing that happened, an object a line
/// under `--json`.
struct ServiceLog {
    let isJSON: Bool

    /// - Parameters:
    ///   - event: what happened, the member `event`.
    ///   - words: the same for people.
    func say(_ event: String, job: Digest, _ members: [(String, JSON)] = [], _ words: String) throws(Failure) {
        let json = JSON.object([("event", .text(event)), ("job", .text(job.description))] + members)
        let line = "\(event): job \(shortened(job.description))" + (words.isEmpty ? "" : ", \(words)")
        try StandardOutput.write(isJSON ? json.encoded + "\n" : printable(line) + "\n")
    }
}
