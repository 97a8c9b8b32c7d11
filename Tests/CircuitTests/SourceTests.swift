import Circuit
import TestSupport
import Transcript
import Testing

/// A circuit's parts refer to each other rightly or it does not exist.
@Suite struct SourceTests {
    private let vector: TensorType
    private let add: OperatorKind = .elementwise(Elementwise(.add, to: .int32))

    init() throws { vector = try TensorType(.int8, [4]) }

    /// A circuit of two inputs, a weight, a table and a state, with the parts that a test exchanges.
    private func circuit(
        name: String = "parts", inputs: [Circuit.Input]? = nil, states: [Circuit.State] = [],
        weights: [WeightEntry]? = nil, tables: [Tensor]? = nil, operators: [Operator]? = nil,
        outputs: [Circuit.Output]? = nil
    ) throws -> Circuit {
        let sum = try TensorType(.int32, [4])
        return try Circuit(
            name: name, limbWidth: .eight,
            inputs: inputs ?? [input("x"), input("y")], states: states,
            layout: try Layout(weights ?? [WeightEntry(name: "w", type: vector, offset: 0, range: -9...9)]),
            tables: tables ?? [try table(1)],
            operators: operators ?? [try adding(.input(0), .input(1))],
            outputs: outputs ?? [Circuit.Output(name: "out", operand: Operand(.result(position: 0, result: 0), sum))])
    }

    private func input(_ name: String, _ range: ClosedRange<Int64> = -9...9) -> Circuit.Input {
        Circuit.Input(name: name, type: vector, range: range)
    }

    private func table(_ seed: Int64) throws -> Tensor { try Tensor(vector, values: [seed, 2, 3, 4]) }

    private func adding(_ a: Source, _ b: Source) throws -> Operator {
        try Operator(add, [Operand(a, vector), Operand(b, vector)], label: "add")
    }

    private func problem(_ operators: [Operator]) throws -> OperatorProblem? {
        do { _ = try circuit(operators: operators) } catch CircuitError.operatorRefused(_, _, let problem) {
            return problem
        }
        return nil
    }

    private func expectHeader(_ field: String, _ body: () throws -> Void) {
        do {
            try body()
            Issue.record("\(field) was accepted")
        } catch CircuitError.invalidHeader(let found, _) { #expect(found == field) } catch {
            Issue.record("\(field): \(error)")
        }
    }

    @Test func sourcesExist() throws {
        let root = try table(1).root
        for source in [Source.input(1), .weight(offset: 0), .table(root)] {
            #expect(try problem([try adding(.input(0), source)]) == nil)
        }
        let absent: [Source] = [
            .input(2), .input(-1), .input(.max), .weight(offset: 1), .weight(offset: 1024), .weight(offset: -1),
            .table(Digest()), .table(try table(2).root), .state(0), .state(-1),
            .result(position: 0, result: 0), .result(position: 1, result: 0), .result(position: -1, result: 0),
            .result(position: .max, result: 0),
        ]
        for source in absent {
            guard case .source(operand: 1, _) = try problem([try adding(.input(0), source)]) else {
                Issue.record("\(source) was accepted")
                continue
            }
        }
    }

    @Test func operatorsReadEarlierResultsOnly() throws {
        let sum = try TensorType(.int32, [4])
        func doubling(_ position: Int, _ result: Int = 0) throws -> Operator {
            let operand = Operand(.result(position: position, result: result), sum)
            return try Operator(.elementwise(Elementwise(.add, to: .int32)), [operand, operand], label: "double")
        }
        let first = try adding(.input(0), .input(1))
        #expect(try problem([first, try doubling(0)]) == nil)
        for operators in [[first, try doubling(1)], [first, try doubling(2), first], [first, try doubling(0, 1)]] {
            guard case .source(operand: 0, _) = try problem(operators) else {
                Issue.record("accepted")
                continue
            }
        }
    }

    @Test func operandsStateTheirSourcesTypes() throws {
        let wrong = [
            try TensorType(.uint8, [4]), try TensorType(.int8, [5]), try TensorType(.int8, [2, 3]),
            try TensorType(.int16, [2]),
        ]
        for type in wrong {
            let operand = Operand(.input(0), type)
            guard case .source(operand: 0, _) = try problem([try Operator(add, [operand, operand], label: "add")]) else {
                Issue.record("\(type) was accepted")
                continue
            }
        }
        let view = Operand(.input(0), try TensorType(.int8, [2, 1, 2]))
        let plain = try Operator(add, [view, view], label: "add")
        let flat = Operand(.result(position: 0, result: 0), try TensorType(.int32, [4]))
        _ = try circuit(operators: [plain], outputs: [Circuit.Output(name: "out", operand: flat)])
    }

