import ArgumentParser
import Foundation
import Signatures

/// Where a passphrase comes from: a file, a descriptor or the environment; never a flag's value.
struct PassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Read the passphrase from this file; one line feed at its end is left out.", valueName: "file"),
        completion: .file())
    var passphraseFile: String?

    @Option(help: ArgumentHelp("Read it from this open descriptor.", valueName: "n"))
    var passphraseFd: Int32?

    /// The passphrase that was named, or the environment's; nil where there is neither.
    func passphrase() throws(Failure) -> Passphrase? {
        if passphraseFile != nil, passphraseFd != nil {
            throw Failure(
                .usage, "--passphrase-file and --passphrase-fd exclude each other", why: "there is one passphrase",
                try: "leave one of them out")
        }
        if let passphraseFile { return try Passphrase(try InputFile.read(passphraseFile, what: "passphrase", limit: 4096)) }
        if let passphraseFd { return try Passphrase(try InputFile.read(descriptor: passphraseFd, what: "passphrase", limit: 4096)) }
        return try Passphrase.ofEnvironment()
    }
}

/// A passphrase in guarded memory.
struct Passphrase: ~Copyable {
    static let variable = "SIROCCO_PASSPHRASE"

    let secret: SecretBytes

    /// Takes bytes over; a line feed at their end is an editor's.
    init(_ bytes: [UInt8]) throws(Failure) {
        var bytes = bytes
        if bytes.last == 0x0A { bytes.removeLast() }
        guard !bytes.isEmpty else {
            throw Failure(
                .passphraseMissing, "the passphrase is empty", why: "it protects a key",
                try: "put a line into the file or variable that it is read from")
        }
        do { secret = try SecretBytes(taking: &bytes) } catch { throw Failure(.unexpected, error) }
    }

    /// The environment's, which is taken out of it.
    static func ofEnvironment() throws(Failure) -> Passphrase? {
        guard let value = unsafe getenv(variable) else { return nil }
        let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: value, count: strlen(value)))
        unsafe unsetenv(variable)
        return bytes.isEmpty ? nil : try Passphrase(bytes)
    }
}

extension Failure {
    fileprivate init(_ code: FailureCode, _ error: KeyError) {
        self.init(code, "no room for a secret", why: "\(error)", try: "allow more locked memory: ulimit -l")
    }
}
