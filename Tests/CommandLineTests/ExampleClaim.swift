import Foundation
import Signatures
import Testing

/// Claims about the committed networks, honest and not, in a folder that goes with its last user.
struct ExampleClaim {
    let scratch: Scratch
    let model: String
    let name: String

    static func network(_ name: String) -> String { "\(Shell.circuits)/\(name)" }

    init(_ model: String) throws {
        scratch = try Scratch()
        self.model = Self.network(model)
        name = model
    }

    var input: String { Example.input(name) }
    func path(_ file: String) -> String { scratch.path(file) }

    /// Writes `NAME.claim` and `NAME.trace`.
    @discardableResult
    func claim(_ file: String, _ options: [String] = [], environment: [String: String] = [:]) throws -> [String: Any] {
        let outcome = try Shell.run(
            ["claim", model, input, "-o", path(file + ".claim"), "--trace", path(file + ".trace"), "-q", "--json"] + options,
            environment: environment)
        #expect(outcome.status == 0, "\(outcome.text)")
        return try outcome.json()
    }

    func replay(_ file: String, _ options: [String] = []) throws -> Outcome {
        try Shell.run(["replay", path(file + ".claim"), model, input, "-q"] + options)
    }

    /// A key file, and the passphrase that opens it.
    func key(_ file: String, seed: UInt8, passphrase: String = "correct horse") throws -> String {
        var root = [UInt8](repeating: seed, count: Identity.rootByteCount)
        let identity = try Identity(root: try SecretBytes(taking: &root))
        var text = Array(passphrase.utf8)
        let cost = try KeyFile.Cost(passes: 1, memoryKiB: 8)
        let bytes = try KeyFile(identity, passphrase: try SecretBytes(taking: &text), cost: cost).bytes
        try Data(bytes).write(to: scratch.url(file))
        return path(file)
    }
}
