import Foundation
import Transcript

/// What an auditor has decided, on disk: survives a restart, a crash and a torn last write.
///
/// A file of records, each 48 bytes: the claim's identity (32), the verdict (1), and the first 15 bytes of a
/// BLAKE3 hash over both and the record's number, so that a record that was not written whole, or was moved,
/// is seen. Reading stops at the first bad record and the next write replaces it.
struct AuditJournal: ~Copyable {
    enum Verdict: UInt8 { case right = 1, refuted = 2, malformed = 3 }

    static let recordByteCount = 48
    /// 65,536 claims, a hundred times over.
    private static let largest = (FolderClaims.largestFolder * 100) * recordByteCount

    private let path: String
    private let descriptor: Int32
    private var count: Int
    private(set) var verdicts: [Digest: Verdict] = [:]

    init(_ path: String) throws(Failure) {
        self.path = path
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else { throw Self.refusal(path, errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            close(descriptor)
            throw Failure(
                .fileNotWritable, "the journal \(path) is in use", why: Failure.reason(number),
                try: "stop the other auditor of this source, or use another home with -C")
        }
        let bytes = InputFile.exists(path) ? try InputFile.read(path, what: "journal", limit: Self.largest) : []
        var known: [Digest: Verdict] = [:]
        var count = 0
        while let (identity, verdict) = Self.record(bytes, count) {
            known[identity] = verdict
            count += 1
        }
        self.count = count
        verdicts = known
    }

    deinit { close(descriptor) }

    /// Returns once the disk has it.
    mutating func append(_ identity: Digest, _ verdict: Verdict) throws(Failure) {
        let record = Self.bytes(identity, verdict, number: count)
        let written = unsafe record.withUnsafeBytes { bytes in
            unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, count * Self.recordByteCount)
        }
        guard written == record.count, fsync(descriptor) == 0 else { throw Self.refusal(path, errno) }
        count += 1
        verdicts[identity] = verdict
    }

    private static func bytes(_ identity: Digest, _ verdict: Verdict, number: Int) -> [UInt8] {
        let body = identity.bytes + [verdict.rawValue]
        var encoder = CanonicalEncoder()
        encoder.append(UInt64(number))
        encoder.append(raw: body)
        return body + BLAKE3.hash(derivedFrom: "sirocco audit journal v1", encoder.bytes).bytes.prefix(15)
    }

    /// The record of this number; nil past the last good one.
    private static func record(_ bytes: [UInt8], _ number: Int) -> (Digest, Verdict)? {
        let start = number * recordByteCount
        guard start + recordByteCount <= bytes.count else { return nil }
        let record = Array(bytes[start..<start + recordByteCount])
        guard let identity = try? Digest(record[..<32]), let verdict = Verdict(rawValue: record[32]),
            record == self.bytes(identity, verdict, number: number)
        else { return nil }
        return (identity, verdict)
    }

    private static func refusal(_ path: String, _ number: Int32) -> Failure {
        Failure(
            .fileNotWritable, "the journal \(path) cannot be written", why: Failure.reason(number),
            try: "another home with -C, or make room on the disk")
    }
}
