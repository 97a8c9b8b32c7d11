import Circuit
import Claims
import Transcript
import Verifier

/// A header whose parts name each other, around any circuit.
enum WorstHeader {
    static func encode(_ circuit: Circuit, into encoder: inout CanonicalEncoder) throws {
        let inputs = circuit.inputs.map { Tensor.zeros($0.type) }
        let outputs = circuit.outputs.map { Tensor.zeros($0.operand.type) }
        let model = try ModelCommitment(
            circuitHash: circuit.hash, weightsRoot: .zero, oracleRoots: [.init(profile: .p100, root: .zero)])
        let claim = try Claim(
            chain: 0, job: .zero, model: model.id, inputs: inputs.map { TensorCommitment(public: $0) },
            outputs: outputs.map { TensorCommitment(public: $0) }, assurance: .proved(.p100), prover: Address(.zero))
        ProofHeader(
            claim: claim, model: model, circuit: circuit, inputs: inputs, outputs: outputs, witnessRoot: .zero
        ).encode(into: &encoder)
    }
}
