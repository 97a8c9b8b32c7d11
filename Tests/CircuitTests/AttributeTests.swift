import Circuit
import Testing

/// Attributes outside an operator's definition are refused by the operator, ranges apart.
@Suite struct AttributeTests {
    private func refusal(_ kind: OperatorKind, _ types: [(ElementType, [Int])]) throws -> OperatorProblem? {
        let operands = try types.enumerated().map {
            Operand(.input($0.offset), try TensorType($0.element.0, $0.element.1))
        }
        do throws(OperatorProblem) {
            _ = try Operator(kind, operands, label: "op")
            return nil
        } catch { return error }
    }

    private func expectAttribute(_ name: String, _ kind: OperatorKind, _ types: [(ElementType, [Int])]) throws {
        guard case .attribute(let found, _) = try refusal(kind, types), found == name else {
            Issue.record("\(kind) was accepted or refused for something else")
            return
        }
    }

    private func requantise(
        to: ElementType = .int8, _ m: UInt16 = 1, shift: UInt8 = 1, clamp: ClosedRange<Int64> = -127...127
    ) -> OperatorKind {
        .requantise(
            Requantise(
                to: to, multiplier: .constant(m), shift: shift, lower: clamp.lowerBound, upper: clamp.upperBound))
    }

    @Test func requantiseTakesItsRanges() throws {
        let x: [(ElementType, [Int])] = [(.int32, [4])]
        for shift in UInt8.min...UInt8.max {
            if (1...62).contains(shift) {
                #expect(try refusal(requantise(shift: shift), x) == nil)
            } else {
                try expectAttribute("shift", requantise(shift: shift), x)
            }
        }
        try expectAttribute("multiplier", requantise(0), x)
        #expect(try refusal(requantise(.max), x) == nil)
        for range in [-128...127, -127...128, -128 ... -128] as [ClosedRange<Int64>] {
            try expectAttribute("clamp", requantise(clamp: range), x)
        }
        #expect(try refusal(requantise(to: .uint8, clamp: 0...255), x) == nil)
        try expectAttribute("clamp", requantise(to: .uint8, clamp: -1...255), x)
        try expectAttribute("clamp", requantise(to: .int16, clamp: 0...32_768), x)
        let reversed = Requantise(to: .int8, multiplier: .constant(1), shift: 1, lower: 1, upper: 0)
        try expectAttribute("clamp", .requantise(reversed), x)
    }

    @Test func clampsAndDivisionsTakeTheirRanges() throws {
        for (lower, upper) in [(-128, 127), (-127, 128), (5, 4)] as [(Int64, Int64)] {
            try expectAttribute("clamp", .clamp(Clamp(to: .int8, lower: lower, upper: upper)), [(.int32, [4])])
            let division = Division(rounding: .down, perRow: false, to: .int8, lower: lower, upper: upper)
            try expectAttribute("clamp", .division(division), [(.int32, [4]), (.int32, [4])])
        }
        let nothing = Division(factor: 0, rounding: .down, perRow: false, to: .int8, lower: 0, upper: 1)
        try expectAttribute("factor", .division(nothing), [(.int32, [4]), (.int32, [4])])
    }

    @Test func multipliersHaveTheirTypes() throws {
        func kind(_ multiplier: Requantise.Multiplier) -> OperatorKind {
            .requantise(Requantise(to: .int8, multiplier: multiplier, shift: 1, lower: 0, upper: 1))
        }
        for element in ElementType.allCases {
            let x = (ElementType.int32, [3, 4])
            #expect(try (refusal(kind(.channel), [x, (element, [4])]) == nil) == (element == .uint16))
            #expect(
                try (refusal(kind(.row), [x, (element, [3])]) == nil)
                    == [.uint16, .int32, .int64].contains(element))
        }
        guard case .operandShape(operand: 1, _) = try refusal(kind(.channel), [(.int8, [3, 4]), (.uint16, [3])]),
            case .operandShape(operand: 1, _) = try refusal(kind(.row), [(.int8, [3, 4]), (.uint16, [4])]),
            case .operandCount = try refusal(kind(.row), [(.int8, [3, 4])]),
            case .operandCount = try refusal(kind(.constant(1)), [(.int8, [3, 4]), (.uint16, [4])])
        else {
            Issue.record("multipliers of the wrong shape were accepted")
            return
        }
    }

    @Test func stridesWindowsAndAccumulatorsAreChecked() throws {
        let image: (ElementType, [Int]) = (.int8, [4, 4, 2]), filter: (ElementType, [Int]) = (.int8, [1, 2, 2, 2])
        try expectAttribute("stride", .convolution(Convolution(strideY: 0)), [image, filter])
        try expectAttribute("stride", .convolution(Convolution(strideX: 0)), [image, filter])
        try expectAttribute("accumulator", .convolution(Convolution(accumulator: .int16)), [image, filter])
        for (wy, wx, sy, sx) in [(0, 1, 1, 1), (1, 0, 1, 1), (5, 1, 1, 1), (1, 5, 1, 1)] as [(UInt16, UInt16, UInt16, UInt16)] {
            try expectAttribute(
                "window", .pooling(Pooling(.sum, windowY: wy, windowX: wx, strideY: sy, strideX: sx)), [image])
        }
        try expectAttribute("stride", .pooling(Pooling(.maximum, windowY: 1, windowX: 1, strideY: 0, strideX: 1)), [image])
        try expectAttribute("accumulator", .matrixProduct(MatrixProduct(accumulator: .uint8)), [(.int8, [2, 2]), (.int8, [2, 2])])
        try expectAttribute("accumulator", .reduction(.sum(.int8)), [(.int8, [2, 2])])
        try expectAttribute("type", .elementwise(Elementwise(.add, to: .uint16)), [(.int8, [2]), (.int8, [2])])
    }

    @Test func movementIsChecked() throws {
        let x: [(ElementType, [Int])] = [(.uint8, [2, 3])]
        for axes in [[], [0], [0, 0], [1, 2], [0, 1, 2]] as [[UInt8]] {
            try expectAttribute("axes", .permutation(Permutation(axes: axes)), x)
        }
        try expectAttribute("padding", .padding(Padding(before: [1], after: [1], value: 0)), x)
        try expectAttribute("padding", .padding(Padding(before: [1, 1], after: [1], value: 0)), x)
        try expectAttribute("value", .padding(Padding(before: [1, 1], after: [1, 1], value: -1)), x)
        try expectAttribute("axis", .slicing(Slicing(axis: 2, start: 0, count: 1)), x)
        try expectAttribute("axis", .concatenation(Concatenation(axis: 2)), x)
        try expectAttribute("result", .padding(Padding(before: [65_535, 65_535], after: [0, 0], value: 0)), [(.int8, [1, 1])])
        #expect(try refusal(.concatenation(Concatenation(axis: 0)), [(ElementType, [Int])](repeating: x[0], count: 64)) == nil)
        guard
            case .operandCount = try refusal(
                .concatenation(Concatenation(axis: 0)), [(ElementType, [Int])](repeating: x[0], count: 65)),
            case .operandElement(operand: 1, found: .int8) = try refusal(
                .concatenation(Concatenation(axis: 0)), [x[0], (.int8, [2, 3])]),
            case .operandShape(operand: 1, _) = try refusal(
                .concatenation(Concatenation(axis: 0)), [x[0], (.uint8, [2, 4])])
        else {
            Issue.record("concatenation of what does not fit was accepted")
            return
        }
    }
}
