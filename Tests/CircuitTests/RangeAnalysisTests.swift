import Circuit
import TestSupport
import Testing

/// Range analysis refuses what could wrap in some engine, with the case that says where.
@Suite struct RangeAnalysisTests {
    private typealias Range = ClosedRange<Int64>

    /// The problem of a circuit of one operator over inputs of these ranges, or nil.
    private func problem(
        _ kind: OperatorKind, _ operands: [(ElementType, [Int], Range)], limbs: LimbWidth = .eight
    ) throws -> OperatorProblem? {
        var builder = CircuitBuilder(name: "one", limbWidth: limbs)
        let values = try operands.enumerated().map { slot, operand in
            builder.input("x\(slot)", try TensorType(operand.0, operand.1), range: operand.2)
        }
        builder.output("y", try builder.append(kind, values, label: "op")[0])
        do { _ = try builder.build() } catch {
            guard case .operatorRefused(0, "op", let problem) = error else { throw error }
            return problem
        }
        return nil
    }

    private func power(_ exponent: Int64) -> Range { -(1 << exponent)...(1 << exponent) }

    @Test func accumulatorsHoldTheWorstCaseOfTheirShape() throws {
        let full = ElementType.int16.range
        func product(_ accumulator: ElementType, _ width: Int) throws -> OperatorProblem? {
            try problem(
                .matrixProduct(MatrixProduct(accumulator: accumulator)),
                [(.int16, [1, width], full), (.int16, [1, width], full)])
        }
        #expect(try product(.int32, 1) == nil)
        #expect(try product(.int32, 2) == .couldWrap(what: "accumulator", bits: 33, limit: 32))
        #expect(try product(.int64, 3072) == nil)
        #expect(
            try problem(
                .matrixProduct(MatrixProduct(accumulator: .int32)),
                [(.int8, [1, 1], -127...127), (.int8, [1, 1], -127...127), (.int32, [1], 0...Int64(Int32.max))])
                == .couldWrap(what: "accumulator", bits: 33, limit: 32))
        #expect(
            try problem(
                .convolution(Convolution()), [(.int16, [2, 1, 1], full), (.int16, [1, 2, 1, 1], full)])
                == .couldWrap(what: "accumulator", bits: 33, limit: 32))
    }

    @Test func requantiseStaysBelowTheShareLimitAndHalfTheField() throws {
        func requantise(_ range: Range, _ m: UInt16, _ shift: UInt8, _ limbs: LimbWidth) throws -> OperatorProblem? {
            try problem(
                .requantise(Requantise(to: .int8, multiplier: .constant(m), shift: shift, lower: -127, upper: 127)),
                [(.int64, [1], range)], limbs: limbs)
        }
        #expect(try requantise(power(42), 1 << 15, 20, .eight) == nil)
        #expect(
            try requantise(power(46), 1 << 15, 20, .eight)
                == .couldWrap(what: "x·m + 2^(s−1)", bits: 63, limit: 62))
        // 8-bit limbs enforce |q| ≤ 2^8 − 1, which times 2^54 is below p/2; 12- and 16-bit ones do not.
        #expect(try requantise(power(40), 1, 54, .eight) == nil)
        let what = "(Q + 1)·2^s with the enforced bound Q"
        #expect(try requantise(power(40), 1, 55, .eight) == .couldWrap(what: what, bits: 65, limit: 64))
        #expect(try requantise(power(40), 1, 54, .twelve) == .couldWrap(what: what, bits: 68, limit: 64))
        #expect(try requantise(power(40), 1, 54, .sixteen) == .couldWrap(what: what, bits: 72, limit: 64))
    }

    @Test func rowMultipliersCountByTheirRange() throws {
        let kind = OperatorKind.requantise(
            Requantise(to: .int32, multiplier: .row, shift: 8, lower: -9, upper: 9))
        #expect(try problem(kind, [(.int32, [2, 3], power(24)), (.int64, [2], power(30))]) == nil)
        #expect(
            try problem(kind, [(.int32, [2, 3], power(30)), (.int64, [2], power(31))])
                == .couldWrap(what: "x·m + 2^(s−1)", bits: 63, limit: 62))
    }

    @Test(arguments: [(.add, 9), (.subtract, 9), (.multiply, 16)] as [(Elementwise.Function, Int)])
    func elementwiseResultsFitTheirType(function: Elementwise.Function, bits: Int) throws {
        let operand = (ElementType.int8, [2, 2], ElementType.int8.range)
        #expect(
            try problem(.elementwise(Elementwise(function, to: .int8)), [operand, operand])
                == .couldWrap(what: "\(function)", bits: bits, limit: 8))
        #expect(try problem(.elementwise(Elementwise(function, to: .int16)), [operand, operand]) == nil)
    }

    @Test func sumsFitTheirType() throws {
        #expect(
            try problem(.reduction(.sum(.int32)), [(.int32, [1, 3], power(30))])
                == .couldWrap(what: "sum", bits: 33, limit: 32))
        #expect(
            try problem(.reduction(.sum(.int64)), [(.int64, [1, 2], power(60))])
                == .couldWrap(what: "sum", bits: 63, limit: 62))
        #expect(
            try problem(
                .pooling(Pooling(.sum, windowY: 1, windowX: 2, strideY: 1, strideX: 1)),
                [(.int64, [1, 2, 1], power(60))]) == .couldWrap(what: "sum", bits: 63, limit: 62))
    }

    @Test func differencesToMaximaAreShared() throws {
        let wide: (ElementType, [Int], Range) = (.int64, [1, 2, 1], power(60))
        let expected = OperatorProblem.couldWrap(what: "difference to the maximum", bits: 63, limit: 62)
        #expect(try problem(.reduction(.maximum), [wide]) == expected)
        #expect(
            try problem(.pooling(Pooling(.maximum, windowY: 1, windowX: 1, strideY: 1, strideX: 1)), [wide])
                == expected)
    }

    @Test func divisionsAndRootsStayBelowTheShareLimit() throws {
        func divide(_ x: Range, _ y: Range, _ factor: UInt32) throws -> OperatorProblem? {
            try problem(
                .division(Division(factor: factor, rounding: .nearest, perRow: false, to: .int8, lower: -1, upper: 1)),
                [(.int64, [1], x), (.int64, [1], y)])
        }
        #expect(try divide(power(40), 1...9, 1 << 19) == nil)
        #expect(try divide(power(40), 1...9, 1 << 20) == .couldWrap(what: "numerator", bits: 63, limit: 62))
        #expect(try divide(0...1, 1...(1 << 60), 1) == .couldWrap(what: "divisor", bits: 63, limit: 62))
        #expect(
            try divide(power(59), 1...(1 << 59), 1)
                == .couldWrap(what: "quotient·divisor + remainder", bits: 63, limit: 62))
        #expect(
            try problem(.squareRoot(SquareRoot()), [(.int64, [1], power(60))])
                == .couldWrap(what: "(y + 1)²", bits: 63, limit: 62))
    }

    /// Shares keep two spare bits, and a clamp's relation needs operands below p/2: no operator may read
    /// or make what does not fit, even one that computes nothing.
    @Test(arguments: [
        .clamp(Clamp(to: .int8, lower: 0, upper: 1)), .permutation(Permutation(axes: [1, 0])),
        .slicing(Slicing(axis: 0, start: 0, count: 1)), .concatenation(Concatenation(axis: 0)),
        .padding(Padding(before: [0, 1], after: [0, 0], value: 0)),
    ] as [OperatorKind])
    func operandsStayBelowTheShareLimit(kind: OperatorKind) throws {
        #expect(
            try problem(kind, [(.int64, [1, 2], ElementType.int64.range)])
                == .couldWrap(what: "operand 0", bits: 64, limit: 62))
        #expect(try problem(kind, [(.int64, [1, 2], -(1 << 61) + 1...(1 << 61) - 1)]) == nil)
    }

    @Test func resultsStayBelowTheShareLimit() throws {
        let kind = OperatorKind.padding(Padding(before: [1], after: [0], value: 1 << 61))
        #expect(try problem(kind, [(.int64, [2], 0...1)]) == .couldWrap(what: "result", bits: 63, limit: 62))
    }

    @Test func lookupsStayWithinTheirTable() throws {
        func lookup(_ range: Range, first: Int32) throws -> OperatorProblem? {
            var builder = CircuitBuilder(name: "lookup")
            let x = builder.input("x", try TensorType(.int16, [4]), range: range)
            let table = try builder.table(try TensorType(.int8, [10]), values: (0..<10).map { Int64($0) })
            builder.output("y", try builder.append(.lookup(Lookup(first: first)), [x, table], label: "op")[0])
            do { _ = try builder.build() } catch {
                guard case .operatorRefused(0, "op", let problem) = error else { throw error }
                return problem
            }
            return nil
        }
        #expect(try lookup(-3...6, first: -3) == nil)
        for (range, first) in [(-4...6, -3), (-3...7, -3), (0...0, 1), (9...9, .max)] as [(Range, Int32)] {
            guard case .attribute("table", _) = try lookup(range, first: first) else {
                Issue.record("\(range) from \(first)")
                continue
            }
        }
    }

    @Test func lookupsReadTables() throws {
        let found = try problem(.lookup(Lookup(first: 0)), [(.uint8, [4], 0...9), (.int8, [10], 0...1)])
        #expect(found == .source(operand: 1, reason: "a lookup reads one of the circuit's tables"))
    }

    @Test(arguments: [-1...2, 0...3, 3...3] as [ClosedRange<Int64>])
    func gathersStayWithinTheirData(range: ClosedRange<Int64>) throws {
        let data = (ElementType.int8, [3, 2], ElementType.int8.range)
        #expect(try problem(.gather(Gather()), [data, (.int32, [4], 0...2)]) == nil)
        guard case .attribute("index", _) = try problem(.gather(Gather()), [data, (.int32, [4], range)]) else {
            Issue.record("\(range) was accepted")
            return
        }
    }

    @Test func statesStayWithinTheirRange() throws {
        func counter(upper: Int64) throws {
            var builder = CircuitBuilder(name: "counter")
            let x = builder.input("x", try TensorType(.int8, [1]), range: 0...1)
            let state = builder.state("sum", try TensorType(.int16, [1]), range: 0...9)
            let next = try builder.append(.elementwise(Elementwise(.add, to: .int16)), [state, x], label: "add")
            let kept = try builder.append(.clamp(Clamp(to: .int16, lower: 0, upper: upper)), next, label: "keep")
            try builder.update(state, to: kept[0])
            builder.output("sum", kept[0])
            _ = try builder.build()
        }
        try counter(upper: 9)
        do {
            try counter(upper: 10)
            Issue.record("the state may leave its range")
        } catch CircuitError.invalidHeader(let field, _) { #expect(field == "state sum") }
    }

    /// The bound of a product is met by the worst inputs: analysis is not only sound but exact there.
    @Test(arguments: [-127, 127] as [Int64])
    func worstInputsOfAProductMeetTheBound(weight: Int64) throws {
        var builder = CircuitBuilder(name: "worst")
        let x = builder.input("x", try TensorType(.int8, [1, 300]))
        let w = try builder.weight("w", try TensorType(.int8, [1, 300]), values: [Int64](repeating: weight, count: 300))
        builder.output(
            "y", try builder.append(.matrixProduct(MatrixProduct(accumulator: .int32)), [x, w], label: "product")[0])
        let (circuit, weights) = try builder.build()
        let input = try Tensor(circuit.inputs[0].type, values: [Int64](repeating: -128, count: 300))
        let value = Int128(try circuit.evaluateByDefinition(inputs: [input], weights: weights).outputs[0].element(0))
        #expect(value == (weight < 0 ? circuit.intervals[0][0].upper : circuit.intervals[0][0].lower))
    }
}
