import Foundation
import Transcript

/// A mark that a service makes about something, one byte on disk.
protocol JournalMark: RawRepresentable<UInt8> {
    /// Separates journals of one kind of service from those of others.
    static var context: StaticString { get }
}

/// What an auditor has decided about a claim.
enum AuditVerdict: UInt8, JournalMark {
    case right = 1, refuted = 2, malformed = 3

    static var context: StaticString { "sirocco audit journal v1" }
}

/// What a prover has done about a job. The ledger says where a job stands; this says what the ledger cannot.
enum ProverMark: UInt8, JournalMark {
    /// The order is not one to be taken, and never will be.
    case declined = 1
    /// Measured once, without a lease.
    case measuring = 2
    case taking = 3
    /// Written before the work on a job begins: a job that ends the process each time is given up.
    case starting = 4
    /// The proof or claim is on disk.
    case made = 5
    case sent = 6
    /// Given up: too late, too often, or refused by the ledger.
    case abandoned = 7
    /// Settled or refuted.
    case over = 8

    static var context: StaticString { "sirocco prover journal v1" }
}

/// What a service has done and decided, on disk: survives a restart, a crash and a torn last write. One process at a
/// time has it.
///
/// A file of records, each 48 bytes: what it is about (32), the mark (1), and the first 15 bytes of a BLAKE3 hash
/// over both and the record's number, so that a record that was not written whole, or was moved, is seen.
/// Reading stops at the first bad record and the next write replaces it.
struct ServiceJournal<Mark: JournalMark>: ~Copyable {
    static var recordByteCount: Int { 48 }
    /// 65,536 claims, a hundred times over.
    private static var largest: Int { (FolderClaims.largestFolder * 100) * recordByteCount }

    private let path: String
    private let descriptor: Int32
    private var count: Int
    private var marks: [Digest: [Mark]] = [:]

    init(_ path: String) throws(Failure) {
        self.path = path
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else { throw Self.refusal(path, errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            close(descriptor)
            throw Failure(
                .fileNotWritable, "the journal \(path) is in use", why: Failure.reason(number),
                try: "stop the other process that works for this key or source, or use another home with -C")
        }
        let bytes = InputFile.exists(path) ? try InputFile.read(path, what: "journal", limit: Self.largest) : []
        var known: [Digest: [Mark]] = [:]
        var count = 0
        while let (identity, mark) = Self.record(bytes, count) {
            known[identity, default: []].append(mark)
            count += 1
        }
        self.count = count
        marks = known
    }

    deinit { close(descriptor) }

    /// The last mark about something; nil where there is none.
    subscript(identity: Digest) -> Mark? { marks[identity]?.last }

    /// How often a mark was made.
    func count(_ identity: Digest, where isCounted: (Mark) -> Bool) -> Int { marks[identity]?.count(where: isCounted) ?? 0 }

    /// Returns once the disk has it.
    mutating func append(_ identity: Digest, _ mark: Mark) throws(Failure) {
        let record = Self.bytes(identity, mark, number: count)
        ServiceSteps.pass()
        let written = unsafe record.withUnsafeBytes { bytes in
            unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, count * Self.recordByteCount)
        }
        guard written == record.count, fsync(descriptor) == 0 else { throw Self.refusal(path, errno) }
        ServiceSteps.pass()
        count += 1
        marks[identity, default: []].append(mark)
    }

    private static func bytes(_ identity: Digest, _ mark: Mark, number: Int) -> [UInt8] {
        let body = identity.bytes + [mark.rawValue]
        var encoder = CanonicalEncoder()
        encoder.append(UInt64(number))
        encoder.append(raw: body)
        return body + BLAKE3.hash(derivedFrom: Mark.context, encoder.bytes).bytes.prefix(15)
    }

    /// The record of this number; nil past the last good one.
    private static func record(_ bytes: [UInt8], _ number: Int) -> (Digest, Mark)? {
        let start = number * recordByteCount
        guard start + recordByteCount <= bytes.count else { return nil }
        let record = Array(bytes[start..<start + recordByteCount])
        guard let identity = try? Digest(record[..<32]), let mark = Mark(rawValue: record[32]),
            record == self.bytes(identity, mark, number: number)
        else { return nil }
        return (identity, mark)
    }

    private static func refusal(_ path: String, _ number: Int32) -> Failure {
        Failure(
            .fileNotWritable, "the journal \(path) cannot be written", why: Failure.reason(number),
            try: "another home with -C, or make room on the disk")
    }
}
