import ArgumentParser
import Dispute
import Signatures
import Transcript

/// An opened key. It can be held by an optional, which an `Identity` cannot; wiped with its last holder.
final class Signer: Sendable {
    let identity: Identity

    init(_ identity: consuming Identity) { self.identity = identity }

    var address: Digest { (try? Digest(identity.signing.verificationKey.bytes)) ?? .zero }

    func signReveal(_ message: Digest) -> [UInt8] { RevealSignature.sign(message, with: identity.signing) }
}

/// A key that signs. The passphrase comes from a file or the environment, never from a flag.
struct KeyOption: ParsableArguments {
    @Option(help: ArgumentHelp("The prover's key file: its address is claimed, it signs reveals.", valueName: "file"),
        completion: .file())
    var key: String?

    @Option(
        name: .customLong("passphrase-file"),
        help: ArgumentHelp(
            "The key's passphrase, without the last line feed (or environment SIROCCO_PASSPHRASE).", valueName: "file"),
        completion: .file())
    var passphraseFile: String?

    private static let largestPassphrase = 1 << 12

    /// The key in the file; nil where none is named.
    func signer(_ settings: Settings) throws(Failure) -> Signer? {
        guard let key else { return nil }
        let bytes = try InputFile.read(key, what: "key file", limit: KeyFile.byteCount)
        let file: KeyFile
        do throws(KeyFileError) { file = try KeyFile(bytes) } catch { throw Self.refusal(key, error) }
        let passphrase: Passphrase
        if let passphraseFile {
            passphrase = try Passphrase(
                try InputFile.read(passphraseFile, what: "passphrase file", limit: Self.largestPassphrase))
        } else if let given = try Passphrase.ofEnvironment() {
            passphrase = given
        } else {
            throw Failure(
                .keyRefused, "the key \(key) cannot be opened", why: "no passphrase was given",
                try: "--passphrase-file FILE, or the environment SIROCCO_PASSPHRASE")
        }
        do throws(KeyFileError) { return Signer(try file.open(passphrase: passphrase.secret)) } catch { throw Self.refusal(key, error) }
    }

    private static func refusal(_ path: String, _ error: KeyFileError) -> Failure {
        Failure(.keyRefused, "the key \(path) cannot be opened", why: "\(error)", try: "check the file and its passphrase")
    }
}
