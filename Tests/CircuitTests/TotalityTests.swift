import Circuit
import TestSupport
import Testing

/// Operators are total: whatever their attributes, whatever bits their operands hold.
@Suite struct TotalityTests {
    @Test func randomOperatorsEvaluateOnAnyBitsAndKeepTheirRecords() throws {
        var source = RandomOperators(seed: 0x70_7A1)
        var drawn: [UInt16: Int] = [:]
        for _ in 0..<30_000 {
            guard let op = source.draw() else { continue }
            drawn[op.kind.tag, default: 0] += 1
            let operands = op.operands.map { source.values($0.type) }
            for (result, values) in op.evaluateAll(operands).enumerated() {
                let range = op.results[result].element.range
                #expect(values.allSatisfy { range.contains($0) }, "\(op.kind)")
            }
            #expect(try Operator(record: op.record) == op)
        }
        for tag in UInt16(1)...15 { #expect(drawn[tag, default: 0] >= 100, "kind \(tag) was drawn too rarely") }
    }

    /// A reader that lies about everything: values outside the element types.
    struct HostileReader: ElementReader {
        let value: Int64
        mutating func element(_ index: Int, of operand: Int) -> Int64 { value }
    }

    @Test(arguments: [Int64.min, .min + 1, -1, 0, 1, .max - 1, .max])
    func valuesOutsideTheElementTypesDoNotTrap(value: Int64) {
        var source = RandomOperators(seed: 0x5EED)
        for _ in 0..<3000 {
            guard let op = source.draw() else { continue }
            for (result, type) in op.results.enumerated() {
                var reader = HostileReader(value: value)
                let found = op.evaluateElement(type.shape.count - 1, result: result, reading: &reader)
                #expect(type.element.range.contains(found))
            }
        }
    }

    @Test func sliceOfAbsurdStepIsRefused() throws {
        let x = Operand(.input(0), try TensorType(.int8, [4]))
        for (start, count, step) in [(UInt32.max, UInt32.max, UInt32.max), (0, .max, .max), (3, 2, .max), (4, 1, 1)] {
            #expect(throws: OperatorProblem.self) {
                try Operator(.slicing(Slicing(axis: 0, start: start, count: count, step: step)), [x], label: "cut")
            }
        }
    }

    @Test func elementsBeyondATensorAreZero() throws {
        let tensor = try Tensor(try TensorType(.int64, [2]), values: [5, 6])
        for index in [-1, 2, Int.max, Int.min, Int.max / 8, Int.max / 8 + 1, Int.min / 8 - 1] {
            #expect(tensor.element(index) == 0)
        }
    }
}
