import Algebra
import Circuit

extension ProofPlan {
    /// The cells of a model's weight oracle: a function of circuit and weight bytes alone, so that whoever
    /// holds the bytes can recompute the registered root. Cells of no tensor are zero.
    ///
    /// - Precondition: `circuit` is the plan's, and the weights passed its layout's check.
    public func weightCells(_ circuit: Circuit, _ weights: Weights) -> [Goldilocks] {
        var cells = [Goldilocks](repeating: .zero, count: 1 << weightLayout.sizeLog2)
        for (index, tensor) in self.weights.enumerated() {
            for (address, value) in zip(weightLayout.addresses(of: index), tensor.values(circuit, weights)) {
                cells[address] = Goldilocks(embedding: value)
            }
        }
        return cells
    }
}

extension ProofPlan.WeightTensor {
    /// The tensor's integers, row-major; none where the circuit has no such weight.
    package func values(_ circuit: Circuit, _ weights: Weights) -> [Int64] {
        guard let entry = circuit.layout.entry(at: offset), entry.offset + entry.type.byteCount <= weights.bytes.count
        else { return [] }
        let bytes = Array(weights.bytes[entry.offset..<entry.offset + entry.type.byteCount])
        do { return try Tensor(entry.type, bytes: bytes).values } catch { return [] }
    }
}
