import ArgumentParser
import Circuit
import Dispute
import Transcript
import Verifier

struct DisputeExplainCommand: SiroccoCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say in words what a one-step proof shows.",
        discussion: """
            The file brings the claim that it is about; what it says of that claim is checked, not believed. \
            Whether it is the claim that you care about, sirocco dispute check compares.
            """)

    @Argument(help: ArgumentHelp("The one-step proof, or - for standard input.", valueName: "step"), completion: .file())
    var step: String

    @OptionGroup var global: GlobalOptions

    func report(_ context: Context) throws -> Report {
        let file = try DisputeFiles.step(step)
        let verdict: OneStepVerdict
        do throws(StepFileError) { verdict = try file.verdict(on: file.claim) } catch {
            throw Failure(error, file: step)
        }
        let circuit = file.claim.circuit
        let id = file.claim.claim.id.description
        var members: [(String, JSON)] = [("claim_id", .text(id)), ("proof_bytes", .integer(file.proof.count))]
        guard case .refuted(let refutation) = verdict else {
            return Report(
                text: "Claim \(id) is right at the place that this proof is about; of others it says nothing.\n",
                json: .object([("refuted", false)] + members))
        }
        let words = RefutationWords(refutation, circuit)
        var pairs = [("claim", id), ("model", "\(printable(circuit.name)), id \(file.claim.claim.model)")]
        if let place = words.place {
            let op = circuit.operators[place.position]
            pairs.append(("operator", "%\(place.position) \(op.label): \(op.kind.name) {\(op.kind.summary)}"))
            let read = Self.operands(op, words.element, place.result, circuit)
            for operand in read { pairs.append(("reads", operand)) }
            pairs.append(("gives", op.results.map { "\($0)" }.joined(separator: "; ")))
            members.append(("operands", .list(read.map { .text($0) })))
            members.append(("label", .text(op.label)))
        }
        pairs += [("claimed", words.claimedValue ?? "not shown"), ("right", words.rightValue ?? "not shown")]
        pairs.append(("kind", Self.meaning(refutation.kind)))
        if file.reveal != nil { pairs.append(("under", "roots that the prover signed beyond its claim")) }
        return Report(
            text: "\(words.sentence).\n" + fields(pairs),
            json: .object([("refuted", true)] + words.json + members))
    }

    /// Each operand, with how many of its elements the one element is computed from.
    private static func operands(_ op: Operator, _ element: Int?, _ result: Int, _ circuit: Circuit) -> [String] {
        let footprint = element.map { op.footprint(element: $0, result: result) }
        return op.operands.enumerated().map { index, operand in
            let count = footprint?.runs.filter { $0.operand == index }.reduce(0) { $0 + $1.count }
            let read = count.map { ", \(counted($0, "element")) of it" } ?? ""
            return "\(circuit.words(operand.source)): \(operand.type)\(read)"
        }
    }

    private static func meaning(_ kind: Refutation.Kind) -> String {
        switch kind {
        case .element: "element: not what the operator gives on its committed operands"
        case .link: "link: two parts of the claim that have to be the same are not"
        case .form: "form: the trace has not the circuit's shape"
        }
    }
}