    @Test func outputsAndNextStatesAreResults() throws {
        let sum = try TensorType(.int32, [4])
        for (source, type) in [
            (.input(0), vector), (.weight(offset: 0), vector), (.result(position: 1, result: 0), sum),
            (.result(position: 0, result: 1), sum), (.result(position: 0, result: 0), vector),
        ] as [(Source, TensorType)] {
            expectHeader("output out") {
                _ = try circuit(outputs: [Circuit.Output(name: "out", operand: Operand(source, type))])
            }
            expectHeader("state s") {
                _ = try circuit(states: [Circuit.State(name: "s", type: type, range: -99...99, next: source)])
            }
        }
        expectHeader("state s") {
            let next = Source.result(position: 0, result: 0)
            _ = try circuit(states: [Circuit.State(name: "s", type: sum, range: 1...20, next: next)])
        }
    }

    @Test func tablesStandInOrderOfTheirRoots() throws {
        let sorted = try [table(1), table(2), table(3)].sorted { $0.root < $1.root }
        _ = try circuit(tables: sorted)
        expectHeader("tables") { _ = try circuit(tables: [sorted[1], sorted[0], sorted[2]]) }
        expectHeader("tables") { _ = try circuit(tables: [sorted[0], sorted[0]]) }
        expectHeader("table 0") { _ = try circuit(tables: [Tensor.zeros(try TensorType(.int8, [2, 2]))]) }
        expectHeader("table 0") { _ = try circuit(tables: [Tensor.zeros(try TensorType(.int8, [65_537]))]) }
    }

    @Test(arguments: ["", "tab\t", "Σ", String(repeating: "a", count: 65), "\u{7F}"])
    func namesArePrintable(name: String) throws {
        expectHeader("name") { _ = try circuit(name: name) }
        expectHeader("inputs") { _ = try circuit(inputs: [input("x"), input(name)]) }
        #expect(throws: OperatorProblem.self) {
            try Operator(add, [Operand(.input(0), vector), Operand(.input(1), vector)], label: name)
        }
        #expect(throws: CircuitError.self) {
            try Layout([WeightEntry(name: name, type: vector, offset: 0, range: -9...9)])
        }
        _ = try circuit(name: String(repeating: "~", count: 64))
    }

    @Test func namesAreDistinct() throws {
        let out = Circuit.Output(name: "out", operand: Operand(.result(position: 0, result: 0), try TensorType(.int32, [4])))
        expectHeader("inputs") { _ = try circuit(inputs: [input("x"), input("x")]) }
        expectHeader("outputs") { _ = try circuit(outputs: [out, out]) }
        expectHeader("weights") {
            _ = try circuit(weights: [0, 1024].map { WeightEntry(name: "w", type: vector, offset: $0, range: -9...9) })
        }
    }

    @Test func partsExistAndHaveRangesOfTheirTypes() throws {
        expectHeader("inputs") { _ = try circuit(inputs: []) }
        expectHeader("outputs") { _ = try circuit(outputs: []) }
        expectHeader("operators") { _ = try circuit(operators: []) }
        expectHeader("input x") { _ = try circuit(inputs: [input("x", 0...128), input("y")]) }
        expectHeader("input x") { _ = try circuit(inputs: [input("x", -129...0), input("y")]) }
    }

    @Test(arguments: [[1024], [1], [-1024], [0, 0], [0, 4], [0, 2048], [0, 1024, 1024]] as [[Int]])
    func weightsFollowEachOtherAtKilobytes(offsets: [Int]) {
        let entries = offsets.enumerated().map {
            WeightEntry(name: "w\($0.offset)", type: vector, offset: $0.element, range: -9...9)
        }
        do {
            _ = try Layout(entries)
            Issue.record("accepted")
        } catch CircuitError.invalidLayout { } catch { Issue.record("\(error)") }
    }

    @Test func weightRangesLieWithinTheirTypes() {
        #expect(throws: CircuitError.self) {
            try Layout([WeightEntry(name: "w", type: vector, offset: 0, range: -129...9)])
        }
    }

    @Test func viewsKeepTheirElements() throws {
        var builder = CircuitBuilder(name: "views")
        let x = builder.input("x", try TensorType(.int8, [2, 6]))
        #expect(try x.viewed(as: try Shape([3, 4])).type.shape.dimensions == [3, 4])
        #expect(throws: CircuitError.self) { try x.viewed(as: try Shape([3, 5])) }
        #expect(throws: CircuitError.self) { try builder.update(x, to: x) }
    }

    @Test(arguments: [[], [0], [-1], [2, 0], [1, 1, 1, 1, 1, 1, 1], [1 << 31, 2], [1 << 32], [.max, .max], [.min]] as [[Int]])
    func shapesAreBounded(dimensions: [Int]) {
        #expect(throws: CircuitError.invalidShape(dimensions)) { try Shape(dimensions) }
    }
}
