import Algebra
import Circuit
import Claims
import Prover
import TensorEngine
import TestSupport
import Testing
import Transcript
import Verifier

/// Statements about private tensors, honest and forged.
struct PrivateCase {
    var item: StatementTests.Case
    let privacy: StatementPrivacy
    /// What is committed, in the order of the plan.
    let tensors: [Tensor]
    let salts: [CommitmentSalt]

    static let job = BLAKE3.hash([1])

    static func salt(_ index: Int) throws -> CommitmentSalt { try CommitmentSalt(BLAKE3.hash([5, UInt8(index)]).bytes) }

    /// - Parameter results: what the prover says the run gave; nil for the truth.
    init(
        _ circuit: Circuit, _ weights: Weights, _ input: Tensor, _ privacy: StatementPrivacy,
        results claimed: [[Tensor]]? = nil
    ) throws {
        func truth() throws -> [[Tensor]] {
            let engine = try TensorEngine(circuit, weights, trace: .full)
            _ = try engine.run([input])
            return try engine.results(item: 0)
        }
        let results = try claimed ?? truth()
        let plan = try ProofPlan(circuit, privacy: privacy)
        let last = try #require(results.last)
        var tensors: [Tensor] = privacy.hides(input: 0) ? [input] : []
        for (slot, output) in circuit.outputs.enumerated() where privacy.hides(output: slot) {
            guard case .result(let position, let result) = output.operand.source else { continue }
            tensors.append(results[position][result])
        }
        let salts = try tensors.indices.map(Self.salt)
        let messages = zip(tensors, salts).map { PrivateMessage($0.type).elements($0, job: Self.job, salt: $1) }
        let witness = Witness(plan, circuit: circuit, inputs: [input], results: results, messages: messages)
        let run = ArithmetisationTests.Run(
            circuit: circuit, weights: weights, plan: plan, input: input, results: results, witness: witness)
        item = StatementTests.Case(
            run: run,
            statement: StatementProtocol(
                plan: plan,
                publicValues: StatementPublicValues(
                    inputs: privacy.hides(input: 0) ? [] : [input], score: last[0].element(0),
                    index: Int(last[1].element(0)), job: Self.job,
                    digests: zip(tensors, salts).map { PrivateCommitment($0, job: Self.job, salt: $1).digest })),
            weightOracle: OracleCells(plan, circuit, weights))
        self.privacy = privacy
        self.tensors = tensors
        self.salts = salts
    }

    static let input = StatementPrivacy(inputs: [true], outputs: [])
    static let output = StatementPrivacy(inputs: [], outputs: [true, true])
    static let both = StatementPrivacy(inputs: [true], outputs: [true, true])

    static func make(_ name: String, _ privacy: StatementPrivacy, picture: Int = 0) throws -> PrivateCase {
        let run = try ArithmetisationTests.run(name, picture: picture)
        return try PrivateCase(run.circuit, run.weights, run.input, privacy)
    }

    /// The statement with other public values.
    func statement(
        inputs: [Tensor]? = nil, score: Int64? = nil, index: Int? = nil, job: Digest? = nil,
        digests: [Poseidon2Sponge.Digest]? = nil
    ) -> StatementProtocol {
        let known = item.statement.publicValues
        return StatementProtocol(
            plan: item.run.plan,
            publicValues: StatementPublicValues(
                inputs: inputs ?? known.inputs, score: score ?? known.score, index: index ?? known.index,
                job: job ?? known.job, digests: digests ?? known.digests))
    }

    /// Proves from these columns (multiplicities counted anew) and asks whether the proof is accepted.
    func isAccepted(columns: [[UInt64]]? = nil, statement: StatementProtocol? = nil) throws -> Bool {
        var witness = item.run.witness
        if let columns {
            witness = Witness(columns: columns)
            witness.recount(item.run.plan)
        }
        guard let output = try? StatementTests.prove(item, witness: witness, statement: statement) else { return false }
        return try StatementTests.isAccepted(item, output.proof, witness: witness, statement: statement)
    }

    func column(_ role: ProofColumn.Role) throws -> Int {
        try #require(item.run.plan.columns.firstIndex { $0.role == role })
    }
}

extension PrivateCase {
    /// x → requantise → product → argmax over an input of this type and range.
    static func small(
        _ element: ElementType, _ range: ClosedRange<Int64>, shape: [Int] = [5], multiplier: UInt16 = 3, shift: UInt8 = 4
    ) throws -> (circuit: Circuit, weights: Weights) {
        var builder = CircuitBuilder(name: "small")
        let x = builder.input("x", try TensorType(element, shape), range: range)
        let count = shape.reduce(1, *)
        let scaled = try builder.append(
            .requantise(
                Requantise(to: .int8, multiplier: .constant(multiplier), shift: shift, lower: -127, upper: 127)), [x],
            label: "scale")
        let flat = try scaled[0].viewed(as: try Shape([1, count]))
        var random = SeededGenerator(seed: 3)
        let weight = try builder.weight(
            "w", try TensorType(.int8, [3, count]),
            values: (0..<3 * count).map { _ in Int64.random(in: -127...127, using: &random) })
        let product = try builder.append(.matrixProduct(MatrixProduct(accumulator: .int32)), [flat, weight], label: "fc")
        let top = try builder.append(.reduction(.maximum), product, label: "argmax")
        builder.output("score", top[0])
        builder.output("class", top[1])
        return try builder.build()
    }
}
