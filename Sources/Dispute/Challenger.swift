import Circuit
import Claims
import Transcript
import Verifier

/// Plays a dispute from a replay of its own: asks where the claimed run first leaves it, and proves the
/// first wrong element there. A wrong value carried through all later operators is caught where it arose,
/// since later operators agree with their own operands.
public struct Challenger: Sendable {
    public let claim: Claim
    public let model: DisputedModel
    /// The right run, on the claim's inputs.
    public private(set) var own: TraceHolder

    public init(_ claim: Claim, model: DisputedModel, own: TraceHolder) {
        self.claim = claim
        self.model = model
        self.own = own
    }

    /// - Returns: nil when the claim agrees with the own run as far as it was shown: do not challenge.
    public mutating func next(_ game: DisputeGame) throws(TraceHolderError) -> DisputeMove? {
        guard case .optimistic(let commitment) = claim.assurance, Int(claim.steps) == own.steps else { return nil }
        let ownSteps = try ownStepRoots(commitment.level)
        let shown = game.revealed
        guard let step = shown.step, let roots = shown.roots else {
            if TraceHashing.runRoot(commitment.level, stepRoots: ownSteps) == commitment.root {
                return try wrongOutput(OneStepProver(claim, model: model, own: own, stepRoots: ownSteps, resultRoots: [:]))
            }
            guard claim.steps > 1 else { return .challengeStep(0) }
            guard let stepRoots = shown.stepRoots else { return .challengeRun }
            return stepRoots.indices.first { stepRoots[$0] != ownSteps[$0] }.map { .challengeStep(UInt32($0)) }
        }
        let reveals = game.boundReveals
        func prover() -> OneStepProver {
            OneStepProver(
                claim, model: model, own: own, stepRoots: shown.stepRoots ?? [game.committedStepRoot ?? Digest()],
                resultRoots: [step: roots], revealed: reveals)
        }
        guard let entry = shown.entry else {
            guard let first = try firstWrong(roots, step: Int(step)) else { return try wrongOutput(prover()) }
            return .challengeOperator(position: UInt32(first.position), result: UInt8(first.result))
        }
        let right = try own.tensor(step: Int(step), entry)
        guard let chunk = shown.chunk, let bytes = shown.bytes else {
            guard let values = shown.chunkValues else { return nil }
            let ownValues = BLAKE3Tree.chunkValues(unsafe right.bytes.span.bytes)
            return values.indices.first { values[$0] != ownValues[$0] }.map { .challengeChunk(UInt32($0)) }
        }
        let start = chunk * BLAKE3.chunkByteCount
        guard let byte = bytes.indices.first(where: { bytes[$0] != right.bytes[start + $0] }) else { return nil }
        var finished = prover()
        let proof = try finished.element(
            step: Int(step), position: entry.position, result: entry.result,
            element: (start + byte) / right.type.element.byteCount,
            claimed: [entry.result: ClaimedResult(chunkValues: shown.chunkValues, chunk: chunk, bytes: bytes)])
        own = finished.own
        return .prove(proof.canonicalBytes)
    }

    /// The own run's step roots at the claim's level.
    private mutating func ownStepRoots(_ level: TraceLevel) throws(TraceHolderError) -> [Digest] {
        guard level != own.level else { return own.stepRoots }
        var roots: [Digest] = []
        for step in 0..<own.steps {
            var leaves: [Digest] = []
            for entry in model.traced(level) { leaves.append(try own.tensor(step: step, entry).root) }
            roots.append(TraceHashing.stepRoot(level, tensorRoots: leaves))
        }
        return roots
    }

    /// The first operator whose results differ. Of a maximum the index, if it is wrong: then a better
    /// element alone refutes it, and where it is right it leads to the right value.
    private mutating func firstWrong(_ roots: [Digest], step: Int) throws(TraceHolderError) -> TracedResult? {
        let right = try own.allRoots(step: step)
        let entries = model.traced(.full)
        guard let leaf = right.indices.first(where: { right[$0] != roots[$0] }) else { return nil }
        let first = entries[leaf]
        let next = TracedResult(position: first.position, result: 1)
        if first.result == 0, let other = model.leaf(of: next, .full), right[other] != roots[other] { return next }
        return first
    }

    /// The trace is right: is there an output that is not the trace's?
    private func wrongOutput(_ prover: OneStepProver) throws(TraceHolderError) -> DisputeMove? {
        var prover = prover
        for (index, output) in own.outputs.enumerated() where claim.outputs[index] != .public(output.root) {
            return .prove(try prover.output(index).canonicalBytes)
        }
        return nil
    }
}

extension DisputeGame {
    /// The root of the revealed step as the claim commits to it; of runs of one step.
    var committedStepRoot: Digest? {
        guard let roots = revealed.roots, case .optimistic(let commitment) = claim.assurance else { return nil }
        var part: [Digest] = []
        for entry in model.traced(commitment.level) {
            if let leaf = model.leaf(of: entry, .full) { part.append(roots[leaf]) }
        }
        return TraceHashing.stepRoot(commitment.level, tensorRoots: part)
    }
}
