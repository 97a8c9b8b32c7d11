import Circuit
import Claims
import Transcript

/// What a ledger keeps of a registered model's circuit, so that it never has to read the circuit again: the
/// form of its inputs, and the referee's tables where claims about it can be disputed.
public struct RegisteredModel: Sendable {
    /// What an input has to look like.
    public struct Input: Sendable, Hashable {
        public let type: TensorType
        /// Every element lies within.
        public let range: ClosedRange<Int64>
    }

    public let inputs: [Input]
    public let hasStates: Bool
    /// Nil where an optimistic claim about the model could not be disputed within the caps.
    public let disputed: DisputedModel?

    /// - Parameter circuit: the one that `commitment` names.
    public init(_ circuit: Circuit, commitment: ModelCommitment) {
        inputs = circuit.inputs.map { Input(type: $0.type, range: $0.range) }
        hasStates = !circuit.states.isEmpty
        disputed = try? DisputedModel(circuit, commitment: commitment)
    }

    private init(inputs: [Input], hasStates: Bool, disputed: DisputedModel?) {
        self.inputs = inputs
        self.hasStates = hasStates
        self.disputed = disputed
    }
}

extension RegisteredModel: CanonicalCodable {
    /// inputs (list of type and bounds (2 × 8)), flag of states (1), flag and referee's tables.
    public func encode(into encoder: inout CanonicalEncoder) {
        encoder.append(list: inputs) {
            $0.type.encode(into: &$1)
            $1.append($0.range.lowerBound)
            $1.append($0.range.upperBound)
        }
        encoder.append(hasStates)
        encoder.append(disputed != nil)
        if let disputed { encoder.append(disputed) }
    }

    public static func decode(from decoder: inout CanonicalDecoder) throws(CanonicalError) -> RegisteredModel {
        let inputs = try decoder.list("inputs", limit: Claim.maximumTensors, elementByteCount: 22) {
            (decoder) throws(CanonicalError) in
            let type = try TensorType(from: &decoder, field: "input type")
            let place = decoder.offset
            let low = try decoder.int64("lower bound"), high = try decoder.int64("upper bound")
            guard low <= high else { throw decoder.refusal("range", at: place, "\(low) is above \(high)") }
            return Input(type: type, range: low...high)
        }
        return RegisteredModel(
            inputs: inputs, hasStates: try decoder.boolean("states flag"),
            disputed: try decoder.boolean("referee flag") ? try DisputedModel.decode(from: &decoder) : nil)
    }
}
