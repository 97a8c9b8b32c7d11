import Algebra
import Circuit
import Claims
import Prover
import TestSupport
import Testing
import Transcript
import Verifier

/// A prover that follows the protocol on whatever it is told to prove: values that no run gives, another model, a
/// transcript of its own. Each step is the honest prover's.
struct DishonestProver {
    let circuit: Circuit
    let weights: Weights
    let input: Tensor
    let setting: ProofSetting
    let model: ModelCommitment
    private let weightRoot: Digest

    /// - Parameter registered: what the model id stands for; the model's own commitment when nil.
    init(
        _ circuit: Circuit, _ weights: Weights, input: Tensor, profile: SecurityProfile,
        registered: ModelCommitment? = nil
    ) throws {
        self.circuit = circuit
        self.weights = weights
        self.input = input
        setting = try ProofSetting(circuit, profile: profile, allowingInsecure: profile.isInsecure)
        let own = try setting.weightRoot(weights)
        model = try registered
            ?? ModelCommitment(
                circuitHash: circuit.hash, weightsRoot: weights.root, oracleRoots: [.init(profile: profile.id, root: own)])
        weightRoot = try #require(model.oracleRoots.first { $0.profile == profile.id }).root
    }

    static func tiny() throws -> DishonestProver {
        let (circuit, weights, input) = try TinyModel.make()
        return try DishonestProver(circuit, weights, input: input, profile: .insecureTest)
    }

    static func network(_ name: String) throws -> DishonestProver {
        let item = try ProofFileTests.shared(name)
        return try DishonestProver(item.circuit, item.weights, input: item.input, profile: .p100)
    }

    /// The header of a claim about a run, whose outputs are `results`' own unless given.
    func header(_ results: [[Tensor]], outputs: [Tensor]? = nil, input: Tensor? = nil, witnessRoot: Digest) throws
        -> ProofHeader
    {
        let outputs = outputs ?? circuit.outputs.map { output in
            guard case .result(let position, let result) = output.operand.source else { return results[0][0] }
            return results[position][result]
        }
        let inputs = [input ?? self.input]
        let claim = try Claim(
            chain: 5, job: TinyModel.job, model: model.id, inputs: inputs.map { TensorCommitment(public: $0) },
            outputs: outputs.map { TensorCommitment(public: $0) }, assurance: .proved(setting.parameters.profile.id),
            prover: TinyModel.prover)
        return ProofHeader(
            claim: claim, model: model, circuit: circuit, inputs: inputs, outputs: outputs, witnessRoot: witnessRoot)
    }

    /// A proof file about a witness.
    ///
    /// - Parameters:
    ///   - outputs: what is claimed instead of the results' own.
    ///   - claimedInput: what is claimed to have been the input.
    ///   - other: weights that are proved with instead of the registered ones.
    ///   - transcript: the prover's, instead of the one that absorbs the header.
    ///   - betweenSteps: changes the transcript between statement and commitment.
    func prove(
        _ results: [[Tensor]], _ witness: Witness, outputs: [Tensor]? = nil, claimedInput: Tensor? = nil,
        with other: Weights? = nil, transcript: ((ProofHeader, Digest) -> Transcript)? = nil,
        betweenSteps: (inout Transcript) -> Void = { _ in }
    ) throws -> [UInt8] {
        let plan = setting.plan
        let cells = OracleCells(plan, witness), weightCells = OracleCells(plan, circuit, other ?? weights)
        let oracles = [(cells, 0), (weightCells, 1)].map { cells, index in
            WHIROracle(committing: [cells.cells], parameters: setting.parameters.oracles[index])
        }
        let header = try header(results, outputs: outputs, input: claimedInput, witnessRoot: oracles[0].root)
        let statement = StatementProtocol(plan: plan, publicValues: try ProofVerifier.publicValues(header))
        var transcript = transcript?(header, weightRoot) ?? ProofVerifier.transcript(header, weightRoot: weightRoot)
        let output = try StatementProver(
            statement, circuit: circuit, witness: witness, weights: other ?? weights, witnessOracle: cells,
            weightOracle: weightCells
        ).prove(transcript: &transcript)
        betweenSteps(&transcript)
        let opening = WHIRProver.open(
            oracles, claims: ProofVerifier.claims(output.reduction, oracles[0].root, weightRoot),
            parameters: setting.parameters, transcript: &transcript)
        var encoder = CanonicalEncoder()
        header.encode(into: &encoder)
        output.proof.encode(into: &encoder)
        opening.encode(into: &encoder)
        return encoder.bytes
    }

    /// What the verifier answers; nil when it accepts.
    func refusal(_ bytes: [UInt8]) -> ProofError? {
        do throws(ProofError) {
            _ = try ProofVerifier.verify(bytes, allowingInsecure: setting.parameters.profile.isInsecure)
            return nil
        } catch { return error }
    }
}

// MARK: false runs

extension DishonestProver {
    /// One result of the run replaced; what reads it goes on from there by the definition.
    struct Lie {
        let position: Int
        var result = 0
        let element: Int
        let value: Int64
    }

    private struct Reader: ElementReader {
        let input: Tensor
        let weights: [Int: [Int64]]
        var results: [[Tensor]] = []
        var operands: [Operand] = []

        mutating func element(_ index: Int, of operand: Int) -> Int64 {
            let operand = operands[operand]
            switch operand.source {
            case .input: return input.element(index)
            case .weight(let offset): return weights[offset]?[index] ?? 0
            case .result(let position, let result): return results[position][result].element(index)
            default: return 0
            }
        }
    }

    /// All results of a run, with lies in it.
    func results(_ lies: [Lie] = []) throws -> [[Tensor]] {
        var values: [Int: [Int64]] = [:]
        for entry in circuit.layout.entries {
            let bytes = Array(weights.bytes[entry.offset..<entry.offset + entry.type.byteCount])
            values[entry.offset] = try Tensor(entry.type, bytes: bytes).values
        }
        var reader = Reader(input: input, weights: values)
        for (position, op) in circuit.operators.enumerated() {
            reader.operands = op.operands
            var produced: [Tensor] = []
            for (result, type) in op.results.enumerated() {
                var values = (0..<type.shape.count).map { op.evaluateElement($0, result: result, reading: &reader) }
                for lie in lies where lie.position == position && lie.result == result { values[lie.element] = lie.value }
                produced.append(try Tensor(type, values: values))
            }
            reader.results.append(produced)
        }
        return reader.results
    }

    func witness(_ results: [[Tensor]]) -> Witness {
        Witness(setting.plan, circuit: circuit, inputs: [input], results: results)
    }

    /// The columns of one number of an operator, low limb first, with the bits below each.
    func columns(_ position: Int, _ isWanted: (ProofColumn.Role) -> Bool) -> [(index: Int, width: Int, offset: Int)] {
        var offset = 0
        return setting.plan.columns.enumerated().compactMap { index, column in
            guard column.position == position, isWanted(column.role) else { return nil }
            defer { offset += column.width ?? 0 }
            return (index, column.width ?? 64, offset)
        }
    }

    /// Writes a number over its limbs; the highest takes what the others leave, in its range or not.
    func write(
        _ number: Int128, into columns: [(index: Int, width: Int, offset: Int)], at element: Int,
        _ cells: inout [[UInt64]]
    ) {
        for (place, limb) in columns.enumerated() {
            let rest = number >> Int128(limb.offset)
            let value = place + 1 < columns.count ? rest & ((1 << Int128(limb.width)) - 1) : rest
            let modulus = Int128(Goldilocks.modulus)
            cells[limb.index][element] = UInt64((value % modulus + modulus) % modulus)
        }
    }
}
