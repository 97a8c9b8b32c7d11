import Algebra
import Circuit
import Foundation
import Prover
import TensorEngine
import TestSupport
import Testing
import Verifier

/// Every relation of a plan, checked cell by cell on honest runs of the two committed networks: the
/// arithmetisation alone, before any polynomial is sent.
struct ArithmetisationTests {
    struct Run {
        let circuit: Circuit
        let weights: Weights
        let plan: ProofPlan
        let input: Tensor
        let results: [[Tensor]]
        let witness: Witness
    }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "circuits")

    static func run(_ name: String, picture: Int) throws -> Run {
        func bytes(_ file: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appending(path: file))) }
        let circuit = try Circuit(canonicalBytes: try bytes("\(name).circuit"))
        let weights = Weights(bytes: try bytes("\(name).weights"))
        let pictures = try bytes("fashion-mnist.calibration.bin")
        let input = try Tensor(circuit.inputs[0].type, bytes: Array(pictures[784 * picture..<784 * (picture + 1)]))
        let engine = try TensorEngine(circuit, weights, trace: .full)
        _ = try engine.run([input])
        let results = try engine.results(item: 0)
        let plan = try ProofPlan(circuit)
        return Run(
            circuit: circuit, weights: weights, plan: plan, input: input, results: results,
            witness: Witness(plan, circuit: circuit, inputs: [input], results: results))
    }

    /// The values of an affine form, cell by cell, as the verifier would know them.
    private func values(_ form: AffineForm, _ count: Int, _ run: Run) -> [Goldilocks] {
        (0..<count).map { index in
            var value = form.constant
            for term in form.terms { value += term.factor * Goldilocks(reducing: run.witness.columns[term.column][index]) }
            if let argmax = form.argmax {
                let score = run.results[argmax][0].element(0), best = run.results[argmax][1].element(0)
                value += Goldilocks(embedding: score) - (Int64(index) < best ? .one : .zero)
            }
            return value
        }
    }

    private func values(_ operand: ProofPlan.Operand, _ run: Run) -> [Goldilocks] {
        switch operand.value {
        case .input: run.input.values.map { Goldilocks(embedding: $0) }
        case .committed(let form): values(form, operand.grid.count, run)
        }
    }

    private func weight(_ index: Int, _ run: Run) throws -> [Goldilocks] {
        let entry = try #require(run.circuit.layout.entry(at: run.plan.weights[index].offset))
        let bytes = Array(run.weights.bytes[entry.offset..<entry.offset + entry.type.byteCount])
        return try Tensor(entry.type, bytes: bytes).values.map { Goldilocks(embedding: $0) }
    }

    @Test(arguments: ["fashion-mlp", "fashion-cnn"]) func everyRelationHoldsOnHonestRuns(name: String) throws {
        for picture in 0..<8 {
            let run = try Self.run(name, picture: picture)
            for (column, cells) in zip(run.plan.columns, run.witness.columns) {
                #expect(cells.count == column.grid.count)
                if let width = column.width { #expect(cells.allSatisfy { $0 < 1 << UInt64(width) }, "\(column)") }
            }
            for gadget in run.plan.gadgets { try check(gadget, run) }
        }
    }

    private func check(_ gadget: ProofPlan.Gadget, _ run: Run) throws {
        func cells(_ column: Int) -> [UInt64] { run.witness.columns[column] }
        switch gadget {
        case .requantise(let gadget):
            let x = gadget.input.map { values($0, run) }
            for index in cells(gadget.value).indices {
                func sum(_ terms: [AffineForm.Term]) -> Goldilocks {
                    terms.reduce(.zero) { $0 + $1.factor * Goldilocks(reducing: cells($1.column)[index]) }
                }
                let y = Int64(cells(gadget.value)[index]) + gadget.lower
                #expect(sum(gadget.above) == .zero || y == gadget.upper)
                #expect(sum(gadget.below) == .zero || y == gadget.lower)
                if let complement = gadget.complement {
                    #expect(Int64(cells(gadget.value)[index] + cells(complement)[index]) == gadget.upper - gadget.lower)
                }
                guard let x else { continue }
                let scale = Goldilocks(reducing: 1 << UInt64(gadget.shift)), half = Goldilocks(reducing: 1 << UInt64(gadget.shift - 1))
                let quotient = Goldilocks(embedding: y) + sum(gadget.above) - sum(gadget.below)
                #expect(gadget.multiplier * x[index] + half == quotient * scale + sum(gadget.remainder))
            }
        case .product(let position, let operand, let weightIndex, let bias, let result):
            let x = values(operand, run), w = try weight(weightIndex, run)
            let b = try bias.map { try weight($0, run) }
            let y = values(result, run.plan.weights[weightIndex].grid.count / x.count, run)
            for n in y.indices {
                var sum = b?[n] ?? .zero
                for k in x.indices { sum += x[k] * w[n * x.count + k] }
                #expect(sum == y[n] && y[n].centered == run.results[position][0].element(n))
            }
        case .convolution(let gadget):
            let x = values(gadget.operand, run), w = try weight(gadget.weight, run)
            let b = try gadget.bias.map { try weight($0, run) }
            let y = values(gadget.result, gadget.output.reduce(1, *), run)
            let (h, wide, c) = (gadget.image[0], gadget.image[1], gadget.image[2])
            for index in y.indices {
                let o = index % gadget.output[2], place = index / gadget.output[2]
                let i = place / gadget.output[1] * gadget.strideY - gadget.top
                let j = place % gadget.output[1] * gadget.strideX - gadget.left
                var sum = b?[o] ?? .zero
                for dy in 0..<gadget.filters[1] where (0..<h).contains(i + dy) {
                    for dx in 0..<gadget.filters[2] where (0..<wide).contains(j + dx) {
                        for channel in 0..<c {
                            let tap = ((o * gadget.filters[1] + dy) * gadget.filters[2] + dx) * c + channel
                            sum += x[((i + dy) * wide + j + dx) * c + channel] * w[tap]
                        }
                    }
                }
                #expect(sum == y[index] && y[index].centered == run.results[gadget.position][0].element(index))
            }
        case .pooling(let position, let operand, let window, let value, let gaps):
            let x = values(operand, run)
            let output = run.circuit.operators[position].results[0].shape.dimensions
            let image = run.circuit.operators[position].operands[0].type.shape.dimensions
            for index in cells(value).indices {
                let channel = index % output[2], j = index / output[2] % output[1], i = index / output[2] / output[1]
                for (place, gap) in gaps.enumerated() {
                    let y = i * window[0] + place / window[1], across = j * window[1] + place % window[1]
                    let inner = x[(y * image[1] + across) * image[2] + channel]
                    #expect(Goldilocks(reducing: cells(value)[index]) == inner + Goldilocks(reducing: cells(gap)[index]))
                }
                #expect(gaps.contains { cells($0)[index] == 0 })
            }
        case .argmax(let position, let leads):
            let best = Int(run.results[position][1].element(0))
            for lead in leads { #expect(cells(lead)[best] == 0) }
        }
    }

    @Test(arguments: ["fashion-mlp", "fashion-cnn"]) func columnsAndWeightsHaveCellsOfTheirOwn(name: String) throws {
        let circuit = try Self.run(name, picture: 0).circuit
        let plan = try ProofPlan(circuit)
        for (layout, count) in [(plan.witnessLayout, plan.columns.count), (plan.weightLayout, plan.weights.count)] {
            var taken = Set<Int>()
            for index in 0..<count {
                let addresses = layout.addresses(of: index)
                #expect(addresses.count == layout.grids[index].count)
                for address in addresses {
                    #expect(address < 1 << layout.sizeLog2)
                    #expect(taken.insert(address).inserted, "cell \(address) of \(name) is taken twice")
                }
                for placement in layout.placements[index] {
                    #expect(placement.address % (1 << placement.block.sizeLog2) == 0)
                }
            }
        }
        for (index, width) in plan.widths.enumerated() {
            let region = plan.witnessLayout.regions[index]
            let cells = plan.columns.indices.filter { plan.columns[$0].width == width }
                .flatMap { plan.witnessLayout.addresses(of: $0) }
            #expect(Set(cells) == Set(region.start..<region.start + region.count))
        }
    }

    /// The multilinear extension of the padded tensor equals the sum over its blocks.
    @Test func blocksAddUpToThePaddedExtension() throws {
        var random = SeededGenerator(seed: 4)
        func field() -> Goldilocks { Goldilocks(reducing: random.next()) }
        for shape in [[5], [28, 28, 1], [3, 7, 2], [1, 1], [10, 6], [16], [120, 5, 5, 16]] {
            let grid = Grid(shape)
            let layout = OracleLayout(tensors: [(Grid([9]), 0), (grid, 0), (Grid([3, 3]), 1)])
            let addresses = layout.addresses(of: 1)
            let values = (0..<grid.count).map { _ in field() }
            var oracle = [Goldilocks](repeating: .zero, count: 1 << layout.sizeLog2)
            for (address, value) in zip(addresses, values) { oracle[address] = value }
            var point: [CubicExtension] = []
            for _ in 0..<grid.variableCount { point.append(CubicExtension(field(), field(), field())) }

            var padded = [Goldilocks](repeating: .zero, count: 1 << grid.variableCount)
            for index in 0..<grid.count {
                var rest = index, place = 0, step = 1
                for (extent, variables) in zip(grid.extents, grid.axisVariables).reversed() {
                    place += rest % extent * step
                    rest /= extent
                    step <<= variables
                }
                padded[place] = values[index]
            }
            let expected = try MultilinearPolynomial(evaluations: padded).evaluate(at: point)

            var sum = CubicExtension.zero
            for placement in layout.placements[1] {
                var coefficient = CubicExtension.one, low: [CubicExtension] = [], start = 0
                for axis in grid.extents.indices {
                    let variables = grid.axisVariables[axis], size = placement.block.sizesLog2[axis]
                    for bit in 0..<variables {
                        let coordinate = point[start + bit]
                        if bit < variables - size {
                            let isSet = placement.block.starts[axis] >> (variables - 1 - bit) & 1 == 1
                            coefficient *= isSet ? coordinate : CubicExtension.one - coordinate
                        } else {
                            low.append(coordinate)
                        }
                    }
                    start += variables
                }
                let block = Array(oracle[placement.address..<placement.address + 1 << placement.block.sizeLog2])
                sum += coefficient * (try MultilinearPolynomial(evaluations: block).evaluate(at: low))
            }
            #expect(sum == expected, "\(shape)")
        }
    }

    @Test func circuitsWithoutGadgetsAreRefusedByName() throws {
        for sample in try CircuitGallery.all() {
            #expect(throws: StatementError.self, "\(sample.name)") { try ProofPlan(sample.circuit) }
        }
    }

    @Test func sizesAreThoseThatTheProtocolWasPlannedFor() throws {
        let mlp = try ProofPlan(try Self.run("fashion-mlp", picture: 0).circuit)
        let cnn = try ProofPlan(try Self.run("fashion-cnn", picture: 0).circuit)
        #expect(mlp.weightLayout.sizeLog2 == 17 && cnn.weightLayout.sizeLog2 == 16)
        #expect(mlp.witnessLayout.sizeLog2 <= 14 && cnn.witnessLayout.sizeLog2 <= 18)
        print("witness 2^\(mlp.witnessLayout.sizeLog2) and 2^\(cnn.witnessLayout.sizeLog2) cells, widths \(mlp.widths), \(cnn.widths)")
    }

    /// A proof file brings its own circuit: what would take a verifier long is refused before it is planned.
    @Test func circuitsThatWouldTakeLongAreRefusedAtOnce() throws {
        var long = CircuitBuilder(name: "long")
        var value = long.input("x", try TensorType(.uint8, [4]))
        for index in 0..<300 {
            value = try long.append(
                .requantise(Requantise(to: .uint8, multiplier: .constant(1), shift: 1, lower: 0, upper: 255)), [value],
                label: "step \(index)")[0]
        }
        long.output("y", value)
        #expect(throws: StatementError.tooLarge("300 operators")) { try ProofPlan(try long.build().circuit) }

        for dimensions in [[1 << 20, 1], [300, 300], [1 << 16]] {
            var wide = CircuitBuilder(name: "wide")
            let x = wide.input("x", try TensorType(.uint8, dimensions))
            let y = try wide.append(
                .requantise(Requantise(to: .uint8, multiplier: .constant(1), shift: 1, lower: 0, upper: 255)), [x],
                label: "scale")
            wide.output("y", y[0])
            let circuit = try wide.build().circuit
            #expect(throws: StatementError.self, "\(dimensions)") { try ProofPlan(circuit) }
        }
    }

    /// The clamp of an int64 result may span all of int64: a foreign circuit's, so it is refused, not trapped on.
    @Test func clampsThatSpanAllOfInt64AreRefused() throws {
        var builder = CircuitBuilder(name: "span")
        let x = builder.input("x", try TensorType(.uint8, [4]))
        let y = try builder.append(
            .requantise(Requantise(to: .int64, multiplier: .constant(1), shift: 1, lower: .min, upper: .max)), [x],
            label: "scale")
        builder.output("y", y[0])
        let circuit = try builder.build().circuit
        #expect(throws: StatementError.self) { try ProofPlan(circuit) }
    }
}
