import Claims
import Dispute
import Ledger
import Transcript
import Verifier

extension Ledger.Dispute {
    /// The dispute as the ledger keeps it, for whoever plays on.
    ///
    /// - Returns: nil where the records are not ones that the ledger writes.
    func game(_ file: ClaimFile) -> DisputeGame? {
        guard let progress = try? DisputeGame.Progress(canonicalBytes: progress) else { return nil }
        return try? DisputeGame(file.claim, model: file.model, challenger: challenger, resuming: progress)
    }

    /// The bytes of the question that stands, of which the ledger keeps the digest: each question has one encoding.
    func questionBytes(_ game: DisputeGame) -> [UInt8]? {
        let candidates: [DisputeMove] =
            switch game.question {
            case nil: []
            case .stepRoots: [.challengeRun]
            case .resultRoots(let step): [.challengeStep(step)]
            case .chunkValues(let entry): [Self.challenge(entry)]
            case .chunk(let entry, let chunk): [Self.challenge(entry), .challengeChunk(UInt32(clamping: chunk))]
            }
        return candidates.map { $0.canonicalBytes }.first { Self.digest(of: $0) == question }
    }

    private static func challenge(_ entry: TracedResult) -> DisputeMove {
        .challengeOperator(position: UInt32(clamping: entry.position), result: UInt8(clamping: entry.result))
    }
}
