import Circuit
import Claims
import Transcript
import Verifier

/// Everything that an asserter answers from: inputs and all results of the run that it claimed, and,
/// where the claim did not commit to all of their roots, its signature under them.
///
/// Nothing in it is believed: inputs are compared with the claim's commitments here, results with its
/// trace root by whoever uses them.
public struct TraceFile: Sendable {
    /// "SIRT".
    static let mark: [UInt8] = [0x53, 0x49, 0x52, 0x54]
    public static let formatVersion: UInt16 = 1
    static let headerByteCount = 4 + 2 + 32 + 4
    static let signatureByteCount = 64

    public let claim: Digest
    /// For each step, one tensor for each input.
    public let inputs: [[Tensor]]
    /// For each step, every result of every operator.
    public let results: [[[Tensor]]]
    /// For each step, the prover's signature of `SignedReveal.digest`; empty where nothing is signed.
    public let signatures: [[UInt8]]

    /// - Parameter sign: asked once a step where the claim's level does not hold all roots; nil signs nothing.
    /// - Throws: `TraceHolderError` of a run that cannot be made again.
    public init(
        _ claim: Claim, _ holder: TraceHolder, sign: ((Digest) -> [UInt8])? = nil
    ) throws(TraceHolderError) {
        var holder = holder
        var results: [[[Tensor]]] = []
        var signatures: [[UInt8]] = []
        let id = claim.id
        for step in 0..<holder.steps {
            results.append(try holder.results(step: step))
            guard holder.level != .full, let sign else {
                signatures.append([])
                continue
            }
            let roots = try holder.allRoots(step: step)
            signatures.append(sign(SignedReveal.digest(claim: id, step: UInt32(clamping: step), roots: roots)))
        }
        self.claim = id
        inputs = holder.inputs
        self.results = results
        self.signatures = signatures
    }

    /// The outputs that these results give; nil where the circuit's views do not fit them.
    public func outputs(_ circuit: Circuit) -> [Tensor] {
        circuit.outputs.compactMap { output in
            guard case .result(let position, let result) = output.operand.source, let last = results.last else { return nil }
            return try? Tensor(output.operand.type, bytes: last[position][result].bytes)
        }
    }

    /// Holds the claimed run at the claim's level.
    ///
    /// - Throws: `TraceHolderError`.
    public func holder(_ file: ClaimFile, _ weights: Weights) throws(TraceHolderError) -> TraceHolder {
        try TraceHolder(
            file.circuit, weights, inputs: inputs, results: results, outputs: outputs(file.circuit),
            level: file.commitment.level)
    }

    /// Answers questions from this run, with the signatures that were made for it.
    ///
    /// - Throws: `TraceHolderError`.
    public func asserter(_ file: ClaimFile, _ weights: Weights) throws(TraceHolderError) -> Asserter {
        var signed: [Digest: [UInt8]] = [:]
        for (step, signature) in signatures.enumerated() {
            let roots = results[step].flatMap { $0.map { $0.root } }
            signed[SignedReveal.digest(claim: claim, step: UInt32(clamping: step), roots: roots)] = signature
        }
        let known = signed
        return Asserter(try holder(file, weights)) { known[$0] ?? [] }
    }
}

extension TraceFile {
    /// The most bytes that a trace of this claim has.
    public static func maximumByteCount(of file: ClaimFile) -> Int {
        let inputs = file.circuit.inputs.reduce(0) { $0 + $1.type.byteCount }
        return headerByteCount + Int(file.claim.steps) * (inputs + file.circuit.traceByteCount + 4 + signatureByteCount)
    }

    /// mark (4), version (2), claim (32), steps (4), then for each step the bytes of its inputs and results
    /// (lengths follow from the circuit) and the signature (byte string, 0 or 64 bytes).
    public var bytes: [UInt8] {
        var encoder = CanonicalEncoder()
        encoder.append(raw: Self.mark)
        encoder.append(Self.formatVersion)
        encoder.append(claim)
        encoder.append(count: results.count)
        for (step, rows) in results.enumerated() {
            for tensor in inputs[step] { encoder.append(raw: tensor.bytes) }
            for tensor in rows.joined() { encoder.append(raw: tensor.bytes) }
            encoder.append(byteString: signatures[step])
        }
        return encoder.bytes
    }

    /// - Parameter file: the claim that it has to be about.
    /// - Throws: `DisputeFileError`. The claim's circuit says every length; nothing longer is allocated.
    public init(_ bytes: [UInt8], of file: ClaimFile) throws(DisputeFileError) {
        var decoder = CanonicalDecoder(bytes)
        try decoder.mark(Self.mark, version: Self.formatVersion)
        let claim: Digest, steps: UInt32
        do throws(CanonicalError) {
            claim = try decoder.digest("claim")
            steps = try decoder.uint32("steps")
        } catch { throw .malformed(error) }
        let id = file.claim.id
        guard claim == id else { throw .otherClaim(expected: id, found: claim) }
        guard steps == file.claim.steps else { throw .stepCount(expected: file.claim.steps, found: steps) }
        var inputs: [[Tensor]] = []
        var results: [[[Tensor]]] = []
        var signatures: [[UInt8]] = []
        for _ in 0..<steps {
            inputs.append(try Self.tensors(file.circuit.inputs.map { $0.type }, "input", &decoder))
            var rows: [[Tensor]] = []
            for op in file.circuit.operators { rows.append(try Self.tensors(op.results, "result", &decoder)) }
            results.append(rows)
            signatures.append(try Self.signature(&decoder))
        }
        do throws(CanonicalError) { try decoder.finish() } catch { throw .malformed(error) }
        for slot in file.circuit.inputs.indices {
            let root = BLAKE3.hash(inputs.flatMap { $0[slot].bytes })
            guard file.claim.inputs[slot] == .public(root) else { throw .otherInput(slot: slot) }
        }
        self.claim = claim
        self.inputs = inputs
        self.results = results
        self.signatures = signatures
    }

    private static func tensors(
        _ types: [TensorType], _ field: String, _ decoder: inout CanonicalDecoder
    ) throws(DisputeFileError) -> [Tensor] {
        var tensors: [Tensor] = []
        for type in types {
            let bytes: [UInt8]
            do throws(CanonicalError) { bytes = try decoder.raw(field, count: type.byteCount) } catch {
                throw .malformed(error)
            }
            do throws(CircuitError) { tensors.append(try Tensor(type, bytes: bytes, name: field)) } catch {
                throw .circuit(error)
            }
        }
        return tensors
    }

    private static func signature(_ decoder: inout CanonicalDecoder) throws(DisputeFileError) -> [UInt8] {
        do throws(CanonicalError) {
            let place = decoder.offset
            let signature = try decoder.byteString("signature", limit: signatureByteCount)
            guard [0, signatureByteCount].contains(signature.count) else {
                throw decoder.refusal("signature", at: place, "it has 0 or \(signatureByteCount) bytes")
            }
            return signature
        } catch { throw .malformed(error) }
    }
}
