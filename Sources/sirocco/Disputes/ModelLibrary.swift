import Circuit
import Dispute
import Foundation
import Transcript

/// Finds a model's weights by their root in folders of `.weights` files. Names say nothing: only bytes
/// whose hash is the root are taken.
struct ModelLibrary {
    /// In the order in which they are looked at.
    let folders: [String]

    /// Files looked at in one folder at most.
    private static let largestFolder = 1 << 16

    func weights(of file: ClaimFile) throws(Failure) -> Weights {
        let expected = file.circuit.layout.byteCount
        for folder in folders {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for name in names.prefix(Self.largestFolder).sorted() where name.hasSuffix(".weights") {
                let path = "\(folder)/\(name)"
                guard expected <= InputFile.largest, (try? InputFile.byteCount(path, what: "weights file")) == expected,
                    let bytes = try? InputFile.read(path, what: "weights file", limit: expected)
                else { continue }
                let weights = Weights(bytes: bytes)
                if weights.root == file.model.commitment.weightsRoot { return weights }
            }
        }
        throw Failure(
            .dataMissing, "the model's weights are missing",
            why: "no .weights file with root \(file.model.commitment.weightsRoot) is in \(folders.joined(separator: ", "))",
            try: "--models with the folder that has them")
    }
}
