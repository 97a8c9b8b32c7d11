import Claims
import Transcript
import Verifier

/// Answers a challenger's questions from the run that was claimed. Whatever the run is: an asserter who
/// holds what it committed to is never short of an answer.
public struct Asserter: Sendable {
    public private(set) var holder: TraceHolder
    private let sign: @Sendable (Digest) -> [UInt8]

    /// - Parameter sign: the claim's prover's signature; used only where roots are revealed that the claim
    ///   did not commit to.
    public init(_ holder: TraceHolder, sign: @escaping @Sendable (Digest) -> [UInt8]) {
        self.holder = holder
        self.sign = sign
    }

    /// - Returns: nil when nothing is asked.
    public mutating func answer(_ game: DisputeGame) throws(TraceHolderError) -> DisputeMove? {
        switch game.question {
        case nil: return nil
        case .stepRoots: return .revealSteps(holder.stepRoots)
        case .resultRoots(let step):
            let roots = try holder.allRoots(step: Int(step))
            guard holder.level != .full else { return .revealRoots(roots, signature: []) }
            return .revealRoots(roots, signature: sign(SignedReveal.digest(claim: game.claimID, step: step, roots: roots)))
        case .chunkValues(let entry):
            let bytes = try bytes(game, entry)
            return .revealChunkValues(BLAKE3Tree.chunkValues(unsafe bytes.span.bytes))
        case .chunk(let entry, let chunk):
            let bytes = try bytes(game, entry)
            let size = BLAKE3.chunkByteCount
            let end = min((chunk + 1) * size, bytes.count)
            guard chunk * size <= end else { throw .noSuch("chunk \(chunk)") }
            return .revealChunk(Array(bytes[chunk * size..<end]))
        }
    }

    private mutating func bytes(_ game: DisputeGame, _ entry: TracedResult) throws(TraceHolderError) -> [UInt8] {
        try holder.tensor(step: Int(game.revealed.step ?? 0), entry).bytes
    }
}
