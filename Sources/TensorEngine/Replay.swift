import Circuit

/// Where a claimed trace first leaves the computed one.
public struct Divergence: Sendable, Hashable {
    public let position: Int
    public let result: Int
    /// The 1 KiB chunk of the result's canonical bytes.
    public let chunk: Int
    public let element: Int
    public let claimed: Int64
    public let right: Int64

    public init(position: Int, result: Int, chunk: Int, element: Int, claimed: Int64, right: Int64) {
        self.position = position
        self.result = result
        self.chunk = chunk
        self.element = element
        self.claimed = claimed
        self.right = right
    }
}

public enum Replay {
    /// The first result, in the order of operators, in which two traces of a circuit differ, and the
    /// first element there. An asserter who carries a wrong value through all later operators is still
    /// caught where it arose: every later operator agrees with its own operands, this one does not.
    ///
    /// - Returns: nil when the traces agree.
    /// - Throws: `EngineError.circuit` when a trace has not the circuit's results: then there is nothing
    ///   to compare, and the trace is wrong in form.
    public static func firstDivergence(
        circuit: Circuit, claimed: [[Tensor]], computed: [[Tensor]]
    ) throws(EngineError) -> Divergence? {
        for (name, trace) in [("claimed trace", claimed), ("computed trace", computed)] {
            guard trace.map({ $0.map { $0.type } }) == circuit.operators.map({ $0.results }) else {
                throw .circuit(.tensorMismatch(name: name, reason: "does not have the circuit's results"))
            }
        }
        for (position, op) in circuit.operators.enumerated() {
            for result in op.results.indices {
                let left = claimed[position][result], right = computed[position][result]
                guard left.bytes != right.bytes else { continue }
                for element in 0..<op.results[result].shape.count where left.element(element) != right.element(element) {
                    return Divergence(
                        position: position, result: result,
                        chunk: element * op.results[result].element.byteCount / 1024, element: element,
                        claimed: left.element(element), right: right.element(element))
                }
            }
        }
        return nil
    }
}
