import Circuit
import Claims
import Transcript

/// Why no job can be done as it is ordered.
public enum OrderError: Error, Equatable, Sendable {
    case inputCount(expected: Int, found: Int)
    /// A circuit without state is one step, a proof is of one step, and more steps than are revealed at once are
    /// not disputed.
    case steps(UInt32, limit: UInt32)
    /// The referee has no tables for this model.
    case notDisputable
    /// Private tensors are not disputed by slices.
    case notPublic(slot: Int)
    /// Bytes for each public input have to come with the order, and none else.
    case publicInputs(expected: Int, found: Int)
    case byteCount(slot: Int, expected: Int, found: Int)
    /// The bytes are not those that the order commits to.
    case otherBytes(slot: Int)
    case outOfRange(slot: Int, element: Int)
}

/// What is checked of an order before anybody takes it: that its inputs are of the circuit's form, and that
/// whoever takes it can show the result as asked. So nobody stakes a bond on a job that cannot be done, and
/// what is called public has been public.
public enum OrderAdmission {
    /// - Parameters:
    ///   - inputs: the order's commitments, one for each of the circuit's inputs.
    ///   - publicInputs: bytes of the public ones, in order: all steps' tensors, one after another.
    /// - Throws: `OrderError`, the first check that fails.
    /// - Complexity: linear in the bytes.
    public static func check(
        _ model: RegisteredModel, inputs: [TensorCommitment], steps: UInt32, isProved: Bool, publicInputs: [[UInt8]]
    ) throws(OrderError) {
        guard inputs.count == model.inputs.count else {
            throw .inputCount(expected: model.inputs.count, found: inputs.count)
        }
        let limit = isProved || !model.hasStates ? 1 : ClaimAdmission.maximumSteps
        guard steps >= 1, steps <= limit else { throw .steps(steps, limit: limit) }
        if !isProved {
            guard model.disputed != nil else { throw .notDisputable }
            if let slot = inputs.firstIndex(where: { $0.isPrivate }) { throw .notPublic(slot: slot) }
        }
        let expected = inputs.count(where: { !$0.isPrivate })
        guard publicInputs.count == expected else { throw .publicInputs(expected: expected, found: publicInputs.count) }
        var next = 0
        for (slot, input) in inputs.enumerated() {
            guard case .public(let root) = input else { continue }
            try check(publicInputs[next], slot: slot, model.inputs[slot], steps: Int(steps), root: root)
            next += 1
        }
    }

    private static func check(
        _ bytes: [UInt8], slot: Int, _ input: RegisteredModel.Input, steps: Int, root: Digest
    ) throws(OrderError) {
        // At most 2^31 elements of eight bytes, 256 times: fits.
        let expected = input.type.byteCount * steps
        guard bytes.count == expected else { throw .byteCount(slot: slot, expected: expected, found: bytes.count) }
        guard BLAKE3.hash(bytes) == root else { throw .otherBytes(slot: slot) }
        let element = input.type.element
        for index in 0..<bytes.count / element.byteCount
        where !input.range.contains(element.value(at: index, of: bytes)) {
            throw .outOfRange(slot: slot, element: index)
        }
    }
}
