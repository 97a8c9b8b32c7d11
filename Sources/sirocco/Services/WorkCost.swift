import Claims
import Ledger
import Transcript

/// What a job of one kind cost this machine, kept between runs: the worst so far.
struct WorkCost: Equatable {
    /// From the inputs to the bytes that go to the ledger, set-up included.
    var milliseconds: UInt64
    /// The process's peak.
    var peakBytes: UInt64
    /// Gas of the transaction that brings the result.
    var gas: UInt64

    static let zero = WorkCost(milliseconds: 0, peakBytes: 0, gas: 0)

    mutating func join(_ other: WorkCost) {
        milliseconds = max(milliseconds, other.milliseconds)
        peakBytes = max(peakBytes, other.peakBytes)
        gas = max(gas, other.gas)
    }

    /// Milliseconds within which a job is surely done: three times the worst so far, and five seconds for turns at
    /// the ledger.
    var promise: UInt64 { milliseconds * 3 + 5_000 }
}

/// The costs that were measured, a file for each kind of job.
struct WorkCosts {
    /// "SIRW".
    private static let mark: [UInt8] = [0x53, 0x49, 0x52, 0x57]
    private static let formatVersion: UInt16 = 1
    private static let byteCount = 4 + 2 + 3 * 8

    let folder: String

    /// Names a kind of job: the model, how the result is shown, and whether inputs are opened inside the proof.
    static func kind(_ model: Digest, _ order: JobOrder) -> Digest {
        var encoder = CanonicalEncoder()
        encoder.append(model)
        encoder.append(order.sealedInput != nil)
        switch order.assurance {
        case .proved(let profile): encoder.append(UInt32(profile.rawValue))
        case .optimistic(let level): encoder.append(1 << 16 + UInt32(level.rawValue))
        }
        return BLAKE3.hash(derivedFrom: "sirocco kind of work v1", encoder.bytes)
    }

    private func path(_ kind: Digest) -> String { "\(folder)/\(kind.hexadecimal.prefix(32)).cost" }

    /// - Returns: nil where nothing was measured, or the file is not one of these.
    subscript(kind: Digest) -> WorkCost? {
        guard let bytes = try? InputFile.read(path(kind), what: "cost", limit: Self.byteCount) else { return nil }
        var decoder = CanonicalDecoder(bytes)
        guard let mark = try? decoder.raw("mark", count: 4), mark == Self.mark,
            (try? decoder.uint16("version")) == Self.formatVersion, let milliseconds = try? decoder.uint64("milliseconds"),
            let peak = try? decoder.uint64("peak"), let gas = try? decoder.uint64("gas"), decoder.remaining == 0,
            milliseconds < 1 << 40, peak < 1 << 60, gas < 1 << 60
        else { return nil }
        return WorkCost(milliseconds: milliseconds, peakBytes: peak, gas: gas)
    }

    /// Keeps the worse of what is known and what was measured now.
    func learn(_ kind: Digest, _ cost: WorkCost) throws(Failure) {
        var all = self[kind] ?? .zero
        all.join(cost)
        guard all != self[kind] else { return }
        var encoder = CanonicalEncoder()
        encoder.append(raw: Self.mark)
        encoder.append(Self.formatVersion)
        encoder.append(all.milliseconds)
        encoder.append(all.peakBytes)
        encoder.append(all.gas)
        var files = AtomicFiles()
        try files.stage(encoder.bytes, at: path(kind))
        try files.commit()
    }
}
