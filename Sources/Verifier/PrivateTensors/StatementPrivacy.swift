import Claims

/// Which of a circuit's inputs and outputs a claim commits to privately. With the circuit it fixes the plan
/// of a proof.
public struct StatementPrivacy: Sendable, Hashable {
    public let inputs: [Bool]
    public let outputs: [Bool]

    /// Everything is public.
    public static let none = StatementPrivacy(inputs: [], outputs: [])

    /// By slot, in the circuit's order; slots beyond the end are public.
    public init(inputs: [Bool], outputs: [Bool]) {
        self.inputs = inputs
        self.outputs = outputs
    }

    public init(_ claim: Claim) {
        self.init(inputs: claim.inputs.map { $0.isPrivate }, outputs: claim.outputs.map { $0.isPrivate })
    }

    public func hides(input slot: Int) -> Bool { inputs.indices.contains(slot) && inputs[slot] }
    public func hides(output slot: Int) -> Bool { outputs.indices.contains(slot) && outputs[slot] }

    public var hidesOutputs: Bool { outputs.contains(true) }
    public var isNone: Bool { !hidesOutputs && !inputs.contains(true) }
}
