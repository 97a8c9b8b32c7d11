import Circuit
import Dispute
import Foundation
import Transcript

/// Looks at every claim of a source once, by replay, and remembers what it decided.
///
/// A line is written before the journal: after a crash it may come again, and is never lost. What misses
/// data is decided by nobody: it is looked at again in every round.
struct Auditor<Source: ClaimSource>: ~Copyable {
    let source: Source
    let models: [String]
    let threads: Int
    /// Where one-step proofs are written: `<claim id>.step`.
    let proofs: String
    var journal: ServiceJournal<AuditVerdict>
    /// Said of claims that miss data, so that it is said once.
    private var said: [Digest: String] = [:]

    init(_ source: Source, models: [String], threads: Int, home: String) throws(Failure) {
        self.source = source
        self.models = models
        self.threads = threads
        let folder = home + "/audit"
        proofs = folder + "/steps"
        do { try FileManager.default.createDirectory(atPath: proofs, withIntermediateDirectories: true) } catch {
            throw Failure(
                .fileNotWritable, "the folder \(proofs) cannot be made", why: error.localizedDescription,
                try: "another home with -C")
        }
        let name = BLAKE3.hash(derivedFrom: "sirocco audited source v1", Array(source.name.utf8)).hexadecimal
        journal = try ServiceJournal("\(folder)/\(name.prefix(16)).journal")
    }

    /// How a claim stands.
    enum Finding: String, CaseIterable { case right, refuted, missing, malformed }

    /// One round over everything that stands in the source.
    ///
    /// - Parameter report: takes the line of each claim that was decided now, or misses something new.
    /// - Returns: how each claim stands, decided now or before.
    mutating func round(_ report: (Finding, [(String, JSON)], String) throws -> Void) throws -> [Finding] {
        var findings: [Finding] = []
        for pending in try source.pending() {
            if let known = journal[pending.identity] {
                findings.append(Self.finding(known))
                continue
            }
            let (finding, members, words) = try judge(pending)
            findings.append(finding)
            if finding == .missing, said[pending.identity] == words { continue }
            try report(
                finding, [("file", .text(pending.name)), ("verdict", .text(finding.rawValue))] + members,
                "\(pending.name): \(finding.rawValue): \(words)")
            switch finding {
            case .right: try journal.append(pending.identity, .right)
            case .refuted: try journal.append(pending.identity, .refuted)
            case .malformed: try journal.append(pending.identity, .malformed)
            case .missing: said[pending.identity] = words
            }
        }
        return findings
    }

    private static func finding(_ verdict: AuditVerdict) -> Finding {
        switch verdict {
        case .right: .right
        case .refuted: .refuted
        case .malformed: .malformed
        }
    }

    private func judge(_ pending: PendingClaim) throws(Failure) -> (Finding, [(String, JSON)], String) {
        let file: ClaimFile
        do throws(Failure) { file = try pending.claim() } catch {
            // What cannot be read now may be read later; what is malformed stays so.
            let isMalformed = error.status == .malformedInput
            return (
                isMalformed ? .malformed : .missing,
                [("refuted", .null), ("claim_id", .null), ("why", .text(error.why))], error.why)
        }
        let id: (String, JSON) = ("claim_id", .text(file.claim.id.description))
        let replay: ClaimReplay
        var trace: TraceFile?
        var refusal = ""
        // A trace that is refused is as good as none: it must not keep a right claim from being found right.
        do throws(Failure) { trace = try pending.trace(file) } catch { refusal = "; \(error.what): \(error.why)" }
        do throws(Failure) { replay = try self.replay(file, trace, pending) } catch {
            // Nothing was shown about the claim: data is missing, or is not what the claim names.
            let words = "\(error.what): \(error.why)\(refusal)"
            return (
                .missing, [("refuted", .null), id, ("why", .text(words)), looked(pending)], words)
        }
        switch replay.verdict {
        case .right: return (.right, [("refuted", false), id, ("ms", .measured(replay.milliseconds))], "as it should be")
        case .missing(let missing):
            let words = missing.words + refusal
            return (.missing, [("refuted", .null), id, ("why", .text(words)), looked(pending)], words)
        case .refuted(let words, let step):
            let path = "\(proofs)/\(file.claim.id.hexadecimal).step"
            var files = AtomicFiles()
            try files.stage(step.bytes, at: path)
            try files.commit()
            return (
                .refuted,
                [("refuted", true), id] + words.json + [("step_file", .text(path)), ("ms", .measured(replay.milliseconds))],
                "\(words.sentence); proof in \(path)")
        }
    }

    private func looked(_ pending: PendingClaim) -> (String, JSON) {
        ("looked_at", .list((pending.places + models).map { .text($0) }))
    }

    private func replay(
        _ file: ClaimFile, _ trace: TraceFile?, _ pending: PendingClaim
    ) throws(Failure) -> ClaimReplay {
        let weights = try ModelLibrary(folders: models).weights(of: file)
        guard let inputs = try pending.inputs(file) ?? trace?.inputs.first else {
            throw Failure(
                .dataMissing, "the claimed input is missing", why: "looked at \(pending.places.joined(separator: ", "))",
                try: "put the input beside the claim")
        }
        try file.check(inputs, named: pending.name)
        return try ClaimReplay(file, weights, inputs, trace: trace, threads: threads, model: file.circuit.name)
    }
}
