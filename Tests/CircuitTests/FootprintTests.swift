import Circuit
import TestSupport
import Testing

/// What a one-step check opens: an element's footprint holds all that its definition reads, and is small.
@Suite struct FootprintTests {
    private func expectReadsWithinFootprints(_ op: Operator, _ operands: [[Int64]]) {
        for (result, type) in op.results.enumerated() {
            for element in 0..<type.shape.count {
                let footprint = op.footprint(element: element, result: result)
                var reader = OperandReader(operands)
                _ = op.evaluateElement(element, result: result, reading: &reader)
                // Runs without a start are counted; what they hold follows from another element.
                var unplaced = [Int](repeating: 0, count: op.operands.count)
                for run in footprint.runs {
                    guard let start = run.start else {
                        unplaced[run.operand] += run.count
                        continue
                    }
                    #expect(start >= 0 && start + run.count <= op.operands[run.operand].type.shape.count, "\(op.kind)")
                }
                for read in reader.reads {
                    let isOpened = footprint.runs.contains { run in
                        run.operand == read.operand
                            && run.start.map { ($0..<$0 + run.count).contains(read.index) } ?? false
                    }
                    if isOpened { continue }
                    unplaced[read.operand] -= 1
                    #expect(unplaced[read.operand] >= 0, "\(op.kind) reads \(read) outside its footprint")
                    #expect((0..<op.operands[read.operand].type.shape.count).contains(read.index))
                }
            }
        }
    }

    @Test func definitionsOfRandomOperatorsReadWithinTheirFootprints() {
        var source = RandomOperators(seed: 0xF007)
        for _ in 0..<2500 {
            guard let op = source.draw() else { continue }
            expectReadsWithinFootprints(op, op.operands.map { source.values($0.type) })
        }
    }

    @Test func definitionsOfTheGalleryReadWithinTheirFootprints() throws {
        var source = RandomOperators(seed: 0xF008)
        for example in try CircuitGallery.all() {
            for op in example.circuit.operators {
                expectReadsWithinFootprints(op, op.operands.map { source.values($0.type) })
            }
        }
    }

    private func product(_ width: Int, _ element: ElementType, start: UInt32 = 0, count: UInt32 = 0) throws -> Operator {
        let type = try TensorType(element, [2, width])
        return try Operator(
            .matrixProduct(MatrixProduct(accumulator: .int64, start: start, count: count)),
            [Operand(.input(0), type), Operand(.input(1), type)], label: "product")
    }

    @Test func productsReadKilobytes() throws {
        for (width, limit) in [(1536, 8 * 1024), (4096, 12 * 1024)] {
            let op = try product(width, .int8)
            #expect(op.footprint(element: 3).byteCount(operands: op.operands.map { $0.type }) <= limit)
            #expect(op.footprint(element: 3).multiplyAdds == width)
        }
        #expect(throws: OperatorProblem.footprint(bytes: 8194, multiplyAdds: 4097)) { try product(4097, .int8) }
        #expect(try product(3072, .int16).footprint(element: 0).multiplyAdds == 3072)
        #expect(throws: OperatorProblem.footprint(bytes: 12_292, multiplyAdds: 3073)) { try product(3073, .int16) }
    }

    @Test func partsOfALongContractionSumToTheWhole() throws {
        let width = 5000
        var source = RandomOperators(seed: 0xF009)
        let type = try TensorType(.int8, [2, width])
        let operands = [source.values(type), source.values(type)]
        var sums = [Int64](repeating: 0, count: 4)
        for (start, count) in [(0, 4096), (4096, 904)] as [(UInt32, UInt32)] {
            let part = try product(width, .int8, start: start, count: count)
            for (index, value) in part.evaluateAll(operands)[0].enumerated() { sums[index] += value }
        }
        let expected = (0..<4).map { at in
            (0..<width).reduce(Int64(0)) { $0 + operands[0][at / 2 * width + $1] * operands[1][at % 2 * width + $1] }
        }
        #expect(sums == expected)
    }

    @Test(arguments: [(0, 5000), (1, 0), (5000, 1), (4999, 2), (.max, 0), (.max, .max), (0, 4097)] as [(UInt32, UInt32)])
    func improperPartsAreRefused(start: UInt32, count: UInt32) {
        #expect(throws: OperatorProblem.self) { try product(5000, .int8, start: start, count: count) }
    }

    @Test func longSumsAreRefusedAndLongMaximaAreNot() throws {
        let row = Operand(.input(0), try TensorType(.int16, [1, 100_000]))
        #expect(throws: OperatorProblem.footprint(bytes: 200_000, multiplyAdds: 100_000)) {
            try Operator(.reduction(.sum(.int64)), [row], label: "sum")
        }
        for kind in [Reduction.maximum, .magnitude] {
            let op = try Operator(.reduction(kind), [row], label: "max")
            #expect(op.footprint(element: 0).isByComparison)
        }
    }

    @Test func wideFiltersAndWindowsAreRefused() throws {
        let image = Operand(.input(0), try TensorType(.int8, [65, 64, 1]))
        let filter = Operand(.input(1), try TensorType(.int8, [1, 65, 64, 1]))
        #expect(throws: OperatorProblem.footprint(bytes: 8320, multiplyAdds: 4160)) {
            try Operator(.convolution(Convolution()), [image, filter], label: "wide")
        }
        #expect(throws: OperatorProblem.footprint(bytes: 4160, multiplyAdds: 4160)) {
            try Operator(
                .pooling(Pooling(.sum, windowY: 65, windowX: 64, strideY: 1, strideX: 1)), [image], label: "wide")
        }
    }
}
