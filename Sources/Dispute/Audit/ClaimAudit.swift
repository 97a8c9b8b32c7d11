import Circuit
import Claims
import Transcript
import Verifier

/// What an auditor's own run says of a claim.
public enum AuditFinding: Sendable {
    /// The claim is this run.
    case right
    /// The claim is wrong, and the file shows it to everybody.
    case refuted(Refutation, StepFile)
    /// The claim is not this run; what is missing would show where.
    case differs(MissingEvidence)
}

/// What an auditor lacks to show others that a claim is wrong.
public enum MissingEvidence: Sendable, Hashable {
    /// No trace was given.
    case trace
    /// The results in the trace are not those that the claim commits to.
    case committedTrace
    /// The claim's level does not hold the roots of this step, and the trace has no signature of the prover's
    /// under them.
    case signature(step: Int)
}

/// Replays a claim: compares it with an own run and proves the first wrong element.
public enum ClaimAudit {
    /// - Parameters:
    ///   - own: the right run on the claim's inputs, of any level.
    ///   - trace: what the asserter answers from, where it is at hand.
    /// - Throws: `TraceHolderError`; `noSuch("input …")` when the own run is on other inputs than the claim's;
    ///   `proof` when the referee would not take what was found.
    public static func audit(
        _ file: ClaimFile, own: TraceHolder, trace: TraceFile? = nil
    ) throws(TraceHolderError) -> AuditFinding {
        for slot in file.circuit.inputs.indices {
            guard file.claim.inputs[slot] == .public(BLAKE3.hash(own.inputBytes(slot))) else { throw .noSuch("input \(slot)") }
        }
        guard own.steps == Int(file.claim.steps) else { throw .noSuch("step") }
        var own = own
        let roots = try own.stepRoots(of: file)
        if TraceHashing.runRoot(file.commitment.level, stepRoots: roots) == file.commitment.root {
            // The trace is right: what is left to be wrong is what the claim says the outputs are.
            let outputs = own.outputs
            guard let index = outputs.indices.first(where: { file.claim.outputs[$0] != .public(outputs[$0].root) }) else {
                return .right
            }
            var prover = OneStepProver(file.claim, model: file.model, own: own, stepRoots: roots, resultRoots: [:])
            return try refutation(StepFile(file, reveal: nil, proof: try prover.output(index).canonicalBytes))
        }
        guard let trace else { return .differs(.trace) }
        let claimed = try trace.holder(file, own.weights)
        guard claimed.commitment == file.commitment else { return .differs(.committedTrace) }
        return try compare(file, own, claimed, trace)
    }

    /// The first place where the claimed run leaves the own one, proven.
    private static func compare(
        _ file: ClaimFile, _ own: TraceHolder, _ claimed: TraceHolder, _ trace: TraceFile
    ) throws(TraceHolderError) -> AuditFinding {
        var own = own, claimed = claimed
        guard let found = try own.firstDivergence(of: claimed) else { return .differs(.committedTrace) }
        var entry = TracedResult(position: found.place.position, result: found.place.result)
        var element = found.place.element
        // Of a maximum the index, if it is wrong: then a better element alone refutes it.
        if entry.result == 0, file.circuit.operators[entry.position].results.count == 2 {
            let index = TracedResult(position: entry.position, result: 1)
            let left = try claimed.tensor(step: found.step, index), right = try own.tensor(step: found.step, index)
            if let wrong = (0..<right.type.shape.count).first(where: { left.element($0) != right.element($0) }) {
                (entry, element) = (index, wrong)
            }
        }
        let roots = try claimed.allRoots(step: found.step)
        var reveal: StepFile.Reveal?
        var revealed: [UInt32: Digest] = [:]
        let step = UInt32(clamping: found.step)
        if file.commitment.level != .full {
            let signature = trace.signatures[found.step]
            let message = SignedReveal.digest(claim: file.claim.id, step: step, roots: roots)
            guard RevealSignature.isValid(file.claim.prover, message, signature) else {
                return .differs(.signature(step: found.step))
            }
            let stepRoots = file.claim.steps == 1 ? [] : claimed.stepRoots
            reveal = StepFile.Reveal(stepRoots: stepRoots, step: step, roots: roots, signature: signature)
            revealed[step] = TraceHashing.stepRoot(.full, tensorRoots: roots)
        }
        var prover = OneStepProver(
            file.claim, model: file.model, own: own, stepRoots: claimed.stepRoots, resultRoots: [step: roots],
            revealed: revealed)
        var shown: [Int: ClaimedResult] = [:]
        for result in file.circuit.operators[entry.position].results.indices {
            let tensor = try claimed.tensor(step: found.step, TracedResult(position: entry.position, result: result))
            shown[result] = ClaimedResult(tensor)
        }
        let proof = try prover.element(
            step: found.step, position: entry.position, result: entry.result, element: element, claimed: shown)
        return try refutation(StepFile(file, reveal: reveal, proof: proof.canonicalBytes))
    }

    /// Nothing is called refuted that the referee does not call so.
    private static func refutation(_ step: StepFile) throws(TraceHolderError) -> AuditFinding {
        let verdict: OneStepVerdict
        do throws(StepFileError) { verdict = try step.verdict(on: step.claim) } catch {
            switch error {
            case .proof(let error): throw .proof(error)
            case .file: throw .noSuch("reveal")
            }
        }
        guard case .refuted(let refutation) = verdict else { throw .noSuch("refutation") }
        return .refuted(refutation, step)
    }
}

extension TraceHolder {
    /// This run's step roots at a claim's level.
    fileprivate mutating func stepRoots(of file: ClaimFile) throws(TraceHolderError) -> [Digest] {
        let wanted = file.commitment.level
        guard wanted != level else { return stepRoots }
        var roots: [Digest] = []
        for step in 0..<steps {
            var leaves: [Digest] = []
            for entry in file.model.traced(wanted) { leaves.append(try tensor(step: step, entry).root) }
            roots.append(TraceHashing.stepRoot(wanted, tensorRoots: leaves))
        }
        return roots
    }
}
