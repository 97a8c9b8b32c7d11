import Foundation

/// Proving and verifying as a caller of the command line meets them: each in a process of its own, whose memory
/// nobody has touched before.
struct ColdRuns {
    let proveMilliseconds: Double
    let verifyMilliseconds: Double
    /// Of these, while it had a processor.
    let verifyProcessorMilliseconds: Double
    /// The most that proving held.
    let peakBytes: Int
    /// Memory by stage, of one run.
    let memory: [String: StageRecorder.Memory]

    /// - Parameters:
    ///   - model: the base path of circuit and weights; its first example input lies beside it.
    ///   - runs: how many processes of each kind; medians are kept.
    init(model: String, profile: String, threads: Int, runs: Int) throws(Failure) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sirocco-bench-\(getpid())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
            throw Failure(.fileNotWritable, "\(folder) cannot be made", why: "\(error)", try: "set TMPDIR to a writable folder")
        }
        let proof = folder + "/proof"
        var proved: [Answer] = [], verified: [Answer] = []
        for _ in 0..<runs {
            proved.append(
                try Self.run([
                    "prove", model, model + ".input.0.json", "-o", proof, "--profile", profile, "--stages", "-q", "-j",
                    String(threads), "--json",
                ]))
            verified.append(try Self.run(["verify", proof, "-q", "--json"]))
        }
        func median<Value: Comparable>(_ values: [Value?]) -> Value? {
            let sorted = values.compactMap { $0 }.sorted()
            return sorted.isEmpty ? nil : sorted[sorted.count / 2]
        }
        proveMilliseconds = median(proved.map { $0.prove_ms }) ?? 0
        verifyMilliseconds = median(verified.map { $0.verify_ms }) ?? 0
        verifyProcessorMilliseconds = median(verified.map { $0.verify_cpu_ms }) ?? 0
        peakBytes = median(proved.map { $0.peak_bytes }) ?? 0
        var memory: [String: StageRecorder.Memory] = [:]
        for stage in proved.first?.stages ?? [] {
            guard let peak = stage.peak_bytes, let added = stage.added_bytes else { continue }
            memory[stage.stage] = StageRecorder.Memory(peak: peak, added: added)
        }
        self.memory = memory
    }

    /// What is read of a command's answer.
    private struct Answer: Decodable {
        struct Stage: Decodable {
            let stage: String
            let peak_bytes: Int?
            let added_bytes: Int?
        }

        let prove_ms: Double?
        let verify_ms: Double?
        let verify_cpu_ms: Double?
        let peak_bytes: Int?
        let stages: [Stage]?
    }

    /// Runs this program anew.
    private static func run(_ arguments: [String]) throws(Failure) -> Answer {
        let process = Process(), output = Pipe()
        do {
            let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            process.executableURL = URL(filePath: program)
            process.arguments = arguments
            process.standardOutput = output
            try process.run()
            let data = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return try JSONDecoder().decode(Answer.self, from: data)
        } catch {
            throw Failure(
                .unexpected, "sirocco \(arguments[0]) gave no answer", why: "\(error)",
                try: "sirocco " + arguments.joined(separator: " "))
        }
    }
}
