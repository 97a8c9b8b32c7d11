import Circuit
import Claims
import Transcript
import Verifier

extension ProofMap {
    private static let claimFields = [
        "claim", "claim version", "chain", "job", "model", "steps", "inputs", "outputs", "commitment kind",
        "tensor root", "private commitment", "assurance", "profile", "trace level", "trace root", "prover", "end",
    ]
    private static let modelFields = [
        "model", "model version", "circuit hash", "weights root", "oracle roots", "profile", "oracle root",
        "tokenizer flag", "tokenizer hash", "end",
    ]

    mutating func mapHeader(_ header: ProofHeader) {
        add("mark", 4, [.exactly(.notAProof)])
        add("version", 2, [.version(at: next)])
        map(header.claim, inputs: header.circuit.inputs.map { $0.name }, outputs: header.circuit.outputs.map { $0.name })
        map(header.model)
        // Its own decoder, then its hash; a circuit that asks for other tensors moves what follows.
        let circuit: [Refusal] = [.circuit, .tooLarge, .exactly(.otherCircuit), .decoding(["input", "output", "witness root"])]
        add("circuit length", 4, [.decoding(["circuit"]), .circuit])
        add("circuit", header.circuit.canonicalBytes.count, circuit)
        for (input, tensor) in zip(header.circuit.inputs, header.inputs) {
            add("input \(input.name)", tensor.bytes.count, [.exactly(.otherTensor(input.name))])
        }
        for (output, tensor) in zip(header.circuit.outputs, header.outputs) {
            add("output \(output.name)", tensor.bytes.count, [.exactly(.otherTensor(output.name))])
        }
        add("witness root", 32, [.otherTranscript])
    }

    private mutating func map(_ claim: Claim, inputs: [String], outputs: [String]) {
        add("claim length", 4, [.decoding(Self.claimFields)])
        add("claim version", 2, [.decoding(["claim version"])])
        add("chain", 8, [.otherTranscript])
        add("job", 32, [.otherTranscript])
        add("model id", 32, [.exactly(.otherModel)])
        add("steps", 4, [.steps(at: next)])
        // A tensor that is called private is not in the file: the next one is read in its place, or the body.
        let after = (inputs + outputs).dropFirst().map { Refusal.exactly(.otherTensor($0)) } + [.decoding(["masks"])]
        var place = 0
        for (field, names) in [("inputs", inputs), ("outputs", outputs)] {
            add("number of \(field)", 4, [.decoding(Self.claimFields)])
            for name in names {
                add("kind of \(name)", 1, [.decoding(["commitment kind", "private commitment"]), after[place]])
                place += 1
                add("root of \(name)", 32, [.exactly(.otherTensor(name))])
            }
        }
        add("assurance", 1, [.decoding(["assurance", "trace level", "trace root", "prover"])])
        add("profile", 2, [.profile(at: next, allowingInsecure: insecure)])
        add("address", 32, [.otherTranscript])
    }

    private mutating func map(_ model: ModelCommitment) {
        let other: [Refusal] = [.exactly(.otherModel)]
        add("model length", 4, [.decoding(Self.modelFields)])
        add("model version", 2, [.decoding(["model version"])])
        add("circuit hash", 32, other)
        add("weights root", 32, other)
        add("number of oracle roots", 4, [.decoding(Self.modelFields)])
        for oracle in model.oracleRoots {
            add("profile of an oracle root", 2, other)
            add("oracle root of \(oracle.profile)", 32, other)
        }
        add("tokenizer flag", 1, [.decoding(["tokenizer flag", "tokenizer hash"])])
        if model.tokenizerHash != nil { add("tokenizer hash", 32, other) }
    }
}
