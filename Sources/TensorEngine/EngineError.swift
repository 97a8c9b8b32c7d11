import Circuit

/// Why an engine could not be made, or refused an input.
public enum EngineError: Error, Equatable, Sendable {
    /// Weights or inputs are not what the circuit declares.
    case circuit(CircuitError)
    /// Weights, packed weights, activations and trace would need more than the caller allows.
    case memory(needed: Int, limit: Int)
    case batch(Int)
    case threads(Int)
    /// There is no such input, output, operator or item.
    case noSuch(String)
}

extension EngineError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .circuit(let error): "\(error)"
        case .memory(let needed, let limit): "needs \(needed) bytes, \(limit) are allowed"
        case .batch(let batch): "a batch has 1 to \(TensorEngine.maximumBatch) items, not \(batch)"
        case .threads(let threads): "threads are 1 to \(TensorEngine.maximumThreads), not \(threads)"
        case .noSuch(let what): "there is no \(what)"
        }
    }
}
