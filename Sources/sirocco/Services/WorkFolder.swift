import Circuit
import Claims
import Dispute
import Foundation
import Transcript
import Verifier

/// Results that are made and not yet done with: a proof until it is on the ledger, claim and trace until nobody can
/// ask about them any more. `<job>.proof`, or `<job>.claim` with `<job>.trace`.
struct WorkFolder {
    let path: String

    /// More than the largest proof or trace that a ledger's job can have.
    private static let largest = 1 << 30

    init(_ path: String) throws(Failure) {
        self.path = path
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
            throw Failure(
                .fileNotWritable, "the folder \(path) cannot be made", why: error.localizedDescription,
                try: "another home with -C")
        }
    }

    private func file(_ job: Digest, _ kind: String) -> String { "\(path)/\(job.hexadecimal).\(kind)" }

    /// Jobs of which something lies here.
    func jobs() -> [Digest] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return Set(names.compactMap { name in
            name.split(separator: ".").first.flatMap { try? Digest(text: "0x" + String($0)) }
        }).sorted()
    }

    func remove(_ job: Digest) {
        for kind in ["proof", "claim", "trace"] { unsafe unlink(file(job, kind)) }
    }

    /// On disk when this returns.
    func keep(_ result: JobResult, of job: Digest) throws(Failure) {
        ServiceSteps.pass()
        var files = AtomicFiles()
        switch result {
        case .proof(_, let bytes): try files.stage(bytes, at: file(job, "proof"))
        case .claim(let claim, let trace):
            try files.stage(claim.bytes, at: file(job, "claim"))
            try files.stage(trace.bytes, at: file(job, "trace"))
        }
        ServiceSteps.pass()
        try files.commit()
        ServiceSteps.pass()
    }

    /// What was made for a job; nil where there is none, or it is damaged: then it is made again.
    func result(of job: Digest) -> JobResult? {
        if let bytes = try? InputFile.read(file(job, "proof"), what: "proof", limit: Self.largest),
            let header = try? ProofHeader.read(bytes), header.claim.job == job
        {
            return .proof(claim: header.claim, bytes: bytes)
        }
        guard let claim = try? DisputeFiles.claim(file(job, "claim")), claim.claim.job == job,
            let trace = try? DisputeFiles.trace(file(job, "trace"), of: claim)
        else { return nil }
        return .claim(claim, trace)
    }
}
