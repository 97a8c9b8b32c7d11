import ArgumentParser
import Circuit
import Dispute
import Transcript
import Verifier

struct DisputePlayCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "play", abstract: "Play a dispute move by move, against what the asserter answers from.",
        discussion: """
            The challenger runs the model itself, asks where the claimed run first leaves its own, and proves \
            the first wrong element; the asserter answers from the trace; the referee is the one that a ledger \
            runs. Exits with 11 when the claim falls. The weights are found by their hash in the folders \
            of --models; without it beside the claim, in circuits and in the home's models.
            """)

    @Argument(help: ArgumentHelp("The claim, or - for standard input.", valueName: "claim"), completion: .file())
    var claim: String

    @Option(help: ArgumentHelp("What the asserter answers from.", valueName: "trace"), completion: .file())
    var against: String

    @OptionGroup var library: ModelsOption
    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let file = try DisputeFiles.claim(claim)
        let trace = try DisputeFiles.trace(against, of: file)
        let weights = try library.library(context.settings, beside: claim).weights(of: file)
        let played: PlayedDispute
        do throws(TraceHolderError) {
            let own = try TraceHolder(file.circuit, weights, inputs: trace.inputs, threads: context.settings.threads)
            played = try PlayedDispute(file, own: own, asserter: try trace.asserter(file, weights))
        } catch { throw Failure(error, model: file.circuit.name) }
        var table = Table([("", .right), ("", .left), ("", .left), ("", .right)])
        var moves: [JSON] = []
        for (index, turn) in played.turns.enumerated() {
            let side = turn.move.isReveal ? "asserter" : "challenger"
            let words = turn.move.words(file.circuit) + (turn.refusal.map { ": not taken, \($0.words)" } ?? "")
            table.append([String(index + 1), side, words, byteSize(turn.byteCount)])
            moves.append(["by": .text(side), "move": .text(words), "bytes": .integer(turn.byteCount)])
        }
        let winner = played.outcome?.claimFalls == true ? "challenger" : "asserter"
        var members: [(String, JSON)] = [
            ("claim_id", .text(file.claim.id.description)), ("moves", .integer(played.challengerMoves)),
            ("bytes", .integer(played.byteCount)), ("winner", .text(winner)),
            ("ending", .text(Self.words(played.outcome, file.circuit))),
        ]
        if case .refuted(let refutation) = played.outcome {
            members += RefutationWords(refutation, file.circuit).json
        } else {
            members += [("operator", .null), ("element", .null)]
        }
        members.append(("messages", .list(moves)))
        let count = "\(counted(played.challengerMoves, "move")) of the challenger's, \(byteSize(played.byteCount)) in all"
        return Report(
            text: (played.turns.isEmpty ? "" : table.rendered(indent: 2))
                + "\(Self.words(played.outcome, file.circuit)).\nThe \(winner) wins: \(count).\n",
            json: .object(members), status: winner == "challenger" ? .refuted : .done)
    }

    private static func words(_ outcome: DisputeOutcome?, _ circuit: Circuit) -> String {
        switch outcome {
        case nil: "The claim is the challenger's own run; there is nothing to ask"
        case .refuted(let refutation): "The claim is refuted: \(RefutationWords(refutation, circuit).sentence)"
        case .asserterTimedOut: "The asserter has no answer that is taken, and its clock runs out"
        case .challengeFailed: "The challenger's proof shows that the claim is right"
        case .challengerTimedOut: "The challenger does not go on, and its clock runs out"
        }
    }
}

extension DisputeMove {
    /// What is asked or answered.
    func words(_ circuit: Circuit) -> String {
        switch self {
        case .challengeRun: "shows which steps?"
        case .challengeStep(let step): "which results has step \(step)?"
        case .challengeOperator(let position, let result):
            "what is \(Self.name(Int(position), Int(result), circuit))?"
        case .challengeChunk(let chunk): "what is in chunk \(chunk) of it?"
        case .prove: "this element is wrong: proof"
        case .revealSteps(let roots): "\(counted(roots.count, "step root"))"
        case .revealRoots(let roots, let signature):
            "\(counted(roots.count, "result root"))" + (signature.isEmpty ? "" : ", signed")
        case .revealChunkValues(let values): "\(counted(values.count, "chunk value"))"
        case .revealChunk(let bytes): "the chunk, \(counted(bytes.count, "byte"))"
        }
    }

    private static func name(_ position: Int, _ result: Int, _ circuit: Circuit) -> String {
        guard circuit.operators.indices.contains(position) else { return "%\(position)" }
        let op = circuit.operators[position]
        return (op.results.count > 1 ? "result \(result) of " : "") + "%\(position) \(op.label)"
    }
}

extension DisputeError {
    var words: String {
        switch self {
        case .malformed(let error): "\(error)"
        case .ended: "the dispute is over"
        case .timeWentBack: "time went back"
        case .notTheChallenger: "it is not the challenger's"
        case .outOfTurn: "something else was asked for"
        case .noSuchPlace: "there is no such place"
        case .wrongCount(let expected, let found): "\(found) were shown where there are \(expected)"
        case .notCommitted: "it is not what was claimed"
        case .notSigned: "the claim does not hold it and the prover has not signed it"
        case .proof(let error): error.words
        }
    }
}

/// Where models are found by their hashes.
struct ModelsOption: ParsableArguments {
    @Option(
        help: ArgumentHelp("A folder of models; several may be given.", valueName: "dir"), completion: .directory)
    var models: [String] = []

    /// For services: the folders named, else those of this installation and of the home.
    func folders(_ settings: Settings) -> [String] {
        models.isEmpty ? [settings.variable("SIROCCO_CIRCUITS") ?? "circuits", settings.home + "/models"] : models
    }

    func library(_ settings: Settings, beside path: String) -> ModelLibrary {
        guard models.isEmpty else { return ModelLibrary(folders: models) }
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        return ModelLibrary(
            folders: [folder, settings.variable("SIROCCO_CIRCUITS") ?? "circuits", settings.home + "/models"])
    }
}
