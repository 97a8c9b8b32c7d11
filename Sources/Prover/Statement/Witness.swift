import Algebra
import Circuit
import Claims
import Verifier

/// The cells of every column of a proof's witness, from the results of a run.
public struct Witness: Sendable {
    /// For each column of the plan, its cells in row-major order of the grid.
    public internal(set) var columns: [[UInt64]]

    /// - Parameters:
    ///   - inputs: the circuit's inputs.
    ///   - results: all results of the run, as a traced engine keeps them.
    ///   - messages: what the commitments of private tensors hash, in the order of the plan's private tensors.
    /// - Precondition: `plan` is the plan of `circuit`, inputs and results are of its types.
    public init(
        _ plan: ProofPlan, circuit: Circuit, inputs: [Tensor], results: [[Tensor]], messages: [[Goldilocks]] = []
    ) {
        let source = WitnessSource(circuit: circuit, inputs: inputs, results: results)
        columns = plan.columns.enumerated().map { index, column in
            switch column.role {
            case .multiplicity: [UInt64](repeating: 0, count: column.grid.count)
            case .salt(let tensor): messages[tensor][PrivateMessage.saltPositions].map { $0.canonical }
            case .sboxes: Self.sboxes(messages)
            default: source.cells(of: column, limbOffset: Self.limbOffset(of: index, in: plan))
            }
        }
        countMultiplicities(plan)
    }

    /// A witness of the caller's making: for tests of what a dishonest prover could commit to.
    package init(columns: [[UInt64]]) { self.columns = columns }

    /// Counts the multiplicities anew.
    package mutating func recount(_ plan: ProofPlan) { countMultiplicities(plan) }

    /// How often each value of each width stands in the columns of that width.
    mutating func countMultiplicities(_ plan: ProofPlan) {
        for (index, width) in plan.widths.enumerated() {
            var counts = [UInt64](repeating: 0, count: 1 << width)
            for (column, cells) in zip(plan.columns, columns) where column.width == width {
                for cell in cells where cell < UInt64(counts.count) { counts[Int(cell)] += 1 }
            }
            columns[plan.multiplicityColumn(index)] = counts
        }
    }

    /// What enters the S-boxes of the sponges over these messages.
    private static func sboxes(_ messages: [[Goldilocks]]) -> [UInt64] {
        var cells: [UInt64] = []
        for message in messages {
            _ = Poseidon2Sponge.hash(PrivateCommitment.label, message) { cells.append($0.canonical) }
        }
        return cells
    }

    /// Bits below a limb: the widths of the limbs of one number that come before it.
    private static func limbOffset(of index: Int, in plan: ProofPlan) -> Int {
        let column = plan.columns[index]
        let place: Int
        switch column.role {
        case .remainder(let limb), .above(let limb), .below(let limb), .lead(let limb), .input(let limb),
            .inputComplement(let limb):
            place = limb
        default: return 0
        }
        // Limbs of one number follow each other.
        return (index - place..<index).reduce(0) { $0 + (plan.columns[$1].width ?? 0) }
    }
}

/// Reads a run the way that columns need it.
private struct WitnessSource {
    let circuit: Circuit
    let inputs: [Tensor]
    let results: [[Tensor]]

    func cells(of column: ProofColumn, limbOffset: Int) -> [UInt64] {
        let limbMask = (UInt64(1) << UInt64(column.width ?? 63)) - 1
        func limb(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) >> UInt64(limbOffset) & limbMask }
        guard column.position >= 0 else {
            let slot = ProofColumn.position(ofInput: 0) - column.position, range = circuit.inputs[slot].range
            if case .inputComplement = column.role { return inputs[slot].values.map { limb(range.upperBound - $0) } }
            return inputs[slot].values.map { limb($0 - range.lowerBound) }
        }
        let op = circuit.operators[column.position]
        let result = results[column.position][0]
        return (0..<column.grid.count).map { index in
            switch (column.role, op.kind) {
            case (.value, .requantise(let definition)):
                return UInt64(bitPattern: result.element(index) - definition.lower)
            case (.complement, .requantise(let definition)):
                return UInt64(bitPattern: definition.upper - result.element(index))
            case (.remainder, .requantise(let definition)):
                return limb(scaled(definition, op, index) & ((1 << Int64(definition.shift)) - 1))
            case (.above, .requantise(let definition)):
                return limb(max(0, (scaled(definition, op, index) >> Int64(definition.shift)) - definition.upper))
            case (.below, .requantise(let definition)):
                return limb(max(0, definition.lower - (scaled(definition, op, index) >> Int64(definition.shift))))
            case (.gap(let place), .pooling(let definition)):
                return UInt64(bitPattern: result.element(index) - windowed(definition, op, index, place))
            case (.lead, .reduction):
                let best = result.element(0), position = results[column.position][1].element(0)
                return limb(best - read(op.operands[0], index) - (Int64(index) < position ? 1 : 0))
            case (.choice, .reduction): return results[column.position][1].element(0) == Int64(index) ? 1 : 0
            case (.bar, .reduction):
                let before: Int64 = Int64(index) < results[column.position][1].element(0) ? 1 : 0
                return Goldilocks(embedding: result.element(0) - before).canonical
            default:
                return Goldilocks(embedding: result.element(index)).canonical
            }
        }
    }

    /// m·x + 2^(s−1) of a requantise with a constant multiplier.
    private func scaled(_ definition: Requantise, _ op: Operator, _ index: Int) -> Int64 {
        guard case .constant(let m) = definition.multiplier else { return 0 }
        return read(op.operands[0], index) &* Int64(m) &+ (1 << (Int64(definition.shift) - 1))
    }

    /// The operand's element at one place of a window.
    private func windowed(_ definition: Pooling, _ op: Operator, _ index: Int, _ place: Int) -> Int64 {
        let image = op.operands[0].type.shape.dimensions, output = op.results[0].shape.dimensions
        let channel = index % output[2], j = index / output[2] % output[1], i = index / output[2] / output[1]
        let y = i * Int(definition.strideY) + place / Int(definition.windowX)
        let x = j * Int(definition.strideX) + place % Int(definition.windowX)
        return read(op.operands[0], (y * image[1] + x) * image[2] + channel)
    }

    private func read(_ operand: Operand, _ index: Int) -> Int64 {
        switch operand.source {
        case .input(let slot): inputs[slot].element(index)
        case .result(let position, let result): results[position][result].element(index)
        default: 0
        }
    }
}
