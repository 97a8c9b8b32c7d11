import Circuit
import Dispute
import Foundation
import Transcript

/// Claims in a folder: `NAME.claim`, beside it what there is of `NAME.trace` and of `NAME.input.json` or
/// `NAME.input.bin`. A trace brings the inputs, bound to the claim's commitments.
struct FolderClaims: ClaimSource {
    let folder: String

    static let largestFolder = 1 << 16

    var name: String { "folder \(folder)" }

    init(_ folder: String) throws(Failure) {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
            throw Failure(
                .fileNotFound, "there is no folder \(folder)", why: "no such file", try: "make it, or name another")
        }
        guard isFolder.boolValue else {
            throw Failure(
                .notARegularFile, "\(folder) is no folder", why: "claims are looked for in a folder",
                try: "name the folder that the claims lie in")
        }
        self.folder = folder == "/" || !folder.hasSuffix("/") ? folder : String(folder.dropLast())
    }

    func pending() throws(Failure) -> [PendingClaim] {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasSuffix(".claim") && !$0.hasPrefix(".") }.sorted()
        guard names.count <= Self.largestFolder else {
            throw Failure(
                .fileTooLarge, "the folder \(folder) has too many claims",
                why: "it has \(grouped(names.count)), at most \(grouped(Self.largestFolder)) are watched",
                try: "move those that were judged away")
        }
        var pending: [PendingClaim] = []
        for name in names {
            let path = "\(folder)/\(name)"
            // A file that goes away or cannot be read is looked at again in the next round.
            guard let bytes = try? InputFile.read(path, what: "claim", limit: ClaimFile.maximumByteCount) else { continue }
            pending.append(claim(name, identity: BLAKE3.hash(derivedFrom: "sirocco audited claim v1", bytes)))
        }
        return pending
    }

    private func claim(_ name: String, identity: Digest) -> PendingClaim {
        let path = "\(folder)/\(name)"
        let base = "\(folder)/\(name.dropLast(6))"
        let trace = base + ".trace"
        let inputs = [base + ".input.json", base + ".input.bin"]
        return PendingClaim(
            name: name, identity: identity,
            claim: { () throws(Failure) in try DisputeFiles.claim(path) },
            trace: { (file) throws(Failure) in InputFile.exists(trace) ? try DisputeFiles.trace(trace, of: file) : nil },
            inputs: { (file) throws(Failure) in
                guard let found = inputs.first(where: { InputFile.exists($0) }) else { return nil }
                let tensors = try TensorFile(path: found).tensors(for: file.circuit)
                try file.check(tensors, named: found)
                return tensors
            },
            places: inputs + [trace])
    }
}
