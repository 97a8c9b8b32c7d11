import ArgumentParser
import Circuit
import Claims
import Foundation
import Prover
import Signatures
import Transcript

/// Which tensors of a run are private, and where their salts come from.
struct PrivacyOptions: ParsableArguments {
    enum Part: String, ExpressibleByArgument, CaseIterable {
        case input, output, both
    }

    @Option(
        name: .customLong("private"),
        help: ArgumentHelp("Show only a commitment of inputs, of outputs or of both. Needs --salt.", valueName: "part"))
    var part: Part?

    @Option(
        help: ArgumentHelp(
            "The 32 secret bytes behind all salts: a file, made with fresh ones where there is none.", valueName: "file"),
        completion: .file())
    var salt: String?

    /// The salts of a run for `job`; none where nothing is private.
    func salts(_ circuit: Circuit, job: Digest) throws(Failure) -> TensorSalts {
        guard let part else {
            guard salt == nil else {
                throw Failure(.usage, "--salt is given, but nothing is private", why: "public tensors have no salt", try: "--private input")
            }
            return .none
        }
        return try SaltFile.required(salt).salts(
            job: job, inputs: part == .output ? 0 : circuit.inputs.count, outputs: part == .input ? 0 : circuit.outputs.count)
    }
}

/// 32 random bytes in a file that only its owner may read. Every private tensor's salt follows from them, the job
/// and the tensor's place, so that a commitment can be computed before the run is proved.
struct SaltFile {
    static let byteCount = 32

    let path: String

    static func required(_ path: String?) throws(Failure) -> SaltFile {
        guard let path, !path.isEmpty else {
            throw Failure(
                .usage, "private tensors need a salt", why: "without one, whoever guesses a tensor can confirm the guess",
                try: "--salt FILE; the file is made where there is none, keep it secret")
        }
        return SaltFile(path: path)
    }

    /// Salts of the first inputs and outputs of a run for `job`.
    func salts(job: Digest, inputs: Int, outputs: Int) throws(Failure) -> TensorSalts {
        let secret = try bytes()
        let key = secret.withBytes { BLAKE3.hash(derivedFrom: "sirocco commitment salts v1", $0) }
        func salt(_ kind: UInt8, _ slot: Int) -> CommitmentSalt? {
            let place = (0..<4).map { UInt8(truncatingIfNeeded: slot >> (8 * $0)) }
            return try? CommitmentSalt(BLAKE3.keyedHash(key: key, job.bytes + [kind] + place).bytes)
        }
        return TensorSalts(inputs: (0..<inputs).map { salt(1, $0) }, outputs: (0..<outputs).map { salt(2, $0) })
    }

    private func bytes() throws(Failure) -> SecretBytes {
        if !InputFile.exists(path) { try make() }
        var status = stat()
        // Descriptors and pipes are their giver's matter.
        if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 != 0 {
            throw Failure(
                .saltRefused, "others may read the salt \(path)", why: "its mode is \(String(status.st_mode & 0o777, radix: 8))",
                try: "chmod 600 \(path), or take a new file if somebody may have read it")
        }
        var bytes = try InputFile.read(path, what: "salt", limit: Self.byteCount)
        guard bytes.count == Self.byteCount else {
            throw Failure(
                .saltRefused, "\(path) is no salt", why: "it has \(bytes.count) bytes, a salt has \(Self.byteCount)",
                try: "name a file that is not there: it is made")
        }
        do { return try SecretBytes(taking: &bytes) } catch { throw Self.noMemory }
    }

    /// Fresh bytes under a name that nothing has yet; whoever comes first keeps it.
    private func make() throws(Failure) {
        let partial = "\(path).partial-\(getpid())"
        PartialFiles.add(partial)
        defer { PartialFiles.remove(partial) }
        let descriptor = unsafe open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw refusal(errno) }
        defer { close(descriptor) }
        let secret: SecretBytes
        do { secret = try SecretBytes.random(count: Self.byteCount) } catch { throw Self.noMemory }
        let written = secret.withBytes { span in
            unsafe span.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        }
        guard written == Self.byteCount, fsync(descriptor) == 0 else { throw refusal(errno) }
        // Unlike a rename, a link never takes the place of a file.
        guard unsafe link(partial, path) == 0 || errno == EEXIST else { throw refusal(errno) }
    }

    private func refusal(_ number: Int32) -> Failure {
        Failure(
            .fileNotWritable, "the salt \(path) cannot be made", why: Failure.reason(number),
            try: "check that its folder exists and that you may write there")
    }

    private static var noMemory: Failure {
        Failure(
            .unexpected, "there is no memory for a secret", why: "the system locks no more pages", try: "ulimit -l")
    }
}
