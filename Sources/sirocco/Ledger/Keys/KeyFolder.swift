import Claims
import Foundation
import Ledger
import Signatures

/// The key files of a home: `keys/NAME.key`, readable by their owner alone.
struct KeyFolder {
    let home: String
    private var folder: String { home + "/keys" }

    init(_ settings: Settings) { home = settings.home }

    private func path(_ name: String) -> String { "\(folder)/\(name).key" }
    /// Of development keys only: their passphrase lies beside them, so they are worth nothing.
    private func openPassphrasePath(_ name: String) -> String { "\(folder)/\(name).passphrase" }

    func isOpen(_ name: String) -> Bool { InputFile.exists(openPassphrasePath(name)) }

    /// Names in ascending order.
    func names() -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".key") }.map { String($0.dropLast(4)) }.filter { Self.isName($0) }.sorted()
    }

    /// Letters, digits, `-`, `_` and `.`, not at the beginning; so that a name is no path.
    static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.first != "." && text.first != "-"
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || [0x2D, 0x2E, 0x5F].contains(byte)
            }
    }

    static func requireName(_ text: String) throws(Failure) {
        guard isName(text) else {
            throw Failure(
                .valueOutOfRange, "\"\(text)\" is no name of a key",
                why: "1 to 64 letters, digits, - _ and . are allowed, not beginning with - or .", try: "a name such as alice")
        }
    }

    func file(_ name: String) throws(Failure) -> KeyFile {
        try Self.requireName(name)
        guard InputFile.exists(path(name)) else {
            let known = names()
            throw Failure(
                .keyMissing, "there is no key \(name) in \(folder)",
                why: known.isEmpty ? "there is no key at all" : "there are \(known.joined(separator: ", "))",
                try: "sirocco keys new \(name)")
        }
        let bytes = try InputFile.read(path(name), what: "key file", limit: 1 << 16)
        do { return try KeyFile(bytes) } catch {
            throw Failure(
                .keyFileMalformed, "the key file \(path(name)) is refused", why: "\(error)",
                try: "bring it back from a copy; without one the key is lost")
        }
    }

    func address(_ name: String) throws(Failure) -> Address {
        let key = try file(name).verificationKey
        guard let address = try? Address(key) else { throw Failure(noAddress: name) }
        return address
    }

    /// The keys behind a name, opened with what the options say or, for a development key, with what lies
    /// beside it.
    func identity(_ name: String, _ options: PassphraseOptions) throws(Failure) -> Identity {
        let file = try file(name)
        let passphrase: Passphrase
        if let given = try options.passphrase() {
            passphrase = given
        } else if isOpen(name) {
            passphrase = try Passphrase(try InputFile.read(openPassphrasePath(name), what: "passphrase", limit: 4096))
        } else {
            throw Failure(
                .passphraseMissing, "the key \(name) needs its passphrase", why: "none was given",
                try: "--passphrase-file FILE, --passphrase-fd N or the variable \(Passphrase.variable)")
        }
        do { return try file.open(passphrase: passphrase.secret) } catch {
            throw Failure(
                .passphraseWrong, "the key \(name) does not open", why: "\(error)",
                try: "check where the passphrase is read from")
        }
    }

    /// Makes a key.
    ///
    /// - Parameter isOpen: its passphrase is put beside it.
    func make(_ name: String, _ passphrase: borrowing Passphrase, cost: KeyFile.Cost) throws(Failure) -> KeyFile {
        try Self.requireName(name)
        guard !InputFile.exists(path(name)) else {
            throw Failure(
                .keyExists, "there is a key \(name) already", why: "a key that is overwritten is lost",
                try: "choose another name, or move \(path(name)) away")
        }
        try makeFolder()
        let file: KeyFile
        do { file = try KeyFile(try Identity(), passphrase: passphrase.secret, cost: cost) } catch {
            throw Failure(.unexpected, "the key cannot be made", why: "\(error)", try: "sirocco doctor")
        }
        try write(file.bytes, path(name))
        return file
    }

    /// Makes a key whose passphrase lies beside it, at the least cost.
    func makeOpen(_ name: String) throws(Failure) -> KeyFile {
        try makeFolder()
        let text = SystemRandomness.bytes(count: 16).map { String(format: "%02x", $0) }.joined()
        guard let cost = try? KeyFile.Cost(passes: 1, memoryKiB: 8) else { throw Failure(noAddress: name) }
        let file = try make(name, try Passphrase(Array(text.utf8)), cost: cost)
        try write(Array((text + "\n").utf8), openPassphrasePath(name))
        return file
    }

    private func makeFolder() throws(Failure) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Failure(.fileNotWritable, "the folder \(folder) cannot be made", why: Failure.systemReason, try: "-C DIR")
        }
    }

    /// A new file, its owner's alone, on disk when this returns.
    private func write(_ bytes: [UInt8], _ path: String) throws(Failure) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw refusal(path) }
        defer { close(file) }
        guard unsafe Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            let failure = refusal(path)
            unsafe unlink(path)
            throw failure
        }
    }

    private func refusal(_ path: String) -> Failure {
        Failure(
            .fileNotWritable, "\(path) cannot be written", why: Failure.systemReason,
            try: "check that you may write there, and that there is room")
    }
}

extension Failure {
    fileprivate init(noAddress name: String) {
        self.init(.keyFileMalformed, "the key \(name) has no address", why: "its length is wrong", try: "make another key")
    }
}
