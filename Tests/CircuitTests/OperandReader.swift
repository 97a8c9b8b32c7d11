import Circuit

/// Gives `evaluateElement` the operands that a test holds, and records what was read.
struct OperandReader: ElementReader {
    let operands: [[Int64]]
    var reads: [(operand: Int, index: Int)] = []

    init(_ operands: [[Int64]]) { self.operands = operands }

    mutating func element(_ index: Int, of operand: Int) -> Int64 {
        reads.append((operand, index))
        guard operands.indices.contains(operand), operands[operand].indices.contains(index) else { return 0 }
        return operands[operand][index]
    }
}

extension Operator {
    /// Every element of every result by definition.
    func evaluateAll(_ operands: [[Int64]]) -> [[Int64]] {
        results.indices.map { result in
            (0..<results[result].shape.count).map { element in
                var reader = OperandReader(operands)
                return evaluateElement(element, result: result, reading: &reader)
            }
        }
    }
}
