import Circuit
import Claims
import Foundation
import Transcript

/// Models in folders, found by what they are registered as. Names say nothing: a circuit counts by its hash, weights
/// by their root.
struct ModelShelf {
    /// In the order in which they are looked at.
    let folders: [String]
    /// Hashes of circuits that were read, by path.
    private var hashes: [String: Digest] = [:]

    /// Files looked at in one folder at most.
    private static let largestFolder = 1 << 12

    init(_ folders: [String]) { self.folders = folders }

    /// - Returns: nil where no folder has the circuit with its weights.
    mutating func model(_ commitment: ModelCommitment) -> (circuit: Circuit, weights: Weights)? {
        for folder in folders {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for name in names.sorted().prefix(Self.largestFolder) where name.hasSuffix(".circuit") {
                let path = "\(folder)/\(name)"
                if let known = hashes[path], known != commitment.circuitHash { continue }
                guard let files = try? ModelFiles(path), let circuit = try? files.circuit() else { continue }
                hashes[path] = circuit.hash
                guard circuit.hash == commitment.circuitHash, let model = try? files.model(),
                    model.weights.root == commitment.weightsRoot
                else { continue }
                return model
            }
        }
        return nil
    }
}
