import CVerifier
import Claims
import Transcript
import Verifier

/// A caller's expectations, copied out of its memory.
struct Expectations {
    private var model: Digest?
    private var job: Digest?
    private var prover: Digest?
    private var chain: UInt64?
    private var inputs: [Digest]?
    private var outputs: [Digest]?

    init() {}

    /// Nil where a list has a number but no bytes, or more entries than a claim can have.
    @unsafe
    init?(_ given: sirocco_expectations) {
        model = unsafe Self.digest(given.model)
        job = unsafe Self.digest(given.job)
        prover = unsafe Self.digest(given.prover)
        if let value = unsafe given.chain { chain = unsafe value.pointee }
        guard unsafe Self.list(given.inputs, given.input_count, &inputs),
            unsafe Self.list(given.outputs, given.output_count, &outputs)
        else { return nil }
    }

    /// What the proof differs in, the first in the order of the fields; nil when it is about what is expected.
    func difference(_ header: ProofHeader) -> String? {
        let claim = header.claim
        if let model, claim.model != model { return "model" }
        if let job, claim.job != job { return "job" }
        if let prover, claim.prover.bytes != prover { return "prover" }
        if let chain, claim.chain != chain { return "chain" }
        if let inputs, claim.inputs.map({ $0.bytes }) != inputs.map({ $0.bytes }) { return "input" }
        if let outputs, claim.outputs.map({ $0.bytes }) != outputs.map({ $0.bytes }) { return "output" }
        return nil
    }

    @unsafe
    private static func digest(_ bytes: UnsafePointer<UInt8>?) -> Digest? {
        guard let bytes = unsafe bytes else { return nil }
        return try? unsafe Digest([UInt8](UnsafeBufferPointer(start: bytes, count: Digest.byteCount)))
    }

    @unsafe
    private static func list(_ bytes: UnsafePointer<UInt8>?, _ count: Int, _ list: inout [Digest]?) -> Bool {
        guard let bytes = unsafe bytes else { return count == 0 }
        guard (0...Claim.maximumTensors).contains(count) else { return false }
        var read: [Digest] = []
        for index in 0..<count {
            guard let digest = unsafe digest(bytes + index * Digest.byteCount) else { return false }
            read.append(digest)
        }
        list = read
        return true
    }
}
