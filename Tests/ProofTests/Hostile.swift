import Algebra
import Circuit
import Claims
import Prover
import TestSupport
import Testing
import Transcript
import Verifier

/// Proof files around circuits of anybody's making.
enum Hostile {
    static func expectRefusedByPlan(_ circuit: Circuit, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(throws: StatementError.self, sourceLocation: sourceLocation) { try ProofPlan(circuit) }
        var random = SeededGenerator(seed: 1)
        if case .plan = verdict(file(circuit, body: .zeros, &random)) { return }
        Issue.record("the verifier does not say that the plan refused it", sourceLocation: sourceLocation)
    }

    /// Inputs drawn from the declared ranges, extremes often.
    static func inputs(_ circuit: Circuit, _ random: inout SeededGenerator) throws -> [Tensor] {
        try circuit.inputs.map { input in
            let values = (0..<input.type.shape.count).map { _ in
                switch random.next() % 8 {
                case 0: input.range.lowerBound
                case 1: input.range.upperBound
                default: Int64.random(in: input.range, using: &random)
                }
            }
            return try Tensor(input.type, values: values)
        }
    }

    /// Proves one run, checks it against the definition, and expects the verifier to agree.
    @discardableResult
    static func proveAndVerify(
        _ circuit: Circuit, _ weights: Weights, _ random: inout SeededGenerator
    ) throws -> [UInt8] {
        let inputs = try inputs(circuit, &random)
        let prover = try ModelProver(circuit, weights, profile: .insecureTest, allowingInsecure: true)
        let proof = try prover.prove(inputs, chain: 1, job: Digest(), prover: Address(Digest()))
        #expect(proof.outputs == (try circuit.evaluateByDefinition(inputs: inputs, weights: weights).outputs))
        #expect(throws: Never.self, "\(circuit.listing)") { try ProofVerifier.verify(proof.bytes, allowingInsecure: true) }
        return proof.bytes
    }

    /// The error of a file, nil of an accepted one.
    static func verdict(_ bytes: [UInt8]) -> ProofError? {
        do throws(ProofError) {
            _ = try ProofVerifier.verify(bytes, allowingInsecure: true)
            return nil
        } catch { return error }
    }

    /// What follows the header: zeros of every right length (or as near as can be told), or random elements.
    enum Body {
        case zeros
        case random
    }

    /// A file whose header is consistent: claim, model and circuit name each other, tensors are in range.
    static func file(_ circuit: Circuit, body: Body, _ random: inout SeededGenerator) -> [UInt8] {
        guard let inputs = try? inputs(circuit, &random) else { return [] }
        let outputs = circuit.outputs.map { output in
            (try? Tensor(output.operand.type, values: [Int64](repeating: Int64(random.next() % 3), count: output.operand.type.shape.count)))
                ?? Tensor.zeros(output.operand.type)
        }
        guard
            let model = try? ModelCommitment(
                circuitHash: circuit.hash, weightsRoot: Digest(), oracleRoots: [.init(profile: .insecureTest, root: Digest())]),
            let claim = try? Claim(
                chain: 1, job: Digest(), model: model.id, inputs: inputs.map { TensorCommitment(public: $0) },
                outputs: outputs.map { TensorCommitment(public: $0) }, assurance: .proved(.insecureTest),
                prover: Address(Digest()))
        else { return [] }
        var encoder = CanonicalEncoder()
        ProofHeader(
            claim: claim, model: model, circuit: circuit, inputs: inputs, outputs: outputs, witnessRoot: Digest()
        ).encode(into: &encoder)
        // The words of zero are canonical elements, empty lists and no grinding at once.
        for _ in 0..<(1 << 13) {
            let word: UInt64
            switch body {
            case .zeros: word = 0
            case .random: word = random.next() >> UInt64(random.next() % 64)
            }
            encoder.append(word)
        }
        return encoder.bytes
    }
}
